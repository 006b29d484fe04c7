"""Which clock a telemetry log's positions are timed by."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

Array = NDArray[np.float64]
_BOOT_AGAIN_S = 5.0
_YEAR_2000 = 946_684_800.0
CLOCKS_DIFFER_S = 2.0


@frozen(eq=False)
class VehicleClock:
    """Times of the positions.

    Attributes
    ----------
    time_s : (point,) POSIX seconds
    piece : (point,) int64
        Counts starts of the vehicle.
    note : str
    cautions : tuple of str
    """

    time_s: Array
    piece: NDArray[np.int64]
    note: str
    cautions: tuple[str, ...] = ()


def vehicle_clock(
    stamp_s: Array, boot_s: Array | None, told: Sequence[tuple[float, float]]
) -> VehicleClock:
    """Return UTC of positions from the vehicle's own clock, or from the ground station's.

    Parameters
    ----------
    stamp_s : (point,) float64
        When each arrived, on the ground station's clock.
    boot_s : (point,) float64 or None
        Seconds since boot of each.
    told : sequence of (float, float)
        What the vehicle said of UTC (0 where it did not know) and of seconds since boot.

    Notes
    -----
    Telemetry arrives late by up to seconds: positions are timed by the vehicle. Where it told
    UTC the difference to its seconds since boot is their median; where it did not, the
    difference of the ground station's stamps to them is the least one, that of the message
    least late.
    """
    n = len(stamp_s)
    if boot_s is None:
        note = "ground station's clock, when each message arrived"
        return VehicleClock(stamp_s, np.zeros(n, np.int64), note)
    piece = np.concatenate([[0], np.cumsum(np.diff(boot_s) < -_BOOT_AGAIN_S)]).astype(np.int64)
    utc = [(unix, boot) for unix, boot in told if unix > _YEAR_2000]
    times = np.array(boot_s)
    cautions: list[str] = []
    if piece[-1]:
        cautions.append(f"The vehicle was started again {int(piece[-1])} times within the log.")
    used = set()
    for number in range(int(piece[-1]) + 1):
        rows = piece == number
        late = stamp_s[rows] - boot_s[rows]
        by_ground = float(late.min())
        offsets = np.array([unix - boot for unix, boot in utc], np.float64)
        # After a restart seconds since boot begin anew: only what was told in this life counts.
        near = offsets[np.abs(offsets - np.median(late)) < 12 * 3600.0] if piece[-1] else offsets
        if near.size:
            by_vehicle = float(np.median(near))
            used.add("vehicle's own clock (SYSTEM_TIME)")
            if abs(by_vehicle - by_ground) > CLOCKS_DIFFER_S:
                cautions.append(
                    f"The ground station's clock is {by_ground - by_vehicle:+,.1f} s off the "
                    "vehicle's; the vehicle's was taken."
                )
            if float(np.ptp(near)) > CLOCKS_DIFFER_S and not piece[-1]:
                cautions.append(
                    f"The vehicle's clock was set anew in flight, by {np.ptp(near):,.1f} s in all; "
                    "the median was taken."
                )
            times[rows] += by_vehicle
        else:
            used.add(
                "ground station's clock, less the seconds since boot of the message least late"
            )
            times[rows] += by_ground
    return VehicleClock(times, piece, "; ".join(sorted(used)), tuple(dict.fromkeys(cautions)))
