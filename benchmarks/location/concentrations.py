"""Sources from concentrations: real releases with truth, and simulated cases."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from attrs import evolve
from rich.console import Console

from benchmarks.location.judged import COLUMNS, JudgedCase, TrueSource, judge_case, row
from benchmarks.reporting.tables import Table, publish
from benchmarks.scenery.real_backgrounds import field_data_folder
from cathartes.io.cases import read_case
from cathartes.location.cautions import compare_with_reversed_wind
from cathartes.model.location.case import SourceCase
from cathartes.simulate.insitu import NetworkSettings, simulate_network, simulate_samplers
from cathartes.simulate.insitu.settings import AirSettings, SourcesSettings
from cathartes.simulate.insitu.truth import InsituTruth

N_SIMULATED = 8
FIRST_SEED = 1
NOISE_SEED = 9000


def run_concentrations(out: Path, console: Console, *, quick: bool = False) -> Table:
    """Locate every case, print and write the table.

    The similarity scheme's departures were set on the even Prairie Grass runs, which are the
    real cases here: those rows are kinder than the truth. Nothing was set on the simulated ones.
    """
    table = Table("Sources from concentrations", COLUMNS)
    notes: list[str] = []
    folder = field_data_folder() / "locate" / "cases"
    for what, pattern in (
        ("Prairie Grass, arcs 200-800 m", "pg_*_a200-800"),
        ("Prairie Grass, all arcs", "pg_*_all"),
    ):
        folders = sorted(folder.glob(pattern))[:: 6 if quick else 1]
        table.rows.append(row(what, [judge_case(*_real(one)) for one in folders]))
    if not quick:
        table.rows.extend(
            row(one.name.replace("_", " "), [judge_case(*_real(one))])
            for one in sorted(folder.glob("chilbolton_*"))
        )
        notes.append(_reversals(sorted(folder.iterdir())))
    count = 2 if quick else N_SIMULATED
    table.rows.append(row("simulated samplers, one source", list(_samplers(count))))
    table.rows.append(row("simulated networks, one source", list(_networks(count))))
    blanks = list(_noise(count))
    table.rows.append(row("noise without a source", blanks))
    notes.append(f"Noise alone: mean p(no source) {np.mean([one.p_none for one in blanks]):.2f}.")
    table = evolve(table, notes=tuple(notes))
    publish("location_concentrations", [table], out, console=console)
    return table


def _real(folder: Path) -> tuple[SourceCase, list[TrueSource]]:
    truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"))["sources"]
    return read_case(folder), [
        TrueSource(one["easting_m"], one["northing_m"], one["emission_rate_kg_per_h"])
        for one in truth
    ]


def _true(truth: InsituTruth) -> list[TrueSource]:
    return [
        TrueSource(one.easting_m, one.northing_m, sum(one.emission_rate_kg_per_h.values()))
        for one in truth.sources
    ]


def _samplers(count: int) -> Iterator[JudgedCase]:
    for seed in range(FIRST_SEED, FIRST_SEED + count):
        case, truth = simulate_samplers(np.random.default_rng(seed))
        yield judge_case(case, _true(truth))


def _networks(count: int) -> Iterator[JudgedCase]:
    settings = NetworkSettings(
        duration_s=(9000.0, 9000.0),
        air=AirSettings(speed_m_s=(3.0, 3.0)),
        sources=SourcesSettings(count=1, switched_share=0.0, pulsation=0.0),
    )
    for seed in range(FIRST_SEED, FIRST_SEED + count):
        case, truth = simulate_network(np.random.default_rng(seed), settings)
        yield judge_case(case, _true(truth))


def _noise(count: int) -> Iterator[JudgedCase]:
    """Yield sampler cases whose values are replaced by noise of one spread."""
    for seed in range(FIRST_SEED, FIRST_SEED + count):
        case, _ = simulate_samplers(np.random.default_rng(seed))
        rng = np.random.default_rng(NOISE_SEED + seed)
        noise = 2.0 + 0.02 * rng.standard_normal(case.observations.size)
        yield judge_case(evolve(case, observations=evolve(case.observations, value=noise)), [])


def _reversals(folders: list[Path]) -> str:
    """Return how often a wind turned on purpose is noticed, and how often a right one accused."""
    noticed = accused = 0
    for folder in folders:
        case = read_case(folder)
        turned = evolve(
            case.wind, from_direction_deg=(case.wind.from_direction_deg + 180.0) % 360.0
        )
        accused += compare_with_reversed_wind(case).is_reversed
        noticed += compare_with_reversed_wind(evolve(case, wind=turned)).is_reversed
    return (
        f"Reversed wind: noticed in {noticed} of {len(folders)} real cases turned on purpose, "
        f"stated in {accused} of {len(folders)} that are right."
    )
