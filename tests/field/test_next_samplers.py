"""Where to look next, on real samplers of known sources."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from benchmarks.location.legs.samplers import at_random, look, most_telling, read_run


@pytest.mark.field
def test_chosen_samplers_come_nearer_to_the_source_than_as_many_at_random(
    field_data: Path,
) -> None:
    folders = sorted((field_data / "locate" / "cases").glob("pg_*_all"))[1::6]
    assert folders
    runs = [read_run(one) for one in folders]
    chosen = [look(run, most_telling, 700 + k)[-1] for k, run in enumerate(runs)]
    drawn = [look(run, at_random, 700 + k)[-1] for k, run in enumerate(runs)]
    assert np.median([one.error_m for one in chosen]) < 25.0
    assert np.median([one.area_m2 for one in chosen]) < 0.5 * np.median(
        [one.area_m2 for one in drawn]
    )
    assert sum(one.held for one in chosen) >= len(chosen) - 2
