"""Where a source is, how sure that is, and how much it emits."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from cathartes.model.location.posterior import SourcePosterior
from cathartes.model.provenance import Provenance
from cathartes.model.wind import Wind

Rings = tuple[NDArray[np.float64], ...]
"""Outer rings, each (vertex, 2) easting and northing, closed, anticlockwise."""


@frozen(eq=False)
class SourceEstimate:
    """One gas of one source; gases of one emitter share everything but the rate.

    Attributes
    ----------
    gas : str
    emitter : int
        From 1; entries of one emitter have the same number.
    easting_m, northing_m, height_m : float
        Posterior median of each (position), metres; height above ground.
    region_50, region_90 : tuple of (vertex, 2) float64
        Highest-density regions: the source is inside with this probability, model error included.
    emission_rate_kg_per_h, emission_rate_std_kg_per_h : float
        Posterior median and standard deviation.
    emission_rate_q05, emission_rate_q95 : float
        Bounds of the central 90 % interval, kg/h.
    probability : float
        That there is a source in this region at all.
    """

    gas: str
    emitter: int
    easting_m: float
    northing_m: float
    height_m: float
    region_50: Rings
    region_90: Rings
    emission_rate_kg_per_h: float
    emission_rate_std_kg_per_h: float
    emission_rate_q05: float
    emission_rate_q95: float
    probability: float = 1.0


@frozen
class PlumeDrift:
    """The wind that the drift of a plume between two passes tells.

    Attributes
    ----------
    from_time_s, to_time_s : float
        Of the passes, seconds since 1970-01-01 UTC.
    wind : Wind or None
        At 10 m, with its spreads; None where no drift is clear.
    is_used : bool
        Whether the fitted wind rests on it.
    remark : str
        Why it was not used, or why there is none.
    """

    from_time_s: float
    to_time_s: float
    wind: Wind | None
    is_used: bool
    remark: str = ""


@frozen
class WindFit:
    """The wind that the data ask for, against the wind that was given.

    Attributes
    ----------
    given_speed_m_s, given_from_direction_deg : float
        Mean over the rows that the observations used.
    speed_factor, speed_factor_std : float
        Posterior of fitted over given speed.
    direction_offset_deg, direction_offset_std_deg : float
        Fitted minus given direction, clockwise.
    drift : tuple of PlumeDrift
        Of pairs of passes that follow each other.
    """

    given_speed_m_s: float
    given_from_direction_deg: float
    speed_factor: float
    speed_factor_std: float
    direction_offset_deg: float
    direction_offset_std_deg: float
    drift: tuple[PlumeDrift, ...] = ()


@frozen(eq=False)
class ObservationFit:
    """Data against fit, in the order and the unit of the observations.

    Attributes
    ----------
    background : (observation,) float64
        Fitted background and offset of the sensor.
    from_sources : (observation,) float64
        Posterior mean of what the sources add.
    std : (observation,) float64
        One standard deviation of value minus (background + from_sources), model error included.
    """

    background: NDArray[np.float64]
    from_sources: NDArray[np.float64]
    std: NDArray[np.float64]


@frozen(eq=False)
class SourceLocation:
    """Everything that follows from one case.

    Attributes
    ----------
    case_name : str
    sources : tuple of SourceEstimate
        Empty where no source can be told from the background.
    p_number_of_sources : mapping of int to float
        Posterior probability of 0, 1, 2, 3 sources.
    p_scheme : mapping of str to float
        Posterior probability of each dispersion scheme.
    wind : WindFit
    fit : ObservationFit
    posterior : SourcePosterior
    crs : str
    warnings : tuple of str
        Whole sentences: what was noticed and what it does to the answer.
    provenance : Provenance
    """

    case_name: str
    sources: tuple[SourceEstimate, ...]
    p_number_of_sources: Mapping[int, float]
    p_scheme: Mapping[str, float]
    wind: WindFit
    fit: ObservationFit
    posterior: SourcePosterior
    crs: str
    warnings: tuple[str, ...] = ()
    provenance: Provenance = field(factory=Provenance)
