"""A simulated case as a folder, with its truth beside it."""

from __future__ import annotations

import json
from pathlib import Path

from cathartes.io.atomic import replace_file
from cathartes.io.cases import write_case
from cathartes.model.location.case import SourceCase
from cathartes.simulate.insitu.truth import InsituTruth

TRUTH_NAME = "truth.json"


def write_simulated_case(folder: Path, case: SourceCase, truth: InsituTruth) -> tuple[Path, ...]:
    """Write the case as ``cathartes locate`` reads it, and ``truth.json``, which it never reads.

    Raises
    ------
    OutputError
        If a file cannot be written.
    """
    files = write_case(folder, case)
    told = {
        "name": case.name,
        "position_truth": "simulated",
        "rate_truth": "simulated; mean over the time of the observations",
        "sources": [
            {
                "easting_m": one.easting_m,
                "northing_m": one.northing_m,
                "height_m": one.height_m,
                "emission_rate_kg_per_h": dict(one.emission_rate_kg_per_h),
                "peak_signal_to_noise": one.peak_signal_to_noise,
            }
            for one in truth.sources
        ],
    }
    with replace_file(Path(folder) / TRUTH_NAME) as unfinished:
        unfinished.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    return (*files, Path(folder) / TRUTH_NAME)
