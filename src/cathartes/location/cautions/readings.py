"""Cautions about the readings: heights and values that are probably something else."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cathartes.location.cautions.caution import Caution
from cathartes.model.location.case import SourceCase
from cathartes.model.location.observations import MOLE_FRACTION_UNIT
from cathartes.model.location.source import SourceLocation
from cathartes.physics.clean_air import clean_air_of

Array = NDArray[np.float64]
_HIGH_M, _HIGH_SHARE = 40.0, 0.1
_LOW = 0.05
_FEWEST = 10
_LESS, _MORE = 0.6, 3.0
_NOT_SUBTRACTED = 0.3
_ALIKE = 1.35


def sensors_high_above_ground(case: SourceCase, location: SourceLocation) -> Caution | None:
    """Caution where every sensor is higher than plumes over so short ways reach."""
    o = case.observations
    lowest = float(min(o.begin_m[:, 2].min(), o.end_m[:, 2].min()))
    ends = np.concatenate([o.begin_m[:, :2], o.end_m[:, :2]])
    size = float(np.ptp(ends, axis=0).max())
    if lowest <= max(_HIGH_M, _HIGH_SHARE * size):
        return None
    return Caution(
        f"Every value was sensed {lowest:.0f} m or more above ground, higher than a plume from the "
        "ground rises over the extent of these sensors: where height_m is above the sea or an "
        "ellipsoid, position and rate are worth nothing; give heights above ground. The regions "
        "and the intervals of the rates were made 2 times as wide.",
        widen_position=2.0,
        widen_rate=2.0,
    )


def background_unlike_clean_air(case: SourceCase, location: SourceLocation) -> Caution | None:
    """Caution where the lowest values of a gas are not those of clean air: unit, or zero point."""
    o = case.observations
    if o.unit != MOLE_FRACTION_UNIT:
        return None
    for number, gas in enumerate(case.gases):
        air = clean_air_of(gas.name)
        own = [np.flatnonzero((o.gas == number) & (o.sensor == one)) for one in np.unique(o.sensor)]
        own = [rows for rows in own if rows.size >= _FEWEST]
        if air is None or not own:
            continue
        lows = np.array([np.quantile(o.value[rows], _LOW) for rows in own])
        spans = np.array([np.ptp(o.value[rows]) for rows in own])
        # Values from which the background was taken away begin at nothing.
        if np.median(lows - _NOT_SUBTRACTED * spans) <= 0.0:
            continue
        low = float(np.median(lows))
        if _LESS <= low / air.mole_fraction_ppm <= _MORE:
            continue
        lengths = np.linalg.norm(o.end_m - o.begin_m, axis=1)
        guess = _guess(lows / air.mole_fraction_ppm, np.array([lengths[rows[0]] for rows in own]))
        return Caution(
            f"The lowest values of {gas.name} are {low:.3g} ppm and do not begin at nothing, but "
            f"clean air holds about {air.mole_fraction_ppm:.3g} ppm: the unit or the zero of the "
            f"instrument is wrong.{guess} Until that is settled the rate is worth nothing.",
            widen_rate=2.0,
        )
    return None


def _guess(shares: Array, lengths_m: Array) -> str:
    """Return what would bring the values of the sensors, (sensor,), to clean air."""
    known = [(shares / 1000.0, "ppb written as ppm"), (shares * 1000.0, "ppm written as ppb")]
    if np.all(lengths_m > 0.0):
        known += [
            (shares / lengths_m, "integrals along the path (ppm m) written as means"),
            (shares * lengths_m, "means along the path written as integrals (ppm m)"),
        ]
    for would_be, words in known:
        if 1.0 / _ALIKE < np.median(would_be) < _ALIKE:
            return f" They would fit as {words}."
    return ""
