"""The background that no source adds to."""

import pytest

from cathartes.physics.clean_air import clean_air_of


@pytest.mark.parametrize("name", ["methane", "CH4", " Methane "])
def test_methane_is_known_by_its_names(name):
    air = clean_air_of(name)
    assert air is not None
    assert 1.8 < air.mole_fraction_ppm < 2.1


def test_a_gas_that_clean_air_hardly_holds_has_no_level():
    assert clean_air_of("ammonia") is None
