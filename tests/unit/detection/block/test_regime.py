"""Thermal emission or reflected sunlight."""

from __future__ import annotations

import numpy as np
import pytest
from attrs import evolve

from cathartes.detection.block.regime import choose_regime
from cathartes.errors import InstrumentError
from cathartes.model.instrument import Instrument
from cathartes.model.scene import ArraySource
from tests.planted_scenes import library_of, planted_scene


def scene_with(wavelength: np.ndarray, width: float = 0.03):
    instrument = Instrument("i", wavelength, np.full(len(wavelength), width))
    radiance = np.ones((4, 4, len(wavelength)), np.float32)
    return evolve(
        planted_scene(shape=(4, 4)),
        instrument=instrument,
        source=ArraySource(radiance),
        good_bands=np.ones(len(wavelength), bool),
    )


def test_thermal_channels_serve_thermal_gases() -> None:
    regime, invisible = choose_regime(planted_scene(), library_of("ammonia", "SF6"))
    assert regime == "thermal"
    assert invisible == {}


def test_sunlit_channels_serve_methane() -> None:
    scene = scene_with(np.linspace(2.0, 2.5, 70), 0.007)
    regime, _ = choose_regime(scene, library_of("methane"))
    assert regime == "solar"


def test_the_half_that_shows_more_gases_is_taken() -> None:
    both = np.concatenate([np.linspace(2.0, 2.5, 70), np.linspace(8.0, 12.0, 100)])
    regime, _ = choose_regime(scene_with(both), library_of())
    assert regime == "thermal"


def test_gases_that_cannot_be_seen_are_named_with_the_reason() -> None:
    _, invisible = choose_regime(planted_scene(), library_of("ammonia", "HCl"))
    assert list(invisible) == ["HCl"]
    assert invisible["HCl"].startswith("HCl")


@pytest.mark.parametrize("wavelength", [np.linspace(0.4, 0.9, 60), np.linspace(3.0, 5.0, 50)])
def test_an_instrument_that_covers_nothing_is_refused(wavelength) -> None:
    with pytest.raises(InstrumentError) as caught:
        choose_regime(scene_with(wavelength), library_of())
    assert "\n" not in str(caught.value)
    assert "um" in str(caught.value)


def test_asking_only_for_a_gas_that_the_instrument_cannot_see_is_refused() -> None:
    with pytest.raises(InstrumentError, match="HCl"):
        choose_regime(planted_scene(), library_of("HCl"))


def test_all_channels_called_bad_by_the_file_cover_nothing() -> None:
    scene = planted_scene()
    scene = evolve(scene, good_bands=np.zeros(scene.shape[2], bool))
    with pytest.raises(InstrumentError, match="0 good channels"):
        choose_regime(scene, library_of())


def test_a_gas_that_only_sunlight_shows_is_sought_there_though_there_are_thermal_channels() -> None:
    both = np.concatenate([np.linspace(2.0, 2.5, 70), np.linspace(9.0, 10.0, 20)])
    regime, _ = choose_regime(scene_with(both, 0.007), library_of("methane"))
    assert regime == "solar"
