"""A grid in metres for any georeference."""

from __future__ import annotations

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from cathartes.errors import CaseError
from cathartes.io.results.placement import place_points
from cathartes.model.location.case import LOCAL_CRS
from cathartes.model.location.plume_image import Affine
from cathartes.model.scene import Georeference

LARGEST_MISFIT_PIXELS = 2.0
_KNOWN_POINTS = 40


@frozen
class MetricGrid:
    """An affine in metres, its coordinate system, and what it had to assume.

    Attributes
    ----------
    affine : tuple of 6 float
    crs : str
    remark : str
    """

    affine: Affine
    crs: str
    remark: str = ""


def metric_grid(
    where: object,
    georeference: Georeference | None,
    shape: tuple[int, int],
    pixel_size_m: float | None = None,
) -> MetricGrid:
    """Return the grid of an image in metres.

    Parameters
    ----------
    where : object
        File, for messages.
    georeference : Georeference or None
        None: north up from (0, 0), with ``pixel_size_m``.
    shape : (line, sample)
    pixel_size_m : float, optional

    Raises
    ------
    CaseError
        Nothing tells the size of a pixel, or the image is too bent for one affine.

    Notes
    -----
    A projected system in metres is kept. Degrees and swaths are fitted by an affine in the UTM
    zone of the middle of the image.
    """
    if georeference is None:
        if pixel_size_m is None or not pixel_size_m > 0.0:
            raise CaseError.about(
                where,
                "georeference",
                found="neither a georeference nor the size of a pixel",
                expected="one of both",
                remedy="Give the size of a pixel in metres.",
            )
        affine = (pixel_size_m, 0.0, 0.0, 0.0, -pixel_size_m, pixel_size_m * shape[0])
        return MetricGrid(affine, LOCAL_CRS, "Without a georeference north is taken to be up.")
    if georeference.affine is not None and georeference.crs_wkt and _is_metric(georeference):
        return MetricGrid(georeference.affine, georeference.crs_wkt)
    return _fitted(where, georeference, shape)


def _is_metric(georeference: Georeference) -> bool:
    from pyproj import CRS

    system = CRS.from_user_input(georeference.crs_wkt)
    return bool(
        system.is_projected
        and all(axis.unit_conversion_factor == 1.0 for axis in system.axis_info[:2])
    )


def _fitted(where: object, georeference: Georeference, shape: tuple[int, int]) -> MetricGrid:
    from pyproj import Transformer

    line, sample = (
        axis.ravel()
        for axis in np.meshgrid(
            np.unique(np.linspace(0, shape[0] - 1, _KNOWN_POINTS).round()),
            np.unique(np.linspace(0, shape[1] - 1, _KNOWN_POINTS).round()),
            indexing="ij",
        )
    )
    longitude, latitude = place_points(georeference, sample, line)
    known = np.isfinite(longitude + latitude)
    if known.sum() < 6:
        raise CaseError.about(
            where,
            "georeference",
            found=f"{int(known.sum())} pixels with a position",
            expected="positions over the image",
            remedy="Give a georeferenced image, or one without georeference and a pixel size.",
        )
    middle = float(np.median(longitude[known])), float(np.median(latitude[known]))
    zone = int((middle[0] + 180.0) // 6.0) % 60 + 1
    crs = f"EPSG:{(32600 if middle[1] >= 0.0 else 32700) + zone}"
    to_metres = Transformer.from_crs("EPSG:4326", crs, always_xy=True)
    easting, northing = to_metres.transform(longitude[known], latitude[known])
    design = np.stack([sample[known] + 0.5, line[known] + 0.5, np.ones(known.sum())], axis=1)
    solution = np.linalg.lstsq(design, np.stack([easting, northing], axis=1), rcond=None)[0]
    misfit = _misfit(design @ solution, np.stack([easting, northing], axis=1))
    pixel = float(np.sqrt(abs(np.linalg.det(solution[:2]))))
    if not misfit <= LARGEST_MISFIT_PIXELS * pixel:
        raise CaseError.about(
            where,
            "georeference",
            found=f"pixels up to {misfit:.0f} m off a regular grid",
            expected=f"at most {LARGEST_MISFIT_PIXELS:g} pixels of {pixel:.1f} m",
            remedy="Rectify the image to a regular grid first.",
        )
    a, b, c, d, e, f = (float(value) for value in solution.T.ravel())
    return MetricGrid((a, b, c, d, e, f), crs)


def _misfit(fitted: NDArray[np.float64], given: NDArray[np.float64]) -> float:
    return float(np.max(np.hypot(*(fitted - given).T)))
