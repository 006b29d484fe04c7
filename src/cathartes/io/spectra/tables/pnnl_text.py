"""Two-column text of the PNNL and EPA quantitative libraries: wavenumber, decadic absorbance.

Both give the absorbance of 1 ppm m of gas; the PNNL library at 296 K and 1 atm whatever the
temperature of the sample was. Comment lines may stand before the numbers, columns are parted by
blanks, tabs, commas or semicolons.
"""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cathartes.errors import SpectrumError
from cathartes.io.spectra.conversion import ATMOSPHERE_HPA, cross_section_from_base10_per_ppm_m
from cathartes.io.spectra.sample import AS_IN_THE_FILE, Sample
from cathartes.io.spectra.text_file import check_axis, check_cross_section, first_text, read_text
from cathartes.model.gas import AbsorptionSpectrum, Gas

_NUMBER = r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d{1,3})?"
_ROW = re.compile(rf"^\s*({_NUMBER})[\s,;]+({_NUMBER})\s*[,;]?\s*$")
_TEMPERATURE_IN_NAME = re.compile(r"[_-](\d{1,3})(?:t|c)\b", re.IGNORECASE)
REFERENCE_K = 296.0


def recognises(path: Path) -> bool:
    """Return True for a text most of whose first lines are two numbers on a wavenumber axis."""
    lines = first_text(path).splitlines()[:-1]
    rows = [match for match in map(_ROW.match, lines) if match]
    if len(rows) < 3 or len(rows) < 0.5 * len(lines):
        return False
    axis = np.array([float(row[1]) for row in rows])
    steps = np.diff(axis)
    rises = bool(np.all(steps > 0.0) or np.all(steps < 0.0))
    return rises and bool(np.all((axis > 100.0) & (axis < 20000.0)))


def read(path: Path, sample: Sample = AS_IN_THE_FILE) -> Gas:
    """Read one two-column file.

    Parameters
    ----------
    path : Path
    sample : Sample
        ``column_ppm_m`` where the absorbance is that of another column than 1 ppm m.

    Returns
    -------
    Gas
        Class Q; the name is that of the file where ``sample`` gives none.

    Raises
    ------
    SpectrumError
        If a line below the first number is no pair of numbers, or the axis does not rise.
    """
    table = _parse(path, read_text(path))
    if table[0, 0] > table[-1, 0]:
        table = table[::-1]
    check_axis(path, "first column", table[:, 0])
    per_ppm_m = table[:, 1] / (sample.column_ppm_m or 1.0)
    # 1 ppm m is counted at 296 K and 1 atm in both libraries, whatever the sample's temperature.
    cross_section = cross_section_from_base10_per_ppm_m(per_ppm_m)
    check_cross_section(path, "second column", cross_section)
    name, temperature = _name_and_temperature(path)
    return Gas(
        name=sample.name or name,
        source_class="Q",
        spectrum=AbsorptionSpectrum(
            table[:, 0], cross_section, float(2.0 * np.median(np.diff(table[:, 0])))
        ),
        temperature_k=sample.temperature_k or temperature or REFERENCE_K,
        pressure_hpa=sample.pressure_hpa or ATMOSPHERE_HPA,
        source=f"two-column text {path.name}",
        relative_error=0.03,
        remarks=(
            f"Taken as decadic absorbance of {sample.column_ppm_m or 1.0:g} ppm m at 296 K, 1 atm.",
        ),
    )


def _parse(path: Path, text: str) -> NDArray[np.float64]:
    rows: list[tuple[float, float]] = []
    for number, line in enumerate(text.splitlines(), start=1):
        match = _ROW.match(line)
        if match:
            rows.append((float(match[1]), float(match[2])))
        elif rows and line.strip() and line.lstrip()[0] not in "#;%!":
            raise SpectrumError.about(
                path,
                f"line {number}",
                found=repr(line[:60]),
                expected="wavenumber and absorbance",
                remedy="The file is truncated or holds more than one spectrum.",
            )
    return np.array(rows, dtype=np.float64).reshape(-1, 2)


def _name_and_temperature(path: Path) -> tuple[str, float | None]:
    """Take ``acetone_25t.txt`` apart, as the library names its files."""
    match = _TEMPERATURE_IN_NAME.search(path.stem)
    if match is None:
        return path.stem.replace("_", " "), None
    celsius = float(match[1])
    return path.stem[: match.start()].replace("_", " "), celsius + 273.15
