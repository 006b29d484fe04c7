"""The weather at a place and a time: nearest in both, weighed by trust."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from cathartes.collection.weather import FURTHEST_M, weather_at
from cathartes.kernels.flight.local_plane import local_to_geodetic
from cathartes.model.campaign import WeatherRecord
from cathartes.model.location.wind_series import WIND_ERRORS
from cathartes.model.wind import Wind

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
PLACE = (-107.4, 24.8)


def weather(source="mast", minutes=0.0, east=0.0, speed=4.0, direction=250.0) -> WeatherRecord:
    longitude, latitude = local_to_geodetic(east, 0.0, *PLACE)
    log_std, turn = WIND_ERRORS[source]
    begin = NOON + timedelta(minutes=minutes)
    return WeatherRecord(
        is_simulated=False,
        longitude=float(longitude),
        latitude=float(latitude),
        begins_at=begin,
        ends_at=begin + timedelta(minutes=10),
        wind=Wind(speed, direction, speed_std_m_s=log_std * speed, from_direction_std_deg=turn),
        source=source,
    )


def test_weather_of_the_very_place_and_time_is_as_its_record_says():
    record = weather()
    assert weather_at([record], NOON + timedelta(minutes=5), *PLACE) == record


def test_a_mast_half_an_hour_ago_goes_before_a_forecast_and_a_forecast_before_one_of_this_morning():
    forecast = weather("model")
    fresh, old = weather("mast", minutes=-40), weather("mast", minutes=-350)
    assert weather_at([forecast, fresh], NOON, *PLACE).source == "mast"
    assert weather_at([weather("metar"), old], NOON, *PLACE).source == "metar"


def test_what_is_far_or_old_is_no_weather_of_the_flight():
    assert weather_at([weather(minutes=-400)], NOON, *PLACE) is None
    assert weather_at([weather(east=1.1 * FURTHEST_M)], NOON, *PLACE) is None
    assert weather_at([], NOON, *PLACE) is None


@given(minutes=st.floats(0.0, 300.0), more=st.floats(0.1, 50.0), east=st.floats(0.0, 4e4))
def test_spreads_grow_with_distance_in_time_and_in_place(minutes, more, east):
    at = NOON + timedelta(minutes=10)
    near = weather_at([weather(minutes=-minutes, east=east)], at, *PLACE)
    later = weather_at([weather(minutes=-minutes - more, east=east)], at, *PLACE)
    further = weather_at([weather(minutes=-minutes, east=east + 1000.0 * more)], at, *PLACE)
    for one in (later, further):
        assert one.wind.speed_std_m_s >= near.wind.speed_std_m_s
        assert one.wind.from_direction_std_deg >= near.wind.from_direction_std_deg
        assert one.wind.speed_m_s == near.wind.speed_m_s


def test_the_growth_is_that_of_the_records_it_was_fitted_to():
    record = evolve(
        weather(), wind=Wind(4.0, 250.0, speed_std_m_s=1e-6, from_direction_std_deg=1e-6)
    )
    for minutes, log_std, degrees in ((10, 0.19, 23.0), (30, 0.21, 30.0), (60, 0.24, 47.0)):
        at = record.ends_at + timedelta(minutes=minutes)
        grown = weather_at([record], at, *PLACE).wind
        assert grown.speed_std_m_s / 4.0 == pytest.approx(log_std, rel=0.3)
        assert grown.from_direction_std_deg == pytest.approx(degrees, rel=0.25)


@given(order=st.permutations(range(4)))
def test_the_order_of_records_does_not_matter(order):
    records = [
        weather("model"),
        weather("metar", 20),
        weather("mast", -90),
        weather("mast", 30, 5e3),
    ]
    expected = weather_at(records, NOON, *PLACE)
    assert weather_at([records[k] for k in order], NOON, *PLACE) == expected
