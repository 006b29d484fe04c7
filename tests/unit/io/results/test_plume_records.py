"""Plumes as plain values, and back."""

from __future__ import annotations

import json

from attrs import evolve

from cathartes.io.results.plume_records import plume_from_json, plume_to_json
from tests.made_detections import make_detection


def test_what_a_column_is_below_comes_back_and_is_none_in_older_results() -> None:
    plume = evolve(make_detection().plumes[0], column_mean_ppm_m=None, column_below_ppm_m=34.0)
    values = json.loads(json.dumps(plume_to_json(plume)))
    assert plume_from_json(values, plume.spectrum).column_below_ppm_m == 34.0
    del values["column_below_ppm_m"]
    assert plume_from_json(values, plume.spectrum).column_below_ppm_m is None
