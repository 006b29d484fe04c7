from __future__ import annotations

import numpy as np
import pytest
from attrs import evolve

from cathartes.location.images import locate_plume_image
from cathartes.location.images.evidence import Evidence
from cathartes.location.images.evidence.blocks import (
    evidence_in_blocks,
    in_blocks,
    pixels_to_a_block,
)
from cathartes.model.location.plume_image import PlumeImage
from cathartes.simulate.passes import Camera, draw_pass, draw_settings, give_wind


def image(shape: tuple[int, int] = (12, 15), pixel_m: float = 0.3) -> PlumeImage:
    rng = np.random.default_rng(3)
    return PlumeImage(
        "fine",
        "methane",
        16.043,
        rng.normal(size=shape),
        np.ones(shape),
        (pixel_m, 0.0, 100.0, 0.0, -pixel_m, 200.0),
    )


@pytest.mark.parametrize(("pixel_m", "size"), [(0.3, 4), (0.45, 3), (0.89, 2), (1.0, 1), (60.0, 1)])
def test_only_pixels_finer_than_the_calibrations_are_put_together(
    pixel_m: float, size: int
) -> None:
    assert pixels_to_a_block(pixel_m) == size


def test_blocks_hold_the_same_gas_over_the_same_ground() -> None:
    fine = image()
    coarse = in_blocks(fine, 3)
    assert coarse.shape == (4, 5)
    assert coarse.pixel_size_m == pytest.approx(0.9)
    gas = [np.sum(one.column_ppm_m) * one.pixel_size_m**2 for one in (fine, coarse)]
    assert gas[0] == pytest.approx(gas[1])
    # The outer corner of the first pixel stays where it is, and so does the middle of a block.
    assert coarse.ground(np.array([0.0]), np.array([0.0])) == fine.ground(
        np.array([1.0]), np.array([1.0])
    )


def test_a_block_is_known_where_half_of_its_pixels_are() -> None:
    fine = image((4, 4))
    column = fine.column_ppm_m.copy()
    column[0, 0] = np.nan
    column[2:, 2:] = np.nan
    column[0, 2:], column[1, 2] = np.nan, np.nan
    coarse = in_blocks(evolve(fine, column_ppm_m=column), 2)
    assert np.isfinite(coarse.column_ppm_m).tolist() == [[True, False], [True, False]]
    assert coarse.column_ppm_m[0, 0] == pytest.approx(np.nanmean(column[:2, :2]))


def test_blocks_at_the_border_are_filled_up_by_what_is_not_known() -> None:
    coarse = in_blocks(image((5, 7)), 3)
    assert coarse.shape == (2, 3)
    assert not np.isfinite(coarse.column_ppm_m[0, 2])


def test_every_plume_stays_however_small() -> None:
    fine = image((12, 12))
    label = np.zeros((12, 12), np.int32)
    label[0:6, 0:6], label[10, 10] = 1, 2
    blocks = evidence_in_blocks(Evidence(fine.column_ppm_m, label, False), [in_blocks(fine, 3)], 3)
    assert blocks.count == 2
    assert (blocks.label == 1).sum() == 4
    assert (blocks.label == 2).sum() == 1
    assert blocks.score.shape == (4, 4)


def test_an_emitter_seen_in_pixels_of_decimetres_is_inside_a_region_of_metres() -> None:
    camera = Camera("low drone", "methane", 16.043, (0.3, 0.4), (30.0, 150.0))
    held, areas = 0, []
    for index in range(6):
        rng = np.random.default_rng([990_400, index])
        settings = draw_settings(rng, camera=camera, strengths=(15.0, 60.0))
        flown = draw_pass(settings, rng)[0]
        located = locate_plume_image(flown.image, give_wind(settings.weather, "mast", rng))
        east, north = flown.image.ground(flown.line[0], flown.sample[0])
        one = located.sources[0]
        held += np.hypot(one.easting_m - east, one.northing_m - north) < 6.0
        low, high = one.region_90[0].min(axis=0), one.region_90[0].max(axis=0)
        areas.append(float(np.prod(high - low)))
        # Where it is, is as sure as elsewhere; how much, is not: so near, height rules the wind.
        assert any("pixel size" in warning for warning in located.warnings)
    assert held >= 5
    assert np.median(areas) < 100.0
