"""Puffs that drift in a turbulent wind, and what receptors sense of them."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from cathartes.kernels.lagrangian.obstacles import flow_past_obstacles
from cathartes.kernels.lagrangian.surface_layer import (
    eddy_diffusivity,
    vertical_velocity_spread,
    wind_profile,
)

REFERENCE_HEIGHT_M = 10.0
INNER_SHARE = 0.3
"""Share of the small-scale variance in eddies smaller than a puff: they widen it."""
INNER_MEMORY_S = 15.0
REACH_SIGMAS_2 = 20.0


@njit(cache=True, nogil=True, error_model="numpy")
def drift_puffs(
    rng: np.random.Generator,
    step_s: float,
    source_m: NDArray[np.float64],
    initial_sigma_m: float,
    emitted_kg: NDArray[np.float64],
    wind_m_s: NDArray[np.float64],
    layer: NDArray[np.float64],
    sigma_v_m_s: NDArray[np.float64],
    memory_s: float,
    release_memory_s: float,
    diffusivity_factor: float,
    roughness_m: float,
    obstacles: NDArray[np.float64],
    receptors_m: NDArray[np.float64],
    moment: NDArray[np.float64],
    reach_m: float,
) -> NDArray[np.float64]:
    """Release a puff each step and return the concentration at the receptors.

    Parameters
    ----------
    rng : numpy.random.Generator
    step_s : float
    source_m : (3,) float64
        Easting, northing, height.
    initial_sigma_m : float
    emitted_kg : (step,) float64
        Mass of the puff of each step; none is released where it is 0.
    wind_m_s : (step, 2) float64
        Velocity towards east and north at 10 m, shared by all puffs (mean, turning, meander).
    layer : (step, 3) float64
        Friction velocity (m/s), Obukhov length (m), mixing height (m).
    sigma_v_m_s : (step,) float64
        Standard deviation of the small-scale horizontal velocity, each component.
    memory_s : float
        Lagrangian time scale of it.
    release_memory_s : float
        Time between releases over which puffs still move together.
    diffusivity_factor : float
        On the vertical eddy diffusivity.
    roughness_m : float
    obstacles : (obstacle, 4) float64
        Easting, northing, radius, height.
    receptors_m : (step, receptor, 3) float64
    moment : (receptor,) float64
        When within the step a receptor senses, 0 to 1.
    reach_m : float
        Puffs are forgotten beyond this distance from their source.

    Returns
    -------
    (step, receptor) float64
        kg m-3.

    Notes
    -----
    A puff's own velocity is an Ornstein-Uhlenbeck process in its age; its kicks are correlated
    with those of the puffs released before it (a second such process, in the time of release),
    so that neighbours move together and the plume snakes. The plume averaged over realisations
    in a steady wind has Taylor's (1922) variance, sigma_y^2 = 2 sigma_v^2 T^2 (t/T - 1 +
    exp(-t/T)), summed over the puff's own width and the drift of its centre. Vertical spread grows
    by an eddy diffusivity K at the height of the puff's mean, once the puff is older than the
    memory K / sigma_w^2 of vertical motion where its centre is: gas near the ground forgets soon,
    and from then on rises as the similarity of a growing plume has it (van Ulden 1978).
    """
    n_steps, n_receptors = receptors_m.shape[0], receptors_m.shape[1]
    sensed = np.zeros((n_steps, n_receptors))
    place = np.empty((n_steps, 3))
    own = np.empty((n_steps, 3))
    spread2 = np.empty((n_steps, 2))
    mass = np.zeros(n_steps)
    age = np.zeros(n_steps)
    alive = np.zeros(n_steps, np.bool_)
    keep, keep_release = np.exp(-step_s / memory_s), np.exp(-step_s / release_memory_s)
    fresh, fresh_release = np.sqrt(1.0 - keep**2), np.sqrt(1.0 - keep_release**2)
    outer = np.sqrt(1.0 - INNER_SHARE)
    first, count = 0, 0
    for step in range(n_steps):
        if emitted_kg[step] > 0.0:
            for axis in range(3):
                place[count, axis] = source_m[axis]
                before = own[count - 1, axis] if count > first else rng.normal()
                own[count, axis] = keep_release * before + fresh_release * rng.normal()
            spread2[count, 0] = initial_sigma_m**2
            spread2[count, 1] = initial_sigma_m**2
            mass[count], age[count], alive[count] = emitted_kg[step], 0.0, True
            count += 1
        while first < count and not alive[first]:
            first += 1
        friction, obukhov, lid = layer[step, 0], layer[step, 1], layer[step, 2]
        at_reference = wind_profile(REFERENCE_HEIGHT_M, roughness_m, obukhov)
        sigma = sigma_v_m_s[step]
        lifting = 1.25 * friction
        kick_e, kick_n, kick_up = rng.normal(), rng.normal(), rng.normal()
        for one in range(first, count):
            kick_e = keep_release * kick_e + fresh_release * rng.normal()
            kick_n = keep_release * kick_n + fresh_release * rng.normal()
            kick_up = keep_release * kick_up + fresh_release * rng.normal()
            if not alive[one]:
                continue
            own[one, 0] = keep * own[one, 0] + fresh * kick_e
            own[one, 1] = keep * own[one, 1] + fresh * kick_n
            own[one, 2] = keep * own[one, 2] + fresh * kick_up
            sigma_z = np.sqrt(spread2[one, 1])
            height = place[one, 2]
            middle = max(height, 0.7 * sigma_z)
            carried = wind_profile(min(middle, 0.5 * lid), roughness_m, obukhov) / at_reference
            wind_e = carried * wind_m_s[step, 0] + outer * sigma * own[one, 0]
            wind_n = carried * wind_m_s[step, 1] + outer * sigma * own[one, 1]
            mixed_h, mixed_v = 0.0, 0.0
            if obstacles.shape[0] > 0:
                wind_e, wind_n, mixed_h, mixed_v = flow_past_obstacles(
                    place[one, 0], place[one, 1], height, wind_e, wind_n, obstacles
                )
            vertical = diffusivity_factor * eddy_diffusivity(
                max(height, 1.25 * sigma_z), friction, obukhov, lid
            )
            sigma_w = vertical_velocity_spread(min(height, 0.3 * lid), friction, obukhov)
            memory = eddy_diffusivity(height, friction, obukhov, lid) / max(sigma_w**2, 1e-6)
            settling = max(diffusivity_factor * memory, 1e-3)
            vertical *= 1.0 - np.exp(-(age[one] + 0.5 * step_s) / settling)
            inner = INNER_SHARE * sigma**2 * INNER_MEMORY_S
            inner *= 1.0 - np.exp(-(age[one] + 0.5 * step_s) / INNER_MEMORY_S)
            move_e, move_n = wind_e * step_s, wind_n * step_s
            # Large eddies lift and lower a puff only where they fit above the ground.
            move_up = 0.5 * lifting * own[one, 2] * step_s * min(1.0, (height + sigma_z) / 20.0)
            spread2[one, 0] += 2.0 * (inner + mixed_h) * step_s
            spread2[one, 1] += 2.0 * (vertical + mixed_v) * step_s
            _add_puff(
                sensed[step],
                mass[one],
                place[one],
                move_e,
                move_n,
                spread2[one],
                lid,
                receptors_m[step],
                moment,
            )
            place[one, 0] += move_e
            place[one, 1] += move_n
            raised = abs(height + move_up)
            place[one, 2] = raised if raised < lid else max(2.0 * lid - raised, 0.0)
            age[one] += step_s
            gone_e, gone_n = place[one, 0] - source_m[0], place[one, 1] - source_m[1]
            if gone_e * gone_e + gone_n * gone_n > reach_m * reach_m:
                alive[one] = False
    return sensed


@njit(cache=True, nogil=True, error_model="numpy")
def _add_puff(
    sensed: NDArray[np.float64],
    mass_kg: float,
    place_m: NDArray[np.float64],
    move_e: float,
    move_n: float,
    spread2: NDArray[np.float64],
    lid_m: float,
    receptors_m: NDArray[np.float64],
    moment: NDArray[np.float64],
) -> None:
    """Add one puff to all receptors; it is stretched along its way, so that puffs join up."""
    moved2 = move_e * move_e + move_n * move_n
    moved = np.sqrt(moved2)
    unit_e, unit_n = (move_e / moved, move_n / moved) if moved > 1e-9 else (1.0, 0.0)
    along2, across2, up2 = spread2[0] + moved2 / 12.0, spread2[0], spread2[1]
    horizontal = mass_kg / (2.0 * np.pi * np.sqrt(along2 * across2))
    sigma_z = np.sqrt(up2)
    for one in range(receptors_m.shape[0]):
        off_e = receptors_m[one, 0] - place_m[0] - moment[one] * move_e
        off_n = receptors_m[one, 1] - place_m[1] - moment[one] * move_n
        along = off_e * unit_e + off_n * unit_n
        across = off_n * unit_e - off_e * unit_n
        exponent = along * along / along2 + across * across / across2
        if exponent > REACH_SIGMAS_2:
            continue
        if sigma_z > lid_m:
            vertical = 1.0 / lid_m
        else:
            up, height = receptors_m[one, 2], place_m[2]
            total = np.exp(-((up - height) ** 2) / (2.0 * up2))
            total += np.exp(-((up + height) ** 2) / (2.0 * up2))
            total += np.exp(-((2.0 * lid_m - up - height) ** 2) / (2.0 * up2))
            total += np.exp(-((2.0 * lid_m + up - height) ** 2) / (2.0 * up2))
            total += np.exp(-((2.0 * lid_m - up + height) ** 2) / (2.0 * up2))
            vertical = total / (np.sqrt(2.0 * np.pi) * sigma_z)
        sensed[one] += horizontal * np.exp(-0.5 * exponent) * vertical
