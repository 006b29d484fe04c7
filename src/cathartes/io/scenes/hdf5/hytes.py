"""HyTES L1 radiance (HDF5, JPL).

Written to the layout that users of the files describe (datasets ``radiance_data``,
``wave_matrix``, ``latitude``, ``longitude``); this reader has not met a real file yet. The
ENVI form of the product (``NAME.dat`` with ``NAME.geo.dat``) is read by the ENVI reader.

Notes
-----
``/radiance_data`` (line, sample, band) in W m-2 sr-1 um-1, 0 where there are no data; the
wavelength of a band varies a little across the track: ``/wave_matrix`` (sample, band) in um,
whose mean over the samples is taken. ``/latitude`` and ``/longitude`` (line, sample) are 0
where unknown. The channel width is not in the file: it is about 1.75 times the spacing
(Hulley et al., Atmos. Meas. Tech. 2016, 9:2393).
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cathartes.errors import SceneError
from cathartes.io.scenes.acquisition import parse_time, scene_name
from cathartes.io.scenes.channels import read_channels
from cathartes.io.scenes.hdf5.attributes import text
from cathartes.io.scenes.hdf5.cube_source import Hdf5Cube, chunk_remark
from cathartes.io.scenes.hdf5.declared_unit import declared_unit
from cathartes.io.scenes.hdf5.hdf5_file import (
    dataset,
    fill_values,
    has_datasets,
    is_own_dataset,
    opened,
    values,
)
from cathartes.io.scenes.swath import swath_georeference
from cathartes.model import Georeference, InputFile, Instrument, Scene

FORMAT = "HyTES L1"
_RADIANCE, _WAVELENGTHS = "radiance_data", "wave_matrix"
WIDTH_PER_SPACING = 1.75
"""Width at half maximum per channel spacing: 27.9-35.4 nm (Hulley et al. 2016) for 17.6 nm."""


def recognises(path: Path) -> bool:
    """Return True for a file with HyTES' radiance and its matrix of wavelengths."""
    return has_datasets(path, _RADIANCE, _WAVELENGTHS)


def open_scene(path: Path) -> Scene:
    """Open a HyTES L1 radiance file.

    Raises
    ------
    SceneError
        If the file is damaged or contradicts itself.
    """
    with opened(path) as file:
        stored = dataset(path, file, _RADIANCE, n_dims=3)
        lines, samples, channels = stored.shape
        unit, scale, remarks = declared_unit(path, _RADIANCE, stored, "W m-2 sr-1 um-1")
        # Thermal radiance is never exactly zero: a zero is a pixel that was not filled.
        fills = fill_values(stored, 0.0, -9999.0)
        matrix = values(path, file, _WAVELENGTHS)
        acquired_at = parse_time(text(file, "acquisition_time"))
        places: tuple[NDArray[np.float64], NDArray[np.float64]] | None = None
        if is_own_dataset(file, "longitude") and is_own_dataset(file, "latitude"):
            places = (
                values(path, file, "longitude", shape=(lines, samples)),
                values(path, file, "latitude", shape=(lines, samples)),
            )
    centres, smile_remarks = _mean_wavelengths(path, matrix, samples, channels)
    centre_um, spacing_um, _ = read_channels(
        path, _WAVELENGTHS, centres, None, unit="um", n_channels=channels
    )
    width_remark = f"The channel widths of HyTES, {WIDTH_PER_SPACING} spacings, were assumed."
    georeference: Georeference | None = None
    pixel_size_m: float | None = None
    place_remarks: tuple[str, ...] = (f"{path.name} gives no positions.",)
    if places is not None:
        longitude, latitude = places
        unknown = (longitude == 0.0) & (latitude == 0.0)
        longitude[unknown], latitude[unknown] = np.nan, np.nan
        georeference, pixel_size_m, place_remarks = swath_georeference(
            path, "latitude, longitude", longitude, latitude
        )
    cube = Hdf5Cube(path, _RADIANCE, scale=scale, fill_values=fills)
    return Scene(
        name=scene_name(path),
        source=cube,
        instrument=Instrument("HyTES", centre_um, WIDTH_PER_SPACING * spacing_um),
        good_bands=np.ones(channels, bool),
        file_format=FORMAT,
        radiance_unit_in_file=unit,
        georeference=georeference,
        pixel_size_m=pixel_size_m,
        acquired_at=acquired_at,
        inputs=(InputFile(path.name, "", path.stat().st_size),),
        remarks=(
            *remarks,
            *smile_remarks,
            width_remark,
            *place_remarks,
            *chunk_remark(cube),
        ),
    )


def _mean_wavelengths(
    path: Path, matrix: NDArray[np.float64], samples: int, channels: int
) -> tuple[NDArray[np.float64], tuple[str, ...]]:
    """Return the mean wavelength of each channel, and how far the samples stray from it."""
    if matrix.ndim == 1:
        return matrix, ()
    if matrix.shape != (samples, channels):
        raise SceneError.about(
            path,
            _WAVELENGTHS,
            found=f"shape {matrix.shape}",
            expected=f"({samples}, {channels}), a wavelength for each sample and channel",
            remedy="The parts of this file contradict each other; ask its maker.",
        )
    centres = matrix.mean(axis=0)
    spacing = float(np.median(np.abs(np.diff(centres)))) if channels > 1 else 0.0
    if not spacing > 0.0:  # NaN too: the checks that follow say what is wrong
        return centres, ()
    stray = float(np.abs(matrix - centres).max()) / spacing
    remark = (
        "The wavelength of a channel varies across the track by up to "
        f"{stray:.2f} channels (smile); the mean was taken."
    )
    return centres, (remark,) if stray > 0.05 else ()
