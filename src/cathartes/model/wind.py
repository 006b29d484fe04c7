"""Wind as one number and one direction, with the spread where it is known."""

from __future__ import annotations

from attrs import field, frozen, validators


def _full_circle(degrees: float) -> float:
    return float(degrees) % 360.0


@frozen
class Wind:
    """Horizontal wind near the ground.

    Attributes
    ----------
    speed_m_s : float
        Speed, m/s, not negative.
    from_direction_deg : float
        Direction the wind comes from, degrees clockwise from north, [0, 360).
    speed_std_m_s, from_direction_std_deg : float or None
        One standard deviation of each, where it is known.
    """

    speed_m_s: float = field(converter=float, validator=validators.ge(0.0))
    from_direction_deg: float = field(converter=_full_circle)
    speed_std_m_s: float | None = None
    from_direction_std_deg: float | None = None
