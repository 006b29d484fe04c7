"""Outlines of pixel sets."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import ndimage

from cathartes.detection.plumes.outline import pixel_outline


def polygon_of(members: np.ndarray) -> shapely.Polygon:
    return shapely.Polygon(pixel_outline(members))


def test_one_pixel_is_one_square() -> None:
    ring = pixel_outline(np.array([[7, 3]]))
    np.testing.assert_array_equal(ring.min(0), [3.0, 7.0])
    np.testing.assert_array_equal(ring.max(0), [4.0, 8.0])
    assert polygon_of(np.array([[7, 3]])).area == 1.0


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000))
def test_the_outline_of_connected_pixels_encloses_exactly_them(seed: int) -> None:
    noise = ndimage.gaussian_filter(np.random.default_rng(seed).normal(size=(24, 30)), 2.0)
    pieces, _ = ndimage.label(noise > np.quantile(noise, 0.7))
    shape = ndimage.binary_fill_holes(
        pieces == pieces[np.unravel_index(noise.argmax(), noise.shape)]
    )
    members = np.argwhere(shape)
    ring = pixel_outline(members)
    polygon = shapely.Polygon(ring)
    np.testing.assert_array_equal(ring[0], ring[-1])
    assert polygon.is_valid
    assert polygon.area == pytest.approx(len(members))
    inside = shapely.contains_xy(polygon, members[:, 1] + 0.5, members[:, 0] + 0.5)
    assert inside.all()


def test_fragments_that_do_not_touch_share_one_ring_that_holds_both() -> None:
    members = np.argwhere(np.pad(np.ones((3, 3), bool), ((0, 0), (0, 8))))
    members = np.vstack([members, members + np.array([1, 9]), members + np.array([4, 4])])
    polygon = polygon_of(members)
    assert polygon.is_valid
    assert polygon.geom_type == "Polygon"
    assert len(members) <= polygon.area < 3 * len(members)
    assert shapely.contains_xy(polygon, members[:, 1] + 0.5, members[:, 0] + 0.5).all()


def test_pixels_that_touch_by_a_corner_are_in_one_valid_ring() -> None:
    polygon = polygon_of(np.array([[0, 0], [1, 1], [2, 2]]))
    assert polygon.is_valid
    assert 3.0 <= polygon.area <= 5.0


def test_far_fragments_are_no_error() -> None:
    polygon = polygon_of(np.array([[0, 0], [0, 1], [300, 400]]))
    assert polygon.is_valid
    assert shapely.contains_xy(polygon, [0.5, 400.5], [0.5, 300.5]).all()
