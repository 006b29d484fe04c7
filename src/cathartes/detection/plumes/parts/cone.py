"""Where parts of one plume lie: in a cone downwind of the first of them."""

from __future__ import annotations

CONE = 0.3
CONE_START_PIXELS = 5.0
"""Half width of the cone at its beginning, and what it gains over the distance."""


def is_in_cone(aside_pixels: float, reach_pixels: float) -> bool:
    """Return whether what lies so far downwind of a part, and so far aside, may be of one plume."""
    return aside_pixels <= CONE_START_PIXELS + CONE * reach_pixels
