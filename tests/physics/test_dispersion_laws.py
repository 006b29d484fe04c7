"""Laws that any steady plume keeps, whatever its spreads are."""

import numpy as np
import pytest
from scipy.special import gamma

from cathartes.kernels.dispersion.plume import PlumeTables, plume_response
from cathartes.physics.turbulence.departure import REFERENCE_DISTANCE_M
from cathartes.physics.turbulence.similarity import similarity_spreads
from tests.made_locations import plain_wind

SPEED_M_S = 4.0


def blow(
    source,
    begin,
    end=None,
    *,
    toward_deg=90.0,
    exponent=2.0,
    lid=np.inf,
    shape=(0.0, 0.0, 0.0, 0.0),
    fan_rad=0.0,
    compiled=True,
    with_turn=False,
):
    """Return the response to one source in one wind, spreads growing in proportion."""
    begin = np.atleast_2d(np.asarray(begin, float))
    end = begin if end is None else np.atleast_2d(np.asarray(end, float))
    n = len(begin)
    distance = np.geomspace(0.5, 2e4, 96)
    response, wide, turned, place = np.empty(n), np.empty(n), np.empty(n), np.empty((2, n))
    logs = np.log(distance)
    run = plume_response if compiled else plume_response.py_func
    run(
        np.asarray(source, float),
        begin,
        end,
        np.any(begin != end, axis=1),
        np.zeros(n, np.int32),
        0.0,
        PlumeTables(
            toward=np.tile(
                [[[np.sin(np.radians(toward_deg))]], [[np.cos(np.radians(toward_deg))]]], (1, 1, 96)
            ),
            log_first=float(logs[0]),
            nodes_per_log=float(1.0 / (logs[1] - logs[0])),
            sigma_y_m=0.1 * distance[None],
            scale_z_m=0.07 * distance[None],
            speed_m_s=np.full((1, 96), SPEED_M_S),
            lid_m=np.array([lid]),
            exponent=np.array([exponent]),
            norm=np.array([2.0 * gamma(1.0 + 1.0 / exponent)]),
            log_reference=float(np.log(REFERENCE_DISTANCE_M)),
        ),
        np.array([*shape, fan_rad]),
        1.0,
        1.8,
        response,
        wide,
        turned,
        place,
    )
    return (response, turned) if with_turn else response


@pytest.mark.parametrize("exponent", [1.3, 1.5, 2.0])
@pytest.mark.parametrize(("along", "lid"), [(50.0, np.inf), (400.0, np.inf), (400.0, 80.0)])
@pytest.mark.parametrize("height", [0.0, 5.0])
def test_what_passes_a_plane_across_the_wind_is_what_is_emitted(along, exponent, lid, height):
    top = lid if np.isfinite(lid) else 0.07 * along * 25.0
    across = np.linspace(-0.5 * along, 0.5 * along, 241)
    up = (np.arange(600) + 0.5) / 600.0 * top
    grid = np.stack(np.meshgrid([along], across, up, indexing="ij"), axis=-1).reshape(-1, 3)
    density = blow((0.0, 0.0, height), grid, exponent=exponent, lid=lid).reshape(241, 600)
    flux = np.trapezoid(density, across, axis=0).sum() * top / 600.0 * SPEED_M_S
    assert flux == pytest.approx(1.0, rel=0.01)


def test_both_sides_of_the_plume_are_alike():
    left = blow((0.0, 0.0, 1.0), [(100.0, 7.0, 1.5)])
    assert left == pytest.approx(blow((0.0, 0.0, 1.0), [(100.0, -7.0, 1.5)]))


def test_turning_the_wind_and_the_ground_together_changes_nothing():
    places = np.array([(100.0, 7.0, 1.5), (60.0, -3.0, 2.0), (-20.0, 0.0, 1.5)])
    turned = np.stack([-places[:, 1], places[:, 0], places[:, 2]], axis=1)
    assert blow((0.0, 0.0, 1.0), places) == pytest.approx(
        blow((0.0, 0.0, 1.0), turned, toward_deg=0.0)
    )


def test_nothing_goes_against_the_wind():
    assert blow((0.0, 0.0, 1.0), [(-1.0, 0.0, 1.0)])[0] == 0.0


@pytest.mark.parametrize("far", [(80.0, 60.0), (80.0, -90.0), (200.0, 5.0), (-40.0, 30.0)])
def test_a_path_holds_the_mean_of_its_points(far):
    begin, end = np.array([30.0, -40.0, 1.6]), np.array([*far, 1.6])
    share = ((np.arange(4000) + 0.5) / 4000.0)[:, None]
    points = blow((0.0, 0.0, 0.3), begin + share * (end - begin))
    assert blow((0.0, 0.0, 0.3), begin, end)[0] == pytest.approx(points.mean(), rel=0.06)


def test_compiled_and_plain_code_agree():
    begin, end = [(30.0, -40.0, 1.6), (90.0, 2.0, 1.5)], [(80.0, 60.0, 1.6), (90.0, 2.0, 1.5)]
    compiled = blow((0.0, 0.0, 0.3), begin, end)
    assert compiled == pytest.approx(blow((0.0, 0.0, 0.3), begin, end, compiled=False), rel=1e-9)


def test_a_factor_of_two_in_width_halves_the_centre_line():
    narrow = blow((0.0, 0.0, 0.0), [(100.0, 0.0, 0.0)])
    assert blow((0.0, 0.0, 0.0), [(100.0, 0.0, 0.0)], shape=(np.log(2.0), 0, 0, 0)) == (
        pytest.approx(0.5 * narrow)
    )


def test_not_knowing_the_direction_widens_the_plume_and_keeps_what_passes():
    across = np.linspace(-80.0, 80.0, 801)
    line = np.column_stack([np.full(801, 100.0), across, np.zeros(801)])
    sharp, fan = blow((0.0, 0.0, 0.0), line), blow((0.0, 0.0, 0.0), line, fan_rad=0.1)
    assert np.trapezoid(fan, across) == pytest.approx(np.trapezoid(sharp, across), rel=1e-3)
    width = np.sqrt(np.trapezoid(fan * across**2, across) / np.trapezoid(fan, across))
    assert width == pytest.approx(np.hypot(10.0, 10.0), rel=1e-2)


@pytest.mark.parametrize("end", [None, (130.0, 60.0, 2.0)])
def test_the_change_with_the_direction_is_the_slope_of_the_response(end):
    begin = (100.0, -6.0, 1.5)
    _, slope = blow((0.0, 0.0, 1.0), [begin], end, with_turn=True)
    step = 0.2
    after = blow((0.0, 0.0, 1.0), [begin], end, toward_deg=90.0 + step)
    before = blow((0.0, 0.0, 1.0), [begin], end, toward_deg=90.0 - step)
    assert slope == pytest.approx((after - before) / np.radians(2.0 * step), rel=0.06)


def one_wind(**known):
    return plain_wind(from_direction_deg=0.0, **known)


@pytest.mark.parametrize("length", [-8.0, -100.0, 100.0, 8.0])
def test_spreads_grow_with_distance_and_are_finite(length):
    table = similarity_spreads(one_wind(obukhov_length_m=length))
    for spread in (table.sigma_y_m, table.sigma_z_m, table.transport_speed_m_s):
        assert np.isfinite(spread).all()
        assert np.all(spread > 0.0)
    assert np.all(np.diff(table.sigma_y_m) > 0.0)
    # No gas rises above the top of the table, two kilometres in the mean; below it always does.
    rising = table.sigma_z_m[0] < 0.99 * table.sigma_z_m[0, -1]
    assert np.count_nonzero(rising) > 60
    assert np.all(np.diff(table.sigma_z_m[0, rising]) > 0.0)
    assert np.all(np.diff(table.sigma_z_m) >= 0.0)


def test_a_plume_is_deeper_the_less_stable_the_air():
    at = [
        similarity_spreads(one_wind(obukhov_length_m=x)).sigma_z_m[0, 60] for x in (-10, -1e4, 10)
    ]
    assert at[0] > at[1] > at[2]
