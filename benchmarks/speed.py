"""Speed: peers and cathartes on the same two cubes in the same call."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rich.console import Console

from benchmarks import ours
from benchmarks.cubes.speed_cubes import SpeedCube, lwir_cube, swir_cube
from benchmarks.peers.all_peers import PEERS
from benchmarks.peers.blas_columns import column_matched_filter
from benchmarks.reporting.tables import Table, publish
from benchmarks.reporting.timing import Timing, measure

N_RUNS = 7
N_SLOW_RUNS = 3
ONE_GAS_BAR = 0.5
PIPELINE_BAR = 4.0
FLOAT32_BAR = 0.01
QUICK_SHRINK = 4
"""``--quick`` divides the number of lines by this: ratios stay about right, seconds do not."""


def run_speed(out: Path, console: Console, *, quick: bool = False) -> list[Table]:
    """Measure, print and write ``out/speed.md`` and ``out/speed.json``."""
    shrink = QUICK_SHRINK if quick else 1
    tables = []
    for make, lines in ((swir_cube, 1280), (lwir_cube, 2000)):
        tables.append(_measure_cube(make(lines=lines // shrink), console))
    publish("speed", tables, out, console=console)
    return tables


def _measure_cube(subject: SpeedCube, console: Console) -> Table:
    cube, target = subject.cube, subject.target
    timings: dict[str, Timing] = {}
    errors: dict[str, float] = {}

    def time_it(name: str, work: Callable[[int], object], **how: object) -> None:
        console.print(f"  {subject.name}: {name}", style="dim")
        timings[name] = measure(work, **({"n_runs": N_RUNS} | how))  # type: ignore[arg-type]

    time_it("floor: memory read", lambda _: _read_all(cube), with_threads=False)
    time_it("floor: half Gram", lambda _: _half_gram(cube), with_threads=False)
    for peer in PEERS:
        runs = N_SLOW_RUNS if peer.is_slow or "SPy" in peer.name else N_RUNS
        time_it(peer.name, partial(_score, peer.score, cube, target), n_runs=runs)
    errors[PEERS[0].name] = _float32_error(
        column_matched_filter(cube, target),
        column_matched_filter(cube, target, dtype=np.float64),
    )
    time_it(ours.ONE_GAS, partial(_score, ours.column_filter, cube, target))
    errors[ours.ONE_GAS] = _float32_error(
        ours.column_filter(cube, target),
        ours.column_filter(cube.astype(np.float64), target),
    )
    time_it(ours.PIPELINE, partial(ours.detect_everything, subject.scene), n_runs=N_SLOW_RUNS)
    return _as_table(subject.name, timings, errors)


def _score(
    score: Callable[..., NDArray[np.floating]],
    cube: NDArray[np.float32],
    target: NDArray[np.float64],
    n_threads: int,
) -> object:
    return score(cube, target, n_threads=n_threads)


def _as_table(name: str, timings: dict[str, Timing], errors: dict[str, float]) -> Table:
    yardstick = timings[PEERS[0].name]
    table = Table(
        f"Speed, {name}",
        (
            "detector",
            "CPU s, 1 thread",
            "wall s, 2 threads",
            "CPU / numpy BLAS f32",
            "float32 error",
            "spread",
            "bar",
        ),
        notes=(
            "CPU seconds of the whole process with all thread pools limited to one; medians.",
            (
                "float32 error: rms difference from the same filter in float64, in standard "
                f"deviations of the map; bar {FLOAT32_BAR}."
            ),
            (
                f"Bars: one gas at most {ONE_GAS_BAR} of the numpy BLAS filter in float32, the "
                f"whole pipeline with the 40-gas library at most {PIPELINE_BAR:.0f} times it."
            ),
        ),
    )
    bars = {ours.ONE_GAS: ONE_GAS_BAR, ours.PIPELINE: PIPELINE_BAR}
    for row, timing in timings.items():
        ratio = timing.cpu_1_thread_s / yardstick.cpu_1_thread_s
        met = ratio <= bars[row] if row in bars else None
        if row in bars and row in errors:
            met = met and errors[row] < FLOAT32_BAR
        table.rows.append(
            (
                row,
                timing.cpu_1_thread_s,
                timing.wall_2_threads_s,
                ratio,
                errors.get(row),
                timing.spread,
                met,
            )
        )
    return table


def _float32_error(single: NDArray[np.floating], double: NDArray[np.floating]) -> float:
    difference = single.astype(np.float64) - double
    return float(np.sqrt(np.nanmean(difference**2)) / np.nanstd(double))


def _read_all(cube: NDArray[np.float32]) -> float:
    """Touch every number once with one addition each."""
    return float(np.add.reduce(cube.reshape(-1)))


def _half_gram(cube: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the whole cube's Gram matrix, block by block, without any centring.

    numpy sees that both factors are one array and computes one triangle only.
    """
    pixels = cube.reshape(-1, cube.shape[2])
    gram = np.zeros((cube.shape[2], cube.shape[2]), np.float32)
    for start in range(0, len(pixels), 4096):
        block = pixels[start : start + 4096]
        gram += block.T @ block
    return gram
