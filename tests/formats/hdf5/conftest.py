"""Small files of each maker, written to the published layouts with h5py alone.

Text is stored as strings of fixed length, as the NetCDF library does.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import h5py
import numpy as np
import pytest
from attrs import frozen
from numpy.typing import NDArray
from pyproj import CRS, Transformer

from cathartes.io.scenes.hdf5 import aviris3, emit, hytes, tanager

UTM_11N = CRS.from_epsg(32611)


@frozen(eq=False)
class Product:
    """One maker's layout.

    Attributes
    ----------
    reader : module
    write : function
        ``write(path, cube)`` with cube (line, sample, wavelength) in the unit of the file;
        ``chunks`` in the order of the file.
    axes : tuple
        Axis of the stored dataset that is (line, sample, wavelength).
    dataset : str
    factor : float
        From the unit of the file to W m-2 sr-1 um-1.
    needed : tuple of str
        Datasets without which the file cannot be read.
    centres, places : str
        Datasets (or ``dataset@attribute``) that hold wavelengths and latitudes.
    """

    reader: ModuleType
    write: Callable[..., Path]
    axes: tuple[int, int, int]
    dataset: str
    factor: float
    needed: tuple[str, ...]
    centres: str
    places: str


def degrees(lines: int, samples: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return longitude and latitude of a 60 m grid near the equator-free 35th parallel."""
    line, sample = np.mgrid[:lines, :samples]
    return -118.0 + 60.0 / 91_000 * sample, 35.0 - 60.0 / 111_320 * line


def store(
    file: h5py.File, name: str, cube: NDArray[Any], axes: tuple[int, int, int], **options: Any
) -> h5py.Dataset:
    """Store a (line, sample, wavelength) cube with its axes in the order of a layout."""
    order = np.argsort(axes)
    if options.get("chunks"):
        options.setdefault("compression", "gzip")
    return file.create_dataset(name, data=np.transpose(cube, order), **options)


def write_emit(path: Path, cube: NDArray[Any], chunks: Any = None) -> Path:
    lines, samples, channels = cube.shape
    longitude, latitude = degrees(lines, samples)
    with h5py.File(path, "w") as file:
        file.attrs["time_coverage_start"] = np.bytes_("2022-09-03T16:31:29+0000")
        file.attrs["instrument"] = np.bytes_("EMIT")
        radiance = store(file, "radiance", cube, (0, 1, 2), chunks=chunks)
        radiance.attrs["units"] = np.bytes_("uW/cm^2/SR/nm")
        radiance.attrs["_FillValue"] = np.float32(-9999)
        bands = file.create_group("sensor_band_parameters")
        bands["wavelengths"] = np.linspace(381.0, 2493.0, channels).astype(np.float32)
        bands["fwhm"] = np.full(channels, 8.5, np.float32)
        bands["good_wavelengths"] = (np.arange(channels) != 1).astype(np.float64)
        place = file.create_group("location")
        place["lon"], place["lat"] = longitude, latitude
        place["elev"] = np.full((lines, samples), 812.0)
        place["glt_x"] = np.ones((2 * lines, 2 * samples), np.int32)
        place["glt_y"] = np.ones((2 * lines, 2 * samples), np.int32)
    return path


def write_aviris3(path: Path, cube: NDArray[Any], chunks: Any = None) -> Path:
    lines, samples, channels = cube.shape
    with h5py.File(path, "w") as file:
        file.attrs["time_coverage_start"] = np.bytes_("2023-09-27T19:02:52Z")
        file.attrs["instrument"] = np.bytes_("AVIRIS-3")
        radiance = store(file, "radiance/radiance", cube, (1, 2, 0), chunks=chunks)
        radiance.attrs["units"] = np.bytes_("uW nm-1 cm-2 sr-1")
        radiance.attrs["_FillValue"] = np.float32(-9999)
        file["radiance/wavelength"] = np.linspace(390.0, 2510.0, channels)
        file["radiance/fwhm"] = np.full(channels, 8.1)
        # The map is the sensor image turned by a right angle, with an empty margin.
        line, sample = np.mgrid[:lines, :samples]
        table = file.create_group("geolocation_lookup_table")
        glt_line = np.zeros((samples + 1, lines + 2), np.int32)
        glt_sample = np.zeros_like(glt_line)
        glt_line[sample, line + 1], glt_sample[sample, line + 1] = line + 1, sample + 1
        glt_line[-1, 1:-1], glt_sample[-1, 1:-1] = -1, -1  # filled from a neighbour
        table["line"], table["sample"] = glt_line, glt_sample
        table["easting"] = 400_000.0 + 5.0 * np.arange(lines + 2)
        table["northing"] = 3_900_000.0 - 5.0 * np.arange(samples + 1)
        grid = file.create_dataset("transverse_mercator", data=np.int32(0))
        grid.attrs["crs_wkt"] = np.bytes_(UTM_11N.to_wkt().encode())
        grid.attrs["GeoTransform"] = np.bytes_("399997.5 5.0 0.0 3900002.5 0.0 -5.0")
    return path


def aviris3_degrees(lines: int, samples: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return where the pixels of :func:`write_aviris3` lie."""
    line, sample = np.mgrid[:lines, :samples]
    east, north = 400_000.0 + 5.0 * (line + 1), 3_900_000.0 - 5.0 * sample
    to_degrees = Transformer.from_crs(UTM_11N, "EPSG:4326", always_xy=True)
    return to_degrees.transform(east, north)


def write_hytes(path: Path, cube: NDArray[Any], chunks: Any = None) -> Path:
    lines, samples, channels = cube.shape
    longitude, latitude = degrees(lines, samples)
    with h5py.File(path, "w") as file:
        file.attrs["acquisition_time"] = np.bytes_("2023-07-12T09:31:18")
        radiance = store(file, "radiance_data", cube, (0, 1, 2), chunks=chunks)
        radiance.attrs["units"] = np.bytes_("W/m^2/um/sr")
        centres = np.linspace(7.52, 12.01, channels)
        file["wave_matrix"] = centres + np.linspace(-1e-4, 1e-4, samples)[:, np.newaxis]
        file["longitude"], file["latitude"] = longitude, latitude
    return path


def write_tanager(path: Path, cube: NDArray[Any], chunks: Any = None) -> Path:
    lines, samples, channels = cube.shape
    longitude, latitude = degrees(lines, samples)
    with h5py.File(path, "w") as file:
        fields = file.create_group("HDFEOS/SWATHS/HYP/Data Fields")
        radiance = store(fields, "toa_radiance", cube, (1, 2, 0), chunks=chunks)
        radiance.attrs["wavelengths"] = np.linspace(376.4, 2499.0, channels)
        radiance.attrs["fwhm"] = np.full(channels, 5.7)
        fields["nodata_pixels"] = np.zeros((lines, samples), np.uint32)
        place = file.create_group("HDFEOS/SWATHS/HYP/Geolocation Fields")
        place["Longitude"], place["Latitude"] = longitude, latitude
        place["Time"] = 1_742_536_153.0 + 0.03 * np.arange(lines)
        file.create_group("HDFEOS INFORMATION")["StructMetadata.0"] = "END"
    return path


_HYP = "HDFEOS/SWATHS/HYP"
PRODUCTS = {
    "emit": Product(
        emit,
        write_emit,
        (0, 1, 2),
        "radiance",
        10.0,
        ("location/lon", "location/lat"),
        "sensor_band_parameters/wavelengths",
        "location/lat",
    ),
    "aviris3": Product(
        aviris3,
        write_aviris3,
        (1, 2, 0),
        "radiance/radiance",
        10.0,
        ("geolocation_lookup_table/easting", "geolocation_lookup_table/northing"),
        "radiance/wavelength",
        "geolocation_lookup_table/northing",
    ),
    "hytes": Product(
        hytes,
        write_hytes,
        (0, 1, 2),
        "radiance_data",
        1.0,
        (),
        "wave_matrix",
        "latitude",
    ),
    "tanager": Product(
        tanager,
        write_tanager,
        (1, 2, 0),
        f"{_HYP}/Data Fields/toa_radiance",
        1.0,
        (f"{_HYP}/Geolocation Fields/Longitude", f"{_HYP}/Geolocation Fields/Latitude"),
        f"{_HYP}/Data Fields/toa_radiance@wavelengths",
        f"{_HYP}/Geolocation Fields/Latitude",
    ),
}


@pytest.fixture(params=PRODUCTS.values(), ids=PRODUCTS)
def product(request: pytest.FixtureRequest) -> Product:
    """Return each maker's layout in turn."""
    return request.param  # type: ignore[no-any-return]


@pytest.fixture
def products() -> dict[str, Product]:
    """Return all layouts by name."""
    return PRODUCTS


@pytest.fixture
def cube() -> NDArray[np.float32]:
    """Return a cube (line, sample, wavelength) whose every number is different."""
    shape = (9, 7, 5)
    return 1.0 + np.arange(np.prod(shape), dtype=np.float32).reshape(shape) / 8


@pytest.fixture
def where_aviris3_pixels_lie() -> Callable[[int, int], tuple[Any, Any]]:
    """Return the positions that the AVIRIS-3 test file encodes in its lookup table."""
    return aviris3_degrees
