"""One simulated search: a drone, unsteady air, and a rule that says where to fly next."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence

import numpy as np
from attrs import evolve, frozen

from benchmarks.location.legs.air import UnsteadyAir, unsteady_air
from benchmarks.location.legs.drone import Drone
from cathartes.location.legs import LegOptions, SearchPrior, SourceBelief, summarise_leg
from cathartes.location.legs.spread import tables_for_wind
from cathartes.location.legs.worlds.draws import Air
from cathartes.model.location.legs import FlownLeg, Leg
from cathartes.model.location.platform import Platform
from cathartes.model.location.wind_series import WindSeries

AREA_M = 1000.0
AREA = (0.0, 0.0, AREA_M, AREA_M)
LIMIT_S = 3600.0
WANTED_AREA_M2 = 2500.0
OPTIONS = LegOptions(wanted_area_m2=WANTED_AREA_M2)


@frozen
class SearchStep:
    """What was believed after a leg: when, how large the region, whether it held the source.

    Attributes
    ----------
    time_s, area_m2 : float
    held : bool
    error_m : float
    thought_s : float
        CPU time of the rule for this leg.
    """

    time_s: float
    area_m2: float
    held: bool
    error_m: float
    thought_s: float = 0.0


@frozen(eq=False)
class Situation:
    """What a rule may look at."""

    belief: SourceBelief
    platform: Platform
    wind: WindSeries
    n_flown: int
    rng: np.random.Generator


Rule = Callable[[Situation], Leg | None]


def launch_place(from_direction_deg: float) -> tuple[float, float, float]:
    """Return the corner of the area farthest downwind, where every search begins."""
    angle = math.radians(from_direction_deg)
    return (
        AREA_M if -math.sin(angle) > 0.0 else 0.0,
        AREA_M if -math.cos(angle) > 0.0 else 0.0,
        5.0,
    )


def launched(seed: int) -> Drone:
    """Return the drone of one search before its start."""
    air = unsteady_air(seed, area_m=AREA_M, duration_s=LIMIT_S + 600.0)
    platform = Platform("drone", position_m=launch_place(air.wind(0.0)[1]))
    return Drone(air, platform, np.random.default_rng([8, seed]))


def search(seed: int, rule: Rule) -> list[SearchStep]:
    """Search until the region is as small as wanted, or time is up.

    The belief is the same for every rule; only the choice of legs differs.
    """
    drone = launched(seed)
    rng, chance = np.random.default_rng([7, seed]), np.random.default_rng([9, seed])
    tables, speed, _ = tables_for_wind(drone.wind, None)
    belief = SourceBelief.before(
        SearchPrior(search_area_m=AREA), Air.of(tables, speed), OPTIONS, rng=rng
    )
    steps: list[SearchStep] = []
    while drone.time_s < LIMIT_S:
        left = evolve(drone.platform, endurance_left_s=LIMIT_S)
        began = time.process_time()
        leg = rule(Situation(belief, left, drone.wind, len(belief.seen), chance))
        thought = time.process_time() - began
        if leg is None:
            break
        belief = belief.after(fly_leg(drone, leg), rng)
        steps.append(_step(belief, drone.air, drone.time_s, thought))
        if steps[-1].area_m2 <= WANTED_AREA_M2:
            break
    return steps


def fly_leg(drone: Drone, leg: Leg) -> FlownLeg:
    """Fly one leg and sum it up."""
    when, along, seen = drone.fly(leg)
    speed, direction, _ = drone.air.wind(drone.time_s)
    return summarise_leg(
        leg,
        along,
        seen,
        drone.platform,
        speed_m_s=speed,
        from_direction_deg=direction,
        middle_s=float(when.mean()),
        background_kg_m3=drone.background_kg_m3,
    )


def _step(belief: SourceBelief, air: UnsteadyAir, time_s: float, thought_s: float) -> SearchStep:
    density = belief.density
    east, north = (float(one) for one in air.source_m[:2])
    middle = np.median(belief.particles[:, :2], axis=0)
    return SearchStep(
        time_s=time_s,
        area_m2=density.region_area_m2(),
        held=density.holds(east, north),
        error_m=float(np.hypot(*(middle - air.source_m[:2]))),
        thought_s=thought_s,
    )


def first_below(steps: Sequence[SearchStep], area_m2: float) -> SearchStep | None:
    """Return the first step within the limit whose region is small enough."""
    return next((s for s in steps if s.area_m2 <= area_m2 and s.time_s <= LIMIT_S), None)
