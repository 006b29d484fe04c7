"""Where a plume begins."""

from __future__ import annotations

import numpy as np
import pytest

from cathartes.detection.plumes.head import downwind_direction, find_head
from cathartes.model.scene import Georeference
from cathartes.model.wind import Wind
from tests.planted_scenes import drifting_plume

SHAPE = (60, 80)
HEAD = (30.0, 20.0)
EAST = np.array([0.0, 1.0])


def plume(length: float = 20.0) -> tuple[np.ndarray, np.ndarray]:
    """Return members and strengths of a plume that drifts to higher samples."""
    column = drifting_plume(SHAPE, *HEAD, length)
    members = np.argwhere(column > 0.05)
    return members, column[tuple(members.T)]


def test_the_head_of_a_plume_is_near_its_source() -> None:
    head = find_head(*plume(), EAST)
    assert np.hypot(head.line - HEAD[0], head.sample - HEAD[1]) < 3.0
    assert 0.5 < head.std_pixels < 12.0


@pytest.mark.parametrize("downwind", [EAST, None])
@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_turning_plume_and_wind_together_turns_the_head(quarters: int, downwind) -> None:
    members, strength = plume()
    straight = find_head(members, strength, downwind)
    turn = np.round(
        [
            [np.cos(quarters * np.pi / 2), -np.sin(quarters * np.pi / 2)],
            [np.sin(quarters * np.pi / 2), np.cos(quarters * np.pi / 2)],
        ]
    )
    middle = np.array([40.0, 40.0])
    turned_members = ((members - middle) @ turn.T + middle).astype(np.intp)
    turned_wind = None if downwind is None else turn @ downwind
    turned = find_head(turned_members, strength, turned_wind)
    expected = turn @ (np.array([straight.line, straight.sample]) - middle) + middle
    np.testing.assert_allclose([turned.line, turned.sample], expected, atol=1e-6)
    assert turned.std_pixels == pytest.approx(straight.std_pixels)


def test_moving_the_plume_moves_the_head() -> None:
    members, strength = plume()
    here, there = (find_head(members + shift, strength, EAST) for shift in ([0, 0], [5, -7]))
    assert there.line - here.line == pytest.approx(5.0)
    assert there.sample - here.sample == pytest.approx(-7.0)


def test_the_order_of_pixels_does_not_matter() -> None:
    members, strength = plume()
    order = np.random.default_rng(1).permutation(len(members))
    one, other = (
        find_head(members, strength, EAST),
        find_head(members[order], strength[order], EAST),
    )
    assert (other.line, other.sample) == pytest.approx((one.line, one.sample))


def test_without_wind_the_strong_end_is_taken_and_the_spread_is_larger() -> None:
    known, unknown = find_head(*plume(), EAST), find_head(*plume(), None)
    assert np.hypot(unknown.line - HEAD[0], unknown.sample - HEAD[1]) < 6.0
    assert unknown.std_pixels > known.std_pixels
    assert "unknown" in unknown.remark


def test_a_few_pixels_are_enough() -> None:
    head = find_head(np.array([[3, 4], [3, 5]]), np.ones(2), None)
    assert np.isfinite([head.line, head.sample, head.std_pixels]).all()


def test_wind_from_the_west_blows_to_higher_samples_in_an_image_without_a_place() -> None:
    found = downwind_direction(Wind(3.0, 270.0), None, 0.0, 0.0)
    np.testing.assert_allclose(found, EAST, atol=1e-12)


def test_wind_from_the_north_blows_to_higher_lines() -> None:
    found = downwind_direction(Wind(3.0, 0.0), None, 0.0, 0.0)
    np.testing.assert_allclose(found, [1.0, 0.0], atol=1e-12)


def test_an_image_that_lies_south_up_turns_the_wind() -> None:
    from pyproj import CRS

    south_up = Georeference(
        crs_wkt=CRS.from_epsg(32631).to_wkt(), affine=(2.0, 0.0, 500_000.0, 0.0, 2.0, 0.0)
    )
    found = downwind_direction(Wind(3.0, 0.0), south_up, 10.0, 10.0)
    np.testing.assert_allclose(found, [-1.0, 0.0], atol=0.01)


def test_without_wind_there_is_no_direction() -> None:
    assert downwind_direction(None, None, 0.0, 0.0) is None
