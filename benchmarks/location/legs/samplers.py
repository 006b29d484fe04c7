"""Prairie Grass again, one sampler at a time: which of the real ones to look at next."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from attrs import frozen
from numpy.typing import NDArray
from scipy.stats import binomtest

from benchmarks.reporting.tables import Cell, Table
from cathartes.io.cases import read_case
from cathartes.location.legs import SearchPrior, SourceBelief, rank_places
from cathartes.location.legs.worlds.draws import Air
from cathartes.model.location.case import SourceCase
from cathartes.model.location.legs import PlaceMean
from cathartes.physics.turbulence.similarity import similarity_spreads

Float = NDArray[np.float64]

LOOKS = (3, 5, 10)
NOISE_KG_M3 = 2e-8
MG = 1e-6
RATE_KG_PER_H, LOG_RATE_STD = 30.0, 2.0
"""From 0.6 to 1,600 kg/h with 19 chances in 20: nothing is known of the rate."""
RANDOM_DRAWS = 3
FAR_SHARE = 0.6
COLUMNS = (
    "rule",
    "runs x draws",
    *(f"median error after {n}, m" for n in LOOKS),
    f"90 % region after {LOOKS[-1]}",
    "p (binomial)",
    "its area, m2",
)


@frozen(eq=False)
class Run:
    """One run: who may be looked at, what each told, and where the source was."""

    case: SourceCase
    place_m: Float
    value_kg_m3: Float
    source_m: Float


@frozen
class Look:
    """What was believed after one more sampler."""

    error_m: float
    held: bool
    area_m2: float


ABOUT = (
    "Each begins with the sampler that saw most of the two fifths farthest down the wind; the "
    "belief is the same for every rule. The runs that the error of a mean was set on are left out."
)
Choose = Callable[[Run, SourceBelief, list[int], np.random.Generator], int]


def read_run(folder: Path) -> Run:
    """Read a run with all its samplers."""
    case = read_case(folder)
    truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"))["sources"][0]
    seen = case.observations
    return Run(
        case,
        seen.begin_m,
        seen.value * MG,
        np.array([truth["easting_m"], truth["northing_m"]]),
    )


def look(run: Run, choose: Choose, seed: int) -> list[Look]:
    """Look at one sampler after the other."""
    rng, chance = np.random.default_rng([3, seed]), np.random.default_rng([4, seed])
    wind = run.case.wind
    speed, direction = float(wind.speed_m_s[-1]), float(wind.from_direction_deg[-1])
    hint = run.case.release_height_hint_m
    prior = SearchPrior(
        search_area_m=run.case.search_area_m,
        height_m=1.0 if hint is None else hint,
        rate_kg_per_h=RATE_KG_PER_H,
        log_rate_std=LOG_RATE_STD,
    )
    air = Air.of({"similarity": similarity_spreads(wind)}, speed, row=-1)
    belief = SourceBelief.before(prior, air, rng=rng)
    taken: list[int] = []
    looks = []
    for number in range(LOOKS[-1] + 1):
        taken.append(choose(run, belief, taken, chance) if number else first_hit(run))
        e, n, h = run.place_m[taken[-1]]
        belief = belief.after(
            PlaceMean(
                (float(e), float(n), float(h)),
                float(run.value_kg_m3[taken[-1]]),
                NOISE_KG_M3,
                speed,
                direction,
            ),
            rng,
        )
        middle = np.median(belief.particles[:, :2], axis=0)
        density = belief.density
        looks.append(
            Look(
                float(np.hypot(*(middle - run.source_m))),
                density.holds(float(run.source_m[0]), float(run.source_m[1])),
                density.region_area_m2(),
            )
        )
    return looks


def first_hit(run: Run) -> int:
    """Return the sampler that saw most of those far down the wind: where gas was first met."""
    angle = np.radians(float(run.case.wind.from_direction_deg[-1]))
    along = run.place_m[:, :2] @ np.array([-np.sin(angle), -np.cos(angle)])
    far = along >= np.quantile(along, FAR_SHARE)
    return int(np.argmax(np.where(far, run.value_kg_m3, -np.inf)))


def most_telling(run: Run, belief: SourceBelief, taken: list[int], rng: np.random.Generator) -> int:
    """Look where most is expected to be learnt of the position."""
    free = np.setdiff1d(np.arange(run.place_m.shape[0]), taken)
    gains = rank_places(
        belief.posterior(),
        run.place_m[free],
        run.case.wind,
        noise_kg_m3=NOISE_KG_M3,
        dispersion={"similarity": similarity_spreads(run.case.wind)},
        rng_seed=int(rng.integers(1 << 30)),
    )
    return int(free[np.argmax(gains)])


def at_random(run: Run, belief: SourceBelief, taken: list[int], rng: np.random.Generator) -> int:
    """Look anywhere."""
    return int(rng.choice(np.setdiff1d(np.arange(run.place_m.shape[0]), taken)))


def evenly(run: Run, belief: SourceBelief, taken: list[int], rng: np.random.Generator) -> int:
    """Look farthest from all that were looked at: a plan made before anything is known."""
    place = run.place_m[:, :2]
    if not taken:
        return int(rng.integers(place.shape[0]))
    apart = np.linalg.norm(place[:, None] - place[None, taken], axis=2).min(axis=1)
    return int(np.argmax(apart))


def row_by_row(run: Run, belief: SourceBelief, taken: list[int], rng: np.random.Generator) -> int:
    """Look along three rows across the wind, there and back: the lawn-mower with ten looks."""
    angle = np.radians(float(run.case.wind.from_direction_deg[-1]))
    toward = np.array([-np.sin(angle), -np.cos(angle)])
    along = run.place_m[:, :2] @ toward
    across = run.place_m[:, :2] @ np.array([-toward[1], toward[0]])
    number = len(taken)
    line, step = divmod(number, 4)
    ends = np.quantile(along, [0.95, 0.5, 0.05]), np.quantile(across, [0.02, 0.98])
    share = (step + 0.5) / 4.0
    share = 1.0 - share if line % 2 else share
    wanted = np.array([ends[0][line], ends[1][0] + share * (ends[1][1] - ends[1][0])])
    apart = np.hypot(along - wanted[0], across - wanted[1])
    apart[taken] = np.inf
    return int(np.argmin(apart))


RULES: tuple[tuple[str, Choose, int], ...] = (
    ("most telling (cathartes)", most_telling, 3),
    ("at random", at_random, RANDOM_DRAWS),
    ("evenly spread", evenly, RANDOM_DRAWS),
    ("row by row across the wind", row_by_row, 1),
)


def samplers_table(folders: Sequence[Path], *, quick: bool) -> Table:
    """Return the table of runs looked at by each rule."""
    runs = [read_run(one) for one in folders]
    table = Table(
        "Real samplers, one after the other (Prairie Grass, all arcs)", COLUMNS, notes=(ABOUT,)
    )
    for name, choose, draws in RULES:
        found = [
            look(run, choose, 1000 * draw + number)
            for draw in range(1 if quick else draws)
            for number, run in enumerate(runs)
        ]
        table.rows.append(_row(name, found, len(runs)))
    return table


def _row(name: str, found: Sequence[Sequence[Look]], n_runs: int) -> tuple[Cell, ...]:
    last = [looks[-1] for looks in found]
    # Draws of one run are not independent: the test is of the first draw of each.
    first = [looks[-1].held for looks in found[:n_runs]]
    return (
        name,
        f"{n_runs} x {len(found) // n_runs}",
        *(float(np.median([looks[n].error_m for looks in found])) for n in LOOKS),
        float(np.mean([one.held for one in last])),
        float(binomtest(sum(first), n_runs, 0.9).pvalue),
        float(np.median([one.area_m2 for one in last])),
    )
