"""Rules that choose the next leg: ours, a random one, and a fixed lawn-mower."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator

import numpy as np

from benchmarks.location.legs.search import AREA, AREA_M, OPTIONS, Rule, Situation
from cathartes.location.legs import suggest_next_legs
from cathartes.model.location.legs import Leg


def adaptive(now: Situation) -> Leg | None:
    """Fly the first of the suggested legs, then ask again."""
    suggestion = suggest_next_legs(
        now.belief.posterior(),
        now.platform,
        now.wind,
        already_flown=now.belief.flown,
        n_legs=3,
        flight_area_m=AREA,
        options=OPTIONS,
        rng_seed=int(now.rng.integers(1 << 30)),
    )
    return suggestion.legs[0].leg if suggestion.legs else None


def random_leg(now: Situation) -> Leg:
    """Fly across the wind through a place drawn anywhere, 100 to 1000 m long."""
    angle = math.radians(float(now.wind.from_direction_deg[-1]))
    across = np.array([math.cos(angle), -math.sin(angle)])
    while True:
        middle = now.rng.uniform(0.0, AREA_M, 2)
        half = 0.5 * now.rng.uniform(100.0, AREA_M) * across
        ends = np.clip([middle - half, middle + half], 0.0, AREA_M)
        if np.hypot(*(ends[1] - ends[0])) > 50.0:
            low = now.platform.minimum_height_m
            a, b = ((float(e[0]), float(e[1]), low) for e in ends)
            return Leg(begin_m=a, end_m=b)


def lawn_mower(spacing_m: float) -> Callable[[], Rule]:
    """Return rows over the whole area, most across the wind, the downwind row first.

    When all rows are flown, those between them follow, then those between these.
    """

    def begin() -> Rule:
        rows: Iterator[Leg] | None = None

        def rule(now: Situation) -> Leg | None:
            nonlocal rows
            if rows is None:
                rows = _rows(now, spacing_m)
            return next(rows, None)

        return rule

    return begin


def _rows(now: Situation, spacing_m: float) -> Iterator[Leg]:
    angle = math.radians(float(now.wind.from_direction_deg[-1]))
    toward = np.array([-math.sin(angle), -math.cos(angle)])
    axis = int(np.argmax(np.abs(toward)))
    place = now.platform.position_m
    low = now.platform.minimum_height_m
    near = place[1 - axis] < 0.5 * AREA_M
    for upwind in _places(spacing_m):
        ends = np.zeros((2, 2))
        ends[:, axis] = AREA_M - upwind if toward[axis] > 0.0 else upwind
        ends[:, 1 - axis] = (0.0, AREA_M) if near else (AREA_M, 0.0)
        near = not near
        a, b = ((float(e[0]), float(e[1]), low) for e in ends)
        yield Leg(begin_m=a, end_m=b)


def _places(spacing_m: float) -> Iterator[float]:
    """Return distances from the downwind side: upwind, back between them, and ever finer."""
    rounds = itertools.chain(
        [(0.5 * spacing_m, spacing_m), (spacing_m, spacing_m)],
        ((0.5 * step, step) for step in (spacing_m * 0.5**k for k in itertools.count(1))),
    )
    for number, (offset, step) in enumerate(rounds):
        row = np.arange(offset, AREA_M, step)
        # Each round begins where the one before ended: no transit over the whole area.
        yield from (float(one) for one in (row[::-1] if number % 2 else row))
