"""Whole simulated scenes."""

from __future__ import annotations

import numpy as np
import pytest

from cathartes.errors import InstrumentError, OptionError
from cathartes.model import AbsorptionSpectrum, Gas
from cathartes.simulate import (
    ArtefactSettings,
    EmitterSettings,
    GasShare,
    SceneSettings,
    SimulatedScene,
    simulate_scene,
    small_settings,
)

PERFECT = ArtefactSettings(
    noise=0.0, stripe_gain=0.0, stripe_offset=0.0, dead_channels=0, dead_columns=0,
    noisy_channels=0, hot_pixels=0, saturation_k=None,
)  # fmt: skip
WAVENUMBER = np.arange(700.0, 1400.0, 0.5)


def gas(name: str, centre: float) -> Gas:
    band = 1e-18 * np.exp(-0.5 * ((WAVENUMBER - centre) / 8.0) ** 2)
    return Gas(name, "Q", AbsorptionSpectrum(WAVENUMBER, band), molar_mass_g_per_mol=60.0)


SPECTRA = {"one": gas("one", 960.0), "two": gas("two", 1100.0)}


def emitter(*names: str, snr: float = 15.0, **choices: float) -> EmitterSettings:
    shares = tuple(GasShare(name=name) for name in names)
    return EmitterSettings(gases=shares, target_snr=snr, duration_s=60.0, **choices)


def make(settings: SceneSettings, seed: int = 3) -> SimulatedScene:
    return simulate_scene(settings, np.random.default_rng(seed), SPECTRA)


def cube(simulated: SimulatedScene) -> np.ndarray:
    return simulated.scene.source.read(0, simulated.scene.shape[0])


def settings_with(*emitters: EmitterSettings, **changes: object) -> SceneSettings:
    return small_settings(1).model_copy(update={"emitters": emitters, **changes})


def test_same_seed_gives_the_same_scene_and_another_seed_another() -> None:
    settings = settings_with(emitter("one"))
    first, again, other = make(settings), make(settings), make(settings, seed=4)
    assert np.array_equal(cube(first), cube(again))
    assert np.array_equal(first.truth.snr, again.truth.snr)
    assert not np.array_equal(cube(first), cube(other))


def test_true_snr_is_what_the_plume_changes_in_units_of_noise() -> None:
    plumes = (
        emitter("one", line=10.0, sample=20.0),
        emitter("two", "one", line=12.0, sample=24.0),
    )
    with_gas = make(settings_with(*plumes, artefacts=PERFECT))
    without = make(settings_with(artefacts=PERFECT))
    change = (cube(with_gas) - cube(without)) / with_gas.truth.noise_radiance
    snr = np.sqrt(np.sum(change**2, axis=2))
    assert with_gas.truth.snr == pytest.approx(snr, rel=0.01, abs=0.02)
    overlap = (with_gas.truth.emitters[0].snr > 0) & (with_gas.truth.emitters[1].snr > 0)
    assert overlap.sum() > 20


def test_ground_without_gas_is_the_same_whatever_is_emitted() -> None:
    with_gas = make(settings_with(emitter("one"), artefacts=PERFECT))
    without = make(settings_with(artefacts=PERFECT))
    untouched = with_gas.truth.snr == 0.0
    assert 0.3 < untouched.mean() < 1.0
    assert np.array_equal(cube(with_gas)[untouched], cube(without)[untouched])


@pytest.mark.parametrize("snr", [4.0, 25.0])
def test_plume_reaches_the_strength_that_was_asked_for(snr: float) -> None:
    truth = make(settings_with(emitter("one", snr=snr))).truth
    assert truth.emitters[0].strength == pytest.approx(snr, rel=0.02)


def test_asked_emission_rate_is_kept() -> None:
    fixed = EmitterSettings(gases=(GasShare(name="one"),), emission_rate_kg_per_h=12.5)
    truth = make(settings_with(fixed)).truth
    assert truth.emitters[0].emission_rate_kg_per_h == pytest.approx(12.5)


def test_columns_of_all_emitters_add_up() -> None:
    truth = make(settings_with(emitter("one"), emitter("one", "two"))).truth
    total = sum(one.column_ppm_m["one"] for one in truth.emitters)
    assert np.array_equal(truth.column_ppm_m("one"), total)
    assert not truth.column_ppm_m("absent").any()


def test_both_signs_of_contrast_occur_in_one_plume() -> None:
    busy = small_settings(1)
    surface = busy.surface.model_copy(
        update={"building_density": 0.4, "building_m": 20.0, "roofs": {"bare metal": 1.0}}
    )
    settings = busy.model_copy(
        update={
            "surface": surface,
            "emitters": (emitter("one", temperature_excess_k=0.0),),
        }
    )
    signs = make(settings).truth.emitters[0].contrast_sign
    assert (signs > 0).sum() > 20
    assert (signs < 0).sum() > 20


def test_smile_moves_the_edges_and_not_the_middle() -> None:
    bent = PERFECT.model_copy(update={"smile": 0.5, "field_of_view_deg": 0.0})
    straight = PERFECT.model_copy(update={"smile": 0.0, "field_of_view_deg": 0.0})
    difference = cube(make(settings_with(artefacts=bent))) - cube(
        make(settings_with(artefacts=straight))
    )
    across = np.abs(difference).mean(axis=(0, 2))
    assert across[0] > 20.0 * across[len(across) // 2]


def test_unknown_gas_material_and_instrument_are_named() -> None:
    with pytest.raises(OptionError, match="three"):
        make(settings_with(emitter("three")))
    base = small_settings(1)
    with pytest.raises(OptionError, match="cheese"):
        make(base.model_copy(update={"surface": base.surface.model_copy(
            update={"natural": {"cheese": 1.0}})}))  # fmt: skip
    with pytest.raises(InstrumentError, match="EMIT with 0 channels"):
        make(base.model_copy(update={"instrument": "EMIT"}))


def test_a_gas_the_instrument_cannot_see_is_refused_instead_of_planted_by_the_megaton() -> None:
    dark = Gas("dark", "B", AbsorptionSpectrum(WAVENUMBER, np.zeros_like(WAVENUMBER)),
               molar_mass_g_per_mol=36.0)  # fmt: skip
    with pytest.raises(OptionError, match="dark"):
        simulate_scene(settings_with(emitter("dark")), np.random.default_rng(3), {"dark": dark})


def test_an_emitter_is_scaled_in_one_way_only() -> None:
    shares = (GasShare(name="one"),)
    with pytest.raises(ValueError, match="either"):
        EmitterSettings(gases=shares)
    with pytest.raises(ValueError, match="either"):
        EmitterSettings(gases=shares, target_snr=1.0, emission_rate_kg_per_h=1.0)
