"""Cautions about the answer itself: nothing found, at the edge, odd rates, fit or wind."""

from __future__ import annotations

import numpy as np

from cathartes.location.cautions.caution import Caution
from cathartes.location.cautions.used_wind import used_rows
from cathartes.location.concentrations.problem.gas_data import RATE_RANGE_KG_PER_H
from cathartes.location.concentrations.problem.problem import FEW_TIMES
from cathartes.model.location.case import SourceCase
from cathartes.model.location.source import SourceLocation

_NEAR_EDGE = 0.03
_SHARE_AT_EDGE = 0.05
_HARDLY_LIMITED = 20.0
_FEWEST_DRAWS = 20
_NEAR_MOST = 0.3
_SEEN = 2.0
_FEWEST_TO_FIT, _EXPLAINED = 10, 0.5
"""On the 54 real cases of single means the fit explains 55 % at least."""
_SAYS_NOTHING_KG_PER_H = 0.1 * RATE_RANGE_KG_PER_H[1]
_ODD = 2.5
"""Standard deviations of the given wind's error."""


def source_not_found(case: SourceCase, location: SourceLocation) -> Caution | None:
    """Caution where all is background: say what could still be hidden in it."""
    if location.sources:
        return None
    posterior = location.posterior
    rate = posterior.emission_rate_kg_per_h[posterior.number_of_sources == 1, 0]
    hidden = ""
    # Worlds whose source no sensor would see hold whatever was believed before.
    if len(rate) >= _FEWEST_DRAWS and np.quantile(rate, 0.95) < _SAYS_NOTHING_KG_PER_H:
        limits = ", ".join(
            f"{np.quantile(rate[:, index], 0.95):.2g} kg/h of {gas}"
            for index, gas in enumerate(posterior.gas_names)
        )
        hidden = f" If there is one that these sensors could see, it emits less than {limits}."
    return Caution(
        "No source stated is not the absence of one: gas that never passed a sensor was not seen."
        + hidden
    )


def source_at_the_edge(case: SourceCase, location: SourceLocation) -> Caution | None:
    """Caution where a source may lie at or outside the border of the search area."""
    east, north, east_end, north_end = case.search_area_m
    posterior = location.posterior
    room_e, room_n = _NEAR_EDGE * (east_end - east), _NEAR_EDGE * (north_end - north)
    for number in dict.fromkeys(one.emitter for one in location.sources):
        mine = posterior.emitter == number
        e, n = posterior.easting_m[mine], posterior.northing_m[mine]
        if e.size == 0:
            continue
        at_edge = (
            (e < east + room_e) | (e > east_end - room_e)
            | (n < north + room_n) | (n > north_end - room_n)
        )  # fmt: skip
        share = float(at_edge.mean())
        if share > _SHARE_AT_EDGE:
            return Caution(
                f"Source {number} lies at the edge of the search area with a probability of "
                f"{100.0 * share:.0f} %: outside it nothing was looked for, so the region ends "
                "there for no other reason and the source may be beyond; give a larger search_area "
                "and locate again. The regions were made 1.5 times as wide.",
                widen_position=1.5,
            )
    return None


def rate_is_hardly_limited(case: SourceCase, location: SourceLocation) -> Caution | None:
    """Caution where the data leave a factor of twenty: the rate is what was assumed before."""
    for one in location.sources:
        low, high = one.emission_rate_q05, one.emission_rate_q95
        if np.isfinite(low + high) and low > 0.0 and high / low > _HARDLY_LIMITED:
            return Caution(
                f"The data hardly limit the rate of {one.gas} of source {one.emitter}, not even to "
                f"a factor of {_HARDLY_LIMITED:g}: its middle is what was assumed of rates before "
                "anything was sensed, and should not be quoted alone."
            )
    return None


def rate_beyond_belief(case: SourceCase, location: SourceLocation) -> Caution | None:
    """Caution where a rate runs up to the largest that was held possible, and is limited below."""
    for one in location.sources:
        if (
            one.emission_rate_q95 > _NEAR_MOST * RATE_RANGE_KG_PER_H[1]
            and one.emission_rate_q05 * _HARDLY_LIMITED > one.emission_rate_q95
        ):
            return Caution(
                f"The rate of {one.gas} of source {one.emitter} runs up to the largest that was "
                f"held possible, {RATE_RANGE_KG_PER_H[1]:,.0f} kg/h, as it does where something in "
                "the tables is wrong: look at the unit of the values, the heights above ground, "
                "the wind direction, the positions and the search area before anything else. "
                "Regions and rates were made twice as wide.",
                widen_position=2.0,
                widen_rate=2.0,
            )
    return None


def fit_is_poor(case: SourceCase, location: SourceLocation) -> Caution | None:
    """Caution where no plume looks like means of one interval, which a right model explains."""
    if not location.sources or np.unique(case.observations.time_s).size > FEW_TIMES:
        return None
    enhancement = case.observations.value - location.fit.background
    known = np.isfinite(enhancement) & np.isfinite(location.fit.from_sources)
    if known.sum() < _FEWEST_TO_FIT or not np.ptp(enhancement[known]) > 0.0:
        return None
    rest = (enhancement - location.fit.from_sources)[known]
    explained = 1.0 - float(np.var(rest) / np.var(enhancement[known]))
    if explained >= _EXPLAINED:
        return None
    return Caution(
        f"The best fit explains {100.0 * max(explained, 0.0):.0f} % of the variance of what was "
        "sensed above the background, and less than half means that no plume looks like these "
        "data: the wind, the positions or the search area may be wrong, or the ground is not flat "
        "and open as the model takes it. The regions were made twice as wide and the intervals of "
        "the rates 1.5 times; they may still miss.",
        widen_position=2.0,
        widen_rate=1.5,
    )


def gas_is_not_seen(case: SourceCase, location: SourceLocation) -> Caution | None:
    """Caution where one of several gases of a source never rises above its background."""
    if not location.sources or len(case.gases) < 2:
        return None
    fit, unseen = location.fit, []
    for number, gas in enumerate(case.gases):
        mine = (case.observations.gas == number) & np.isfinite(fit.std)
        # Where there is no plume the error is that of the values alone.
        if mine.any() and fit.from_sources[mine].max() < _SEEN * np.quantile(fit.std[mine], 0.1):
            unseen.append(gas.name)
    if not unseen:
        return None
    return Caution(
        f"No value of {' and '.join(unseen)} rises above its background by more than {_SEEN:g} "
        "times its error in the fit: the data do not show that a source emits it. Its rate is "
        "stated because other gases show the source, and may as well be nothing."
    )


def wind_disagrees(case: SourceCase, location: SourceLocation) -> Caution | None:
    """Caution where the data ask for another wind than the given one, beyond its error."""
    if not location.sources:
        return None
    rows = used_rows(case)
    wind = location.wind
    turn = abs(wind.direction_offset_deg)
    turn_error = _median(case.wind.from_direction_error_deg[rows])
    change = abs(np.log(max(wind.speed_factor, 1e-9)))
    speed_error = _median(case.wind.speed_log_std[rows])
    parts = []
    if turn > _ODD * turn_error:
        parts.append(f"turned by {wind.direction_offset_deg:+.0f}°")
    if change > _ODD * speed_error:
        parts.append(f"{wind.speed_factor:.2g} times as fast")
    if not parts:
        return None
    return Caution(
        f"The data ask for a wind {' and '.join(parts)} than was given, more than its error "
        "allows: the wind may have been another one at the source, or its record is wrong (clock, "
        "north, unit, height); position and rate follow whichever is right.",
        widen_position=1.2,
        widen_rate=1.2,
    )


def _median(values: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> float:
    known = values[np.isfinite(values)]
    return float(np.median(known)) if known.size else float("inf")
