"""What counts as belonging to a planned line, and when clocks disagree."""

from __future__ import annotations

import math

from attrs import field, frozen

from cathartes.collection.options import CoverageOptions
from cathartes.errors import OptionError


@frozen(kw_only=True)
class CollectionOptions:
    """How deliveries are matched to flights.

    Attributes
    ----------
    largest_clock_error_s : float
        A scene whose clock is further from its flight's tracks than this is refused.
    flagged_clock_error_s : float
        One that is further than this is flagged.
    largest_delay_s : float
        How much earlier or later than planned a line may be flown.
    least_overlap : float
        Share of a scene that lies in the strip of its line, 0 to 1.
    sampler_reach_m : float
        How far from a line what a sampler senses may be and still be of that flight.
    swath_m : float or None
        Breadth of the lines of which the plan does not tell it.
    coverage : CoverageOptions
    """

    largest_clock_error_s: float = 120.0
    flagged_clock_error_s: float = 5.0
    largest_delay_s: float = 1800.0
    least_overlap: float = 0.25
    sampler_reach_m: float = 1000.0
    swath_m: float | None = None
    coverage: CoverageOptions = field(factory=CoverageOptions)

    def __attrs_post_init__(self) -> None:
        """Refuse numbers that mean nothing."""
        bounds = {
            "largest_clock_error_s": (-1.0, 86_400.0),
            "flagged_clock_error_s": (-1.0, self.largest_clock_error_s),
            "largest_delay_s": (0.0, 86_400.0),
            "least_overlap": (0.0, 1.0),
            "sampler_reach_m": (0.0, 1e5),
            "swath_m": (0.0, 1e6),
        }
        for name, (low, high) in bounds.items():
            value = getattr(self, name)
            if value is None:
                continue
            if not (math.isfinite(value) and low < value <= high):
                raise OptionError.about(
                    "collect",
                    name,
                    found=f"{value:g}",
                    expected=f"more than {low:g}, at most {high:g}",
                    remedy="Give a number in this range.",
                )
