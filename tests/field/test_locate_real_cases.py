import json

import numpy as np
import pytest
from shapely.geometry import Point, Polygon

from cathartes.io.cases import read_case
from cathartes.location import locate_sources

RUNS = ("06", "18", "22", "48", "54", "70")


@pytest.mark.field
def test_every_case_can_be_read(field_data):
    folders = sorted((field_data / "locate" / "cases").iterdir())
    assert len(folders) == 56
    for folder in folders:
        case = read_case(folder)
        assert case.observations.size > 10


@pytest.mark.field
def test_prairie_grass_sources_are_found_with_their_rates(field_data):
    """A sample of the even runs; the whole table stands in docs/benchmarks.md."""
    errors, inside, ratios = [], 0, []
    for run in RUNS:
        folder = field_data / "locate" / "cases" / f"pg_run{run}_a200-800"
        truth = json.loads((folder / "truth.json").read_text())["sources"][0]
        found = locate_sources(read_case(folder)).sources[0]
        errors.append(
            np.hypot(found.easting_m - truth["easting_m"], found.northing_m - truth["northing_m"])
        )
        place = Point(truth["easting_m"], truth["northing_m"])
        inside += any(Polygon(ring).contains(place) for ring in found.region_90)
        ratios.append(found.emission_rate_kg_per_h / truth["emission_rate_kg_per_h"])
    assert np.median(errors) < 25.0
    assert inside >= 4
    assert all(0.5 < ratio < 2.0 for ratio in ratios)
