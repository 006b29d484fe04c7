"""What a height is counted from."""

from __future__ import annotations

from enum import StrEnum


class HeightReference(StrEnum):
    """What a height is counted from; two heights are compared only where it is the same.

    The values are the words that files and tables use.
    """

    ELLIPSOID = "above ellipsoid"
    MEAN_SEA_LEVEL = "above mean sea level"
    TAKE_OFF = "above take-off"
    GROUND = "above ground"
    NOT_STATED = "not stated"
