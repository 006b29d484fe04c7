"""Time on paper: hours in which nothing was sensed take no room."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
from attrs import frozen
from matplotlib.axes import Axes
from numpy.typing import NDArray

from cathartes.plot.style import HAIRLINE, SMALL_PT

Array = NDArray[np.float64]
_LONG_GAP, _GAP_ON_PAPER = 8.0, 2.0
"""In units of the usual step."""
_MOST_TICKS = 7


@frozen(eq=False)
class TimeAxis:
    """Where times lie on paper.

    Attributes
    ----------
    time_s : (step,) float64
        All times, increasing.
    place : (step,) float64
        Where each lies, in steps.
    pieces : tuple of (first, last)
        Runs of steps without a long gap, as indices into ``time_s``.
    """

    time_s: Array
    place: Array
    pieces: tuple[tuple[int, int], ...]

    def of(self, time_s: Array) -> Array:
        """Return the places of times that are among ``time_s``."""
        return self.place[np.searchsorted(self.time_s, time_s)]

    def dress(self, axes: Axes, *, labels: bool = True) -> None:
        """Mark the gaps and write the times, UTC."""
        for _, last in self.pieces[:-1]:
            middle = 0.5 * (self.place[last] + self.place[last + 1])
            axes.axvline(middle, color=HAIRLINE, linewidth=3.0, zorder=0)
        ticks = self._ticks()
        axes.set_xticks(self.place[ticks])
        if labels:
            axes.set_xticklabels(self._words(ticks), fontsize=SMALL_PT)
        room = max(0.5, 0.02 * float(np.ptp(self.place)))
        axes.set_xlim(self.place[0] - room, self.place[-1] + room)

    def _ticks(self) -> NDArray[np.int64]:
        firsts = [first for first, _ in self.pieces]
        if len(firsts) > _MOST_TICKS:
            firsts = firsts[:: -(-len(firsts) // _MOST_TICKS)]
        left = _MOST_TICKS - len(firsts)
        even = np.linspace(0, self.time_s.size - 1, max(left, 0) + 2).astype(np.int64)[1:-1]
        width = max(float(np.ptp(self.place)), 1.0)
        chosen = list(firsts)
        for one in even:
            if np.abs(self.place[chosen] - self.place[one]).min() > 0.11 * width:
                chosen.append(int(one))
        return np.array(sorted(chosen), np.int64)

    def _words(self, ticks: NDArray[np.int64]) -> list[str]:
        words, day = [], ""
        short = bool(self.time_s[-1] - self.time_s[0] < 600.0)
        for tick in ticks:
            at = datetime.fromtimestamp(float(self.time_s[tick]), UTC)
            clock = f"{at:%H:%M:%S}" if short else f"{at:%H:%M}"
            today = f"{at.day} {at:%b}"
            words.append(clock if today == day else f"{clock}\n{today}")
            day = today
        return words


def lay_time(time_s: Array) -> TimeAxis:
    """Lay times on paper, (observation,) in any order and repeated as often as may be."""
    steps = np.unique(time_s)
    if steps.size < 2:
        return TimeAxis(steps, np.zeros(steps.size), ((0, max(steps.size - 1, 0)),))
    gaps = np.diff(steps) / np.median(np.diff(steps))
    is_long = gaps > _LONG_GAP
    place = np.concatenate([[0.0], np.cumsum(np.where(is_long, _GAP_ON_PAPER, gaps))])
    # Room for a gap is a share of the whole, or many steps would hide it.
    place = place + np.concatenate([[0.0], np.cumsum(is_long)]) * 0.02 * place[-1]
    ends = np.flatnonzero(is_long)
    firsts, lasts = [0, *(ends + 1)], [*ends, steps.size - 1]
    return TimeAxis(
        steps, place, tuple((int(a), int(b)) for a, b in zip(firsts, lasts, strict=True))
    )
