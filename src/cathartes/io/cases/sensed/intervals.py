"""How long each value was averaged."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cathartes.errors import CaseError
from cathartes.io.cases.tables import Table

USUAL_S, LONGEST_S = 60.0, 3600.0


def intervals_of(
    table: Table,
    time_s: NDArray[np.float64],
    sensor: NDArray[np.int32],
    keep: NDArray[np.bool_],
    told: list[str],
) -> NDArray[np.float64]:
    """Return the length of each averaging interval, (row,) float64.

    Where it is not stated, it is the usual step of that sensor, an hour at most; a sensor with
    one value has a minute.

    Raises
    ------
    CaseError
        If a length is negative.
    """
    stated = table.number("averaging_s")
    wrong = np.flatnonzero(stated < 0.0)
    if wrong.size:
        raise CaseError.about(
            table.where(int(wrong[0])),
            "averaging_s",
            found=table.shown("averaging_s", int(wrong[0])),
            expected="seconds, more than 0",
            remedy="Give the length of the interval, or leave it empty.",
        )
    unknown = ~(stated > 0.0)
    averaging = np.where(unknown, USUAL_S, stated)
    for one in np.unique(sensor[unknown & keep]):
        mine = keep & (sensor == one)
        steps = np.diff(np.unique(time_s[mine]))
        if steps.size:
            averaging[mine & unknown] = min(float(np.median(steps)), LONGEST_S)
    if np.any(unknown & keep):
        lengths = np.unique(averaging[unknown & keep])
        span = f"{lengths[0]:g}" + (f" to {lengths[-1]:g}" if lengths.size > 1 else "")
        instants = " (0 counts as not stated)" if np.any(stated[keep] == 0.0) else ""
        told.append(
            f"{table.path.name}: averaging_s is not stated for {int(np.sum(unknown & keep))} "
            f"values{instants}; {span} s, the usual step of the sensor, was taken."
        )
    _tell_overlaps(table, time_s, averaging, sensor, keep & ~unknown, told)
    return averaging


def _tell_overlaps(
    table: Table,
    time_s: NDArray[np.float64],
    averaging_s: NDArray[np.float64],
    sensor: NDArray[np.int32],
    keep: NDArray[np.bool_],
    told: list[str],
) -> None:
    """Tell of running means: they hold less than their number promises."""
    index = np.flatnonzero(keep)
    order = index[np.lexsort((time_s[index], sensor[index]))]
    before, after = order[:-1], order[1:]
    step = time_s[after] - time_s[before]
    overlap = (sensor[before] == sensor[after]) & (step > 0.0) & (step < 0.5 * averaging_s[before])
    if overlap.any():
        told.append(
            f"{table.path.name}: {int(overlap.sum())} values were averaged over intervals that "
            "reach far into the next one of the same sensor; as running means they hold less "
            "than their number promises, and the regions may be too narrow."
        )
