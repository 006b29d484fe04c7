"""How well one line was flown: errors, speeds and times of the steps flown for it."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from attrs import define, field
from numpy.typing import NDArray

from cathartes.collection.owners import OwnedTrack
from cathartes.collection.steps import Steps
from cathartes.model.flight.planned_line import PlannedLine

Array = NDArray[np.float64]


@define
class LineQuality:
    """What the steps flown for one line add up to; filled track by track."""

    cross: list[Array] = field(factory=list)
    weight: list[Array] = field(factory=list)
    height_error: list[Array] = field(factory=list)
    height_weight: list[Array] = field(factory=list)
    speed: list[Array] = field(factory=list)
    passes: int = 0
    forward_m: float = 0.0
    backward_m: float = 0.0
    banked_m: float = 0.0
    times: list[tuple[float, float]] = field(factory=list)
    clocks: list[str] = field(factory=list)
    track_names: list[str] = field(factory=list)
    has_uncompared_height: bool = False

    @property
    def flown_m(self) -> float:
        """Length flown for the line."""
        return self.forward_m + self.backward_m

    @property
    def direction(self) -> str:
        """Which way it was flown; the odd metre of a turn does not count."""
        least = 0.02 * self.flown_m
        ways = [
            word
            for word, metres in (("forward", self.forward_m), ("backward", self.backward_m))
            if metres > least
        ]
        return "both" if len(ways) == 2 else "".join(ways) or "-"

    @property
    def clock(self) -> str:
        """The one clock of all tracks, or none."""
        if set(self.clocks) == {"UTC"} or self.clocks == ["since boot"]:
            return self.clocks[0]
        return "none"

    @property
    def span_s(self) -> tuple[float, float]:
        """First and last moment on the line."""
        if self.clock == "none":
            return math.nan, math.nan
        return min(one for one, _ in self.times), max(one for _, one in self.times)

    def add(
        self,
        owned: OwnedTrack,
        steps: Steps,
        number: int,
        line: PlannedLine,
        take_off_height_m: float,
        shortest_m: float,
        least_pass_m: float,
    ) -> None:
        """Add the steps of one track that were flown for line ``number``, without its turns."""
        own, passes = steps_of_passes(steps, owned.owner == number, shortest_m, least_pass_m)
        if not own.any():
            return
        length = steps.length_m
        track = owned.track
        self.track_names.append(track.name)
        self.cross.append(_mean_distance(steps, own))
        self.weight.append(length[own])
        self.forward_m += float(length[own & steps.is_forward].sum())
        self.backward_m += float(length[own & ~steps.is_forward].sum())
        self.banked_m += float(length[own & ~owned.is_level].sum())
        self.passes += passes
        heights = track.height_above(line.height_reference, take_off_height_m)
        if heights is None or math.isnan(line.height_m) or not np.isfinite(heights).any():
            self.has_uncompared_height = True
        else:
            error = 0.5 * (heights[:-1] + heights[1:])[own] - line.height_m
            known = np.isfinite(error)
            self.height_error.append(error[known])
            self.height_weight.append(length[own][known])
        if owned.speed_m_s is not None:
            speed = owned.speed_m_s[own]
            self.speed.append(speed[np.isfinite(speed)])
        clock = track.clock_s
        if clock is None:
            self.clocks.append("none")
            return
        self.clocks.append("since boot" if track.time_utc_s is None else "UTC")
        at = np.flatnonzero(own)
        self.times.append((float(clock[at].min()), float(clock[at + 1].max())))


def weighted_mean(values: Sequence[Array], weights: Sequence[Array]) -> float:
    """Return a mean over all tracks, NaN without values."""
    if not values or not (total := float(sum(one.sum() for one in weights))):
        return math.nan
    return float(sum(float(v @ w) for v, w in zip(values, weights, strict=True)) / total)


def largest(values: Sequence[Array]) -> float:
    """Return the value of largest size with its sign, NaN without values."""
    together = np.concatenate(values) if values else np.zeros(0)
    return float(together[np.argmax(np.abs(together))]) if together.size else math.nan


def steps_of_passes(
    steps: Steps, own: NDArray[np.bool_], shortest_m: float, least_pass_m: float
) -> tuple[NDArray[np.bool_], int]:
    """Part the steps flown for a line into unbroken passes and drop the short ones.

    Parameters
    ----------
    steps : Steps
    own : (step,) bool
    shortest_m : float
        A pass goes on over breaks shorter than this.
    least_pass_m : float
        A shorter pass is the turn before or after a line.

    Returns
    -------
    own : (step,) bool
    passes : int
        Pieces and repetitions alike.
    """
    at = np.flatnonzero(own)
    if at.size == 0:
        return own, 0
    way = steps.is_forward[at]
    exits = np.where(way, steps.along_1[at], steps.along_0[at])[:-1]
    entries = np.where(way, steps.along_0[at], steps.along_1[at])[1:]
    is_new = (way[1:] != way[:-1]) | (np.abs(entries - exits) > shortest_m)
    passes = np.concatenate([[0], np.cumsum(is_new)])
    is_long = np.bincount(passes, weights=steps.length_m[at]) >= least_pass_m
    kept = np.zeros_like(own)
    kept[at[is_long[passes]]] = True
    return kept, int(is_long.sum())


def _mean_distance(steps: Steps, own: NDArray[np.bool_]) -> Array:
    """Mean distance from the line within each step."""
    return 0.5 * (np.abs(steps.cross_0[own]) + np.abs(steps.cross_1[own]))
