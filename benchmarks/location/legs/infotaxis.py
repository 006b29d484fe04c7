"""Infotaxis: one step of a grid at a time, where the entropy is expected to fall most.

The rule of Vergassola and others [vergassola2007]. As in OTTO the searcher goes to one of
four neighbours and does not stay. Left out is the paper's term for arriving at the source: a drone
above it is not told.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from benchmarks.location.legs.search import AREA, OPTIONS, Rule, Situation
from cathartes.location.legs.planning.information import (
    imagine,
    imagined_log_likelihood,
    outcome_weights,
    position_gain,
    smoothing_matrix,
)
from cathartes.location.legs.planning.views import view_legs
from cathartes.location.legs.worlds.draws import Worlds
from cathartes.model.location.legs import Leg

STEPS = ((1.0, 0.0), (0.0, 1.0), (-1.0, 0.0), (0.0, -1.0))
SMOOTHING_M = 20.0
"""Scale on which the position's entropy is counted."""


def infotaxis(step_m: float) -> Callable[[], Rule]:
    """Return the rule for one length of step, which begins each search anew."""

    def rule(now: Situation) -> Leg | None:
        moves = _moves(now, step_m)
        posterior = now.belief.posterior()
        chosen = now.rng.choice(posterior.n_draws, OPTIONS.n_draws, replace=False)
        worlds = Worlds.of(posterior, now.belief.air, chosen, gas=0)
        views = view_legs(
            worlds,
            now.belief.air,
            now.platform,
            moves,
            OPTIONS,
            speed_m_s=float(now.wind.speed_m_s[-1]),
            from_direction_deg=float(now.wind.from_direction_deg[-1]),
        )
        imagined = imagine(worlds, OPTIONS, now.rng)
        smoothing = smoothing_matrix(worlds, SMOOTHING_M)
        # What the belief will make of a step that follows the last one so soon.
        power = min(step_m / now.platform.speed_m_s / OPTIONS.memory_s, 1.0)
        gains = [
            position_gain(
                outcome_weights(
                    power * imagined_log_likelihood(view, imagined, OPTIONS.stray), imagined
                ),
                imagined,
                smoothing,
            )
            for view in views
        ]
        best = np.flatnonzero(np.isclose(gains, max(gains), rtol=1e-9))
        return moves[int(now.rng.choice(best))]

    return lambda: rule


def _moves(now: Situation, step_m: float) -> list[Leg]:
    east, north, _ = now.platform.position_m
    low = now.platform.minimum_height_m
    moves = []
    for de, dn in STEPS:
        end = (east + step_m * de, north + step_m * dn)
        if AREA[0] <= end[0] <= AREA[2] and AREA[1] <= end[1] <= AREA[3]:
            moves.append(Leg(begin_m=(east, north, low), end_m=(*end, low)))
    return moves
