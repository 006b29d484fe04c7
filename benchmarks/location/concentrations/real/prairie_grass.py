"""Prairie Grass 1956: whole runs, and runs of which only some samplers are kept.

The samplers lie on circles about the source: a layout that gives the answer away to whoever looks
at it. The rows of fewer samplers show whether it does.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np
from attrs import evolve
from numpy.typing import NDArray

from benchmarks.location.concentrations.case_list import CaseList, JudgeableCase
from benchmarks.location.concentrations.judged import TrueSource
from benchmarks.location.concentrations.real.truth import cases_folder, read_with_truth
from cathartes.model.location.case import SourceCase

N_RUNS = 27
FAR, ALL = "pg_*_a200-800", "pg_*_all"
DRAWS, DRAWN = 3, 20
SIDES = 2
THINNED = 3
BEYOND_AXIS_DEG = 1.0
GROUPS = 5

Chosen = NDArray[np.bool_]


@cache
def _folders(pattern: str) -> tuple[Path, ...]:
    return tuple(sorted(cases_folder().glob(pattern)))


def _kept(made: JudgeableCase, chosen: Chosen) -> JudgeableCase:
    case, truth = made
    return evolve(case, observations=case.observations.take(chosen)), truth


def far_arcs(number: int) -> JudgeableCase:
    """Return a run as sampled at 200 to 800 m."""
    return read_with_truth(_folders(FAR)[number])


def all_arcs(number: int) -> JudgeableCase:
    """Return a run as sampled at 50 to 800 m."""
    return read_with_truth(_folders(ALL)[number])


def drawn_samplers(number: int) -> JudgeableCase:
    """Return ``DRAWN`` samplers drawn at random from all of a run: ``DRAWS`` cases of each run."""
    made = all_arcs(number // DRAWS)
    size = made[0].observations.size
    chosen = np.zeros(size, bool)
    rng = np.random.default_rng([1956, number])
    chosen[rng.choice(size, min(DRAWN, size), replace=False)] = True
    return _kept(made, chosen)


def one_side(number: int) -> JudgeableCase:
    """Return the samplers of the far arcs left or right of the axis of the plume."""
    made = far_arcs(number // SIDES)
    return _kept(made, side_of_plume(*made, is_left=number % SIDES == 0))


def thinned(number: int) -> JudgeableCase:
    """Return every third sampler of the far arcs, beginning at one of the first three."""
    made = far_arcs(number // THINNED)
    return _kept(made, np.arange(made[0].observations.size) % THINNED == number % THINNED)


def side_of_plume(case: SourceCase, truth: list[TrueSource], *, is_left: bool) -> Chosen:
    """Return which samplers lie on one side of the plume, up to a degree beyond its axis.

    The axis goes from the true source to the middle of what was sensed, which only who makes the
    case can know.
    """
    at = case.observations.begin_m[:, :2] - (truth[0].easting_m, truth[0].northing_m)
    weight = np.maximum(case.observations.value, 0.0)
    middle = weight @ (at / np.hypot(*at.T)[:, None])
    across = at[:, 0] * middle[1] - at[:, 1] * middle[0]
    along = at @ middle
    angle = np.degrees(np.arctan2(across, along))
    return angle <= BEYOND_AXIS_DEG if is_left else angle >= -BEYOND_AXIS_DEG


def group_of(number: int) -> int:
    """Return the group of a run: runs next to each other in time fall into one."""
    return number * GROUPS // N_RUNS


def _list(name: str, what: str, make: Callable[[int], JudgeableCase], count: int) -> CaseList:
    return CaseList(name, f"Prairie Grass, {what}", make, range(count), is_simulated=False)


PRAIRIE_GRASS = (
    _list("prairie_far", "arcs 200-800 m", far_arcs, N_RUNS),
    _list("prairie_all", "all arcs", all_arcs, N_RUNS),
    _list("prairie_drawn", f"{DRAWN} samplers at random", drawn_samplers, DRAWS * N_RUNS),
    _list("prairie_side", "one side of the plume, 200-800 m", one_side, SIDES * N_RUNS),
    _list("prairie_thinned", "a third of 200-800 m", thinned, THINNED * N_RUNS),
)
