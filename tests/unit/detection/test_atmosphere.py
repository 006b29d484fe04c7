"""The atmosphere worked out from the scene."""

from __future__ import annotations

import numpy as np

from cathartes.detection.atmosphere import (
    LEAST_TRANSMITTANCE,
    MOST_TRANSMITTANCE,
    in_scene_transmittance,
)
from cathartes.detection.block.working_units import Block


def block_of(rows: np.ndarray, brightness: np.ndarray, regime="thermal") -> Block:
    channels = rows.shape[1]
    return Block(
        rows=rows.astype(np.float32),
        shape=(len(rows) // 10, 10),
        valid=np.ones(len(rows), bool),
        wavelength_um=np.linspace(8.0, 12.0, channels),
        fwhm_um=np.full(channels, 0.1),
        regime=regime,
        quality=np.zeros((len(rows) // 10, 10), np.uint8),
        brightness=brightness.astype(np.float32),
    )


def test_transmittance_is_how_much_of_a_warmer_ground_arrives() -> None:
    rng = np.random.default_rng(1)
    truth = np.concatenate([np.linspace(0.4, 1.0, 20), np.ones(10)])
    ground = 300.0 + 4.0 * rng.normal(size=4000)
    air = 285.0
    rows = air + truth * (ground[:, None] - air) + 0.1 * rng.normal(size=(4000, 30))
    found = in_scene_transmittance(block_of(rows, ground))
    np.testing.assert_allclose(found, truth, atol=0.02)


def test_a_ground_of_one_temperature_tells_nothing() -> None:
    rows = np.full((1000, 12), 300.0)
    np.testing.assert_array_equal(in_scene_transmittance(block_of(rows, rows[:, 0])), 1.0)


def test_implausible_slopes_are_held_in_bounds() -> None:
    ground = 300.0 + np.random.default_rng(2).normal(size=1000)
    rows = np.stack([3.0 * ground, -ground, ground], 1)
    found = in_scene_transmittance(block_of(rows, ground))
    assert found[0] == MOST_TRANSMITTANCE
    assert found[1] == LEAST_TRANSMITTANCE


def test_invalid_pixels_take_no_part() -> None:
    rng = np.random.default_rng(3)
    ground = 300.0 + 3.0 * rng.normal(size=1000)
    rows = ground[:, None] * np.ones(6)
    block = block_of(rows, ground)
    block.rows[:300] = 7.0
    block.valid[:300] = False
    np.testing.assert_allclose(in_scene_transmittance(block), 1.0, atol=1e-3)


def test_sunlight_needs_none() -> None:
    rows = np.random.default_rng(4).normal(size=(100, 5))
    found = in_scene_transmittance(block_of(rows, rows.mean(1), "solar"))
    np.testing.assert_array_equal(found, 1.0)
