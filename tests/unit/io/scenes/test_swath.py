"""Positions of pixel centres as files give them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cathartes.errors import SceneError
from cathartes.io.scenes.swath import (
    METRES_PER_DEGREE,
    ground_sample_distance_m,
    swath_georeference,
)

HERE = Path("scene.nc")


def grid(latitude_deg, longitude_deg, step_m, heading_deg=0.0, shape=(20, 30)):
    """Return positions of a square grid of pixels, turned by a heading."""
    line, sample = np.mgrid[: shape[0], : shape[1]].astype(float)
    turn = np.radians(heading_deg)
    east = step_m * (np.cos(turn) * sample + np.sin(turn) * line)
    north = step_m * (np.sin(turn) * sample - np.cos(turn) * line)
    lat = latitude_deg + north / METRES_PER_DEGREE
    return longitude_deg + east / METRES_PER_DEGREE / np.cos(np.radians(lat)), lat


@given(st.floats(-70, 70), st.floats(-180, 180), st.floats(0.5, 60), st.floats(0, 360))
def test_the_pixel_size_does_not_depend_on_place_or_heading(lat, lon, step_m, heading):
    longitude, latitude = grid(lat, lon, step_m, heading)
    longitude = (longitude + 180) % 360 - 180
    assert ground_sample_distance_m(longitude, latitude) == pytest.approx(step_m, rel=0.02)


def test_positions_up_to_360_are_folded():
    longitude, latitude = grid(10, 250, 5)
    place, size, _ = swath_georeference(HERE, "lon", longitude, latitude)
    assert (place.longitude < 0).all()
    assert size == pytest.approx(5, rel=0.02)


def test_a_pixel_with_half_a_position_has_none():
    longitude, latitude = grid(10, 20, 5)
    longitude[0, 0], latitude[1, 1] = np.nan, np.nan
    place, _, _ = swath_georeference(HERE, "lon", longitude, latitude)
    for degrees in (place.longitude, place.latitude):
        assert np.isnan(degrees[0, 0])
        assert np.isnan(degrees[1, 1])
        assert np.isnan(degrees).sum() == 2


def test_no_position_at_all_is_told():
    nothing = np.full((3, 4), np.nan)
    assert swath_georeference(HERE, "lon", nothing, nothing)[:2] == (None, None)
    assert ground_sample_distance_m(nothing, nothing) is None


@pytest.mark.parametrize(("lon", "lat"), [(0, 95), (400, 0), (-200, 0), (-9999, -9999)])
def test_what_is_no_degrees_is_refused(lon, lat):
    with pytest.raises(SceneError, match="degrees"):
        swath_georeference(HERE, "lon", np.full((2, 2), float(lon)), np.full((2, 2), float(lat)))
