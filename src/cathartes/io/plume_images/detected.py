"""The folder that ``cathartes detect`` wrote, as column maps of its gases."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from attrs import evolve

from cathartes.errors import CaseError
from cathartes.io.plume_images.grid import metric_grid
from cathartes.io.results.detection_reading import read_detection, read_georeference
from cathartes.io.results.plumes_geojson import read_plumes
from cathartes.io.results.result_folder import GEOJSON_NAME, NETCDF_NAME
from cathartes.model.location.plume_image import PlumeImage
from cathartes.model.plume import UNKNOWN_GAS, Detection, Plume

LIKELY_IN_PLUME = 0.5
UNSTATED_SCALE_LOG_STD = 0.2


def read_plume_images(
    folder: Path,
    *,
    molar_mass_g_per_mol: dict[str, float],
    time_s: float | None = None,
    instrument: str = "",
    pixel_size_m: float | None = None,
) -> tuple[PlumeImage, ...]:
    """Read one result of ``cathartes detect``: one image for each gas of its plumes.

    Parameters
    ----------
    folder : Path
        With ``plumes.geojson`` and ``detection.nc``. Plumes that a person took out of
        ``plumes.geojson`` are left out.
    molar_mass_g_per_mol : dict of str to float
        Of each gas; the gas library has them.
    time_s : float, optional
        When the scene was taken, seconds since 1970-01-01 UTC; else what ``detection.nc`` says.
    instrument : str
        Else what ``detection.nc`` says.
    pixel_size_m : float, optional
        For a scene without georeference.

    Returns
    -------
    tuple of PlumeImage
        On one grid, the gas of most plumes first; columns inside plumes only. Empty where
        there is no plume.

    Raises
    ------
    CaseError
        The two files are not of one scene, a gas has no molar mass, or nothing tells the size of
        a pixel.
    InputError
        A file cannot be read.
    """
    folder = Path(folder)
    detection = read_detection(folder / NETCDF_NAME)
    plumes = read_plumes(folder / GEOJSON_NAME)
    strangers = sorted(
        {plume.plume_id for plume in plumes} - set(np.unique(detection.plume_id).tolist())
    )
    if strangers:
        raise CaseError.about(
            folder,
            "plume_id",
            found=f"plume {strangers[0]} in {GEOJSON_NAME} only",
            expected=f"the plumes of {NETCDF_NAME}",
            remedy="Give a folder as `cathartes detect` wrote it, both files of one run.",
        )
    if not plumes:
        return ()
    grid = metric_grid(
        folder, read_georeference(folder / NETCDF_NAME), detection.shape, pixel_size_m
    )
    if time_s is None and detection.acquired_at is not None:
        time_s = detection.acquired_at.timestamp()
    by_gas: dict[str, list[Plume]] = {}
    for plume in plumes:
        for gas in _gases_of(plume):
            by_gas.setdefault(gas, []).append(plume)
    return tuple(
        evolve(
            _image_of(folder, detection, gas, members, molar_mass_g_per_mol),
            affine=grid.affine,
            crs=grid.crs,
            time_s=time_s,
            instrument=instrument or detection.instrument,
        )
        for gas, members in sorted(by_gas.items(), key=lambda item: -len(item[1]))
    )


def _gases_of(plume: Plume) -> list[str]:
    sure = [
        gas
        for gas, probability in plume.gas_probabilities.items()
        if probability >= LIKELY_IN_PLUME and gas not in (UNKNOWN_GAS, plume.gas)
    ]
    return [plume.gas, *sure]


def _image_of(
    folder: Path,
    detection: Detection,
    gas: str,
    plumes: list[Plume],
    molar_masses: dict[str, float],
) -> PlumeImage:
    if gas not in molar_masses and gas != UNKNOWN_GAS:
        raise CaseError.about(
            folder,
            "molar mass",
            found=f"none of {gas}",
            expected="one for each gas of the plumes",
            remedy="Give it with the gas library, or by hand.",
        )
    numbers = [plume.plume_id for plume in plumes]
    inside = np.isin(detection.plume_id, numbers)
    empty = np.full(detection.shape, np.nan)
    column = np.asarray(detection.column.get(gas, empty), np.float64)
    std = np.asarray(detection.column_std.get(gas, empty), np.float64)
    known = inside & np.isfinite(column + std) & (std > 0.0)
    relative = [
        plume.column_std_ppm_m / plume.column_mean_ppm_m
        for plume in plumes
        if plume.gas == gas and plume.column_mean_ppm_m and plume.column_std_ppm_m
    ]
    score = detection.score.get(gas)
    return PlumeImage(
        name=detection.scene_name,
        gas=gas,
        molar_mass_g_per_mol=molar_masses.get(gas, np.nan),
        column_ppm_m=np.where(known, column, np.nan),
        column_std_ppm_m=np.where(known, std, np.nan),
        affine=(1.0, 0.0, 0.0, 0.0, -1.0, 0.0),
        plume_label=np.where(inside, detection.plume_id, 0).astype(np.int32),
        score=None if score is None else np.asarray(score, np.float64),
        column_scale_log_std=float(np.median(relative)) if relative else UNSTATED_SCALE_LOG_STD,
    )
