"""The dispersion schemes there are: their spreads, their departures, how far each is believed."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from attrs import evolve
from numpy.typing import NDArray

from cathartes.model.location.dispersion import DispersionTable
from cathartes.model.location.wind_series import WindSeries
from cathartes.physics.turbulence.briggs import RURAL, URBAN, briggs_spreads
from cathartes.physics.turbulence.departure import (
    Departure,
    departure_of_briggs,
    departure_of_similarity,
)
from cathartes.physics.turbulence.similarity import similarity_spreads
from cathartes.physics.turbulence.stability import CLASS_NAMES, stability_classes

SIMILARITY, CONVECTIVE = "similarity", "similarity convective"
CONVECTIVE_OBUKHOV_M = -10.0
"""A day of sun and moderate wind."""
LESS_STABLE, MORE_STABLE = f"{RURAL} less stable", f"{RURAL} more stable"
_CLASSES_ON = {RURAL: 0, URBAN: 0, LESS_STABLE: -1, MORE_STABLE: 1}

KNOWN_AIR: Mapping[str, float] = {SIMILARITY: 0.85, RURAL: 0.1, URBAN: 0.05}
KNOWN_BUT_STABILITY: Mapping[str, float] = {
    SIMILARITY: 0.4,
    CONVECTIVE: 0.35,
    RURAL: 0.15,
    URBAN: 0.1,
}
UNKNOWN_AIR: Mapping[str, float] = {
    SIMILARITY: 0.35,
    RURAL: 0.25,
    LESS_STABLE: 0.15,
    MORE_STABLE: 0.15,
    URBAN: 0.1,
}
"""Belief before the data, by whether turbulence and stability were measured, turbulence without
stability, or only speed and direction."""
LEAST_URBAN_ROUGHNESS_M = 0.1


def prior_of_schemes(wind: WindSeries) -> dict[str, float]:
    """Return the schemes of a wind and how far each is believed before the data; they sum to 1.

    Similarity theory has most of it where friction velocity, Obukhov length or sigma_w were
    measured; where the stability was not, similarity of a convective day is about as likely as
    that of a nearly neutral one. Where only speed and direction are known its stability is as
    much a guess as a class is, and the classes beside the likeliest one have a share. Ground that
    is known to be smooth is no town.
    """
    turbulence = np.isfinite(
        [wind.friction_velocity_m_s, wind.obukhov_length_m, wind.sigma_w_m_s]
    ).any(axis=0)
    with_wind = np.isfinite(wind.speed_m_s)
    is_known = np.count_nonzero(turbulence & with_wind) > 0.5 * np.count_nonzero(with_wind)
    has_stability = np.isfinite(wind.obukhov_length_m).any()
    chances = dict(UNKNOWN_AIR)
    if is_known:
        chances = dict(KNOWN_AIR if has_stability else KNOWN_BUT_STABILITY)
    rough = wind.roughness_m[np.isfinite(wind.roughness_m)]
    if rough.size and float(np.median(rough)) < LEAST_URBAN_ROUGHNESS_M:
        del chances[URBAN]
    total = sum(chances.values())
    return {name: chance / total for name, chance in chances.items()}


def spreads_of_scheme(
    name: str, wind: WindSeries, sun_elevation_deg: NDArray[np.float64] | None = None
) -> DispersionTable:
    """Return the spreads of a scheme for each row of wind; all have the same distances.

    Parameters
    ----------
    name : str
        One of :func:`prior_of_schemes`.
    wind : WindSeries
    sun_elevation_deg : (row,) float64, optional
        Where it is known; see :func:`cathartes.physics.turbulence.stability.stability_classes`.

    Raises
    ------
    KeyError
        If there is no such scheme.
    """
    if name == SIMILARITY:
        return similarity_spreads(wind)
    if name == CONVECTIVE:
        length = np.full(wind.size, CONVECTIVE_OBUKHOV_M)
        return evolve(similarity_spreads(evolve(wind, obukhov_length_m=length)), scheme=name)
    classes = stability_classes(wind, sun_elevation_deg) + _CLASSES_ON[name]
    classes = np.clip(classes, 0, len(CLASS_NAMES) - 1)
    return evolve(briggs_spreads(wind, classes, is_urban=name == URBAN), scheme=name)


def is_scheme(name: str) -> bool:
    """Return whether :func:`spreads_of_scheme` knows a scheme of that name."""
    return name in (SIMILARITY, CONVECTIVE) or name in _CLASSES_ON


def departure_of_scheme(name: str, wind: WindSeries) -> Departure:
    """Return how far the truth may lie from the tables of a scheme."""
    if name in (SIMILARITY, CONVECTIVE):
        return departure_of_similarity(wind)
    return departure_of_briggs(wind)
