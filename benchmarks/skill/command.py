"""The skill benchmark as a command: run, judge, print, keep."""

from __future__ import annotations

import json
from pathlib import Path

from attrs import asdict
from rich.console import Console

from benchmarks.reporting.tables import Table, publish
from benchmarks.scenery.recipes import all_recipes
from benchmarks.skill.detection_tables import detection_bars, reliability_table, scene_table
from benchmarks.skill.recall_tables import recall_bars, recall_table, strength_table
from benchmarks.skill.run import SceneResult, judge_recipe

SAME_SCORE = {"numpy BLAS column MF float32", "mag1c float32"}
"""Peers whose float64 form gives the same map: not run twice."""


def run_skill(
    out: Path,
    console: Console,
    *,
    quick: bool = False,
    dev: bool = False,
    peers: bool = True,
    fast_peers: bool = False,
) -> list[Table]:
    """Judge all methods on all scenes; print and write ``out/skill.md`` and ``.json``.

    Parameters
    ----------
    quick : bool
        A subset of the scenes.
    dev : bool
        The scenes one may tune on; their tables are named ``skill-dev``.
    peers : bool
        False runs cathartes alone.
    fast_peers : bool
        Leave out the iterative peers where they take minutes a scene: in the thermal infrared,
        which they were not made for.
    """
    chosen = []
    if peers:
        from benchmarks.peers.all_peers import PEERS

        chosen = [peer for peer in PEERS if peer.name not in SAME_SCORE]
    results = [
        judge_recipe(
            recipe,
            [p for p in chosen if not (fast_peers and p.is_slow and recipe.domain == "lwir")],
            out / "cache",
            console,
        )
        for recipe in all_recipes(dev=dev, quick=quick)
    ]
    tables = skill_tables(results)
    name = "skill-dev" if dev else "skill"
    publish(name, tables, out, console=console)
    write_emitters(results, out / f"{name}-emitters.json")
    return tables


def skill_tables(results: list[SceneResult]) -> list[Table]:
    """Return all tables, the bars last."""
    bars = Table("Bars of the skill benchmark", ("measure", "bar", "measured", "met"))
    tables = []
    for domain in ("lwir", "swir"):
        if any(one.recipe.domain == domain for one in results):
            tables.append(recall_table(results, domain))
            bars.rows.extend(recall_bars(tables[-1], domain))
    bars.rows.extend(detection_bars(results))
    return [
        *tables,
        strength_table(results),
        scene_table(results),
        reliability_table(results),
        bars,
    ]


def write_emitters(results: list[SceneResult], file: Path) -> None:
    """Write one entry for each emitter: what ``tools/make_recall_table.py`` counts."""
    entries = [
        asdict(emitter)
        | {
            "scene": one.recipe.name,
            "domain": one.recipe.domain,
            "clutter": one.recipe.clutter,
            "pixel_size_m": one.recipe.pixel_size_m,
        }
        for one in results
        for emitter in one.detection.emitters
    ]
    file.write_text(json.dumps(entries, indent=1), encoding="utf-8")
