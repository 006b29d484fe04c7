"""The air of one pass: mean wind with its profile, and how turbulent it is."""

from __future__ import annotations

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

VON_KARMAN = 0.4
REFERENCE_HEIGHT_M = 10.0
WELL_MIXED_SHARE = 0.1
"""Of the mixing height: above it the mean wind grows no more."""


@frozen
class Weather:
    """Wind and turbulence that hold for one pass.

    Attributes
    ----------
    speed_m_s : float
        Mean speed at 10 m.
    from_direction_deg : float
    roughness_m, obukhov_length_m, mixing_height_m : float
    sigma_horizontal_m_s : float
        Standard deviation of each horizontal component, all eddies together.
    peak_wavelength_m : float
        Of the eddies that hold most of it, which fill the boundary layer.
    near_ground_share : float
        Share of the variance that shear near the ground makes.
    near_ground_wavelength_m : float
        Of the eddies that hold that share.
    turnover : float
        How fast eddies change by themselves, in units of their own wavenumber times speed.
    """

    speed_m_s: float
    from_direction_deg: float
    roughness_m: float
    obukhov_length_m: float
    mixing_height_m: float
    sigma_horizontal_m_s: float
    peak_wavelength_m: float
    near_ground_share: float
    near_ground_wavelength_m: float
    turnover: float

    @property
    def friction_velocity_m_s(self) -> float:
        """Friction velocity of the profile."""
        return float(VON_KARMAN * self.speed_m_s / self._shape(np.array([REFERENCE_HEIGHT_M]))[0])

    def mean_speed(self, height_m: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the mean wind at heights above ground, (height,) m/s.

        Notes
        -----
        Logarithmic profile with the stability corrections of Businger and Dyer
        (Dyer 1974); constant in the well-mixed layer.
        """
        top = max(WELL_MIXED_SHARE * self.mixing_height_m, REFERENCE_HEIGHT_M)
        inside = np.clip(height_m, 2.0 * self.roughness_m, top)
        return self.friction_velocity_m_s / VON_KARMAN * self._shape(inside)

    def diffusivity(self, height_m: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the vertical diffusivity at heights above ground, (height,) m2/s."""
        ratio = height_m / self.obukhov_length_m
        if self.obukhov_length_m < 0.0:
            gradient = 1.0 / np.sqrt(1.0 - 16.0 * ratio)
        else:
            gradient = 1.0 + 5.0 * ratio
        lid = np.clip(1.0 - height_m / self.mixing_height_m, 0.0, 1.0)
        return np.asarray(VON_KARMAN * self.friction_velocity_m_s * height_m / gradient * lid)

    def _shape(self, height_m: NDArray[np.float64]) -> NDArray[np.float64]:
        ratio = height_m / self.obukhov_length_m
        if self.obukhov_length_m < 0.0:
            x = (1.0 - 16.0 * ratio) ** 0.25
            correction = (
                2.0 * np.log((1.0 + x) / 2.0)
                + np.log((1.0 + x**2) / 2.0)
                - 2.0 * np.arctan(x)
                + np.pi / 2.0
            )
        else:
            correction = -5.0 * np.minimum(ratio, 1.0)
        return np.asarray(np.log(height_m / self.roughness_m) - correction)


def draw_weather(
    rng: np.random.Generator, speed_range_m_s: tuple[float, float] = (1.2, 9.0)
) -> Weather:
    """Draw the air of one pass, by day as a rule.

    Every constant of turbulence is drawn, so that no estimator can learn one.

    Notes
    -----
    sigma_u of a convective layer: u*^3 (12 - 0.5 zi / L) to the power 1/3 (Panofsky et al. 1977),
    2.4 u* where it is neutral or stable. Drawn within 30 % of it, and never below 8 % of the
    wind, since slow motions outlast every average.
    """
    low, high = np.log(speed_range_m_s)
    # Square-root of uniform: middling winds are more frequent than calm and storm.
    speed = float(np.exp(low + (high - low) * np.sqrt(rng.uniform(0.0, 1.0))))
    roughness = float(np.exp(rng.uniform(np.log(0.005), np.log(0.4))))
    mixing = float(np.exp(rng.uniform(np.log(300.0), np.log(2000.0))))
    is_stable = rng.random() < 0.12
    length = np.exp(rng.uniform(np.log(20.0), np.log(400.0)))
    obukhov = float(length if is_stable else -length * (0.2 + speed / 5.0))
    neutral = Weather(speed, 0.0, roughness, obukhov, mixing, 1.0, 1.0, 0.0, 1.0, 0.0)
    friction = neutral.friction_velocity_m_s
    convective = max(0.0, -0.5 * mixing / obukhov)
    sigma = friction * ((12.0 + convective) ** (1.0 / 3.0) if not is_stable else 2.2)
    sigma *= float(np.exp(rng.normal(0.0, 0.3)))
    sigma = float(np.clip(sigma, 0.08 * speed, 0.55 * speed + 0.2))
    # Shear makes about 1.6 u* of it, in eddies as large as a few tens of metres.
    sheared = 1.6 * friction * float(np.exp(rng.normal(0.0, 0.25)))
    peak = (1.3 if not is_stable else 0.25) * mixing * float(np.exp(rng.normal(0.0, 0.4)))
    return Weather(
        speed_m_s=speed,
        from_direction_deg=float(rng.uniform(0.0, 360.0)),
        roughness_m=roughness,
        obukhov_length_m=obukhov,
        mixing_height_m=mixing,
        sigma_horizontal_m_s=sigma,
        peak_wavelength_m=float(peak),
        near_ground_share=float(np.clip((sheared / sigma) ** 2, 0.1, 0.9)),
        near_ground_wavelength_m=float(np.exp(rng.uniform(np.log(25.0), np.log(120.0)))),
        turnover=float(rng.uniform(0.2, 0.8)),
    )
