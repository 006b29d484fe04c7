"""Simulated flights: what follows from a seed, and what a crew would find in the case."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from cathartes.io.cases import read_case
from cathartes.simulate.insitu import AIRCRAFT, DRONE, FlightSettings, simulate_flight
from cathartes.simulate.insitu.settings import SourcesSettings
from cathartes.simulate.insitu.writing import write_simulated_case

SEEDS = range(3, 15)


def with_sources(count: int) -> FlightSettings:
    return FlightSettings(sources=SourcesSettings(count=count, switched_share=0.0))


def test_the_same_seed_gives_the_same_flight() -> None:
    one, _ = simulate_flight(np.random.default_rng(5))
    other, _ = simulate_flight(np.random.default_rng(5))
    third, _ = simulate_flight(np.random.default_rng(6))
    np.testing.assert_array_equal(one.observations.value, other.observations.value)
    np.testing.assert_array_equal(one.wind.speed_m_s, other.wind.speed_m_s)
    assert one.observations.value[0] != third.observations.value[0]


def test_a_generator_that_has_moved_on_gives_another_flight() -> None:
    rng = np.random.default_rng(5)
    one, _ = simulate_flight(rng)
    other, _ = simulate_flight(rng)
    assert one.observations.value[0] != other.observations.value[0]


def test_flights_are_as_asked() -> None:
    for seed in SEEDS:
        case, truth = simulate_flight(np.random.default_rng(seed), with_sources(2))
        seen = case.observations
        assert len(truth.sources) == 2
        assert seen.size == truth.from_sources.size > 60
        assert (np.diff(seen.time_s) > 0.0).all()
        assert set(seen.averaging_s) <= {1.0, 2.0}
        assert (seen.response_s > 0.5).all()
        assert seen.sensor_names[0] in {DRONE.name, AIRCRAFT.name}
        east, north, east_end, north_end = case.search_area_m
        assert 100.0 < east_end - east < 1000.0
        for source in truth.sources:
            assert east < source.easting_m < east_end
            assert north < source.northing_m < north_end
            assert source.on_s[0][0] <= seen.time_s[0]
        last = case.wind.time_s[-1] + case.wind.averaging_s[-1]
        assert case.wind.time_s[0] <= seen.time_s[0]
        assert last >= seen.time_s[-1] + seen.averaging_s[-1]


def test_heights_and_places_vary_along_a_flight() -> None:
    for seed in SEEDS:
        case, _ = simulate_flight(np.random.default_rng(seed))
        height = case.observations.begin_m[:, 2]
        assert height.max() > 1.5 * height.min()
        assert np.ptp(case.observations.begin_m[:, :2], axis=0).min() > 30.0


def test_a_site_without_a_source_adds_nothing() -> None:
    case, truth = simulate_flight(np.random.default_rng(1), with_sources(0))
    assert not truth.sources
    assert not truth.from_sources.any()
    assert abs(np.median(case.observations.value) - 2.0) < 0.5


def test_most_sources_stand_out_of_the_noise() -> None:
    peaks = [
        simulate_flight(np.random.default_rng(seed), with_sources(1))[1]
        .sources[0]
        .peak_signal_to_noise
        for seed in SEEDS
    ]
    assert np.median(peaks) > 10.0


def test_a_flight_is_read_back_with_its_response_and_averaging(tmp_path: Path) -> None:
    case, truth = simulate_flight(np.random.default_rng(2))
    write_simulated_case(tmp_path, case, truth)
    back = read_case(tmp_path)
    for name in ("time_s", "averaging_s", "response_s", "begin_m", "value"):
        np.testing.assert_allclose(
            getattr(back.observations, name), getattr(case.observations, name), rtol=1e-9, atol=1e-6
        )
