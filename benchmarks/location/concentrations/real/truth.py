"""A real case and its truth, which the program never reads."""

from __future__ import annotations

import json
from pathlib import Path

from benchmarks.location.concentrations.case_list import JudgeableCase
from benchmarks.location.concentrations.judged import TrueSource
from benchmarks.scenery.real_backgrounds import field_data_folder
from cathartes.io.cases import read_case


def cases_folder() -> Path:
    """Return the folder of the real cases."""
    return field_data_folder() / "locate" / "cases"


def read_with_truth(folder: Path) -> JudgeableCase:
    """Return a case and its true sources."""
    truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"))["sources"]
    return read_case(folder), [
        TrueSource(one["easting_m"], one["northing_m"], one["emission_rate_kg_per_h"])
        for one in truth
    ]
