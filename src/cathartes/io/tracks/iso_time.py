"""Times as text."""

from __future__ import annotations

import math
import re
from datetime import UTC, datetime

_LEAP_SECOND = re.compile(r"([T ]\d\d:\d\d:)60")


def posix_seconds(text: str) -> tuple[float, bool]:
    """Read an ISO 8601 time.

    Parameters
    ----------
    text : str

    Returns
    -------
    seconds : float
        POSIX; NaN where the text is no time. A leap second counts as the second after it.
    has_zone : bool
        Times without one are taken as UTC.
    """
    text, n_leap = _LEAP_SECOND.subn(r"\g<1>59", text.strip())
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return math.nan, True
    has_zone = moment.tzinfo is not None
    if not has_zone:
        moment = moment.replace(tzinfo=UTC)
    return moment.timestamp() + n_leap, has_zone
