"""The searches that legs are measured by: what the air, the drone and the lawn-mower do."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest

from benchmarks.location.legs.air import unsteady_air
from benchmarks.location.legs.infotaxis import infotaxis
from benchmarks.location.legs.rules import lawn_mower
from benchmarks.location.legs.search import (
    AREA,
    AREA_M,
    LIMIT_S,
    SearchStep,
    Situation,
    first_below,
    launched,
)
from benchmarks.location.legs.tables import COLUMNS, row
from cathartes.location.legs import SearchPrior, SourceBelief
from cathartes.location.legs.spread import tables_for_wind
from cathartes.location.legs.worlds.draws import Air
from cathartes.model.location.legs import Leg

SEED = 100_900


def situation(seed: int = SEED) -> Situation:
    drone = launched(seed)
    tables, speed, _ = tables_for_wind(drone.wind, None)
    rng = np.random.default_rng(1)
    prior = SearchPrior(search_area_m=AREA)
    belief = SourceBelief.before(prior, Air.of(tables, speed), rng=rng)
    return Situation(belief, drone.platform, drone.wind, 0, rng)


def test_what_the_air_carries_through_a_plane_is_what_the_source_emits() -> None:
    air = unsteady_air(SEED, duration_s=600.0)
    speed, direction, _ = air.wind(300.0)
    toward = np.array([-math.sin(math.radians(direction)), -math.cos(math.radians(direction))])
    across = np.array([-toward[1], toward[0]])
    side, up = np.arange(-120.0, 121.0, 6.0), np.arange(1.0, 80.0, 4.0)
    flow = []
    for time_s in np.arange(30.0, 590.0, 20.0):
        grid = [[*(air.source_m[:2] + 60.0 * toward + s * across), u] for s in side for u in up]
        seen = air.concentration(np.full(len(grid), time_s), np.array(grid))
        flow.append(seen.sum() * 6.0 * 4.0 * speed)
    # The mast is wrong by some 12 %, and what is let go fluctuates.
    assert np.mean(flow) == pytest.approx(air.rate_kg_s, rel=0.35)


def test_the_lawn_mower_covers_all_and_is_ever_finer() -> None:
    now = situation()
    rule = lawn_mower(100.0)()
    legs = [rule(now) for _ in range(38)]
    ends = np.array([[one.begin_m[:2], one.end_m[:2]] for one in legs if one is not None])
    assert len(ends) == 38
    assert np.all((ends >= 0.0) & (ends <= AREA_M))
    axis = int(np.argmin(np.abs(ends[0, 1] - ends[0, 0])))
    rows = ends[:, 0, axis]
    assert len(set(np.round(rows, 6))) == 38
    assert np.allclose(np.abs(np.diff(rows[:10])), 100.0)
    assert np.diff(np.sort(rows)).max() <= 50.0
    # Every row begins on the side where the one before ended.
    other = 1 - axis
    assert all(one[1, other] == two[0, other] for one, two in itertools.pairwise(ends))


def test_who_goes_straight_on_does_not_pay_for_a_turn() -> None:
    drone = launched(SEED)
    east, north, up = drone.platform.position_m
    way = 1.0 if east < 500.0 else -1.0
    ends = [(east + 100.0 * k * way, north, up) for k in range(3)]
    drone.fly(Leg(ends[0], ends[1]))
    first = drone.time_s
    drone.fly(Leg(ends[1], ends[2]))
    assert first == pytest.approx(10.0 + drone.platform.turn_s)
    assert drone.time_s - first == pytest.approx(10.0)


def test_infotaxis_goes_to_a_neighbour_inside_the_area() -> None:
    now = situation()
    move = infotaxis(100.0)()(now)
    assert move is not None
    assert move.begin_m[:2] == now.platform.position_m[:2]
    assert move.length_m == pytest.approx(100.0)
    assert all(0.0 <= one <= AREA_M for one in move.end_m[:2])


def test_a_search_is_over_at_the_first_region_that_is_small_enough_in_time() -> None:
    steps = [
        SearchStep(100.0, 9000.0, True, 5.0),
        SearchStep(200.0, 2000.0, False, 9.0),
        SearchStep(300.0, 1000.0, True, 2.0),
        SearchStep(LIMIT_S + 1.0, 10.0, True, 1.0),
    ]
    assert first_below(steps, 10_000.0) is steps[0]
    assert first_below(steps, 2500.0) is steps[1]
    assert first_below(steps, 100.0) is None


def test_searches_that_do_not_end_count_as_the_limit_and_not_as_held() -> None:
    quick = [SearchStep(300.0, 2000.0, True, 4.0, 0.2)]
    wrong = [SearchStep(600.0, 2400.0, False, 90.0, 0.2)]
    endless = [SearchStep(LIMIT_S, 50_000.0, True, 40.0, 0.2)]
    line = dict(zip(COLUMNS, row("a rule", [quick, wrong, endless]), strict=True))
    assert line["reached, 0.25 ha"] == "2 of 3"
    assert line["hold, 0.25 ha"] == "1 of 2"
    assert line["minutes, 0.25 ha"] == pytest.approx(10.0)
    assert line["CPU s"] == pytest.approx(0.2)
    never = dict(zip(COLUMNS, row("a rule", [quick, endless, endless]), strict=True))
    assert never["minutes, 0.25 ha"] == f"> {LIMIT_S / 60.0:.0f}"
