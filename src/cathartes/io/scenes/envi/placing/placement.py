"""Where the pixels of an ENVI image lie: position files beside it, or its own map info.

Position files go before map info: an image in sensor geometry may carry a map info that
only names its pixel size.
"""

from __future__ import annotations

from pathlib import Path

from cathartes.io.georeference import pixel_size_m
from cathartes.io.scenes.envi.files import find_header
from cathartes.io.scenes.envi.header_text import EnviHeader
from cathartes.io.scenes.envi.placing import lookup_table, positions
from cathartes.io.scenes.envi.placing.companion import find_companion
from cathartes.io.scenes.envi.placing.map_info import read_map_info
from cathartes.model import Georeference

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
        (positions.ENDINGS, positions.place_by_positions),
        (positions.LATITUDE_FIRST_ENDINGS, positions.place_by_latitudes),
        (lookup_table.ENDINGS, lookup_table.place_by_table),
    ):
        companion = find_companion(image, endings)
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
