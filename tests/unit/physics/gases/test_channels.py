"""What instruments see of the library, what they do not, and what they mix up."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose

from cathartes.errors import InstrumentError, OptionError
from cathartes.model.instrument import Instrument
from cathartes.physics.gases import channel_absorption, channel_library, select_gases
from cathartes.physics.gases.channels import faintest_column, optical_depth_noise
from cathartes.physics.gases.library import bundled_library
from cathartes.physics.instruments import find_instrument
from cathartes.units import MOLECULES_CM2_PER_PPM_M

LIBRARY = bundled_library()
HYTES = find_instrument("HyTES")
PAIRS_ON_HYTES = (
    ("1-butanol", "ethanol"),
    ("1,1,1-trichloroethane", "chlorobenzene"),
    ("toluene", "ethanol"),
    ("1-butanol", "toluene"),
    ("1,3-butadiene", "propylene"),
    ("isoprene", "NF3"),
    ("2-butanone", "acetic acid"),
    ("propylene", "vinyl chloride"),
    ("acetone", "vinyl acetate"),
    ("chloroform", "vinyl acetate"),
)


@pytest.fixture(scope="module")
def hytes():
    return channel_library(LIBRARY, HYTES)


def test_absorption_is_cross_section_times_molecules_of_a_ppm_m() -> None:
    gas = LIBRARY.gases["SF6"]
    fine = Instrument("fine", np.linspace(10.3, 10.8, 200), np.full(200, 0.056))
    assert gas.bands is not None
    # 0.056 um at 10.56 um are the 5 cm-1 that SF6 was measured at: nothing is smoothed.
    assert channel_absorption(gas, fine).max() == pytest.approx(
        1.93e-17 * MOLECULES_CM2_PER_PPM_M, rel=0.02
    )


def test_every_gas_is_either_seen_or_explained(hytes) -> None:
    assert set(hytes.names) | set(hytes.invisible) == set(LIBRARY.gases)
    assert not set(hytes.names) & set(hytes.invisible)
    for sentence in hytes.invisible.values():
        assert sentence.endswith(".")


@pytest.mark.parametrize("name", ["HCl", "H2S", "propane", "n-pentane", "n-heptane"])
def test_gases_without_a_thermal_band_are_named_as_such(hytes, name: str) -> None:
    assert "no usable band" in hytes.invisible[name]
    assert " band" in hytes.invisible[name].split(". ", 1)[1]


@pytest.mark.parametrize(("one", "other"), PAIRS_ON_HYTES)
def test_known_look_alikes_are_grouped_on_hytes(hytes, one: str, other: str) -> None:
    assert other in hytes.group_of(one)


def test_groups_stay_small_and_hold_each_gas_once(hytes) -> None:
    members = [name for group in hytes.groups for name in group]
    assert sorted(members) == sorted(hytes.names)
    assert max(len(group) for group in hytes.groups) <= 6
    for lone in ("SF6", "ammonia", "sulfur dioxide", "phosphine"):
        assert hytes.group_of(lone) == (lone,)


def test_a_swir_instrument_sees_methane_and_nothing_else() -> None:
    seen = channel_library(LIBRARY, find_instrument("EMIT"))
    assert seen.names == ("methane",)
    assert seen.groups == (("methane",),)
    strongest = find_instrument("EMIT").wavelength_um[seen.absorption_per_ppm_m[0].argmax()]
    assert 2.2 < strongest < 2.4


def test_gas_whose_band_lies_in_bad_channels_is_not_seen() -> None:
    # SF6 has a weak band near 10.2 um as well; below 9.6 um it has none.
    good = HYTES.wavelength_um < 9.6
    seen = channel_library(select_gases(LIBRARY, ["SF6", "acetone"]), HYTES, good_bands=good)
    assert seen.names == ("acetone",)
    assert "SF6" in seen.invisible
    assert seen.absorption_per_ppm_m.shape == (1, len(HYTES.wavelength_um))


def test_an_instrument_that_covers_no_band_is_refused_in_one_paragraph() -> None:
    with pytest.raises(InstrumentError, match=r"EMIT.*acetone has no usable band") as error:
        channel_library(select_gases(LIBRARY, ["acetone", "SF6"]), find_instrument("EMIT"))
    assert "\n" not in str(error.value)


def test_no_good_channel_at_all_is_refused() -> None:
    with pytest.raises(InstrumentError, match="no good channel"):
        channel_library(LIBRARY, HYTES, good_bands=np.zeros(len(HYTES.wavelength_um), bool))


@pytest.mark.parametrize("field", ["good_bands", "noise"])
def test_lists_of_another_length_are_refused(field: str) -> None:
    with pytest.raises(OptionError, match=field):
        channel_library(LIBRARY, HYTES, **{field: np.ones(3)})


def test_noise_of_zero_is_refused() -> None:
    with pytest.raises(OptionError, match="noise"):
        channel_library(LIBRARY, HYTES, noise=np.zeros(len(HYTES.wavelength_um)))


def test_more_noise_hides_weak_gases_first() -> None:
    noise = optical_depth_noise(HYTES)
    quiet = channel_library(LIBRARY, HYTES, noise=noise)
    loud = channel_library(LIBRARY, HYTES, noise=20.0 * noise)
    assert set(loud.names) < set(quiet.names)
    assert "SF6" in loud.names
    assert "acetonitrile" not in loud.names
    assert "too weak" in loud.invisible["acetonitrile"]


def test_a_smooth_absorber_counts_as_background() -> None:
    sloping = np.linspace(0.0, 1e-3, len(HYTES.wavelength_um))
    assert faintest_column(sloping, HYTES) > 1e9


def test_three_sigma_of_one_channel_is_close_to_the_published_table() -> None:
    # NEdT 0.1 K, contrast 5 K, transmittance 0.8: ppm m for 3 sigma in the best channel.
    for name, published in (("SF6", 1.6), ("acetone", 101.0), ("ammonia", 51.0), ("ethanol", 81.0)):
        best = 3.0 * 0.025 / channel_absorption(LIBRARY.gases[name], HYTES).max()
        assert best == pytest.approx(published, rel=0.25), name


def test_order_of_channels_does_not_change_what_is_seen(hytes) -> None:
    order = np.random.default_rng(3).permutation(len(HYTES.wavelength_um))
    mixed = Instrument("mixed", HYTES.wavelength_um[order], HYTES.fwhm_um[order])
    assert_allclose(
        channel_absorption(LIBRARY.gases["ammonia"], mixed),
        channel_absorption(LIBRARY.gases["ammonia"], HYTES)[order],
    )


def test_a_channel_finer_than_the_measurement_costs_certainty() -> None:
    wavelength = np.linspace(8.0, 9.0, 2000)
    fine = Instrument("fine", wavelength, np.full(2000, 0.003))
    coarse = Instrument("coarse", wavelength[::20], np.full(100, 0.05))
    acetone = select_gases(LIBRARY, ["acetone"])
    errors = [channel_library(acetone, one).relative_error[0] for one in (fine, coarse)]
    assert errors[0] > errors[1] >= LIBRARY.gases["acetone"].relative_error
