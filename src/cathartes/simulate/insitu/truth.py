"""What is true of a simulated network or flight."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from attrs import frozen
from numpy.typing import NDArray


@frozen(eq=False)
class SourceTruth:
    """One emitter as it is.

    Attributes
    ----------
    easting_m, northing_m, height_m : float
    emission_rate_kg_per_h : mapping of str to float
        By gas; mean over the time of the observations, the time it is off included.
    emission_rate_while_on_kg_per_h : mapping of str to float
        By gas; mean over the time it is on.
    on_s : tuple of (float, float)
        Start and end of each time it is on, seconds since 1970-01-01 UTC.
    peak_signal_to_noise : float
        Its largest noise-free contribution to a value of the first gas over the noise of that
        instrument.
    """

    easting_m: float
    northing_m: float
    height_m: float
    emission_rate_kg_per_h: Mapping[str, float]
    emission_rate_while_on_kg_per_h: Mapping[str, float]
    on_s: tuple[tuple[float, float], ...]
    peak_signal_to_noise: float


@frozen(eq=False)
class InsituTruth:
    """Everything that is true of a case.

    Attributes
    ----------
    sources : tuple of SourceTruth
    wind_time_s : (row,) float64
    wind_speed_m_s, wind_from_direction_deg : (row,) float64
        One-minute vector mean at 10 m over the site, free of obstacles.
    friction_velocity_m_s, obukhov_length_m : (row,) float64
    from_sources : (observation,) float64
        What the sources add to each value, in its unit, before the instrument's errors.
    """

    sources: tuple[SourceTruth, ...]
    wind_time_s: NDArray[np.float64]
    wind_speed_m_s: NDArray[np.float64]
    wind_from_direction_deg: NDArray[np.float64]
    friction_velocity_m_s: NDArray[np.float64]
    obukhov_length_m: NDArray[np.float64]
    from_sources: NDArray[np.float64]
