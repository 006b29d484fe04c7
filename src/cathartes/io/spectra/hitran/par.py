"""HITRAN line lists (.par): cross-sections computed line by line through hapi.

hapi is an extra (``pip install cathartes[hitran]``) and is imported only here. Nothing is
downloaded: the lines come from the file.
"""

from __future__ import annotations

import contextlib
import copy
import io
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import numpy as np
from numpy.typing import NDArray

from cathartes.errors import SpectrumError
from cathartes.io.spectra.conversion import ATMOSPHERE_HPA, REFERENCE_TEMPERATURE_K
from cathartes.io.spectra.sample import AS_IN_THE_FILE, Sample
from cathartes.io.spectra.text_file import check_cross_section, first_text, read_text
from cathartes.model.gas import AbsorptionSpectrum, Gas

RECORD = 160
_COLUMNS = {
    "nu": (3, 15), "sw": (15, 25), "a": (25, 35), "gamma_air": (35, 40), "gamma_self": (40, 45),
    "elower": (45, 55), "n_air": (55, 59), "delta_air": (59, 67),
}  # fmt: skip
"""First and last character of the fields a spectrum needs (HITRAN 2004 and later)."""
_ISOTOPOLOGUES = "1234567890AB"
STEP_CM1 = 0.01
WING_CM1 = 25.0
MARGIN_CM1 = 5.0
LONGEST_SPECTRUM_CM1 = 5000.0
_START = re.compile(r"^[ \d]\d[\dA-Z][ \d]{1,6}\.\d{4,6} ?")


def recognises(path: Path) -> bool:
    """Return True for 160-character records that begin with molecule, isotopologue and line."""
    lines = first_text(path, 4 * (RECORD + 2)).splitlines()[:3]
    return len(lines) > 0 and all(len(s) == RECORD and bool(_START.match(s)) for s in lines)


def read(path: Path, sample: Sample = AS_IN_THE_FILE) -> Gas:
    """Compute the spectrum of the one molecule of a line list, broadened by air.

    Parameters
    ----------
    path : Path
    sample : Sample
        Temperature and pressure; 296 K and 1 atm by default.

    Returns
    -------
    Gas
        Class L, on a grid of 0.01 cm-1, Voigt profiles with wings of 25 cm-1.

    Raises
    ------
    SpectrumError
        If hapi is not installed, a record is damaged, or the lines are those of several
        molecules.
    """
    lines = _records(path)
    molecule = int(lines[0][:2])
    centres = np.array([float(line[3:15]) for line in lines])
    temperature = sample.temperature_k or REFERENCE_TEMPERATURE_K
    pressure_hpa = sample.pressure_hpa or ATMOSPHERE_HPA
    first = max(float(centres.min()) - MARGIN_CM1, STEP_CM1)
    last = min(float(centres.max()) + MARGIN_CM1, first + LONGEST_SPECTRUM_CM1)
    hapi = _hapi(path)
    wavenumber, cross_section = _compute(
        hapi, lines, molecule, (first, last), temperature, pressure_hpa / ATMOSPHERE_HPA
    )
    check_cross_section(path, "lines", cross_section)
    return Gas(
        name=sample.name or _molecule_name(hapi, molecule),
        source_class="L",
        spectrum=AbsorptionSpectrum(wavenumber, cross_section, 0.0),
        formula=_molecule_name(hapi, molecule),
        temperature_k=temperature,
        pressure_hpa=pressure_hpa,
        source=f"line list {path.name}, {len(lines)} lines, Voigt in air",
        relative_error=0.05,
    )


def _records(path: Path) -> list[str]:
    lines = [line for line in read_text(path).splitlines() if line.strip()]
    for number, line in enumerate(lines, start=1):
        if len(line) != RECORD or not _is_record(line):
            raise SpectrumError.about(
                path,
                f"line {number}",
                found=f"{len(line)} characters: {line[:30]!r}",
                expected=f"a record of {RECORD} characters in the HITRAN format of 2004",
                remedy="The file is truncated, damaged or in another format; fetch it again.",
            )
    molecules = sorted({line[:2] for line in lines})
    if len(molecules) != 1:
        raise SpectrumError.about(
            path,
            "molecule",
            found=f"molecules {', '.join(m.strip() for m in molecules)}" if lines else "no line",
            expected="the lines of one molecule",
            remedy="Select one molecule when you download the lines.",
        )
    return lines


def _is_record(line: str) -> bool:
    try:
        numbers = [_number(line[first:last]) for first, last in _COLUMNS.values()]
    except ValueError:
        return False
    known = line[:2].strip().isdigit() and line[2] in _ISOTOPOLOGUES
    return known and bool(np.isfinite(numbers).all()) and min(numbers[:2]) > 0.0


def _hapi(path: Path) -> ModuleType:
    """Import hapi, which greets everybody on standard output."""
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            import hapi
    except ImportError as error:
        raise SpectrumError.about(
            path,
            "HITRAN line list",
            found="no hapi in this environment",
            expected="the package hitran-api",
            remedy="Install it with: pip install 'cathartes[hitran]'.",
        ) from error
    module: ModuleType = hapi
    return module


@contextlib.contextmanager
def _table(hapi: ModuleType, lines: list[str]) -> Iterator[str]:
    """Give hapi the lines as one of its tables, and take them away afterwards.

    The table is put together here: hapi's own reader wants a folder to write to, leaves files
    open, and stumbles over quantum numbers that no spectrum needs.
    """
    name = "cathartes_lines"
    columns: dict[str, NDArray[np.generic]] = {
        "molec_id": np.array([int(line[:2]) for line in lines]),
        "local_iso_id": np.array([_isotopologue(line[2]) for line in lines]),
    }
    for column, (first, last) in _COLUMNS.items():
        columns[column] = np.array([_number(line[first:last]) for line in lines])
    header = copy.deepcopy(hapi.HITRAN_DEFAULT_HEADER)
    header |= {"table_name": name, "number_of_rows": len(lines)}
    hapi.LOCAL_TABLE_CACHE[name] = {"header": header, "data": columns}
    try:
        yield name
    finally:
        hapi.LOCAL_TABLE_CACHE.pop(name, None)


def _number(text: str) -> float:
    """Return a field; some lists leave the shift or the exponent of temperature blank."""
    return float(text) if text.strip() else 0.0


def _compute(
    hapi: ModuleType,
    lines: list[str],
    molecule: int,
    span: tuple[float, float],
    temperature_k: float,
    pressure_atm: float,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    components = sorted({(molecule, _isotopologue(line[2])) for line in lines})
    with contextlib.redirect_stdout(io.StringIO()), _table(hapi, lines) as name:
        wavenumber, cross_section = hapi.absorptionCoefficient_Voigt(
            Components=components,
            SourceTables=name,
            Environment={"T": temperature_k, "p": pressure_atm},
            WavenumberRange=list(span),
            WavenumberStep=STEP_CM1,
            WavenumberWing=WING_CM1,
            Diluent={"air": 1.0},
            HITRAN_units=True,
        )
    return np.asarray(wavenumber, np.float64), np.asarray(cross_section, np.float64)


def _isotopologue(digit: str) -> int:
    """Return the number of an isotopologue; after 9 the format goes on with 0, A, B."""
    return _ISOTOPOLOGUES.index(digit) + 1


def _molecule_name(hapi: ModuleType, molecule: int) -> str:
    with contextlib.suppress(Exception):
        return str(hapi.moleculeName(molecule))
    return f"HITRAN molecule {molecule}"
