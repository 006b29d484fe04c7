"""How gas rises in the puffs of a simulated site."""

from __future__ import annotations

import numpy as np
import pytest

from cathartes.kernels.lagrangian.drifting_puffs import drift_puffs
from cathartes.kernels.lagrangian.surface_layer import eddy_diffusivity, vertical_velocity_spread

STEPS, FRICTION_M_S, LID_M = 240, 0.3, 1000.0


def through_ground(obukhov_m: float, factor: float, distance_m: float = 150.0) -> float:
    """Return the cross-wind integral near the ground after the plume has arrived."""
    across = np.arange(-150.0, 151.0, 5.0)
    at = np.column_stack([np.full(across.size, distance_m), across, np.full(across.size, 1.5)])
    sensed = drift_puffs(
        np.random.default_rng(1),
        1.0,
        np.array([0.0, 0.0, 1.0]),
        0.3,
        np.ones(STEPS),
        np.tile([4.0, 0.0], (STEPS, 1)),
        np.tile([FRICTION_M_S, obukhov_m, LID_M], (STEPS, 1)),
        np.full(STEPS, 0.5),
        40.0,
        20.0,
        factor,
        0.02,
        np.empty((0, 4)),
        np.broadcast_to(at, (STEPS, *at.shape)),
        np.full(across.size, 0.5),
        400.0,
    )
    return float(sensed[STEPS // 2 :].mean(axis=0).sum() * 5.0)


@pytest.mark.parametrize("obukhov_m", [1e5, -10.0])
def test_a_stronger_exchange_thins_the_gas_at_the_ground_in_neutral_and_convective_air(obukhov_m):
    weak, strong = through_ground(obukhov_m, 0.6), through_ground(obukhov_m, 1.7)
    assert strong < 0.65 * weak


def test_convection_thins_the_gas_at_the_ground():
    assert through_ground(-10.0, 1.0) < 0.6 * through_ground(1e5, 1.0)


@pytest.mark.parametrize("height_m", [2.0, 20.0, 100.0])
def test_the_memory_of_vertical_motion_stays_below_some_minutes_in_convection(height_m):
    exchange = eddy_diffusivity(height_m, FRICTION_M_S, -10.0, LID_M)
    assert exchange / vertical_velocity_spread(height_m, FRICTION_M_S, -10.0) ** 2 < 200.0


def test_the_spread_of_vertical_velocity_goes_over_into_that_of_neutral_air():
    for obukhov_m in (1e6, -1e6, 20.0):
        spread = vertical_velocity_spread(10.0, FRICTION_M_S, obukhov_m)
        assert spread == pytest.approx(1.25 * FRICTION_M_S, rel=1e-4)
