"""Which plumes of different passes are of one emitter."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cathartes.location.images.plume_source import PlumeSource

SAME_SPREADS = 3.0
SAME_PIXELS = 4.0
Group = list[tuple[int, PlumeSource]]


def match_sources(found: Sequence[Sequence[PlumeSource]]) -> list[Group]:
    """Group sources of different passes that may be one emitter, the nearest first."""
    groups: list[Group] = []
    for number, sources in enumerate(found):
        free = list(groups)
        for source in sources:
            nearest = min(free, key=lambda group: _apart(group, source), default=None)
            if nearest is not None and _apart(nearest, source) <= 1.0:
                nearest.append((number, source))
                free = [group for group in free if group is not nearest]
            else:
                groups.append([(number, source)])
    return groups


def _apart(group: Group, source: PlumeSource) -> float:
    """Return the distance to a group in units of what one emitter may show."""
    ratios = []
    for _, other in group:
        distance = float(np.linalg.norm(other.mean_m - source.mean_m))
        spread = float(np.hypot(other.spread_m, source.spread_m))
        pixel = max(other.pixel_m, source.pixel_m)
        ratios.append(distance / (SAME_SPREADS * spread + SAME_PIXELS * pixel))
    return float(np.median(ratios))
