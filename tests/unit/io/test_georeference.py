"""Pixel sizes and compass directions from every kind of georeference."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import CRS, Geod, Transformer

from cathartes.io.georeference import bearing_in_pixels, ground_steps_m, pixel_size_m
from cathartes.io.results.placement import place_points
from cathartes.model import Georeference

UTM = CRS.from_epsg(32613)
SHAPE = (40, 30)


def on_map(rotation_deg: float, size_m: float = 2.0) -> Georeference:
    """A grid on the zone's central meridian, where grid north is true north."""
    cosine, sine = np.cos(np.radians(rotation_deg)), np.sin(np.radians(rotation_deg))
    affine = (size_m * cosine, size_m * sine, 5e5, size_m * sine, -size_m * cosine, 4.4e6)
    return Georeference(crs_wkt=UTM.to_wkt(), affine=affine)


def by_positions(rotation_deg: float, size_m: float = 2.0) -> Georeference:
    line, sample = np.mgrid[: SHAPE[0], : SHAPE[1]]
    longitude, latitude = place_points(on_map(rotation_deg, size_m), sample.ravel(), line.ravel())
    return Georeference(longitude=longitude.reshape(SHAPE), latitude=latitude.reshape(SHAPE))


@pytest.mark.parametrize("make", [on_map, by_positions])
@settings(max_examples=25, deadline=None)
@given(rotation_deg=st.floats(-180.0, 180.0), size_m=st.sampled_from([0.5, 2.0, 30.0]))
def test_the_pixel_size_does_not_depend_on_the_direction_of_flight(make, rotation_deg, size_m):
    # The scale of a UTM map is 0.9996 on its central meridian.
    assert pixel_size_m(make(rotation_deg, size_m), SHAPE) == pytest.approx(size_m / 0.9996, 1e-4)


def test_pixels_that_are_not_square_have_the_side_of_a_square_of_their_area():
    georeference = Georeference(crs_wkt=UTM.to_wkt(), affine=(2.0, 0, 5e5, 0, -8.0, 4.4e6))
    assert pixel_size_m(georeference, SHAPE) == pytest.approx(4.0, rel=1e-3)


def test_feet_and_degrees_come_out_in_metres():
    feet = Georeference(
        crs_wkt=CRS.from_epsg(2227).to_wkt(), affine=(10.0, 0, 6e6, 0, -10.0, 2.1e6)
    )
    assert pixel_size_m(feet, SHAPE) == pytest.approx(3.048, rel=1e-3)
    degrees = Georeference(
        crs_wkt=CRS.from_epsg(4326).to_wkt(), affine=(1e-4, 0, 10.0, 0, -1e-4, 60.0)
    )
    east, north = 1e-4 * 55_800.0, 1e-4 * 111_412.0
    assert pixel_size_m(degrees, SHAPE) == pytest.approx(np.sqrt(east * north), rel=1e-3)


@pytest.mark.parametrize("make", [on_map, by_positions])
@settings(max_examples=25, deadline=None)
@given(rotation_deg=st.floats(-180.0, 180.0), bearing_deg=st.floats(0.0, 360.0))
def test_walking_along_a_bearing_in_pixels_goes_that_way_on_the_ground(
    make, rotation_deg, bearing_deg
):
    georeference = make(rotation_deg)
    direction = bearing_in_pixels(georeference, bearing_deg, 15.0, 20.0)
    assert direction is not None
    assert np.hypot(*direction) == pytest.approx(1.0)
    end = 15.0 + 3 * direction[0], 20.0 + 3 * direction[1]
    longitude, latitude = place_points(georeference, [15.0, end[0]], [20.0, end[1]])
    walked, _, metres = Geod(ellps="WGS84").inv(
        longitude[0], latitude[0], longitude[1], latitude[1]
    )
    assert (walked - bearing_deg + 180.0) % 360.0 - 180.0 == pytest.approx(0.0, abs=0.2)
    assert metres == pytest.approx(6.0, rel=1e-2)


def test_steps_across_the_antimeridian_are_short():
    to_degrees = Transformer.from_crs("EPSG:32660", "EPSG:4326", always_xy=True)
    line, sample = np.mgrid[: SHAPE[0], : SHAPE[1]]
    middle, _ = Transformer.from_crs("EPSG:4326", "EPSG:32660", always_xy=True).transform(180, 10)
    longitude, latitude = to_degrees.transform(middle + 5.0 * (sample - 15), 1.1e6 - 5.0 * line)
    assert longitude.min() < -179
    assert longitude.max() > 179
    georeference = Georeference(longitude=longitude, latitude=latitude)
    assert pixel_size_m(georeference, SHAPE) == pytest.approx(5.0, rel=3e-3)


def test_no_place_no_size_and_no_direction():
    unknown = np.full(SHAPE, np.nan)
    nowhere = Georeference(longitude=unknown, latitude=unknown)
    assert pixel_size_m(nowhere, SHAPE) is None
    assert pixel_size_m(Georeference(), SHAPE) is None
    assert bearing_in_pixels(nowhere, 90.0, 3.0, 4.0) is None
    assert bearing_in_pixels(None, 90.0, 3.0, 4.0) is None


def test_one_line_of_positions_has_no_second_direction():
    line = Georeference(longitude=np.linspace(0, 1e-3, 30)[None], latitude=np.full((1, 30), 50.0))
    assert pixel_size_m(line, (1, 30)) is None
    assert bearing_in_pixels(line, 90.0, 3.0, 0.0) is None
    along_line, along_sample = ground_steps_m(line, np.array([3.0]), np.array([0.0]))
    assert along_line[0] == pytest.approx([0.0, 0.0], abs=1e-9)
    assert along_sample[0, 0] == pytest.approx(1e-3 / 29 * 71_696, rel=1e-3)
