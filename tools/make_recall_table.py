"""Count the emitters of the skill benchmark into ``src/cathartes/physics/recall_table.json``.

Run after ``make bench`` as ``python tools/make_recall_table.py [bench-out/skill-emitters.json]``.
Scenes that were used for tuning must not be counted: the development scenes write another file.
"""

from __future__ import annotations

import itertools
import json
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import cathartes
from cathartes.physics.recall_table import AREA_EDGES_PIXELS, SNR_EDGES

TABLE = Path(__file__).parents[1] / "src" / "cathartes" / "physics" / "recall_table.json"
RULE = (
    "An emitter is found when a reported plume lies on true plume by at least 30 % of its pixels "
    "and covers at least 5 of the emitter's 50 strongest pixels. Strength is the mean true "
    "noise-limited SNR of those 50 pixels; area is where the SNR reaches 1."
)


def count_emitters(emitters: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the cells of the table, ordered.

    Parameters
    ----------
    emitters : sequence of mapping
        Entries of ``skill-emitters.json``.
    """
    seen: Counter[tuple[Any, ...]] = Counter()
    found: Counter[tuple[Any, ...]] = Counter()
    for emitter in emitters:
        pixel_size_m = float(emitter["pixel_size_m"])
        snr = _bin(float(emitter["strength"]), SNR_EDGES)
        area = _bin(float(emitter["area_m2"]) / pixel_size_m**2, AREA_EDGES_PIXELS)
        if snr is None or area is None:  # below the weakest bin nothing is ever expected
            continue
        gas = emitter["gases"][0] if emitter["is_in_library"] else "unknown"
        key = (gas, *snr, *area, pixel_size_m, emitter["clutter"])
        seen[key] += 1
        found[key] += bool(emitter["is_found"])
    names = (
        "gas",
        "snr_low",
        "snr_high",
        "area_low_pixels",
        "area_high_pixels",
        "pixel_size_m",
        "clutter",
    )
    return [
        dict(zip(names, key, strict=True)) | {"n_emitters": seen[key], "n_found": found[key]}
        for key in sorted(seen)
    ]


def _bin(value: float, edges: Sequence[float]) -> tuple[float, float] | None:
    for low, high in itertools.pairwise(edges):
        if low <= value < high:
            return low, high
    return None


def main(source: Path) -> None:
    """Read the emitters, write the table."""
    emitters = json.loads(source.read_text(encoding="utf-8"))
    document = {
        "version": datetime.now(UTC).date().isoformat(),
        "program_version": cathartes.__version__,
        "rule": RULE,
        "scenes": sorted({emitter["scene"] for emitter in emitters}),
        "cells": count_emitters(emitters),
    }
    TABLE.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
    print(f"{TABLE.name}: {len(emitters)} emitters in {len(document['cells'])} cells")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "bench-out/skill-emitters.json"))
