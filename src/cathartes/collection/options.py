"""What counts as flown."""

from __future__ import annotations

import math

from attrs import frozen

from cathartes.errors import OptionError


@frozen
class CoverageOptions:
    """What counts as flown along a line, and what is said of it.

    Attributes
    ----------
    swath_m : float, optional
        Breadth of ground seen; left out: that of each line of the plan.
    least_share_across : float
        Of the breadth: a place of the line where less was seen belongs to a gap.
    shortest_gap_m : float, optional
        Shorter gaps are not handed back; left out: a tenth of the swath, at least 5 m.
    largest_angle_deg : float
        Between the track and the line; steeper is a turn or a crossing, which sees nothing.
    largest_roll_deg : float
        Of platforms that record it: in a steeper bank the sensor looks aside.
    longest_pause_s : float
        Between two points of the track: nothing is known of the flight in a longer one.
    height_tolerance_m : float, optional
        Left out: a tenth of the planned height, at least 10 m.
    largest_speed_m_s : float, optional
        Over ground; left out: that of the line, a tenth added, where the plan tells one.
    """

    swath_m: float | None = None
    least_share_across: float = 0.75
    shortest_gap_m: float | None = None
    largest_angle_deg: float = 30.0
    largest_roll_deg: float = 25.0
    longest_pause_s: float = 5.0
    height_tolerance_m: float | None = None
    largest_speed_m_s: float | None = None

    def __attrs_post_init__(self) -> None:
        bounds = {
            "swath_m": (0.0, 1e6),
            "least_share_across": (0.0, 1.0),
            "shortest_gap_m": (0.0, math.inf),
            "largest_angle_deg": (0.0, 89.0),
            "largest_roll_deg": (0.0, 180.0),
            "longest_pause_s": (0.0, math.inf),
            "height_tolerance_m": (0.0, math.inf),
            "largest_speed_m_s": (0.0, math.inf),
        }
        for name, (low, high) in bounds.items():
            value = getattr(self, name)
            if value is not None and not low < value <= high:
                raise OptionError.about(
                    "coverage",
                    name,
                    found=f"{value:g}",
                    expected=f"more than {low:g}, at most {high:g}",
                    remedy="Give a number in this range.",
                )

    def shortest_gap_of(self, swath_m: float) -> float:
        """Return the least length of a gap that is handed back, m."""
        return max(5.0, 0.1 * swath_m) if self.shortest_gap_m is None else self.shortest_gap_m

    def height_tolerance_of(self, height_m: float) -> float:
        """Return how far off a height may be, m."""
        if self.height_tolerance_m is None:
            return max(10.0, 0.1 * abs(height_m))
        return self.height_tolerance_m
