"""When an emitter is on: spells of a mean length, more of them by night or by day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from cathartes.physics.profiles import Rhythm

STEP_S = 300.0
NIGHT_FROM_H, NIGHT_UNTIL_H = 20.0, 6.0
NIGHT_H = 10.0

Period = tuple[float, float]
"""Begin and end, seconds since 1970-01-01 UTC."""


def shares_on(rhythm: Rhythm) -> tuple[float, float]:
    """Return the share of the night and the share of the day in which it is on.

    Where one of them would pass 1, the rest of the duty falls into the other.
    """
    night = rhythm.duty * rhythm.night_share * 24.0 / NIGHT_H
    day = rhythm.duty * (1.0 - rhythm.night_share) * 24.0 / (24.0 - NIGHT_H)
    if night > 1.0:
        day, night = day + (night - 1.0) * NIGHT_H / (24.0 - NIGHT_H), 1.0
    elif day > 1.0:
        night, day = night + (day - 1.0) * (24.0 - NIGHT_H) / NIGHT_H, 1.0
    return min(night, 1.0), min(day, 1.0)


def is_night(local_hour: float) -> bool:
    """Tell whether an hour of local solar time counts as night."""
    hour = local_hour % 24.0
    return hour >= NIGHT_FROM_H or hour < NIGHT_UNTIL_H


def draw_on_periods(
    rng: np.random.Generator,
    rhythm: Rhythm,
    begin_s: float,
    end_s: float,
    solar_offset_s: float,
) -> tuple[Period, ...]:
    """Draw the spells of emission between two moments.

    Parameters
    ----------
    rng : numpy.random.Generator
    rhythm : Rhythm
    begin_s, end_s : float
        Seconds since 1970-01-01 UTC.
    solar_offset_s : float
        Local solar time less UTC.

    Notes
    -----
    A Markov chain of two states whose stationary share is that of the night or of the day. At
    dusk and dawn just as many are switched over as keep the share right at every moment, so that
    long spells do not wash out the rhythm.
    """
    shares = shares_on(rhythm)
    times = np.arange(begin_s, end_s, STEP_S)
    night = [is_night((t + solar_offset_s) / 3600.0) for t in times]
    draws = rng.random(times.size)
    share = shares[0] if night[0] else shares[1]
    is_on = bool(draws[0] < share)
    states = [is_on]
    usual = 1.0 - np.exp(-STEP_S / (3600.0 * rhythm.spell_h))
    for index in range(1, times.size):
        now = shares[0] if night[index] else shares[1]
        if now != share:
            is_on = _switched_over(is_on, share, now, draws[index])
            share = now
        else:
            stop, start = _switching(share, usual)
            is_on = bool(draws[index] >= stop) if is_on else bool(draws[index] < start)
        states.append(is_on)
    return _periods(times, states, end_s)


def _switching(share: float, usual_stop: float) -> tuple[float, float]:
    """Return the chances of going off and on in a step that keep a share."""
    if share > 1.0 - 1e-9:
        return 0.0, 1.0
    start = usual_stop * share / (1.0 - share)
    # Short spells of an emitter that is hardly ever off: it rests for less than a step.
    return (usual_stop, start) if start <= 1.0 else ((1.0 - share) / share, 1.0)


def _switched_over(is_on: bool, before: float, now: float, draw: float) -> bool:
    if now > before:
        return is_on or bool(draw < (now - before) / (1.0 - before))
    return is_on and bool(draw >= (before - now) / before)


def _periods(times: Iterable[float], states: Sequence[bool], end_s: float) -> tuple[Period, ...]:
    periods: list[Period] = []
    began: float | None = None
    for time, is_on in zip(times, states, strict=True):
        if is_on and began is None:
            began = float(time)
        elif not is_on and began is not None:
            periods.append((began, float(time)))
            began = None
    if began is not None:
        periods.append((began, end_s))
    return tuple(periods)
