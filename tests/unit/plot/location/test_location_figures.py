"""Figures of a located case show what they say they show."""

from __future__ import annotations

import numpy as np
import pytest
from attrs import evolve
from matplotlib.patches import Polygon

from cathartes.plot.location.fit_figure import arrange_panels
from cathartes.plot.location.map.enhancements import is_moving, mean_enhancements
from cathartes.plot.location.map.ground_picture import GroundPicture
from cathartes.plot.location.map.region_map import draw_region_map, needs_close_up
from cathartes.plot.location.odds_figure import draw_odds, draw_rates, rate_draws
from cathartes.plot.location.residual_figure import residuals
from cathartes.plot.location.time_axis import lay_time
from cathartes.plot.location.words import (
    area_in_words,
    counts_in_words,
    emission_in_words,
    three_digits,
    wind_in_words,
)
from tests.made_locations import make_case, make_location


def test_the_map_holds_every_region_and_every_sensor() -> None:
    case = make_case()
    location = make_location(case, n_sources=2)
    (axes,) = draw_region_map(location, case).axes
    low, high = np.array([axes.get_xlim(), axes.get_ylim()]).T
    for points in (
        case.observations.begin_m[:, :2],
        *(r for s in location.sources for r in s.region_90),
    ):
        assert (points > low).all()
        assert (points < high).all()
    rings = [one for one in axes.patches if isinstance(one, Polygon)]
    assert len(rings) == 4


def test_a_small_region_has_a_map_of_its_own_and_a_large_one_has_not() -> None:
    case = make_case("arcs")
    location = make_location(case)
    assert needs_close_up(location, evolve(case, observations=_moved(case, 400.0)))
    (one,) = location.sources
    large = evolve(one, region_90=(one.region_90[0] * 12.0,))
    assert not needs_close_up(evolve(location, sources=(large,)), case)
    assert not needs_close_up(make_location(case, n_sources=0), case)


def _moved(case, away_m):
    o = case.observations
    far = o.begin_m + np.where(np.arange(o.size)[:, None] % 2, away_m, 0.0)
    return evolve(o, begin_m=far, end_m=far)


def test_sensors_are_drawn_by_their_mean_enhancement() -> None:
    case = make_case()
    location = make_location(case)
    seen = mean_enhancements(case.observations, location.fit)
    assert len(seen.mean) == 5
    assert seen.mean[-1] == 1.0
    assert (np.diff(seen.mean) >= 0.0).all()
    # node01 stands 47 m downwind of the source, every other node is further or beside.
    assert tuple(seen.begin_m[-1]) == (80.0, 0.0)
    assert not seen.moves


def test_a_flight_moves_and_a_network_does_not() -> None:
    assert is_moving(make_case("flight").observations)
    assert not is_moving(make_case("network").observations)
    assert not is_moving(make_case("paths").observations)


def test_a_gas_of_small_values_is_drawn_as_large_as_a_main_one() -> None:
    case = make_case()
    location = make_location(case)
    o = case.observations
    trace = evolve(o, value=2.0 + (o.value - 2.0) / 1000.0)
    one = mean_enhancements(o, location.fit)
    other = mean_enhancements(trace, location.fit)
    np.testing.assert_allclose(one.mean, other.mean, atol=1e-9)


def test_series_show_the_sensors_that_saw_most_and_arcs_go_by_distance() -> None:
    case = make_case()
    axis, panels = arrange_panels(make_location(case), case)
    assert axis is not None
    assert [one.title for one in panels] == [f"node0{k}" for k in range(1, 6)]
    case = make_case("arcs")
    axis, panels = arrange_panels(make_location(case), case)
    assert axis is None
    assert [one.title for one in panels] == ["100 to 101 m away", "200 to 201 m away"]
    for one in panels:
        assert (np.diff(one.place) >= 0.0).all()
    together = np.sort(np.concatenate([one.chosen for one in panels]))
    np.testing.assert_array_equal(together, np.arange(case.observations.size))


@pytest.mark.parametrize("from_deg", [0.5, 90.0, 180.0, 359.0])
def test_no_profile_is_torn_apart_at_north(from_deg: float) -> None:
    case = make_case("arcs")
    turned = evolve(case, wind=evolve(case.wind, from_direction_deg=np.array([from_deg])))
    angle = np.radians(from_deg + 180.0)
    bearing = angle + np.radians(np.linspace(-40.0, 40.0, 21))
    (first,) = make_location(case).sources
    at = np.column_stack([np.sin(bearing), np.cos(bearing)]) * 100.0
    places = np.column_stack([at + np.array([first.easting_m, first.northing_m]), np.ones(21)])
    observations = evolve(case.observations.take(np.arange(21)), begin_m=places, end_m=places)
    _, (panel,) = arrange_panels(make_location(case), evolve(turned, observations=observations))
    assert np.ptp(panel.place) == pytest.approx(80.0, abs=1e-6)
    assert -180.0 <= panel.place.mean() <= 360.0


def test_nights_without_data_take_no_room() -> None:
    minutes = 60.0 * np.arange(30)
    together = lay_time(minutes)
    assert together.pieces == ((0, 29),)
    two_days = lay_time(np.concatenate([minutes, minutes + 86_400.0]))
    assert two_days.pieces == ((0, 29), (30, 59))
    assert np.ptp(two_days.place) < 1.2 * 2 * np.ptp(together.place)
    assert (np.diff(two_days.place) > 0.0).all()
    np.testing.assert_array_equal(two_days.of(np.array([60.0, 60.0])), two_days.place[[1, 1]])


def test_residuals_are_in_standard_deviations_of_the_fit() -> None:
    case = make_case()
    location = make_location(case)
    fit = location.fit
    exact = evolve(case.observations, value=fit.background + fit.from_sources + 2.5 * fit.std)
    np.testing.assert_allclose(residuals(location, evolve(case, observations=exact)), 2.5)


def test_rates_are_those_of_the_worlds_where_the_source_exists() -> None:
    location = make_location(n_sources=2)
    emitter = location.posterior.emitter.copy()
    emitter[:100, 0] = 0
    rarer = evolve(location, posterior=evolve(location.posterior, emitter=emitter))
    assert rate_draws(rarer, location.sources[0]).size == 300
    assert rate_draws(rarer, location.sources[1]).size == 400
    assert draw_rates(make_location(n_sources=0)) is None
    left, right = draw_odds(location).axes
    assert len(left.patches) == 4
    assert len(right.patches) == 2


def test_rates_that_are_hardly_limited_are_drawn_on_a_logarithmic_axis() -> None:
    location = make_location()
    (one,) = location.sources
    figure = draw_rates(location)
    assert figure is not None
    assert figure.axes[0].get_xscale() == "linear"
    rng = np.random.default_rng(2)
    rates = np.exp(2.5 * rng.standard_normal(location.posterior.emission_rate_kg_per_h.shape))
    low, middle, high = np.quantile(rates, [0.05, 0.5, 0.95])
    vague = evolve(
        one,
        emission_rate_kg_per_h=float(middle),
        emission_rate_q05=float(low),
        emission_rate_q95=float(high),
    )
    posterior = evolve(location.posterior, emission_rate_kg_per_h=rates)
    figure = draw_rates(evolve(location, sources=(vague,), posterior=posterior))
    assert figure is not None
    (axes,) = figure.axes
    assert axes.get_xscale() == "log"
    heights = [bar.get_height() for bar in axes.patches if hasattr(bar, "get_height")]
    assert max(heights[1:]) < 0.3 * rates.size


def test_a_picture_lies_where_its_affine_says() -> None:
    values = np.full((10, 20), np.nan)
    values[2:4, 5:9] = 1.0
    picture = GroundPicture(values, (2.0, 0.0, 100.0, 0.0, -2.0, 500.0), "column, ppm m")
    corners = picture.corners_m()
    np.testing.assert_allclose(corners.min(axis=0), [110.0, 492.0])
    np.testing.assert_allclose(corners.max(axis=0), [118.0, 496.0])


@pytest.mark.parametrize(
    ("value", "words"),
    [(0.0, "0"), (3.14159, "3.14"), (0.0123, "0.0123"), (12345.0, "12,300"), (np.nan, "—")],
)
def test_three_digits_count(value: float, words: str) -> None:
    assert three_digits(value) == words


def test_numbers_of_a_source_in_words() -> None:
    (one,) = make_location().sources
    assert area_in_words(()) == "—"
    square = np.array([[0.0, 0.0], [1000.0, 0.0], [1000.0, 1000.0], [0.0, 1000.0], [0.0, 0.0]])
    assert area_in_words((square,)) == "1.00 km²"
    assert area_in_words((square / 100.0, square / 100.0 + 50.0)) == "200 m²"
    told = emission_in_words(
        evolve(one, emission_rate_kg_per_h=1.5, emission_rate_q05=0.75, emission_rate_q95=2.5)
    )
    assert told == "1.50 (0.750 to 2.50)"
    assert emission_in_words(evolve(one, emission_rate_kg_per_h=np.nan)) == "—"
    assert counts_in_words({0: 0.001, 1: 0.9, 2: 0.099}) == "one source 90 %, two sources 10 %"
    wind = evolve(make_location().wind, given_from_direction_deg=1.0)
    assert "from 358 ±" in wind_in_words(wind)
