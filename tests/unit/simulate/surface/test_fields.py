"""Texture with a stated scale and slope."""

from __future__ import annotations

import numpy as np
import pytest

from cathartes.simulate.surface.fields import gaussian_random_field


def test_fields_have_unit_variance_and_are_independent() -> None:
    fields = gaussian_random_field(np.random.default_rng(0), (128, 160), 6.0, 3.0, 4)
    assert fields.shape == (4, 128, 160)
    assert fields.std(axis=(1, 2)) == pytest.approx(np.ones(4), abs=0.15)
    between = np.corrcoef(fields.reshape(4, -1)) - np.eye(4)
    assert np.abs(between).max() < 0.25


def test_power_falls_with_the_stated_slope() -> None:
    field = gaussian_random_field(np.random.default_rng(1), (512, 512), 80.0, 3.0)[0]
    power = np.abs(np.fft.fft2(field * np.outer(np.hanning(512), np.hanning(512)))) ** 2
    radius = np.hypot(*np.meshgrid(np.fft.fftfreq(512), np.fft.fftfreq(512)))

    def level(wavenumber: float) -> float:
        ring = (radius > 0.9 * wavenumber) & (radius < 1.1 * wavenumber)
        return float(power[ring].mean())

    slope = np.log(level(0.3) / level(0.05)) / np.log(0.3 / 0.05)
    assert slope == pytest.approx(-3.0, abs=0.25)


def test_slope_zero_is_white() -> None:
    field = gaussian_random_field(np.random.default_rng(2), (200, 200), 10.0, 0.0)[0]
    assert abs(np.mean(field[:, 1:] * field[:, :-1])) < 0.02
