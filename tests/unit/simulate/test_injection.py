"""Plumes put into scenes that were really measured."""

from __future__ import annotations

import numpy as np
import pytest

from cathartes.errors import OptionError
from cathartes.model import AbsorptionSpectrum, ArraySource, Gas, Instrument, Scene
from cathartes.physics.instruments import find_instrument
from cathartes.simulate import EmitterSettings, GasShare, inject_plume

WHOLE = find_instrument("EnMAP")
KEPT = (WHOLE.wavelength_um > 2.1) & (WHOLE.wavelength_um < 2.44)
SPECTRA = {
    "grey": Gas(
        "grey", "L", AbsorptionSpectrum([3900.0, 5000.0], [4e-22, 4e-22]), molar_mass_g_per_mol=16.0
    )
}


def real_scene(*, pixel_size_m: float | None = 30.0) -> Scene:
    channels = int(KEPT.sum())
    noise = np.full(channels, 0.01)
    instrument = Instrument("EnMAP", WHOLE.wavelength_um[KEPT], WHOLE.fwhm_um[KEPT], noise)
    radiance = np.random.default_rng(0).uniform(1.0, 6.0, (50, 60, channels)).astype(np.float32)
    radiance[:, :4] = np.nan
    return Scene(
        "real",
        ArraySource(radiance),
        instrument,
        np.ones(channels, bool),
        pixel_size_m=pixel_size_m,
    )


def emitter(**choices: float) -> EmitterSettings:
    chosen = {"line": 25.0, "sample": 30.0, "duration_s": 300.0, **choices}
    return EmitterSettings(gases=(GasShare(name="grey"),), **chosen)


def test_injected_plume_has_the_asked_strength_and_only_darkens() -> None:
    scene = real_scene()
    made = inject_plume(scene, [emitter(target_snr=12.0)], SPECTRA, np.random.default_rng(1))
    assert made.truth.emitters[0].strength == pytest.approx(12.0, rel=0.02)
    before, after = scene.source.read(0, 50), made.scene.source.read(0, 50)
    assert np.array_equal(np.isnan(before), np.isnan(after))
    under = made.truth.snr > 0.0
    assert np.all(after[under] < before[under])
    assert np.array_equal(after[~under], before[~under], equal_nan=True)


def test_grey_gas_obeys_two_way_absorption() -> None:
    made = inject_plume(
        real_scene(), [emitter(emission_rate_kg_per_h=9000.0)], SPECTRA, np.random.default_rng(1)
    )
    ratio = made.scene.source.read(0, 50) / real_scene().source.read(0, 50)
    column = made.truth.column_ppm_m("grey")
    line, sample = np.unravel_index(np.argmax(column), column.shape)
    # Sun at 35 degrees, sensor at nadir.
    secants = 1.0 + 1.0 / np.cos(np.radians(35.0))
    expected = np.exp(-secants * 4e-22 * 2.479e15 * column[line, sample])
    assert ratio[line, sample] == pytest.approx(np.full(ratio.shape[2], expected), rel=1e-4)
    assert expected < 0.99


def test_two_plumes_multiply() -> None:
    both = inject_plume(
        real_scene(),
        [emitter(emission_rate_kg_per_h=500.0), emitter(emission_rate_kg_per_h=500.0)],
        SPECTRA,
        np.random.default_rng(2),
    )
    factor = both.scene.source.read(0, 50) / real_scene().source.read(0, 50)
    secants = 1.0 + 1.0 / np.cos(np.radians(35.0))
    expected = np.exp(-secants * 4e-22 * 2.479e15 * both.truth.column_ppm_m("grey"))
    seen = np.isfinite(factor).all(axis=2)
    assert factor[seen].mean(axis=1) == pytest.approx(expected[seen], rel=1e-4)


def test_a_scene_without_pixel_size_is_refused() -> None:
    with pytest.raises(OptionError, match="pixel size"):
        inject_plume(
            real_scene(pixel_size_m=None), [emitter(target_snr=5.0)], SPECTRA,
            np.random.default_rng(0),
        )  # fmt: skip
