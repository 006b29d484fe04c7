"""pyELQ on the beams of a case, in an interpreter of its own."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import label

from benchmarks.location.concentrations.judged import JudgedCase, TrueSource, judge_estimates
from benchmarks.reporting.cache import cached
from cathartes.location.concentrations.regions import highest_density_rings
from cathartes.model.location.case import SourceCase
from cathartes.model.location.source import SourceEstimate

SCRIPT = Path(__file__).resolve().parents[3] / "peers" / "pyelq_sources.py"
INTERPRETER = "CATHARTES_PYELQ_PYTHON"
"""Names the Python that has pyELQ, where it is not the one that runs the benchmark."""
LONGEST_S = 3600.0
BIN_M = 1.0
LEAST_SHARE = 0.1
"""Bins of a metre that hold a source in so many of the draws make one, as in its own plots."""


def pyelq_python() -> str | None:
    """Return the interpreter that has pyELQ 1.2.7, None where there is none."""
    python = os.environ.get(INTERPRETER, sys.executable)
    ask = "import importlib.metadata as m; print(m.version('pyelq'))"
    asked = subprocess.run([python, "-c", ask], capture_output=True, text=True, check=False)
    return python if asked.stdout.strip() == "1.2.7" else None


def judge_pyelq(
    python: str, case: SourceCase, truth: Sequence[TrueSource], file: Path, *, seed: int
) -> JudgedCase:
    """Let pyELQ locate a case, or read what it found, and judge it as ours is judged.

    Parameters
    ----------
    python : str
    case : SourceCase
        Of paths.
    truth : sequence of TrueSource
    file : Path
        Where its draws are kept until its input changes.
    seed : int
    """
    given = json.dumps({**_document(case), "seed": seed})
    digest = hashlib.sha256(SCRIPT.read_bytes() + given.encode()).hexdigest()
    try:
        draws = cached(file, digest, lambda: _run(python, given))
    except RuntimeError as error:  # not kept: it is run again the next time
        unknown = float("nan")
        lost = judge_estimates((), (unknown,) * 4, truth, unknown)
        return JudgedCase(lost.sources, 0, lost.p_number, 0.0, unknown, str(error))
    kept = int(draws["iterations_kept"])
    each = np.bincount(np.asarray(draws["iteration"], np.int64), minlength=kept)
    numbers = tuple(float(np.mean(each == n)) for n in range(4))
    return judge_estimates(stated_sources(draws), numbers, truth, float(draws["cpu_s"]))


def stated_sources(draws: dict[str, Any]) -> list[SourceEstimate]:
    """Return a source for each patch of ground where draws gather, and what is drawn there.

    Notes
    -----
    The rule is that of pyELQ's own summary: bins of a metre that hold a source in a tenth of the
    draws, those that touch taken together, rates within one draw added up.
    """
    place = np.stack([draws["easting_m"], draws["northing_m"]], axis=1).reshape(-1, 2)
    rate = np.asarray(draws["rate_kg_per_h"], np.float64)
    iteration = np.asarray(draws["iteration"], np.int64)
    if not rate.size:
        return []
    low = np.floor(place.min(axis=0))
    cell = np.floor((place - low) / BIN_M).astype(np.int64)
    counts = np.zeros(cell.max(axis=0) + 1)
    np.add.at(counts, (cell[:, 0], cell[:, 1]), 1.0)
    gathered = counts >= LEAST_SHARE * int(draws["iterations_kept"])
    patches, n_patches = label(gathered, structure=np.ones((3, 3)))
    of_draw = patches[cell[:, 0], cell[:, 1]]
    return [
        _source(number, place[of_draw == number], rate[of_draw == number],
                iteration[of_draw == number])
        for number in range(1, n_patches + 1)
    ]  # fmt: skip


def _source(
    number: int,
    place: NDArray[np.float64],
    rate: NDArray[np.float64],
    iteration: NDArray[np.int64],
) -> SourceEstimate:
    used, which = np.unique(iteration, return_inverse=True)
    rates = np.bincount(which, rate, used.size)
    region_50, region_90 = highest_density_rings(place, (0.5, 0.9))
    low, middle, high = np.quantile(rates, [0.05, 0.5, 0.95])
    east, north = np.median(place, axis=0)
    return SourceEstimate(
        gas="methane",
        emitter=number,
        easting_m=float(east),
        northing_m=float(north),
        height_m=float("nan"),
        region_50=region_50,
        region_90=region_90,
        emission_rate_kg_per_h=float(middle),
        emission_rate_std_kg_per_h=float(rates.std()),
        emission_rate_q05=float(low),
        emission_rate_q95=float(high),
    )


def _document(case: SourceCase) -> dict[str, Any]:
    """Return the case as the script takes it: a beam at a time, without minutes of no wind."""
    seen, wind = case.observations, case.wind
    row = np.searchsorted(wind.time_s, seen.time_s, side="right") - 1
    lift = np.degrees(np.arctan2(wind.sigma_w_m_s, wind.speed_m_s))
    of_row = {
        "speed_m_s": wind.speed_m_s,
        "from_direction_deg": wind.from_direction_deg,
        "turbulence_horizontal_deg": wind.direction_std_deg,
        "turbulence_vertical_deg": lift,
        "temperature_k": wind.temperature_k,
        "pressure_kpa": wind.pressure_pa / 1000.0,
    }
    known = np.all([np.isfinite(series) for series in of_row.values()], axis=0)
    beams = []
    for sensor in np.unique(seen.sensor):
        own = np.flatnonzero((seen.sensor == sensor) & known[row])
        if not own.size:
            continue
        beams.append(
            {
                "name": seen.sensor_names[sensor],
                "begin_m": seen.begin_m[own[0]].tolist(),
                "end_m": seen.end_m[own[0]].tolist(),
                "time_s": seen.time_s[own].tolist(),
                "value_ppm": seen.value[own].tolist(),
                **{name: series[row[own]].tolist() for name, series in of_row.items()},
            }
        )
    return {"search_area_m": list(case.search_area_m), "beams": beams}


def _run(python: str, given: str) -> dict[str, Any]:
    threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(
        [python, str(SCRIPT)], input=given, capture_output=True, text=True, check=False,
        timeout=LONGEST_S, env={**kept, **threads},
    )  # fmt: skip
    if done.returncode:
        said = done.stderr.strip().splitlines() or [f"exit status {done.returncode}"]
        raise RuntimeError(said[-1])
    return dict(json.loads(done.stdout))
