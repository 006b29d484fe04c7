"""What is believed of the wind of each pass, the drift between passes included."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from attrs import frozen

from cathartes.errors import CaseError
from cathartes.location.images.options import ImageOptions
from cathartes.location.images.passes.drifts import SeenDrift, drifts_between
from cathartes.location.images.passes.image_pass import ImagePass
from cathartes.location.images.warnings import warnings_of_wind
from cathartes.location.images.wind.belief import WindBelief, believe_wind
from cathartes.location.images.wind.drift import wind_of_drifts
from cathartes.location.images.wind.with_drift import believe_with_drift, is_excluded
from cathartes.model.location.source import PlumeDrift
from cathartes.model.wind import Wind
from cathartes.physics.image_calibration import ImageCalibrationTable

BY_DRIFT = "plume drift"
_ONLY_BY_DRIFT = (
    "No wind was given: it is read from the drift of the plume between passes alone. A wind on "
    "site would narrow the rate."
)
_UNTIMED = (
    "The time of {} of {} passes is not known, so they could not be put in order, and the drift of "
    "the plume between them was not looked at; with their times it is a measure of the wind."
)
_SAME_TIME = (
    "Two passes have the same time, so the drift of the plume between them is not known. If they "
    "are of the same data, the answer is surer than it should be."
)


@frozen(eq=False)
class PassBeliefs:
    """The winds of several passes.

    Attributes
    ----------
    beliefs : tuple of WindBelief
        One for each pass.
    kinds : tuple of str
        Where each wind is from.
    drift : tuple of PlumeDrift
        One for each two passes that follow each other at known times.
    warnings : tuple of str
    """

    beliefs: tuple[WindBelief, ...]
    kinds: tuple[str, ...]
    drift: tuple[PlumeDrift, ...]
    warnings: tuple[str, ...]


def believe_passes(
    passes: Sequence[ImagePass], table: ImageCalibrationTable, options: ImageOptions
) -> PassBeliefs:
    """Return what is believed of the wind of each pass.

    Parameters
    ----------
    passes : sequence of ImagePass
        In the order of their times, where these are known.
    table : ImageCalibrationTable
    options : ImageOptions

    Raises
    ------
    CaseError
        A pass has no wind, and no drift tells it.

    Notes
    -----
    Features of a plume move with the wind, so their drift between two passes is a wind
    measured where the gas is, with errors that are not those of an anemometer or a forecast. A
    pass takes part in two pairs at most: their drifts are averaged before they are weighed
    against the given wind, since what parts drift from wind is common to both.
    """
    seen = drifts_between(passes, options)
    warnings = _warnings_of_times(passes)
    given, kinds = [], []
    for number, one in enumerate(passes):
        wind, kind = one.wind, one.wind_kind
        if wind is None:
            wind, kind = _wind_by_drift(number, seen, table), BY_DRIFT
            warnings.append(_ONLY_BY_DRIFT)
        given.append(believe_wind(wind, kind))
        kinds.append(kind)
    used: list[SeenDrift] = []
    records: list[PlumeDrift] = []
    for one_drift in seen:
        record = _judged(one_drift, given, table)
        records.append(record)
        if record.is_used:
            used.append(one_drift)
        elif record.wind is not None:
            warnings.append(record.remark)
    beliefs = []
    for number, (belief, kind) in enumerate(zip(given, kinds, strict=True)):
        mine = [one.drift for one in used if one.drift and number in one.passes]
        better = believe_with_drift(belief, wind_of_drifts(mine, table)) if mine else None
        beliefs.append(belief if better is None or kind == BY_DRIFT else better)
        warnings += warnings_of_wind(beliefs[-1])
    return PassBeliefs(tuple(beliefs), tuple(kinds), tuple(records), tuple(warnings))


def _wind_by_drift(number: int, seen: Sequence[SeenDrift], table: ImageCalibrationTable) -> Wind:
    """Return the wind that the drifts of one pass tell; of all passes where it has none."""
    clear = [one for one in seen if one.drift is not None]
    mine = [one for one in clear if number in one.passes] or clear
    if not mine:
        told = "; ".join(dict.fromkeys(one.remark for one in seen if one.remark))
        raise CaseError.about(
            f"pass {number + 1}",
            "wind",
            found="none, and no drift of the plume between passes" + (f": {told}" if told else ""),
            expected="a wind, or passes within minutes of each other at known times",
            remedy="Give the wind at 10 m at the time of each pass.",
        )
    return wind_of_drifts([one.drift for one in mine if one.drift is not None], table)


def _judged(
    seen: SeenDrift, given: Sequence[WindBelief], table: ImageCalibrationTable
) -> PlumeDrift:
    if seen.drift is None:
        return PlumeDrift(*seen.times_s, None, False, seen.remark)
    wind = wind_of_drifts([seen.drift], table)
    excluded = [number for number in seen.passes if is_excluded(given[number], wind)]
    if not excluded:
        return PlumeDrift(*seen.times_s, wind, True)
    first, second = (number + 1 for number in seen.passes)
    turned = Wind(
        wind.speed_m_s,
        wind.from_direction_deg + 180.0,
        wind.speed_std_m_s,
        wind.from_direction_std_deg,
    )
    remark = (
        f"Between passes {first} and {second} the plume seems to drift as in a wind of "
        f"{wind.speed_m_s:.1f} m/s from {wind.from_direction_deg:.0f} degrees, which the given "
        "wind excludes; the given one was used."
    )
    if not any(is_excluded(given[number], turned) for number in seen.passes):
        remark += (
            " The two agree if the passes were flown in the other order: check their times, and "
            "that the wind is where the air comes from."
        )
    return PlumeDrift(*seen.times_s, wind, False, remark)


def _warnings_of_times(passes: Sequence[ImagePass]) -> list[str]:
    times = [one.time_s for one in passes]
    without = sum(time is None for time in times)
    if without and len(passes) > 1:
        return [_UNTIMED.format(without, len(passes))]
    known = sorted(time for time in times if time is not None)
    return [_SAME_TIME] if any(a == b for a, b in itertools.pairwise(known)) else []
