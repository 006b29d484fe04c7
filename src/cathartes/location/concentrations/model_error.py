"""What no dispersion scheme knows of where a source is: calibrated, added to every draw."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cathartes.location.concentrations.problem.problem import Problem
from cathartes.model.location.case import SourceCase

Array = NDArray[np.float64]

SINGLE_ALONG, SINGLE_ACROSS = 0.05, 0.02
SERIES_ON_SITE, SERIES_ELSEWHERE, MOVING_ON_SITE = 0.35, 0.9, 0.18
"""Spread as a share of the nearest sampled distance; series by whether the wind is of the site, and
whether the sensor moves."""
LEAST_M = 0.5
STRONG_QUANTILE, NEAR_QUANTILE = 0.75, 0.1


def model_error_of_places(
    problem: Problem, case: SourceCase, places_m: Array, rng: np.random.Generator
) -> Array:
    """Return what to add to places, (draw, source, 2), metres.

    The spread grows with the distance from a source to the strongly sensed points, of paths
    their nearest point. Means of one interval err along the wind more than across it. The shares
    were set on simulated networks and flights with seeds that no benchmark uses; of single means
    on Prairie Grass.

    Parameters
    ----------
    problem : Problem
    case : SourceCase
    places_m : (draw, source, 2) float64
    rng : numpy.random.Generator
    """
    seen = problem.observations
    strong = seen.value >= np.quantile(seen.value, STRONG_QUANTILE)
    ends = np.concatenate([seen.begin_m[strong, :2], seen.end_m[strong, :2]], axis=1)
    ends, counts = np.unique(ends, axis=0, return_counts=True)
    begin, way = ends[:, :2], ends[:, 2:] - ends[:, :2]
    length2 = np.maximum(np.sum(way * way, axis=1), 1e-12)
    apart = places_m[..., None, :] - begin
    share = np.clip(np.sum(apart * way, axis=-1) / length2, 0.0, 1.0)
    distance = np.linalg.norm(apart - share[..., None] * way, axis=-1)
    order = np.argsort(distance, axis=-1)
    gathered = np.cumsum(counts[order], axis=-1)
    first = np.argmax(gathered >= NEAR_QUANTILE * counts.sum(), axis=-1)
    nearest = np.take_along_axis(
        np.take_along_axis(distance, order, axis=-1), first[..., None], axis=-1
    )[..., 0]
    if problem.is_single:
        along, across = SINGLE_ALONG, SINGLE_ACROSS
    else:
        along = MOVING_ON_SITE if problem.is_moving else SERIES_ON_SITE
        along = along if case.wind.kind == "sonic" else SERIES_ELSEWHERE
        across = along
    from_deg = np.radians(case.wind.from_direction_deg[problem.row[strong]])
    east, north = -np.mean(np.sin(from_deg)), -np.mean(np.cos(from_deg))
    unit = np.array([east, north]) / max(float(np.hypot(east, north)), 1e-9)
    error = rng.standard_normal((2, *nearest.shape))
    error *= np.array([along, across]).reshape(2, *[1] * nearest.ndim) * nearest + LEAST_M
    return np.asarray(
        error[0][..., None] * unit + error[1][..., None] * np.array([unit[1], -unit[0]])
    )
