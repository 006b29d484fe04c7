"""Simulated samplers: what follows from a seed, and what any plume must do."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from cathartes.io.cases import read_case
from cathartes.location.cautions import compare_with_reversed_wind
from cathartes.simulate.insitu import SamplerSettings, simulate_samplers
from cathartes.simulate.insitu.writing import write_simulated_case


def at_rate(rate_kg_per_h: float) -> SamplerSettings:
    settings = SamplerSettings()
    sources = settings.sources.model_copy(update={"rate_kg_per_h": (rate_kg_per_h, rate_kg_per_h)})
    return settings.model_copy(update={"sources": sources})


def test_the_same_seed_gives_the_same_case() -> None:
    one, _ = simulate_samplers(np.random.default_rng(5))
    other, _ = simulate_samplers(np.random.default_rng(5))
    third, _ = simulate_samplers(np.random.default_rng(6))
    np.testing.assert_array_equal(one.observations.value, other.observations.value)
    assert (one.observations.value != third.observations.value).any()


def test_twice_the_rate_is_twice_the_gas() -> None:
    _, weak = simulate_samplers(np.random.default_rng(5), at_rate(2.0))
    _, strong = simulate_samplers(np.random.default_rng(5), at_rate(4.0))
    np.testing.assert_allclose(strong.from_sources, 2.0 * weak.from_sources, rtol=1e-9)


def test_the_plume_is_crossed_and_thins_with_the_distance() -> None:
    for seed in range(4):
        case, truth = simulate_samplers(np.random.default_rng(seed))
        peaks = truth.from_sources.reshape(3, -1).max(axis=1)
        assert (np.diff(peaks) < 0.0).all()
        (source,) = truth.sources
        strongest = case.observations.begin_m[np.argmax(truth.from_sources), :2]
        away = strongest - [source.easting_m, source.northing_m]
        bearing = np.degrees(np.arctan2(away[0], away[1]))
        downwind = float(truth.wind_from_direction_deg.mean()) + 180.0
        assert abs((bearing - downwind + 180.0) % 360.0 - 180.0) < 60.0
        east, north, east_end, north_end = case.search_area_m
        assert east < source.easting_m < east_end
        assert north < source.northing_m < north_end
        assert not compare_with_reversed_wind(case).is_reversed


def test_a_case_is_written_as_locate_reads_it_with_its_truth_beside(tmp_path: Path) -> None:
    case, truth = simulate_samplers(np.random.default_rng(2))
    files = write_simulated_case(tmp_path, case, truth)
    assert {one.name for one in files} == {
        "observations.csv", "wind.csv", "case.json", "truth.json",
    }  # fmt: skip
    back = read_case(tmp_path)
    np.testing.assert_allclose(back.observations.value, case.observations.value, rtol=1e-9)
    told = json.loads((tmp_path / "truth.json").read_text("utf-8"))
    assert told["sources"][0]["easting_m"] == truth.sources[0].easting_m
    assert set(told["sources"][0]["emission_rate_kg_per_h"]) == {"methane"}
