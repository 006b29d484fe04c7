"""A series of open-path infrared spectra in one NumPy archive.

Notes
-----
``wn`` (wavenumber) cm-1, ascending or descending; ``spec`` (spectrum, wavenumber), single
beam, arbitrary units; optional ``t_s`` (spectrum) seconds after midnight, ``self_emission``
(wavenumber), the instrument's own light in the same units, which is subtracted, and
``resolution_cm1``, a number. This reader has met a real series of 140 spectra.
"""

from __future__ import annotations

import zipfile
import zlib
from pathlib import Path
from typing import Any

import numpy as np
from numpy.lib import format as npy_format
from numpy.typing import NDArray

from cathartes.errors import SceneError
from cathartes.io.scenes.series.series_scene import series_scene, wavenumbers_to_um
from cathartes.model import Scene

FORMAT = "NPZ series of spectra"
_WAVENUMBER, _SPECTRA = "wn", "spec"
_SIGNATURE = b"PK\x03\x04"
LARGEST_BYTES = 2**31
"""Of one array once decompressed."""


def recognises(path: Path) -> bool:
    """Return True for a zip archive that holds ``wn.npy`` and ``spec.npy``."""
    try:
        if not path.is_file():
            return False
        with path.open("rb") as stream:
            if stream.read(4) != _SIGNATURE:
                return False
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except (OSError, zipfile.BadZipFile, ValueError, NotImplementedError):
        return False
    return {f"{_WAVENUMBER}.npy", f"{_SPECTRA}.npy"} <= names


def open_scene(path: Path) -> Scene:
    """Open a series of single-beam spectra.

    Raises
    ------
    SceneError
        If the archive is damaged, lacks an array, or its arrays contradict each other.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            present = set(archive.namelist())
            arrays = {
                name: _array(path, archive, name)
                for name in (_WAVENUMBER, _SPECTRA, "self_emission", "t_s", "resolution_cm1")
                if f"{name}.npy" in present or name in (_WAVENUMBER, _SPECTRA)
            }
    except (OSError, zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
        raise _damaged(path, "archive", error) from error
    wavenumber, spectra = arrays[_WAVENUMBER].astype(np.float64), arrays[_SPECTRA]
    if wavenumber.ndim != 1 or spectra.ndim != 2 or spectra.shape[1] != wavenumber.size:
        raise SceneError.about(
            path,
            "arrays wn and spec",
            found=f"shapes {wavenumber.shape} and {spectra.shape}",
            expected="(wavenumber,) and (spectrum, wavenumber)",
            remedy="The arrays do not belong together; write the file again.",
        )
    if spectra.size == 0:
        raise SceneError.about(
            path, "spec", found="no spectrum", expected="one or more", remedy="Fetch it again."
        )
    remarks: list[str] = []
    if "self_emission" in arrays:
        own_light = _agreeing(path, arrays, "self_emission", (wavenumber.size,))
        spectra = spectra - own_light
        remarks.append("The instrument's self-emission was subtracted from every spectrum.")
    else:
        remarks.append("The file has no self-emission of the instrument; nothing was subtracted.")
    if "t_s" in arrays:
        _agreeing(path, arrays, "t_s", (spectra.shape[0],))
    centre_um, width_um, more = wavenumbers_to_um(
        path, _WAVENUMBER, wavenumber, _resolution(path, arrays)
    )
    remarks.append("The spectra are not calibrated: gases can be named, columns not stated.")
    return series_scene(
        path,
        spectra.astype(np.float32),
        (centre_um, width_um),
        instrument="infrared spectrometer",
        file_format=FORMAT,
        remarks=(*remarks, *more),
    )


def _array(path: Path, archive: zipfile.ZipFile, name: str) -> NDArray[Any]:
    """Return one array, read only once its header has been looked at."""
    try:
        with archive.open(f"{name}.npy") as stream:
            version = npy_format.read_magic(stream)
            read_header = (
                npy_format.read_array_header_1_0
                if version == (1, 0)
                else npy_format.read_array_header_2_0
            )
            shape, _, dtype = read_header(stream)
        if dtype.kind not in "iuf":
            raise SceneError.about(
                path,
                name,
                found=f"type {dtype}",
                expected="numbers",
                remedy="Only plain numbers are read; objects could run code.",
            )
        n_bytes = int(np.prod([float(n) for n in shape])) * dtype.itemsize
        stored = archive.getinfo(f"{name}.npy").file_size
        if n_bytes > min(LARGEST_BYTES, stored):
            raise SceneError.about(
                path,
                name,
                found=f"shape {shape} of {dtype}, {n_bytes} bytes, in {stored} stored",
                expected=f"at most {LARGEST_BYTES} bytes, all of them in the archive",
                remedy="The file is truncated or its header damaged; fetch it again.",
            )
        with archive.open(f"{name}.npy") as stream:
            return np.asarray(npy_format.read_array(stream, allow_pickle=False))
    except KeyError as error:
        raise SceneError.about(
            path,
            "archive",
            found="no array " + name,
            expected="wn and spec",
            remedy="This is not a series of spectra; check the file.",
        ) from error
    except (ValueError, EOFError, SyntaxError, TypeError, OverflowError, zlib.error) as error:
        raise _damaged(path, name, error) from error


def _agreeing(
    path: Path, arrays: dict[str, NDArray[Any]], name: str, shape: tuple[int, ...]
) -> NDArray[Any]:
    if arrays[name].shape != shape:
        raise SceneError.about(
            path,
            name,
            found=f"shape {arrays[name].shape}",
            expected=f"shape {shape}",
            remedy="The arrays do not belong together; write the file again.",
        )
    return arrays[name]


def _resolution(path: Path, arrays: dict[str, NDArray[Any]]) -> float | None:
    if "resolution_cm1" not in arrays:
        return None
    given = arrays["resolution_cm1"]
    if given.size != 1 or not 0.0 < float(given.ravel()[0]) < 1000.0:
        raise SceneError.about(
            path,
            "resolution_cm1",
            found=given,
            expected="one positive number",
            remedy="Correct it, or leave it out.",
        )
    return float(given.ravel()[0])


def _damaged(path: Path, field: str, error: BaseException) -> SceneError:
    return SceneError.about(
        path,
        field,
        found=str(error) or type(error).__name__,
        expected="a complete NumPy archive",
        remedy="The file is truncated or damaged; fetch it again.",
    )
