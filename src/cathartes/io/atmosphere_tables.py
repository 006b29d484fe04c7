"""Tables of clear air that a person may have: LOWTRAN-7 in an NPZ file, MODTRAN channel files."""

from __future__ import annotations

import zipfile
from pathlib import Path

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from cathartes.errors import InputError

_UW_CM2_TO_W_M2 = 1e-2
_MODTRAN_COLUMNS = 26


@frozen(eq=False)
class ThermalTable:
    """Air between ground and sensor, for a vertical path.

    Attributes
    ----------
    wavenumber_cm1 : (wavenumber,) float64
        Ascending.
    transmittance : (wavenumber,) float64
        Ground to sensor.
    path_radiance : (wavenumber,) float64
        W m-2 sr-1 um-1.
    sky_radiance : (wavenumber,) float64
        Mean over the hemisphere, W m-2 sr-1 um-1.
    air_temperature_k : float or None
        Near the ground.
    """

    wavenumber_cm1: NDArray[np.float64]
    transmittance: NDArray[np.float64]
    path_radiance: NDArray[np.float64]
    sky_radiance: NDArray[np.float64]
    air_temperature_k: float | None = None


def read_lowtran7_table(
    path: Path, *, profile: str, platform_height_km: float, ground_km: float = 0.0
) -> ThermalTable:
    """Read one profile of a LOWTRAN-7 table, interpolated to the platform's height.

    Parameters
    ----------
    path : Path
        NPZ with ``profile``, ``sensor_km``, ``ground_km``, ``lwir_nu``, ``lwir_tau``,
        ``lwir_lpath`` and ``lwir_edown`` (uW cm-2 um-1).
    profile : str
        Such as ``midlatitude_summer``.
    platform_height_km : float
        Above sea level.
    ground_km : float
        One of the table's ground levels.

    Raises
    ------
    InputError
        The file is no such table, or holds no such profile, ground or height.
    """
    try:
        with np.load(path, allow_pickle=False) as file:
            table = {key: np.asarray(file[key]) for key in _LOWTRAN_KEYS}
    except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
        raise InputError.about(
            path,
            "atmosphere table",
            found=error,
            expected="an NPZ file with " + ", ".join(_LOWTRAN_KEYS),
            remedy="Make the table again, or leave it out.",
        ) from error
    profiles = [str(name) for name in table["profile"]]
    grounds = np.flatnonzero(np.isclose(table["ground_km"], ground_km))
    heights = table["sensor_km"].astype(np.float64)
    if profile not in profiles or grounds.size == 0:
        raise InputError.about(
            path,
            "profile and ground_km",
            found=f"{profile!r}, {ground_km:g} km",
            expected=f"one of {', '.join(profiles)}; one of {table['ground_km'].tolist()} km",
            remedy="Choose what the table holds.",
        )
    index, ground = profiles.index(profile), int(grounds[0])
    usable = np.isfinite(table["lwir_tau"][index, :, ground]).all(axis=1)
    if not heights[usable].min() <= platform_height_km <= heights[usable].max():
        raise InputError.about(
            path,
            "platform_height_km",
            found=f"{platform_height_km:g}",
            expected=f"{heights[usable].min():g} to {heights[usable].max():g} km",
            remedy="Choose a height that the table covers.",
        )
    depth = -np.log(np.maximum(table["lwir_tau"][index, usable, ground].astype(np.float64), 1e-9))
    path_radiance = table["lwir_lpath"][index, usable, ground].astype(np.float64)
    return ThermalTable(
        table["lwir_nu"].astype(np.float64),
        np.exp(-_at_height(heights[usable], depth, platform_height_km)),
        _UW_CM2_TO_W_M2 * _at_height(heights[usable], path_radiance, platform_height_km),
        _UW_CM2_TO_W_M2 * table["lwir_edown"][index, ground].astype(np.float64) / np.pi,
        float(table["t_air_ground_K"][index, ground]),
    )


_LOWTRAN_KEYS = (
    "profile", "sensor_km", "ground_km", "lwir_nu", "lwir_tau", "lwir_lpath", "lwir_edown",
    "t_air_ground_K",
)  # fmt: skip


def _at_height(
    heights: NDArray[np.float64], values: NDArray[np.float64], height: float
) -> NDArray[np.float64]:
    upper = int(np.clip(np.searchsorted(heights, height), 1, heights.size - 1))
    share = (height - heights[upper - 1]) / (heights[upper] - heights[upper - 1])
    return np.asarray((1.0 - share) * values[upper - 1] + share * values[upper])


def read_modtran_channels(path: Path) -> ThermalTable:
    """Read a MODTRAN channel file (.chn) over a ground that reflects everything.

    Such a run adds no emission of the ground, so the sky is what is left of the radiance when
    the path is taken off: L_down = (L - L_path) / t. Where the path is nearly opaque that
    quotient means nothing and the path's own source, L_path / (1 - t), stands in.

    Raises
    ------
    InputError
        The file cannot be read or has no table of channels.
    """
    try:
        lines = path.read_text(encoding="latin-1").splitlines()
    except OSError as error:
        raise InputError.about(
            path, "channel table", found=error.strerror or error, expected="a file to read",
            remedy="Name a MODTRAN .chn file.",
        ) from error  # fmt: skip
    rows = []
    for text in lines:
        words = text.split()
        if len(words) < _MODTRAN_COLUMNS:
            continue
        try:
            rows.append([float(word) for word in words[:_MODTRAN_COLUMNS]])
        except ValueError:
            continue
    if len(rows) < 4:
        raise InputError.about(
            path,
            "channel table",
            found=f"{len(rows)} rows of {_MODTRAN_COLUMNS} numbers",
            expected="one row for each channel",
            remedy="Give a .chn file of a MODTRAN run with a channel response file.",
        )
    table = np.array(rows)
    table = table[np.argsort(-table[:, 0])]
    wavenumber = 1e7 / table[:, 0]
    # Columns count from 0: 3 radiance per cm-1, 7 equivalent width, 11 thermal path radiance of
    # the whole channel, 24 transmittance; W cm-2 per cm-1 becomes W m-2 per um.
    to_per_um = 1e4 * wavenumber**2 / 1e4
    total = table[:, 3] * to_per_um
    from_path = table[:, 11] / table[:, 7] * to_per_um
    clear = np.clip(table[:, 24], 0.0, 1.0)
    source = from_path / np.maximum(1.0 - clear, 1e-3)
    sky = np.where(clear > 0.15, (total - from_path) / np.maximum(clear, 0.15), source)
    return ThermalTable(wavenumber, clear, from_path, np.maximum(sky, 0.0))
