"""The true wind and turbulence over a site, step by step."""

from __future__ import annotations

import numpy as np
from attrs import evolve, frozen
from numpy.typing import NDArray

from cathartes.kernels.lagrangian.drifting_puffs import REFERENCE_HEIGHT_M
from cathartes.kernels.lagrangian.surface_layer import VON_KARMAN, wind_profile
from cathartes.simulate.insitu.air.processes import draw_log_even, ornstein_uhlenbeck
from cathartes.simulate.insitu.settings import AirSettings

AIR_HEAT_J_M3_K = 1200.0
"""Density times heat capacity of air near the ground."""
GRAVITY_M_S2 = 9.81
LEAST_SPEED_M_S = 0.3


@frozen(eq=False)
class TrueAir:
    """The air as it is.

    Attributes
    ----------
    start_s : float
        Seconds since 1970-01-01 UTC.
    step_s : float
    mean_m_s, meander_m_s : (step, 2) float64
        Velocity towards east and north at 10 m: slow part, and eddies of minutes.
    friction_velocity_m_s, obukhov_length_m, mixing_height_m, temperature_k : (step,) float64
    sigma_v_m_s : (step,) float64
        Of the small-scale turbulence, each horizontal component.
    memory_s : float
        Lagrangian time scale of the small-scale turbulence.
    roughness_m, pressure_pa, hour : float
        Local solar time of the start.
    width_factor, diffusivity_factor : float
        By which this air spreads gas other than theory says.
    """

    start_s: float
    step_s: float
    mean_m_s: NDArray[np.float64]
    meander_m_s: NDArray[np.float64]
    friction_velocity_m_s: NDArray[np.float64]
    obukhov_length_m: NDArray[np.float64]
    mixing_height_m: NDArray[np.float64]
    temperature_k: NDArray[np.float64]
    sigma_v_m_s: NDArray[np.float64]
    memory_s: float
    roughness_m: float
    pressure_pa: float
    hour: float
    width_factor: float
    diffusivity_factor: float

    @property
    def wind_m_s(self) -> NDArray[np.float64]:
        """Velocity at 10 m without the small scales, (step, 2)."""
        return self.mean_m_s + self.meander_m_s

    @property
    def n_steps(self) -> int:
        """Number of steps."""
        return int(self.mean_m_s.shape[0])

    def since(self, first_step: int) -> TrueAir:
        """Return the air from a step on."""
        return evolve(
            self._steps(slice(first_step, None)),
            start_s=self.start_s + first_step * self.step_s,
            hour=self.hour + first_step * self.step_s / 3600.0,
        )

    def until(self, end_step: int) -> TrueAir:
        """Return the air before a step."""
        return self._steps(slice(0, end_step))

    def _steps(self, chosen: slice) -> TrueAir:
        return evolve(
            self,
            **{
                name: getattr(self, name)[chosen]
                for name in (
                    "mean_m_s",
                    "meander_m_s",
                    "friction_velocity_m_s",
                    "obukhov_length_m",
                    "mixing_height_m",
                    "temperature_k",
                    "sigma_v_m_s",
                )
            },
        )

    @property
    def release_memory_s(self) -> float:
        """Time over which the small-scale velocity at a fixed point is forgotten.

        The ratio of the Lagrangian to the Eulerian scale is about 0.6 U / sigma_v
        (Hanna 1981).
        """
        speed = float(np.mean(np.hypot(*self.mean_m_s.T)))
        ratio = max(0.6 * speed / float(np.mean(self.sigma_v_m_s)), 1.0)
        return self.memory_s / ratio


def draw_air(
    rng: np.random.Generator, settings: AirSettings, duration_s: float, step_s: float, speed: float
) -> TrueAir:
    """Draw the air of one case.

    Parameters
    ----------
    rng : numpy.random.Generator
    settings : AirSettings
    duration_s, step_s : float
    speed : float
        Mean speed at 10 m over the record, m/s, before its slow changes.

    Notes
    -----
    Sensible heat follows the sun by day and is lost in proportion to the wind by night; the
    Obukhov length follows from it by L = -u*^3 / (kappa g H / (rho c_p T)). Velocity spreads:
    sigma_v = 1.9 u* of small eddies (Hanna 1981), and convective and calm-air meander of
    sqrt((0.5 w*)^2 + 0.3^2) m/s with a memory of minutes.
    """
    count = int(np.ceil(duration_s / step_s))
    elapsed = np.arange(count) * step_s
    hour = float(rng.uniform(*settings.start_hour))
    local = (hour + elapsed / 3600.0) % 24.0
    sun = np.sin(np.pi * (local - 6.0) / 12.0)
    breeze = np.exp(
        0.2 * sun + settings.speed_wander * ornstein_uhlenbeck(rng, count, step_s, 2400)
    )
    mean_speed = np.maximum(speed * breeze / np.mean(breeze), LEAST_SPEED_M_S)
    cloud = rng.uniform(0.2, 1.0)
    heat = np.where(sun > 0, 300.0 * cloud * sun, -7.0 * cloud * np.minimum(mean_speed, 6.0))
    temperature = rng.uniform(275.0, 300.0) + 6.0 * cloud * np.sin(np.pi * (local - 9.0) / 12.0)
    roughness = draw_log_even(rng, settings.roughness_m)
    friction, obukhov = _surface_layer(mean_speed, heat / AIR_HEAT_J_M3_K, temperature, roughness)
    lid = np.where(sun > 0, 200.0 + 1200.0 * np.maximum(sun, 0.0), 80.0 + 300.0 * friction)
    buoyancy = GRAVITY_M_S2 / temperature * np.maximum(heat, 0.0) / AIR_HEAT_J_M3_K
    convective = np.cbrt(buoyancy * lid)
    width_factor = float(np.exp(settings.width_log_std * rng.normal()))
    meander_std = np.sqrt((0.5 * convective) ** 2 + rng.uniform(0.2, 0.45) ** 2)
    meander_s = draw_log_even(rng, settings.meander_s)
    meander = np.stack(
        [meander_std * ornstein_uhlenbeck(rng, count, step_s, meander_s) for _ in range(2)], axis=1
    )
    toward = np.radians(_turning(rng, settings, np.asarray(elapsed, np.float64), step_s) + 180.0)
    return TrueAir(
        start_s=float(1.59e9 + 86400.0 * rng.integers(0, 365) + 3600.0 * np.floor(hour)),
        step_s=step_s,
        mean_m_s=np.stack([mean_speed * np.sin(toward), mean_speed * np.cos(toward)], axis=1),
        meander_m_s=meander,
        friction_velocity_m_s=friction,
        obukhov_length_m=obukhov,
        mixing_height_m=lid,
        temperature_k=temperature,
        sigma_v_m_s=np.maximum(1.9 * friction, 0.12) * width_factor,
        memory_s=draw_log_even(rng, settings.memory_s),
        roughness_m=roughness,
        pressure_pa=float(rng.uniform(92e3, 102.5e3)),
        hour=hour,
        width_factor=width_factor,
        diffusivity_factor=float(np.exp(settings.vertical_log_std * rng.normal())),
    )


def _turning(
    rng: np.random.Generator, settings: AirSettings, elapsed: NDArray[np.float64], step_s: float
) -> NDArray[np.float64]:
    """Return the direction the mean wind comes from, degrees, (step,)."""
    direction = rng.uniform(0.0, 360.0) + settings.veer_deg_per_h * rng.normal() * elapsed / 3600.0
    wander = ornstein_uhlenbeck(rng, elapsed.size, step_s, settings.direction_memory_s)
    direction = direction + settings.direction_wander_deg * wander
    if rng.uniform() < settings.front_probability:
        jump = rng.choice([-1.0, 1.0]) * rng.uniform(40.0, 120.0)
        when, width = rng.uniform(0.2, 0.8) * elapsed[-1], rng.uniform(300.0, 1200.0)
        direction = direction + jump / (1.0 + np.exp(-(elapsed - when) / (0.25 * width)))
    return np.asarray(direction)


def _surface_layer(
    speed: NDArray[np.float64],
    heat_k_m_s: NDArray[np.float64],
    temperature: NDArray[np.float64],
    roughness: float,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return friction velocity and Obukhov length, a value each ten minutes filled in between."""
    every = max(speed.size // 60, 1)
    nodes = np.arange(0, speed.size, every)
    friction, obukhov = np.empty(nodes.size), np.empty(nodes.size)
    for place, node in enumerate(nodes):
        length = 1e5
        for _ in range(6):
            star = VON_KARMAN * speed[node] / wind_profile(REFERENCE_HEIGHT_M, roughness, length)
            star = max(star, 0.05)
            flux = heat_k_m_s[node] if abs(heat_k_m_s[node]) > 1e-5 else 1e-5
            length = -(star**3) * temperature[node] / (VON_KARMAN * GRAVITY_M_S2 * flux)
            length = float(np.sign(length) * np.clip(abs(length), 8.0, 1e5))
        friction[place], obukhov[place] = star, 1.0 / length
    where = np.arange(speed.size)
    inverse = np.interp(where, nodes, obukhov)
    inverse = np.where(np.abs(inverse) < 1e-5, 1e-5, inverse)
    return np.interp(where, nodes, friction), 1.0 / inverse
