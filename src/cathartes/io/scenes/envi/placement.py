"""Where the pixels of an ENVI image lie: position files beside it, or its own map info.

Position files go before map info: an image in sensor geometry may carry a map info that
only names its pixel size.
"""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cathartes.errors import SceneError
from cathartes.io.georeference import pixel_size_m
from cathartes.io.scenes.envi.files import find_header
from cathartes.io.scenes.envi.header_text import EnviHeader, read_header
from cathartes.io.scenes.envi.layout import read_layout
from cathartes.io.scenes.envi.map_info import MapInfo, map_positions, read_map_info
from cathartes.io.scenes.envi.scaling import read_ignored
from cathartes.io.scenes.envi.source import EnviSource
from cathartes.io.scenes.swath import swath_georeference
from cathartes.model import Georeference

_IMAGE_ENDINGS = ("_img", "_rdn", "_rad", "_radiance", "_l1b", "_l1")
_POSITION_ENDINGS = ("_igm", ".igm", "_IGM", "_loc", "_LOC")
_TABLE_ENDINGS = ("_glt", ".glt", "_GLT")
_FILE_SUFFIXES = ("", ".img", ".dat", ".bil", ".bip", ".bsq", ".igm", ".glt")

Placed = tuple[Georeference | None, float | None, tuple[Path, ...], tuple[str, ...]]
"""Georeference, pixel size in metres, files that were read, remarks."""


def place_image(image: Path, header: EnviHeader, shape: tuple[int, int]) -> Placed:
    """Find out where the pixels lie.

    Parameters
    ----------
    image : Path
        The image.
    header : EnviHeader
        Its header.
    shape : (line, sample)
        Of the image.

    Raises
    ------
    SceneError
        If a position file or the map info contradicts the image or makes no sense.
    """
    map_info = read_map_info(header)
    for endings, place in (
        (_POSITION_ENDINGS, _place_by_positions),
        (_TABLE_ENDINGS, _place_by_table),
    ):
        companion = _companion(image, endings)
        if companion is not None:
            georeference, size, remarks = place(companion, shape, map_info)
            if size is None and map_info is not None:
                size = map_info.pixel_size_m
            header_file = find_header(companion)
            files = (companion,) if header_file is None else (companion, header_file)
            return georeference, size, files, remarks
    if map_info is None:
        return None, None, (), ()
    if map_info.crs_wkt is None:
        return None, map_info.pixel_size_m, (), map_info.remarks
    georeference = Georeference(crs_wkt=map_info.crs_wkt, affine=map_info.affine)
    size = map_info.pixel_size_m or pixel_size_m(georeference, shape)
    return georeference, size, (), map_info.remarks


def _companion(image: Path, endings: tuple[str, ...]) -> Path | None:
    stems = [image.name, image.stem]
    stems += [
        image.stem[: -len(ending)]
        for ending in _IMAGE_ENDINGS
        if image.stem.lower().endswith(ending) and len(image.stem) > len(ending)
    ]
    for stem in dict.fromkeys(stems):
        for ending in endings:
            for suffix in _FILE_SUFFIXES:
                beside = image.with_name(stem + ending + suffix)
                if beside != image and beside.is_file() and find_header(beside) is not None:
                    return beside
    return None


def _read_bands(
    path: Path, n_bands: int, shape: tuple[int, int] | None
) -> tuple[EnviHeader, list[NDArray[np.float64]]]:
    """Return the first bands of a companion in full precision."""
    header_file = find_header(path)
    if header_file is None:
        raise SceneError.about(
            path,
            "header",
            found="nothing",
            expected="a header beside it",
            remedy="Fetch the header of this file too, or remove the file.",
        )
    header = read_header(header_file)
    layout, _ = read_layout(header)
    if layout.shape[2] < n_bands or (shape is not None and layout.shape[:2] != shape):
        raise SceneError.about(
            path,
            "lines, samples and bands",
            found=" x ".join(map(str, layout.shape)),
            expected=f"{n_bands} bands or more"
            + ("" if shape is None else f" of {shape[0]} lines and {shape[1]} samples"),
            remedy="This file belongs to another image; remove it or fetch the right one.",
        )
    source = EnviSource(
        path, layout, np.ones(layout.shape[2]), np.zeros(layout.shape[2]), read_ignored(header)
    )
    source.check_size()
    return header, [source.read_band(band) for band in range(n_bands)]


def _place_by_positions(
    path: Path, shape: tuple[int, int], map_info: MapInfo | None
) -> tuple[Georeference | None, float | None, tuple[str, ...]]:
    """Positions of each pixel (igm): degrees, or metres on a map whose system is known."""
    header, (first, second) = _read_bands(path, 2, shape)
    fill = (np.abs(first) > 1e8) | (np.abs(second) > 1e8) | ((first <= -9999) & (second <= -9999))
    fill |= (first == 0.0) & (second == 0.0)
    first[fill] = np.nan
    second[fill] = np.nan
    known = np.isfinite(first) & np.isfinite(second)
    if not known.any():
        return None, None, (f"{path.name} gives no position for any pixel.",)
    if np.abs(first[known]).max() <= 360.0 and np.abs(second[known]).max() <= 90.0:
        return swath_georeference(path, "longitude and latitude", first, second)
    own = read_map_info(header)
    wkt = (own and own.crs_wkt) or (map_info and map_info.crs_wkt) or None
    if wkt is None:
        remark = (
            f"{path.name} holds positions on a map that its header does not name; results "
            "are in pixel coordinates. A `coordinate system string` there would help."
        )
        return None, _step_m(first, second), (remark,)
    longitude, latitude = _to_degrees(path, wkt, first, second)
    return swath_georeference(path, "easting and northing", longitude, latitude)


def _place_by_table(
    path: Path, shape: tuple[int, int], _: MapInfo | None
) -> tuple[Georeference | None, float | None, tuple[str, ...]]:
    """Image pixel of each map cell (glt), turned round to map position of each pixel."""
    header, (sample, line) = _read_bands(path, 2, None)
    own = read_map_info(header)
    if own is None or own.crs_wkt is None:
        return (
            None,
            None if own is None else own.pixel_size_m,
            (f"{path.name} does not name its map; results are in pixel coordinates.",),
        )
    lines, samples = shape
    with np.errstate(invalid="ignore"):
        # Negative numbers fill gaps of the map with a neighbour: they say nothing of places.
        is_own = (line >= 1) & (line <= lines) & (sample >= 1) & (sample <= samples)
        beyond = bool((np.abs(line) > lines).any() or (np.abs(sample) > samples).any())
    if beyond or not is_own.any():
        raise SceneError.about(
            path,
            "lookup table",
            found=f"lines up to {np.nanmax(np.abs(line)):g}, "
            f"samples up to {np.nanmax(np.abs(sample)):g}",
            expected=f"1 to {lines} lines and 1 to {samples} samples",
            remedy="This table belongs to another image; remove it or fetch the right one.",
        )
    row, column = np.nonzero(is_own)
    pixel = (line[is_own].astype(np.int64) - 1) * samples + sample[is_own].astype(np.int64) - 1
    count = np.bincount(pixel, minlength=lines * samples)
    mean = []
    for coordinate in map_positions(own.affine, column + 0.5, row + 0.5):
        total = np.bincount(pixel, weights=coordinate, minlength=lines * samples)
        mean.append((total / np.where(count, count, np.nan)).reshape(shape))
    longitude, latitude = _to_degrees(path, own.crs_wkt, mean[0], mean[1])
    return swath_georeference(path, "lookup table", longitude, latitude)


def _to_degrees(
    path: Path, wkt: str, easting: NDArray[np.float64], northing: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    from pyproj import Transformer
    from pyproj.exceptions import ProjError

    known = np.isfinite(easting) & np.isfinite(northing)
    longitude, latitude = np.full((2, *easting.shape), np.nan)
    try:
        transformer = Transformer.from_crs(wkt, "EPSG:4326", always_xy=True)
        longitude[known], latitude[known] = transformer.transform(easting[known], northing[known])
    except ProjError as error:
        raise SceneError.about(
            path,
            "coordinate system",
            found=str(error),
            expected="one that converts to longitude and latitude",
            remedy="Correct the coordinate system in the header, or remove the file.",
        ) from error
    outside = ~(np.isfinite(longitude) & np.isfinite(latitude))
    longitude[outside], latitude[outside] = np.nan, np.nan
    return longitude, latitude


def _step_m(easting: NDArray[np.float64], northing: NDArray[np.float64]) -> float | None:
    steps = []
    for axis in (0, 1):
        step = np.hypot(np.diff(easting, axis=axis), np.diff(northing, axis=axis))
        step = step[np.isfinite(step) & (step > 0.0)]
        if step.size:
            steps.append(float(np.median(step)))
    return math.sqrt(math.prod(steps)) if len(steps) == 2 else (steps[0] if steps else None)
