"""A turbulent wind field as a sum of waves with the spectrum of real turbulence."""

from __future__ import annotations

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from cathartes.simulate.passes.weather import Weather

Array = NDArray[np.float64]
MODES_PER_OCTAVE = 5


@frozen(eq=False)
class EddyField:
    """Horizontal velocity around the mean, everywhere and at every time.

    Attributes
    ----------
    wavenumber : (mode, 3) float64
        rad/m: along the mean wind, across, up.
    amplitude : (mode, 2) float64
        m/s along and across; normal to the horizontal wavenumber, so nothing converges.
    frequency : (mode,) float64
        rad/s, of an eddy's own change.
    phase : (mode,) float64
    carried_m_s : float
        Speed with which the wind carries the eddies along.
    unresolved_m_s : float
        Standard deviation of what is smaller than the smallest mode.
    smallest_m : float
        Wavelength of the smallest mode.
    """

    wavenumber: Array
    amplitude: Array
    frequency: Array
    phase: Array
    carried_m_s: float
    unresolved_m_s: float
    smallest_m: float

    def velocity(self, along: Array, across: Array, height: Array, time_s: float) -> Array:
        """Return the velocity at points, (2, point), along and across the mean wind."""
        angle = (
            np.outer(self.wavenumber[:, 0], along - self.carried_m_s * time_s)
            + np.outer(self.wavenumber[:, 1], across)
            + np.outer(self.wavenumber[:, 2], height)
            + (self.frequency * time_s + self.phase)[:, None]
        )
        waves = np.cos(angle.astype(np.float32))
        return np.asarray(self.amplitude.T.astype(np.float32) @ waves, np.float64)


def draw_eddies(weather: Weather, smallest_m: float, rng: np.random.Generator) -> EddyField:
    """Draw the eddies of one pass.

    Parameters
    ----------
    weather : Weather
    smallest_m : float
        Wavelength below which eddies are left to the puffs' own growth.
    rng : numpy.random.Generator

    Notes
    -----
    Energy per logarithm of wavenumber: k / kp up to the peak kp, (k / kp)^(-2/3) beyond (the
    -5/3 law), once for the eddies of the boundary layer and once for those near the ground. A
    sum of random waves that move past each other spreads neighbouring particles as turbulence
    does (kinematic simulation, Fung 1992).
    """
    near, far = weather.near_ground_wavelength_m, weather.peak_wavelength_m
    largest, smallest = 2.5 * max(near, far), min(smallest_m, 0.25 * min(near, far))
    count = max(16, int(np.ceil(MODES_PER_OCTAVE * np.log2(largest / smallest))))
    edges = 2.0 * np.pi / np.geomspace(largest, smallest, count + 1)
    jitter = rng.uniform(0.0, 1.0, count)
    size = edges[:-1] ** (1.0 - jitter) * edges[1:] ** jitter
    width = np.log(edges[-1] / edges[0]) / count
    variance = np.zeros(count)
    below = 0.0
    share = weather.near_ground_share
    for peak_m, part in ((far, 1.0 - share), (near, share)):
        energy, beyond = _spectrum(size, edges[-1], 2.0 * np.pi / peak_m)
        variance += part * energy * width
        below += part * beyond
    # A wave's cosine and the direction of its velocity each take half of the variance.
    strength = weather.sigma_horizontal_m_s * 2.0 * np.sqrt(variance)
    azimuth = rng.uniform(0.0, 2.0 * np.pi, count)
    elevation = np.arcsin(rng.uniform(-0.9, 0.9, count))
    horizontal = size * np.cos(elevation)
    wavenumber = np.stack(
        [horizontal * np.cos(azimuth), horizontal * np.sin(azimuth), size * np.sin(elevation)],
        axis=1,
    )
    amplitude = strength[:, None] * np.stack([-np.sin(azimuth), np.cos(azimuth)], axis=1)
    # An eddy turns over with the speed of all that is not larger than itself.
    own = np.sqrt(np.cumsum(variance[::-1])[::-1]) * weather.sigma_horizontal_m_s
    carried = float(weather.mean_speed(np.array([20.0]))[0])
    return EddyField(
        wavenumber=wavenumber,
        amplitude=amplitude,
        frequency=weather.turnover * size * own * rng.choice([-1.0, 1.0], count),
        phase=rng.uniform(0.0, 2.0 * np.pi, count),
        carried_m_s=carried,
        unresolved_m_s=weather.sigma_horizontal_m_s * float(np.sqrt(below)),
        smallest_m=smallest,
    )


def _spectrum(size: Array, last: float, peak: float) -> tuple[Array, float]:
    """Return the energy per log wavenumber of a unit of variance, and what is beyond ``last``."""
    whole = 1.0 + 1.5  # integral over log k up to the peak, and beyond it
    energy = np.where(size < peak, size / peak, (size / peak) ** (-2.0 / 3.0)) / whole
    return energy, 1.5 * (last / peak) ** (-2.0 / 3.0) / whole
