"""Scenes from GRAMS SPC: one file with many subfiles, or a folder with many files.

Written to the published description of the format; this reader has not met a real SPC file
yet (the real series of the project came through another parser).

Only uncalibrated single-beam spectra make a scene. Absorbance and interferograms are refused
with the reason; transmittance is taken as a single beam that was divided by a background.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cathartes.errors import SceneError
from cathartes.io.scenes.channels import read_channels
from cathartes.io.scenes.series.series_scene import series_scene, wavenumbers_to_um
from cathartes.io.scenes.series.spc_file import SpcFile, read_spc
from cathartes.io.scenes.series.spc_header import is_spc
from cathartes.model import InputFile, Scene

FORMAT = "GRAMS SPC"
_BEAMS = (
    "arbitrary intensity",
    "counts",
    "volts",
    "intensity",
    "relative intensity",
    "energy",
    "transmittance",
    "percent",
    "single beam with valleys",
    "emission",
)
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
LARGEST_SERIES_BYTES = 2**31


def recognises(path: Path) -> bool:
    """Return True for an SPC file, or a folder that holds two or more."""
    if path.is_dir():
        try:
            found = 0
            for member in path.iterdir():
                found += is_spc(member)
                if found == 2:
                    return True
        except OSError:
            return False
        return False
    return is_spc(path)


def open_scene(path: Path) -> Scene:
    """Open a series of single-beam spectra.

    Parameters
    ----------
    path : Path
        One file, whose subfiles are the series, or a folder of files, which are put in order
        of time and name; other files of the folder are left alone and counted.

    Raises
    ------
    SceneError
        If a file is damaged, holds no single-beam spectra, or has another X axis than the
        others.
    """
    members, remarks = _members(path)
    size = sum(member.stat().st_size for member in members)
    if size > LARGEST_SERIES_BYTES:
        raise SceneError.about(
            path,
            "series",
            found=f"{size} bytes in {len(members)} files",
            expected=f"at most {LARGEST_SERIES_BYTES} bytes",
            remedy="Put the series into several folders.",
        )
    files = [(member, read_spc(member)) for member in members]
    for member, file in files:
        _check_kind(member, file)
    files.sort(key=lambda pair: (pair[1].taken_at or datetime.min.replace(tzinfo=UTC), pair[0]))
    first_path, first = files[0]
    x = first.spectra[0].x
    rows: list[NDArray[np.float32]] = []
    for member, file in files:
        for index, spectrum in enumerate(file.spectra):
            _check_axis(member, index, spectrum.x, x, file.x_unit, first.x_unit)
            rows.append(spectrum.y.astype(np.float32))
    centre_um, width_um, more = _channels(first_path, first, x)
    if first.y_kind in ("transmittance", "percent"):
        remarks.append(f"The spectra are {first.y_kind}, taken as single beams.")
    remarks.append("The spectra are not calibrated: gases can be named, columns not stated.")
    return series_scene(
        path,
        np.stack(rows),
        (centre_um, width_um),
        instrument=first.instrument or "infrared spectrometer",
        file_format=FORMAT,
        remarks=(*remarks, *more),
        inputs=tuple(InputFile(member.name, "", member.stat().st_size) for member, _ in files),
        acquired_at=first.taken_at,
    )


def _members(path: Path) -> tuple[list[Path], list[str]]:
    if not path.is_dir():
        return [path], []
    entries = sorted(entry for entry in path.iterdir() if entry.is_file())
    members = [entry for entry in entries if is_spc(entry)]
    others = len(entries) - len(members)
    if not members:
        raise SceneError.about(
            path,
            "folder",
            found="no SPC file",
            expected="the SPC files of a series",
            remedy="Check the path.",
        )
    return members, [f"{others} other files of the folder were left alone."] if others else []


def _check_kind(path: Path, file: SpcFile) -> None:
    if file.y_kind not in _BEAMS:
        raise SceneError.about(
            path,
            "type of Y",
            found=file.y_kind,
            expected="a single-beam spectrum (" + ", ".join(_BEAMS) + ")",
            remedy="Give the single-beam spectra of the series; an absorbance spectrum of a gas "
            "belongs into the gas library.",
        )


def _check_axis(
    path: Path,
    index: int,
    x: NDArray[np.float64],
    expected: NDArray[np.float64],
    unit: str,
    expected_unit: str,
) -> None:
    same = unit == expected_unit and x.shape == expected.shape
    if same and (x is expected or np.allclose(x, expected, rtol=1e-6, atol=0.0)):
        return
    raise SceneError.about(
        path,
        f"X axis of subfile {index + 1}",
        found=_axis_text(x, unit),
        expected=_axis_text(expected, expected_unit) + ", as in the first spectrum",
        remedy="A scene has one X axis; bring the spectra onto one, or open them apart.",
    )


def _axis_text(x: NDArray[np.float64], unit: str) -> str:
    return f"{x.size} points {x[0]:g} to {x[-1]:g} {unit}" if x.size else "no points"


def _channels(
    path: Path, file: SpcFile, x: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64], tuple[str, ...]]:
    if x.size == 0:
        raise SceneError.about(
            path, "X axis", found="no points", expected="points", remedy="Fetch the file again."
        )
    if file.x_unit == "cm-1":
        stated = _NUMBER.search(file.resolution)
        resolution = float(stated[0]) if stated else 0.0
        return wavenumbers_to_um(path, "X axis", x, resolution if resolution > 0.0 else None)
    if file.x_unit in ("um", "nm"):
        return read_channels(path, "X axis", x, None, unit=file.x_unit, n_channels=x.size)
    raise SceneError.about(
        path,
        "type of X",
        found=file.x_unit,
        expected="wavenumber (cm-1), micrometres or nanometres",
        remedy="Without a spectral axis no gas can be found; export the spectra again.",
    )
