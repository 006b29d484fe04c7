"""Laws of Briggs's spreads, of the class that is worked out, and of the height of the sun."""

import numpy as np
import pytest
from attrs import evolve

from cathartes.kernels.dispersion.plume import plume_response
from cathartes.location.concentrations.problem.plume_tables import tables_of_plume
from cathartes.physics.sun_position import sun_elevation_deg
from cathartes.physics.turbulence.briggs import briggs_spreads
from cathartes.physics.turbulence.stability import (
    class_by_direction_spread,
    class_by_obukhov_length,
    class_by_sun,
    stability_classes,
)
from tests.made_locations import plain_wind

A, B, C, D, E, F = range(6)
SPEED_M_S = 4.0


def wind_of(n=1, *, height_m=10.0, **known):
    place = np.tile([np.nan, np.nan, height_m], (n, 1))
    return plain_wind(n, averaging_s=900.0, position_m=place, **known)


@pytest.mark.parametrize("is_urban", [False, True])
def test_spreads_grow_with_distance_and_shrink_as_air_grows_stable(is_urban):
    table = briggs_spreads(wind_of(6), np.arange(6), is_urban=is_urban)
    for spread in (table.sigma_y_m, table.sigma_z_m):
        assert np.all(np.diff(spread, axis=1) > 0.0)
        assert np.all(np.diff(spread, axis=0) <= 0.0)
        assert np.all(spread[0] > 1.5 * spread[-1])


def test_a_town_spreads_gas_more_than_open_country():
    rural = briggs_spreads(wind_of(6), np.arange(6))
    urban = briggs_spreads(wind_of(6), np.arange(6), is_urban=True)
    near = rural.distance_m < 3000.0
    assert np.all(urban.sigma_y_m[:, near] > rural.sigma_y_m[:, near])
    assert np.all(urban.sigma_z_m[:, near] > rural.sigma_z_m[:, near])


@pytest.mark.parametrize("distance", [40.0, 400.0])
@pytest.mark.parametrize("stability", [A, D, F])
def test_what_passes_a_plane_across_the_wind_is_what_is_emitted(distance, stability):
    table = briggs_spreads(wind_of(), np.array([stability]))
    plume = tables_of_plume(wind_of(), table)
    wide, deep, speed = (
        float(np.interp(distance, table.distance_m, values[0]))
        for values in (table.sigma_y_m, table.sigma_z_m, table.transport_speed_m_s)
    )
    across = np.linspace(-5.0 * wide, 5.0 * wide, 161)
    up = (np.arange(300) + 0.5) / 300.0 * 6.0 * deep
    places = np.stack(np.meshgrid([distance], across, up, indexing="ij"), axis=-1).reshape(-1, 3)
    n = len(places)
    response = np.empty(n)
    plume_response(
        np.array([0.0, 0.0, 0.4]),
        places,
        places,
        np.zeros(n, bool),
        np.zeros(n, np.int32),
        0.0,
        plume,
        np.zeros(5),
        1.0,
        0.0,
        response,
        np.empty(n),
        np.empty(n),
        np.empty((2, n)),
    )
    density = response.reshape(161, 300)
    flux = np.trapezoid(density, across, axis=0).sum() * 6.0 * deep / 300.0 * speed
    assert flux == pytest.approx(1.0, rel=0.01)


def test_the_plume_is_as_wide_as_the_vane_swings_whatever_the_class():
    known = wind_of(2, direction_std_deg=[8.0, 8.0])
    table = briggs_spreads(known, np.array([A, F]))
    assert table.sigma_y_m[0] == pytest.approx(table.sigma_y_m[1])
    slope = table.sigma_y_m[0, 0] / table.distance_m[0]
    assert slope == pytest.approx(np.sin(np.radians(8.0)), rel=1e-3)
    same = briggs_spreads(
        wind_of(2, sigma_v_m_s=np.full(2, SPEED_M_S * np.tan(np.radians(8.0)))), np.array([A, F])
    )
    assert same.sigma_y_m == pytest.approx(table.sigma_y_m)


def test_wind_measured_low_moves_the_plume_faster_than_it_says():
    low = briggs_spreads(wind_of(height_m=2.0), np.array([D])).transport_speed_m_s
    assert np.all(low > SPEED_M_S)
    assert briggs_spreads(wind_of(), np.array([D])).transport_speed_m_s == pytest.approx(SPEED_M_S)


def test_the_class_rises_with_stability_and_neutral_lies_in_the_middle():
    inverse = np.linspace(-0.3, 0.3, 400)
    found = class_by_obukhov_length(1.0 / inverse, np.full(400, 0.03))
    assert np.all(np.diff(found) >= 0)
    assert set(found.tolist()) == set(range(6))
    assert class_by_obukhov_length(np.array([1e5, -1e5]), np.full(2, 0.03)).tolist() == [D, D]


def test_the_same_heat_matters_less_over_rough_ground():
    smooth, rough = class_by_obukhov_length(np.full(2, -12.0), np.array([0.003, 0.5]))
    assert smooth > rough


def test_classes_of_unstable_and_stable_air_mirror_each_other_about_neutral():
    # Nearly: the lines of C and E, one class from neutral, differ by 0.002 per metre.
    length = np.array([60.0, 200.0, 1000.0])
    stable = class_by_obukhov_length(length, np.full(3, 0.03))
    unstable = class_by_obukhov_length(-length, np.full(3, 0.03))
    assert (stable + unstable).tolist() == [2 * D] * 3


def test_a_swinging_vane_means_sun_by_day_and_meander_by_night():
    known = (np.array([30.0]), np.array([2.0]), np.array([10.0]), np.array([0.15]))
    assert class_by_direction_spread(*known, np.array([True])).tolist() == [A]
    assert class_by_direction_spread(*known, np.array([False])).tolist() == [F]


@pytest.mark.parametrize("is_day", [True, False])
@pytest.mark.parametrize("spread", [2.0, 5.0, 10.0, 15.0, 20.0, 30.0])
def test_strong_wind_is_neutral(is_day, spread):
    found = class_by_direction_spread(
        np.array([spread]), np.array([9.0]), np.array([10.0]), np.array([0.15]), np.array([is_day])
    )
    assert found.tolist() == [D]


def test_a_higher_sun_makes_air_less_stable_and_stronger_wind_more_neutral():
    elevations = np.array([5.0, 20.0, 45.0, 70.0])
    for speed in (0.5, 1.5, 2.5, 3.5, 5.0, 7.0):
        assert np.all(np.diff(class_by_sun(np.full(4, speed), elevations)) <= 0)
    speeds = np.linspace(0.2, 9.0, 40)
    by_day = class_by_sun(speeds, np.full(40, 45.0))
    by_night = class_by_sun(speeds, np.full(40, -10.0))
    assert np.all(np.diff(by_day) >= 0)
    assert np.all(np.diff(by_night) <= 0)
    assert by_day[-1] == by_night[-1] == D


def test_the_best_that_is_known_decides():
    speed_only = wind_of()
    assert stability_classes(speed_only).tolist() == [C]
    with_sun = stability_classes(speed_only, np.array([-20.0]))
    assert with_sun.tolist() == [D]
    vane = evolve(speed_only, direction_std_deg=np.array([5.0]))
    assert stability_classes(vane).tolist() == [D]
    both = evolve(vane, obukhov_length_m=np.array([9.0]))
    assert stability_classes(both).tolist() == [F]


def test_rows_without_a_speed_are_neutral():
    assert stability_classes(wind_of(speed_m_s=[np.nan])).tolist() == [D]


def test_the_sun_is_overhead_at_noon_on_the_equator_at_equinox_and_below_at_midnight():
    noon = 1710907200.0  # 2024-03-20 04:00 UTC; the equinox was at 03:06
    at = sun_elevation_deg(np.array([noon]), 122.0, 0.0)
    # The equation of time is -7.4 minutes: the sun passes 1.9 degrees of longitude later.
    assert at[0] == pytest.approx(90.0, abs=0.4)
    assert sun_elevation_deg(np.array([noon]), -58.0, 0.0)[0] == pytest.approx(-90.0, abs=0.4)


def test_the_sun_rises_as_high_as_latitude_and_season_let_it():
    day = 1718841600.0 + 86400.0 * np.arange(0.0, 1.0, 1e-3)  # 2024-06-20, solstice
    for latitude in (-30.0, 0.0, 51.5):
        highest = sun_elevation_deg(day, 10.0, latitude).max()
        assert highest == pytest.approx(90.0 - abs(latitude - 23.44), abs=0.05)
