"""One pass over a place: what was seen, and the wind at that moment."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import field, frozen

from cathartes.model.location.plume_image import PlumeImage
from cathartes.model.wind import Wind


def _as_tuple(images: Sequence[PlumeImage]) -> tuple[PlumeImage, ...]:
    return tuple(images)


@frozen
class ImagePass:
    """One pass: the column map of each gas, and the wind at its moment.

    Attributes
    ----------
    images : tuple of PlumeImage
        One for each gas.
    wind : Wind or None
        None: it is read from the drift of the plume between passes.
    wind_kind : str
    """

    images: tuple[PlumeImage, ...] = field(converter=_as_tuple)
    wind: Wind | None = None
    wind_kind: str = "mast"

    @property
    def time_s(self) -> float | None:
        """When it was flown, seconds since 1970-01-01 UTC; None where that is not known."""
        return self.images[0].time_s if self.images else None


def in_order_of_time(passes: Sequence[ImagePass]) -> tuple[ImagePass, ...]:
    """Return passes in the order of their times; as they are where a time is not known."""
    timed = [(one.time_s, one) for one in passes if one.time_s is not None]
    if len(timed) < len(passes):
        return tuple(passes)
    return tuple(one for _, one in sorted(timed, key=lambda pair: pair[0]))
