"""One simulated search: a drone, unsteady air, and a rule that says where to fly next."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

import numpy as np
from attrs import evolve, frozen
from numpy.typing import NDArray

from benchmarks.location.legs_air import UnsteadyAir
from cathartes.location.legs import (
    LegOptions,
    SearchPrior,
    SourceBelief,
    suggest_next_legs,
    summarise_leg,
)
from cathartes.location.legs.route import flight_seconds
from cathartes.location.legs.spread import tables_for_wind
from cathartes.location.legs.worlds.draws import Air
from cathartes.model.location.legs import FlownLeg, Leg
from cathartes.model.location.platform import Platform
from cathartes.model.location.wind_series import WindSeries

Float = NDArray[np.float64]

AREA_M = 1000.0
AREA = (0.0, 0.0, AREA_M, AREA_M)
LIMIT_S = 3000.0
WANTED_AREA_M2 = 2500.0
DRIFT_STD = 0.5
"""Background drift over the noise of a sample, in two minutes."""
OPTIONS = LegOptions(wanted_area_m2=WANTED_AREA_M2)


@frozen(eq=False)
class SearchStep:
    """What was believed after a leg: when, how large the region, whether it held the source."""

    time_s: float
    area_m2: float
    held: bool
    error_m: float


@frozen(eq=False)
class Situation:
    """What a rule may look at."""

    belief: SourceBelief
    platform: Platform
    wind: WindSeries
    n_flown: int
    rng: np.random.Generator


Rule = Callable[[Situation], Leg | None]


def wind_now(air: UnsteadyAir, time_s: float) -> WindSeries:
    """Return what the mast says, as one row."""
    speed, direction, spread = air.wind(time_s)
    known = {
        "time_s": [time_s],
        "averaging_s": [300.0],
        "speed_m_s": [speed],
        "from_direction_deg": [direction],
        "direction_std_deg": [spread],
    }
    names = [a.name for a in WindSeries.__attrs_attrs__ if a.name not in ("kind", "position_m")]
    columns = {n: np.array(known.get(n, [np.nan]), dtype=np.float64) for n in names}
    return WindSeries(**columns, position_m=np.full((1, 3), np.nan))


def launch_place(from_direction_deg: float) -> tuple[float, float, float]:
    """Return the corner of the area farthest downwind, where every search begins."""
    angle = math.radians(from_direction_deg)
    return (
        AREA_M if -math.sin(angle) > 0.0 else 0.0,
        AREA_M if -math.cos(angle) > 0.0 else 0.0,
        5.0,
    )


def fly_leg(
    air: UnsteadyAir, leg: Leg, begin_s: float, platform: Platform, rng: np.random.Generator
) -> FlownLeg:
    """Fly one leg through the air of its time and sum it up."""
    step = platform.speed_m_s * platform.sampling_interval_s
    along = np.arange(0.5 * step, max(leg.length_m, 3.0 * step), step)
    begin, end = np.array(leg.begin_m), np.array(leg.end_m)
    place = begin + (end - begin) * (along / leg.length_m)[:, None]
    time = begin_s + along / platform.speed_m_s
    seen = air.concentration(time, place) + platform.noise_kg_m3 * (
        rng.standard_normal(along.size)
        + DRIFT_STD * np.cumsum(rng.standard_normal(along.size)) / math.sqrt(120.0)
    )
    speed, direction, _ = air.wind(time[-1])
    return summarise_leg(
        leg,
        along,
        seen,
        platform,
        speed_m_s=speed,
        from_direction_deg=direction,
        middle_s=float(time.mean()),
    )


def search(air: UnsteadyAir, rule: Rule, seed: int) -> list[SearchStep]:
    """Search until the region is as small as wanted, or time is up."""
    rng = np.random.default_rng([7, seed])
    speed, direction, _ = air.wind(0.0)
    platform = Platform(name="drone", position_m=launch_place(direction))
    tables, _, _ = tables_for_wind(wind_now(air, 0.0), None)
    belief = SourceBelief.before(
        SearchPrior(search_area_m=AREA), Air.of(tables, speed), OPTIONS, rng=rng
    )
    time_s, steps = 0.0, []
    while time_s < LIMIT_S:
        now = Situation(
            belief,
            evolve(platform, endurance_left_s=LIMIT_S),
            wind_now(air, time_s),
            len(belief.flown),
            rng,
        )
        leg = rule(now)
        if leg is None:
            break
        begin_s = time_s + flight_seconds(platform.position_m, leg, platform)
        begin_s -= leg.length_m / platform.speed_m_s
        belief = belief.after(fly_leg(air, leg, begin_s, platform, rng), rng)
        time_s = begin_s + leg.length_m / platform.speed_m_s
        platform = evolve(platform, position_m=leg.end_m)
        density = belief.density
        east, north = air.source_m[:2]
        middle = np.median(belief.particles[:, :2], axis=0)
        steps.append(
            SearchStep(
                time_s=time_s,
                area_m2=density.region_area_m2(),
                held=density.holds(east, north),
                error_m=float(np.hypot(*(middle - air.source_m[:2]))),
            )
        )
        if steps[-1].area_m2 <= WANTED_AREA_M2:
            break
    return steps


def adaptive(now: Situation) -> Leg | None:
    """Fly the first of the suggested legs, then ask again."""
    suggestion = suggest_next_legs(
        now.belief.posterior(),
        now.platform,
        now.wind,
        already_flown=[f.leg for f in now.belief.flown],
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

    When all rows are flown, those between them follow, at half the spacing.
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
    half = 0.5 * spacing_m
    rounds = (np.arange(half, AREA_M, spacing_m), np.arange(spacing_m, AREA_M, spacing_m))
    for upwind in np.concatenate([*rounds, np.arange(0.5 * half, AREA_M, half)]):
        ends = np.zeros((2, 2))
        ends[:, axis] = AREA_M - upwind if toward[axis] > 0.0 else upwind
        ends[:, 1 - axis] = (0.0, AREA_M) if near else (AREA_M, 0.0)
        near = not near
        a, b = ((float(e[0]), float(e[1]), low) for e in ends)
        yield Leg(begin_m=a, end_m=b)
