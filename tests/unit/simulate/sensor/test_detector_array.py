"""Noise, stripes, dead elements and saturation."""

from __future__ import annotations

import numpy as np
import pytest

from cathartes.kernels.planck import brightness_temperature, planck_radiance
from cathartes.physics.instruments import find_design
from cathartes.simulate.sensor.detector_array import Readout, read_out
from cathartes.simulate.settings import ArtefactSettings

OWL = find_design("OWL")
CLEAN = {
    "stripe_gain": 0.0, "stripe_offset": 0.0, "dead_channels": 0, "dead_columns": 0,
    "noisy_channels": 0, "hot_pixels": 0, "saturation_k": None,
}  # fmt: skip


def read(level_k: float = 300.0, seed: int = 0, **choices: object) -> tuple[Readout, np.ndarray]:
    settings = ArtefactSettings(**{**CLEAN, **choices})
    flat = planck_radiance(OWL.wavelength_um(), level_k)
    radiance = np.broadcast_to(flat, (120, 40, OWL.channels)).astype(np.float32)
    noise = OWL.noise_radiance(flat)
    channels = np.arange(OWL.channels)
    readout = read_out(radiance.copy(), noise, channels, OWL, settings, np.random.default_rng(seed))
    return readout, flat


def test_noise_has_the_stated_variance_in_every_channel() -> None:
    readout, flat = read()
    spread = (readout.radiance - flat).std(axis=(0, 1))
    # 4800 samples: the standard deviation is known to 1 %.
    assert spread == pytest.approx(OWL.noise_radiance(flat), rel=0.05)
    assert spread.mean() == pytest.approx(OWL.noise_radiance(flat).mean(), rel=0.005)


def test_solar_noise_grows_with_the_root_of_radiance() -> None:
    emit = find_design("EMIT")
    channels = np.arange(200, 260)
    radiance = np.full((200, 40, 60), 1.0, np.float32)
    radiance[100:] = 16.0
    noise = emit.noise_radiance(np.full(emit.channels, 4.0))[channels]
    settings = ArtefactSettings(**CLEAN)
    seen = read_out(radiance, noise, channels, emit, settings, np.random.default_rng(0)).radiance
    assert seen[:100].std() == pytest.approx(0.0055 * np.sqrt(2.7 + 1.0), rel=0.01)
    assert seen[100:].std() == pytest.approx(0.0055 * np.sqrt(2.7 + 16.0), rel=0.01)


def test_without_noise_and_artefacts_nothing_changes() -> None:
    readout, flat = read(noise=0.0)
    assert readout.radiance[7, 9] == pytest.approx(flat, rel=1e-6)


def test_stripes_are_constant_along_lines_and_differ_between_columns() -> None:
    readout, flat = read(noise=0.0, stripe_gain=0.01, drift=0.0)
    ratio = readout.radiance / flat
    assert ratio.std(axis=0).max() < 1e-5
    assert ratio[0].std(axis=0).mean() == pytest.approx(0.01, rel=0.2)


def test_dead_columns_and_channels_are_told() -> None:
    readout, _ = read(dead_columns=2, dead_channels=1)
    assert len(readout.dead_columns) == 2
    for column in readout.dead_columns:
        assert np.ptp(readout.radiance[:, column], axis=0).max() == 0.0
    assert not readout.radiance[..., list(readout.dead_channels)].any()
    alive = np.delete(np.arange(40), readout.dead_columns)
    assert np.all(readout.radiance[:, alive][..., 5].std(axis=0) > 0.0)


def test_nothing_is_hotter_than_saturation() -> None:
    readout, _ = read(level_k=360.0, saturation_k=345.0)
    hottest = brightness_temperature(OWL.wavelength_um(), readout.radiance.max(axis=(0, 1)))
    assert hottest == pytest.approx(np.full(OWL.channels, 345.0), abs=1e-3)
