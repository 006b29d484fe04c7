"""Laws of averaging a wind."""

from __future__ import annotations

import numpy as np
import pytest
from attrs import evolve

from cathartes.io.cases.wind.blocks import block_means, even_blocks
from cathartes.io.cases.wind.surface_fluxes import VON_KARMAN, surface_fluxes
from tests.made_locations import START_S, make_wind


def test_a_block_of_one_row_is_that_row():
    wind = make_wind(20)
    same = block_means(wind, wind.time_s, wind.averaging_s)
    for name in ("time_s", "speed_m_s", "from_direction_deg", "direction_std_deg", "position_m"):
        np.testing.assert_allclose(getattr(same, name), getattr(wind, name), rtol=1e-12)
    assert same.kind == wind.kind


@pytest.mark.parametrize("turn", [0.0, 90.0, 200.0, 355.0])
def test_turning_the_wind_turns_the_mean_and_nothing_else(turn):
    wind = make_wind(20)
    turned = evolve(wind, from_direction_deg=(wind.from_direction_deg + turn) % 360.0)
    begin, length = START_S + 600.0 * np.arange(2), np.full(2, 600.0)
    one, two = block_means(wind, begin, length), block_means(turned, begin, length)
    np.testing.assert_allclose(
        (two.from_direction_deg - one.from_direction_deg) % 360.0, turn, atol=1e-9
    )
    for name in ("speed_m_s", "direction_std_deg", "sigma_v_m_s"):
        np.testing.assert_allclose(getattr(two, name), getattr(one, name), rtol=1e-9)


def test_a_spread_has_what_is_within_rows_and_what_is_between_them():
    wind = make_wind(10, direction_std_deg=np.full(10, 3.0))
    wind = evolve(
        wind,
        from_direction_deg=200.0 + np.tile([-4.0, 4.0], 5),
        speed_m_s=np.full(10, 2.0),
        sigma_v_m_s=np.full(10, 0.3),
    )
    (mean,) = (block_means(wind, wind.time_s[:1], np.array([600.0])),)
    assert mean.direction_std_deg[0] == pytest.approx(5.0, rel=1e-6)
    across = 2.0 * np.sin(np.radians(4.0))
    assert mean.sigma_v_m_s[0] == pytest.approx(np.hypot(0.3, across), rel=1e-6)


def test_a_block_without_a_known_row_is_not_known():
    wind = make_wind(20)
    unknown = evolve(wind, speed_m_s=np.where(np.arange(20) < 10, np.nan, wind.speed_m_s))
    means = block_means(unknown, START_S + 600.0 * np.arange(2), np.full(2, 600.0))
    assert np.isnan(means.speed_m_s[0])
    assert np.isfinite(means.speed_m_s[1])


def test_even_blocks_begin_at_whole_minutes_and_hold_every_row():
    wind = evolve(make_wind(30), averaging_s=np.full(30, 1.0))
    wind = evolve(wind, time_s=START_S + 7.0 * np.arange(30.0))
    begin, length = even_blocks(wind, 60.0)
    assert np.all(begin % 60.0 == 0.0)
    inside = [np.any((begin <= t) & (t < begin + length)) for t in wind.time_s]
    assert all(inside)


def test_friction_velocity_and_obukhov_length_are_those_of_the_fluxes_put_in():
    rng = np.random.default_rng(2)
    n, friction, flux = 18000, 0.4, 0.12
    time = 0.1 * np.arange(n)
    w = 0.5 * rng.normal(size=n)
    along = 5.0 - friction**2 / 0.25 * w + 0.3 * rng.normal(size=n)
    warm = 290.0 + flux / 0.25 * w + 0.05 * rng.normal(size=n)
    turn = np.radians(30.0)
    across = 0.2 * rng.normal(size=n)
    east = along * np.cos(turn) - across * np.sin(turn)
    north = along * np.sin(turn) + across * np.cos(turn)
    found, length = surface_fluxes(time, east, north, w, warm)
    assert np.allclose(found, friction, rtol=0.05)
    expected = -(friction**3) * 290.0 / (VON_KARMAN * 9.80665 * flux)
    assert np.allclose(length, expected, rtol=0.15)


def test_a_tilted_sonic_shows_the_same_fluxes():
    rng = np.random.default_rng(3)
    n, tilt = 18000, np.radians(4.0)
    time = 0.1 * np.arange(n)
    w = 0.5 * rng.normal(size=n)
    u = 5.0 - 0.6 * w + 0.3 * rng.normal(size=n)
    v = 0.2 * rng.normal(size=n)
    warm = 290.0 + 0.4 * w
    level = surface_fluxes(time, u, v, w, warm)
    lean = surface_fluxes(
        time, u * np.cos(tilt) + w * np.sin(tilt), v, w * np.cos(tilt) - u * np.sin(tilt), warm
    )
    np.testing.assert_allclose(lean[0], level[0], rtol=0.02)
    np.testing.assert_allclose(lean[1], level[1], rtol=0.05)


def test_five_minutes_are_too_few_for_fluxes():
    n = 2000
    rng = np.random.default_rng(4)
    found, length = surface_fluxes(0.1 * np.arange(n), *rng.normal(size=(3, n)), np.full(n, 290.0))
    assert np.isnan(found).all()
    assert np.isnan(length).all()
