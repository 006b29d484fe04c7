"""What a flight through simulated plumes must obey, whatever its air: mass first of all."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cathartes.kernels.lagrangian.surface_layer import wind_profile
from cathartes.simulate.insitu import CarrierSettings, FlightSettings, simulate_flight
from cathartes.simulate.insitu.settings import AirSettings, SourcesSettings

SITE_M = 150.0
STEADY = AirSettings(
    speed_m_s=(5.0, 5.0), start_hour=(16.0, 17.0), direction_wander_deg=0.0, veer_deg_per_h=0.0,
    front_probability=0.0, speed_wander=0.0, roughness_m=(0.01, 0.01), width_log_std=0.0,
    vertical_log_std=0.0,
)  # fmt: skip
ALWAYS_ON = SourcesSettings(count=1, switched_share=0.0, pulsation=0.0, height_m=(1.0, 1.0))


def curtain(distance: float) -> CarrierSettings:
    """Return a drone that flies one transect at forty heights, with an instrument without fault."""
    return CarrierSettings(
        name="drone", rate_kg_per_h=(5.0, 5.0), site_m=(SITE_M, SITE_M), speed_m_s=(8.0, 8.0),
        flown_height_m=(1.5, 90.0), transects=(40, 40), stacked=(39, 39),
        first=(distance, distance), last=(distance, distance), laps=(1, 1), turn_m=30.0,
        endurance_s=3600.0, wander_m=0.0, position_std_m=0.0, height_bias_m=0.0,
        averaging_s=(1.0,), response_s=(1.0, 1.0), noise_ppm=(0.01, 0.01),
    )  # fmt: skip


def over(carrier: CarrierSettings, air: AirSettings = STEADY) -> FlightSettings:
    return FlightSettings(
        carriers=((carrier, 1.0),), air=air, sources=ALWAYS_ON, obstacles=(0, 0),
        misjudged_deg=0.0, missing_share=0.0, inlet_delay_s=0.0,
    )  # fmt: skip


def flux_through_curtain(seed: int, distance: float) -> float:
    """Return what crosses the curtain over what is emitted."""
    case, truth = simulate_flight(np.random.default_rng(seed), over(curtain(distance)))
    seen = case.observations
    mass: NDArray[np.float64] = truth.from_sources * seen.kg_m3_per_unit
    height = seen.begin_m[:, 2]
    toward = np.radians(truth.wind_from_direction_deg.mean() + 180.0)
    across = seen.begin_m[:, :2] @ [np.cos(toward), -np.sin(toward)]
    step = np.abs(np.gradient(across))
    obukhov = float(np.mean(truth.obukhov_length_m))
    carried = [
        wind_profile(one, 0.01, obukhov) / wind_profile(10.0, 0.01, obukhov) for one in height
    ]
    crossing = mass * truth.wind_speed_m_s.mean() * np.array(carried) * step
    level = np.round(height, 1)
    levels, counts = np.unique(level, return_counts=True)
    levels = levels[counts > 10]  # the rest are turns
    of_level = np.array([crossing[level == one].sum() for one in levels])
    through = np.trapezoid(of_level, levels) + of_level[0] * levels[0]
    (source,) = truth.sources
    return float(through * 3600.0 / source.emission_rate_kg_per_h["methane"])


def test_what_crosses_a_curtain_is_what_is_emitted() -> None:
    for distance in (0.8, 1.6):
        shares = [flux_through_curtain(seed, distance) for seed in range(8)]
        assert abs(np.mean(shares) - 1.0) < 0.2


def test_air_up_the_wind_of_a_source_holds_nothing_of_it() -> None:
    _, up = simulate_flight(np.random.default_rng(3), over(curtain(-2.0)))
    _, down = simulate_flight(np.random.default_rng(3), over(curtain(2.0)))
    assert up.from_sources.max() < 1e-6 * down.from_sources.max()


def test_a_plume_thins_with_the_distance_flown() -> None:
    peaks = [
        [
            simulate_flight(np.random.default_rng(seed), over(curtain(distance)))[
                1
            ].from_sources.max()
            for distance in (0.6, 1.5, 3.0)
        ]
        for seed in range(4)
    ]
    assert (np.diff(np.mean(peaks, axis=0)) < 0.0).all()


def test_another_flight_is_flown_in_the_same_air_about_the_same_source() -> None:
    near = simulate_flight(np.random.default_rng(3), over(curtain(0.6)))
    far = simulate_flight(np.random.default_rng(3), over(curtain(3.0)))
    assert near[1].sources[0].easting_m == far[1].sources[0].easting_m
    both = min(near[1].wind_speed_m_s.size, far[1].wind_speed_m_s.size)
    np.testing.assert_array_equal(near[1].wind_speed_m_s[:both], far[1].wind_speed_m_s[:both])
    assert (near[1].from_sources[:200] != far[1].from_sources[:200]).any()


def test_moving_site_and_flight_together_moves_the_case_and_changes_no_value() -> None:
    moved = np.array([1000.0, -500.0])
    here, here_truth = simulate_flight(
        np.random.default_rng(4), FlightSettings(centre_m=(0.0, 0.0))
    )
    there, there_truth = simulate_flight(
        np.random.default_rng(4), FlightSettings(centre_m=(1000.0, -500.0))
    )
    assert here_truth.sources
    np.testing.assert_allclose(there.observations.value, here.observations.value, rtol=1e-9)
    np.testing.assert_allclose(
        there.observations.begin_m - here.observations.begin_m,
        np.broadcast_to([*moved, 0.0], here.observations.begin_m.shape),
        atol=1e-9,
    )
    for one, other in zip(here_truth.sources, there_truth.sources, strict=True):
        assert abs(other.easting_m - one.easting_m - moved[0]) < 1e-9
        assert abs(other.northing_m - one.northing_m - moved[1]) < 1e-9
    np.testing.assert_allclose(
        np.array(there.search_area_m) - np.array(here.search_area_m), np.tile(moved, 2)
    )
    np.testing.assert_allclose(
        there.wind.position_m - here.wind.position_m,
        np.broadcast_to([*moved, 0.0], here.wind.position_m.shape),
        atol=1e-9,
    )
