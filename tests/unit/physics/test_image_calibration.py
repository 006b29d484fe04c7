from __future__ import annotations

import json
from importlib.resources import files

import numpy as np
import pytest

from cathartes.location.images.emitter.features import N_FEATURES
from cathartes.physics.image_calibration import (
    PIXEL_NODES_M,
    beyond_known,
    bundled_image_calibration,
    image_calibration_from_json,
    wind_terms,
)


def test_the_bundled_table_fits_the_program() -> None:
    table = bundled_image_calibration()
    assert set(table.modes) == {"whole", "masked"}
    for mode in table.modes.values():
        assert mode.emitter_weights.shape == (N_FEATURES,)
        assert 0.0 < mode.elsewhere < 0.2
        assert np.all(np.linalg.eigvalsh(mode.wind.covariance) > 0.0)


@pytest.mark.parametrize("pixel", PIXEL_NODES_M)
def test_effective_winds_are_near_what_large_eddy_simulations_gave(pixel: float) -> None:
    """A plume's gas moves with the wind, within a factor that height and mask explain."""
    table = bundled_image_calibration()
    terms = wind_terms(pixel, 5.0, 40.0, 4.0, 2.0, 0.0)
    by_mass, by_flux = np.exp(table.modes["whole"].wind.coefficients @ terms)
    # Varon et al. 2018: 0.33 U10 + 0.45 for a satellite's mask, and 1.0 to 1.5 U10.
    assert 0.5 < by_mass / (0.33 * 5.0 + 0.45) < 2.0
    assert 0.4 < by_flux / 5.0 < 1.6


def test_twice_the_wind_is_about_twice_the_effective_wind() -> None:
    table = bundled_image_calibration()
    for mode in table.modes.values():
        one, two = (
            mode.wind.coefficients @ wind_terms(10.0, speed, 40.0, 4.0, 2.0, 0.0)
            for speed in (3.0, 6.0)
        )
        np.testing.assert_allclose(np.exp(two - one), 2.0, rtol=0.25)


def test_a_damaged_table_is_noticed() -> None:
    with pytest.raises(KeyError):
        image_calibration_from_json(json.loads('{"version": "1"}'))


def test_hard_conditions_never_make_an_interval_narrower() -> None:
    table = bundled_image_calibration()
    assert set(table.hard_conditions) == {"cut", "merged", "light"}
    assert all(one.factor >= 1.0 for one in table.hard_conditions.values())
    # What is cut short lacks gas, so its rate is raised.
    assert table.hard_conditions["cut"].log_offset > 0.0


def test_terms_end_where_the_calibration_ends() -> None:
    known = bundled_image_calibration().modes["whole"].wind.known_range
    middle = np.exp(known.mean(axis=1))
    inside, distance = beyond_known(known, middle)
    np.testing.assert_allclose(inside, middle)
    assert not distance.any()
    outside = middle.copy()
    outside[0] = 4.0 * np.exp(known[0, 1])
    drawn, distance = beyond_known(known, outside)
    assert drawn[0] == pytest.approx(np.exp(known[0, 1]))
    assert distance[0] == pytest.approx(np.log(4.0))


def test_how_much_signs_count_changes_evenly_with_the_size_of_a_pixel_and_ends_with_the_table() -> (
    None
):
    for mode in bundled_image_calibration().modes.values():
        low, high = np.exp(mode.wind.known_range[0])
        at = [mode.sharpness_at(float(size)) for size in np.geomspace(low, high, 5)]
        steps = np.diff(np.log(at))
        assert np.allclose(steps, steps[0])
        assert mode.sharpness_at(float(high)) == mode.sharpness_at(10.0 * float(high))
        assert 0.5 < min(at) <= max(at) < 2.0


def test_the_table_tells_its_own_history() -> None:
    resource = files("cathartes.physics.image_calibration").joinpath("bundled.json")
    document = json.loads(resource.read_text(encoding="utf-8"))
    assert max(document["history"]) == document["version"]
