import numpy as np
import pytest
from attrs import evolve
from shapely.geometry import Point, Polygon

from cathartes.location import locate_sources
from tests.made_locations import plain_wind, samplers_of_one_mean

RATE_KG_PER_H = 20.0


def arcs_about(source, toward_deg, signal=1.0, seed=1):
    """Return a case of samplers on two lines across a plain plume of known spread."""
    rng = np.random.default_rng(seed)
    along, across = np.meshgrid([120.0, 240.0], np.linspace(-60.0, 60.0, 25))
    along, across = along.ravel(), across.ravel()
    angle = np.radians(toward_deg)
    e = source[0] + along * np.sin(angle) + across * np.cos(angle)
    n = source[1] + along * np.cos(angle) - across * np.sin(angle)
    sigma_y, sigma_z, speed = 0.1 * along, 0.05 * along, 5.0
    mass = RATE_KG_PER_H / 3600.0 / (np.pi * sigma_y * sigma_z * speed)
    mass = mass * np.exp(-0.5 * (across / sigma_y) ** 2)
    value = mass * 1e6 * signal * np.exp(0.05 * rng.standard_normal(e.size))
    value += 0.02 * np.max(mass) * 1e6 * rng.standard_normal(e.size)
    place = np.stack([e, n, np.full(e.size, 1.5)], axis=1)
    wind = plain_wind(
        from_direction_deg=(toward_deg + 180.0) % 360.0,
        direction_std_deg=7.0,
        friction_velocity_m_s=0.3,
        obukhov_length_m=-100.0,
        roughness_m=0.01,
    )
    return samplers_of_one_mean(place, value, wind, (-400.0, -400.0, 400.0, 400.0))


@pytest.fixture(scope="module")
def located():
    return locate_sources(arcs_about((0.0, 0.0), 90.0))


def test_a_planted_source_is_inside_its_region_and_its_rate_inside_its_interval(located):
    (source,) = located.sources
    assert np.hypot(source.easting_m, source.northing_m) < 40.0
    assert any(Polygon(ring).contains(Point(0.0, 0.0)) for ring in source.region_90)
    assert 0.4 * RATE_KG_PER_H < source.emission_rate_kg_per_h < 2.5 * RATE_KG_PER_H
    assert source.emission_rate_q05 < source.emission_rate_kg_per_h < source.emission_rate_q95


def test_probabilities_of_the_number_of_sources_sum_to_one(located):
    assert sum(located.p_number_of_sources.values()) == pytest.approx(1.0)
    assert set(located.p_number_of_sources) == {0, 1, 2, 3}


def test_the_same_seed_gives_the_same_answer(located):
    again = locate_sources(arcs_about((0.0, 0.0), 90.0))
    assert again.sources[0].easting_m == located.sources[0].easting_m


def test_turning_wind_and_samplers_together_turns_the_answer(located):
    turned = locate_sources(arcs_about((0.0, 0.0), 0.0)).sources[0]
    source = located.sources[0]
    # East becomes north, north becomes west; the draws differ.
    assert turned.northing_m == pytest.approx(source.easting_m, abs=8.0)
    assert -turned.easting_m == pytest.approx(source.northing_m, abs=3.0)


def test_doubling_the_signal_doubles_the_rate(located):
    doubled = locate_sources(arcs_about((0.0, 0.0), 90.0, signal=2.0)).sources[0]
    ratio = doubled.emission_rate_kg_per_h / located.sources[0].emission_rate_kg_per_h
    assert ratio == pytest.approx(2.0, rel=0.2)


def test_noise_alone_gives_no_source_and_says_so():
    case = arcs_about((0.0, 0.0), 90.0)
    noise = np.random.default_rng(3).standard_normal(case.observations.size)
    blank = evolve(case, observations=evolve(case.observations, value=noise))
    location = locate_sources(blank)
    assert location.sources == ()
    assert any("background" in told for told in location.warnings)
