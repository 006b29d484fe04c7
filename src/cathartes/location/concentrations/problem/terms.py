"""What is linear in the data of a case: background, offsets, gains, changes of strength."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import block_diag

from cathartes.kernels.inversion.linear_terms import LinearTerms
from cathartes.model.location.observations import Observations

Array = NDArray[np.float64]

BACKGROUND_KNOT_S, MOST_BACKGROUNDS = 600.0, 16
BACKGROUND_STEP_STD = 0.03
"""Drift of the background between knots, as a share of the range of the data."""
STEP_OF_LEVEL = 0.3
"""The same drift is at most this share of how far the background is from its level."""
LEAST_FOR_OFFSET = 5
DRIFT_KNOT_S, MOST_DRIFTS, DRIFT_SHARE = 5400.0, 4, 0.4
"""Drift of an offset between knots, as a share of the spread of offsets."""
GAIN_STD, GAIN_GAP_S = 0.25, 5400.0
STRENGTH_KNOT_S, MOST_STRENGTHS = 900.0, 10
STRENGTH_STD = 0.3
GAP_KNOTS = 3.0
SHAPE_STD = (0.03, 0.1, 0.05, 0.05, 0.05)


def terms_of_single(seen: Observations, span: float, level_std: float) -> LinearTerms:
    """Return one background and shape errors: for means of one or a few intervals."""
    n = seen.size
    return LinearTerms(
        column=np.zeros((n, 1), np.int64),
        weight=np.ones((n, 1)),
        precision=np.eye(1) / level_std**2,
        first_offset=1,
        gain=np.zeros(n, np.int64),
        n_gains=0,
        gain_std=0.0,
        knot=np.zeros(n, np.int64),
        beyond=np.zeros(n),
        n_knots=0,
        strength_std=0.0,
        shape_std=np.array(SHAPE_STD),
        has_common=False,
    )


def terms_of_series(seen: Observations, span: float, level_std: float) -> LinearTerms:
    """Return a background that drifts, offsets and gains of sensors, strengths that change.

    Parameters
    ----------
    seen : Observations
    span : float
        Range of the values.
    level_std : float
        How far the background may be from the level that is taken from the values.
    """
    step_std = min(BACKGROUND_STEP_STD * span, STEP_OF_LEVEL * level_std)
    n = seen.size
    knot, beyond, blocks_of = _knots(seen.time_s, BACKGROUND_KNOT_S, MOST_BACKGROUNDS)
    column, weight = np.zeros((n, 4), np.int64), np.zeros((n, 4))
    column[:, 0], column[:, 1] = knot, knot + 1
    weight[:, 0], weight[:, 1] = 1.0 - beyond, beyond
    blocks = []
    for knots in blocks_of:
        step = np.diff(np.eye(knots), axis=0)
        block = step.T @ step / step_std**2
        block += np.eye(knots) / level_std**2
        blocks.append(block)
    counts = np.bincount(seen.sensor, minlength=len(seen.sensor_names))
    steady = np.flatnonzero(counts >= LEAST_FOR_OFFSET)
    number = np.full(counts.size, -1)
    if steady.size > 1:
        number[steady] = np.arange(steady.size)
        own = number[seen.sensor]
        span_s = max(float(np.ptp(seen.time_s)), 1.0)
        drifts = int(np.clip(np.ceil(span_s / DRIFT_KNOT_S), 1, MOST_DRIFTS)) + 1
        place = (seen.time_s - seen.time_s[0]) / span_s * (drifts - 1)
        before = np.minimum(place.astype(np.int64), drifts - 2)
        column[:, 2] = sum(blocks_of) + np.maximum(own, 0) * drifts + before
        column[:, 3] = column[:, 2] + 1
        weight[:, 2] = np.where(own >= 0, 1.0 - (place - before), 0.0)
        weight[:, 3] = np.where(own >= 0, place - before, 0.0)
        step = np.diff(np.eye(drifts), axis=0)
        block = step.T @ step / DRIFT_SHARE**2
        block[0, 0] += 1.0
        blocks.extend([block] * steady.size)
    strength_knot, strength_beyond, strengths = _knots(seen.time_s, STRENGTH_KNOT_S, MOST_STRENGTHS)
    gain_part = _part(seen.time_s)
    n_parts = int(gain_part.max()) + 1
    _, first = np.unique(seen.time_s, return_index=True)
    return LinearTerms(
        column=column,
        weight=weight,
        precision=block_diag(*blocks),
        first_offset=sum(blocks_of),
        gain=np.asarray(seen.sensor * n_parts + gain_part, np.int64),
        n_gains=len(seen.sensor_names) * n_parts if counts.size > 1 else 0,
        gain_std=GAIN_STD,
        knot=strength_knot,
        beyond=strength_beyond,
        n_knots=sum(strengths),
        strength_std=STRENGTH_STD,
        shape_std=np.empty(0),
        has_common=first.size < n,
    )


def _part(time_s: Array) -> NDArray[np.int64]:
    """Return the unbroken part of the record that each time is in."""
    times, number = np.unique(time_s, return_inverse=True)
    begins = np.concatenate([[0], np.cumsum(np.diff(times) > GAIN_GAP_S)])
    return np.asarray(begins[number], np.int64)


def _knots(
    time_s: Array, spacing_s: float, most: int
) -> tuple[NDArray[np.int64], Array, list[int]]:
    """Return knot before and share of the way to the next, and the knots of each unbroken part."""
    times = np.unique(time_s)
    steps = np.diff(times)
    spacing_s = max(spacing_s, float(np.sum(steps[steps < GAP_KNOTS * spacing_s])) / most)
    parts = np.split(times, np.flatnonzero(np.diff(times) > GAP_KNOTS * spacing_s) + 1)
    knot, beyond = np.zeros(time_s.size, np.int64), np.zeros(time_s.size)
    counts: list[int] = []
    for part in parts:
        knots = max(2, int(np.ceil((part[-1] - part[0]) / spacing_s)) + 1)
        inside = (time_s >= part[0]) & (time_s <= part[-1])
        place = (time_s[inside] - part[0]) / max(part[-1] - part[0], 1.0) * (knots - 1)
        before = np.minimum(place.astype(np.int64), knots - 2)
        knot[inside], beyond[inside] = sum(counts) + before, place - before
        counts.append(knots)
    return knot, beyond, counts
