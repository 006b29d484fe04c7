"""ENVI spectral libraries (.sli): one spectrum a line, names in the header.

Nothing in the format says what the numbers are. Absorption of a gas is written per ppm m in
decadic absorbance by the quantitative libraries that come this way, and so it is read.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from cathartes.errors import SceneError, SpectrumError
from cathartes.io.scenes.envi.header_text import EnviHeader, is_envi_header, read_header
from cathartes.io.spectra.conversion import cross_section_from_base10_per_ppm_m
from cathartes.io.spectra.sample import AS_IN_THE_FILE, Sample
from cathartes.io.spectra.text_file import LARGEST_TEXT_BYTES, check_axis, check_cross_section
from cathartes.model.gas import AbsorptionSpectrum, Gas

_TYPES = {1: "u1", 2: "i2", 3: "i4", 4: "f4", 5: "f8", 12: "u2", 13: "u4"}
_TO_WAVENUMBER = {
    "micrometers": 1e4, "microns": 1e4, "um": 1e4, "nanometers": 1e7, "nm": 1e7,
    "wavenumber": None, "wavenumbers": None, "1/cm": None, "cm-1": None,
}  # fmt: skip
_Result = TypeVar("_Result")


def recognises(path: Path) -> bool:
    """Return True for an ENVI header, or the file beside one, that is a spectral library."""
    header = _header_path(path)
    if header is None:
        return False
    try:
        return _is_library(read_header(header))
    except SceneError:
        return False


def read_all(path: Path, sample: Sample = AS_IN_THE_FILE) -> tuple[Gas, ...]:
    """Read every spectrum of a library, in the order of the file.

    Raises
    ------
    SpectrumError
        If header and numbers contradict each other, or the axis is missing.
    """
    header_path = _header_path(path)
    if header_path is None:
        raise SpectrumError.about(
            path,
            "header",
            found="none",
            expected=f"{path.stem}.hdr or {path.name}.hdr beside it",
            remedy="Give the file together with its header.",
        )
    return _as_spectrum_error(lambda: _read(path, read_header(header_path), sample))


def read(path: Path, sample: Sample = AS_IN_THE_FILE) -> Gas:
    """Read one spectrum: the only one, or the one named in ``sample``."""
    gases = read_all(path)
    if len(gases) == 1:
        return gases[0] if sample == AS_IN_THE_FILE else read_all(path, sample)[0]
    for gas in gases:
        if sample.name and gas.name.casefold() == sample.name.casefold():
            return gas
    raise SpectrumError.about(
        path,
        "spectra names",
        found=", ".join(gas.name for gas in gases),
        expected=f"a spectrum called {sample.name!r}" if sample.name else "one spectrum",
        remedy="Name the spectrum with --name.",
    )


def _as_spectrum_error(action: Callable[[], _Result]) -> _Result:
    """Let the ENVI header reader, which speaks of scenes, speak of spectra."""
    try:
        return action()
    except SceneError as error:
        raise SpectrumError(str(error)) from error


def _header_path(path: Path) -> Path | None:
    for candidate in (path, path.with_suffix(".hdr"), path.with_name(path.name + ".hdr")):
        if candidate.is_file() and is_envi_header(candidate):
            return candidate
    return None


def _is_library(header: EnviHeader) -> bool:
    return "spectral library" in (header.get("file type") or "").lower()


def _read(path: Path, header: EnviHeader, sample: Sample) -> tuple[Gas, ...]:
    if not _is_library(header):
        raise _wrong(header, "file type", header.get("file type"), "ENVI Spectral Library")
    points, count = _whole(header, "samples"), _whole(header, "lines")
    numbers = _numbers(path, header, points, count)
    axis = np.array(header.numbers("wavelength", points) or [])
    wavenumber = _wavenumber(header, axis)
    order = np.argsort(wavenumber, kind="stable")
    check_axis(header.path, "wavelength", wavenumber[order])
    names = header.items("spectra names") or [f"spectrum {i + 1}" for i in range(count)]
    if len(names) != count:
        raise _wrong(header, "spectra names", f"{len(names)} names", f"{count}, one a line")
    scale = header.number("reflectance scale factor") or 1.0
    gases = []
    for name, row in zip(names, numbers, strict=True):
        per_ppm_m = row.astype(np.float64)[order] / scale / (sample.column_ppm_m or 1.0)
        cross_section = cross_section_from_base10_per_ppm_m(per_ppm_m)
        check_cross_section(path, f"spectrum {name!r}", cross_section)
        gases.append(
            Gas(
                name=sample.name if sample.name and count == 1 else name,
                source_class="S",
                spectrum=AbsorptionSpectrum(wavenumber[order], cross_section),
                source=f"ENVI spectral library {path.name}",
                relative_error=0.10,
                remarks=("Taken as decadic absorbance of 1 ppm m at 296 K, 1 atm.",),
            )
        )
    return tuple(gases)


def _numbers(path: Path, header: EnviHeader, points: int, count: int) -> NDArray[np.generic]:
    code = _whole(header, "data type")
    if code not in _TYPES:
        raise _wrong(header, "data type", code, f"one of {sorted(_TYPES)}")
    order = ">" if (header.number("byte order") or 0.0) == 1.0 else "<"
    dtype = np.dtype(order + _TYPES[code])
    offset = int(header.number("header offset") or 0)
    data = _data_path(path, header)
    expected = offset + points * count * dtype.itemsize
    size = data.stat().st_size
    if offset < 0 or size != expected or expected > LARGEST_TEXT_BYTES:
        raise SpectrumError.about(
            data,
            "file size",
            found=f"{size} bytes",
            expected=f"{expected}: {count} spectra of {points} numbers of {dtype.itemsize} bytes",
            remedy="Header and file do not belong together, or the file is truncated.",
        )
    return np.frombuffer(data.read_bytes(), dtype, offset=offset).reshape(count, points)


def _data_path(path: Path, header: EnviHeader) -> Path:
    if path != header.path:
        return path
    stem = header.path.with_suffix("")
    for candidate in (stem, stem.with_suffix(".sli"), stem.with_suffix(".lut")):
        if candidate.is_file():
            return candidate
    raise SpectrumError.about(
        header.path,
        "data file",
        found="none",
        expected=f"{stem.name} or {stem.name}.sli beside the header",
        remedy="Give the file together with its header.",
    )


def _wavenumber(header: EnviHeader, axis: NDArray[np.float64]) -> NDArray[np.float64]:
    unit = (header.get("wavelength units") or "").lower()
    if not axis.size or unit not in _TO_WAVENUMBER:
        found = repr(unit) if axis.size else "no wavelengths"
        raise _wrong(header, "wavelength units", found, "Micrometers, Nanometers or Wavenumber")
    factor = _TO_WAVENUMBER[unit]
    if factor is not None and not np.all(axis > 0.0):
        raise _wrong(header, "wavelength", "a wavelength of zero or less", "positive numbers")
    return axis if factor is None else factor / axis


def _whole(header: EnviHeader, key: str) -> int:
    value = header.number(key)
    if value is None or value != value or not 1 <= value <= 1e9 or value != int(value):
        raise _wrong(header, key, header.get(key), "a whole number from 1 on")
    return int(value)


def _wrong(header: EnviHeader, field: str, found: object, expected: str) -> SpectrumError:
    return SpectrumError.about(
        header.path,
        field,
        found=found,
        expected=expected,
        remedy="Correct this field of the header with a text editor.",
    )
