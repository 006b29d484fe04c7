"""Wind and time of each image, from what was typed beside them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from attrs import frozen

from cathartes.errors import CaseError
from cathartes.model.wind import Wind

_WHERE = "the command line"
_ZONED = "ISO 8601 with a zone, like 2026-05-09T11:26:04Z"


@frozen
class PassWind:
    """The wind at the moment of a pass, where it is from, and when that was.

    Attributes
    ----------
    wind : Wind or None
        None: it is to be read from the drift of the plume between passes.
    kind : str
        A key of ``WIND_ERRORS``.
    time_s : float or None
        Seconds since 1970-01-01 UTC; None: as the result of ``cathartes detect`` says.
    """

    wind: Wind | None
    kind: str = "mast"
    time_s: float | None = None

    def in_words(self) -> str:
        """Return the wind for the provenance."""
        if self.wind is None:
            return "not given"
        speed, direction = self.wind.speed_m_s, self.wind.from_direction_deg
        return f"{speed:g} m/s from {direction:g} degrees ({self.kind})"


def winds_of_passes(
    n_passes: int,
    speed_m_s: Sequence[float],
    from_direction_deg: Sequence[float],
    kind: str,
    times: Sequence[str] = (),
    *,
    together: bool = False,
) -> list[PassWind]:
    """Return the wind and the time of each pass, winds from one for all or one for each.

    Parameters
    ----------
    n_passes : int
    speed_m_s, from_direction_deg : sequence of float
        None of both is allowed for passes that are put together: their drift tells the wind.
    kind : str
    times : sequence of str
        ISO 8601 with a zone, one for each pass in their order; or none.
    together : bool
        The passes are over the same sources.

    Raises
    ------
    CaseError
        If there is no wind, or neither one nor one for each; if a time is none or has no zone, if
        there is not one for each pass, or if two passes put together have the same.
    """
    moments: list[float | None] = list(_times_of_passes(n_passes, times, together=together))
    moments = moments or [None] * n_passes
    if not speed_m_s and not from_direction_deg and together and n_passes > 1:
        return [PassWind(None, kind, time) for time in moments]
    counts = {len(speed_m_s), len(from_direction_deg)}
    if counts not in ({1}, {n_passes}):
        raise CaseError.about(
            _WHERE,
            "--wind-speed, --wind-from",
            found=f"{len(speed_m_s)} speeds and {len(from_direction_deg)} directions",
            expected=f"one of each, or one of each for each of the {n_passes} images, in order",
            remedy="A plume image alone does not say how fast the gas moves: give the wind at 10 m "
            "at the time of the image. Passes some seconds apart (--together) can tell it "
            "themselves.",
        )
    winds = [Wind(*pair) for pair in zip(speed_m_s, from_direction_deg, strict=True)]
    if len(winds) == 1:
        winds *= n_passes
    return [PassWind(wind, kind, time) for wind, time in zip(winds, moments, strict=True)]


def _times_of_passes(n_passes: int, times: Sequence[str], *, together: bool) -> list[float]:
    moments = [_moment(text) for text in times]
    if times and len(times) != n_passes:
        raise CaseError.about(
            _WHERE,
            "--time",
            found=f"{len(times)} time{'s' if len(times) > 1 else ''} for {n_passes} images",
            expected="one for each image, in their order",
            remedy="Repeat --time for each image, or leave it out where `cathartes detect` has "
            "written when the scenes were taken.",
        )
    twice = [text for k, text in enumerate(times) if moments[k] in moments[:k]]
    if together and twice:
        raise CaseError.about(
            _WHERE,
            "--time",
            found=f"{twice[0]} twice",
            expected="passes at different times",
            remedy="Give the seconds, with decimals where need be; two gases of one pass are in "
            "one result of `cathartes detect`.",
        )
    return moments


def _moment(text: str) -> float:
    problem = repr(text)
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        pass
    else:
        if moment.tzinfo is not None:
            return moment.timestamp()
        problem += ", without a zone"
    raise CaseError.about(
        _WHERE,
        "--time",
        found=problem,
        expected=_ZONED,
        remedy="Write the zone: Z for UTC, or for instance +02:00.",
    )


def time_in_words(time_s: float | None) -> str | None:
    """Return a time as ISO 8601 in UTC."""
    return None if time_s is None else datetime.fromtimestamp(time_s, UTC).isoformat()
