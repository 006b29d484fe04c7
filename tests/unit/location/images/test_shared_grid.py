from __future__ import annotations

import numpy as np
import pytest
from attrs import evolve

from cathartes.location.images.wind.shared_grid import may_share_grid, on_grid_of
from cathartes.model.location.plume_image import PlumeImage


def image(offset_m: float = 0.0, turn_deg: float = 0.0, pixel_m: float = 10.0) -> PlumeImage:
    """A plane that rises to the east by 1 a metre, seen on some grid."""
    turn = np.radians(turn_deg)
    a, b = pixel_m * np.cos(turn), pixel_m * np.sin(turn)
    blank = PlumeImage(
        "plane",
        "methane",
        16.043,
        np.zeros((40, 40)),
        np.ones((40, 40)),
        (float(a), float(b), offset_m, float(b), float(-a), 400.0 + offset_m),
    )
    line, sample = np.indices(blank.shape).astype(float)
    easting, _ = blank.ground(line, sample)
    return evolve(blank, column_ppm_m=easting)


@pytest.mark.parametrize(
    "other", [image(3.7), image(turn_deg=20.0), image(-8.0, 5.0, 12.0)], ids=str
)
def test_what_is_on_the_ground_stays_where_it_is(other: PlumeImage) -> None:
    wanted = image()
    moved = on_grid_of(other, wanted)
    assert moved.affine == wanted.affine
    # Beside the border a pixel's mean is that of its known neighbours.
    inside = np.isfinite(moved.column_ppm_m)
    inside[:2] = inside[-2:] = inside[:, :2] = inside[:, -2:] = False
    easting, _ = wanted.ground(*np.nonzero(inside))  # type: ignore[arg-type]
    off = np.abs(moved.column_ppm_m[inside] - easting)
    assert inside.sum() > 300
    assert np.quantile(off, 0.9) < 1e-6


def test_one_grid_is_left_as_it_is() -> None:
    first = image()
    assert on_grid_of(first, image()) is first


def test_what_is_not_known_is_not_made_up_and_labels_stay_whole() -> None:
    other = image(5.0)
    column = other.column_ppm_m.copy()
    column[10:20, 10:20] = np.nan
    label = np.zeros(other.shape, np.int32)
    label[10:20, 10:20] = 7
    moved = on_grid_of(evolve(other, column_ppm_m=column, plume_label=label), image())
    assert moved.plume_label is not None
    assert set(np.unique(moved.plume_label)) == {0, 7}
    assert not np.isfinite(moved.column_ppm_m[12:19, 12:19]).any()
    assert not np.isfinite(moved.column_ppm_m[:, 0]).all()


def test_images_of_other_sizes_of_pixel_or_other_places_do_not_share_a_grid() -> None:
    assert may_share_grid(image(), image(pixel_m=13.0))
    assert not may_share_grid(image(), image(pixel_m=30.0))
    assert not may_share_grid(image(), evolve(image(), crs="EPSG:32613"))
