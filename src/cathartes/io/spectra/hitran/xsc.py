"""HITRAN .xsc and LBLRTM cross-section files: one header line, then numbers.

The two have the same first fields. Header widths vary between files and numbers of the header
may run into each other, so the fields are found by their order and not by their column.

References
----------
Gordon et al. (2022), HITRAN2020, section 4; Kochanov et al. (2019), cross-section format.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cathartes.errors import SpectrumError
from cathartes.io.spectra.conversion import ATMOSPHERE_HPA, HPA_PER_TORR
from cathartes.io.spectra.sample import AS_IN_THE_FILE, Sample
from cathartes.io.spectra.text_file import check_axis, check_cross_section, first_text, read_text
from cathartes.model.gas import AbsorptionSpectrum, Gas

_NUMBER = r"[-+]?\d+\.?\d*(?:[eEdD][-+]?\d{1,3})?"
_HEADER = re.compile(
    r"^(?P<molecule>.{1,20}?)\s+(?P<first>\d+\.\d*)\s+(?P<last>\d+\.\d*)\s+(?P<points>\d+)\s+"
    r"(?P<temperature>\d+\.?\d*)\s+(?P<pressure>\d+\.?\d*)\s+(?P<rest>.*)$"
)
# Two digits of exponent at the most, so that "2.780E-180.112" is 2.780E-18 and 0.112.
_PEAK = re.compile(r"\s*(\d\.\d{3}[eE][-+]\d{2})")
_RESOLUTION = re.compile(r"\s*([+-]?\d*\.\d+|\d+\.\d*)(?=\s|$)")
MOST_POINTS = 20_000_000


class XscHeader(NamedTuple):
    """The first line of a cross-section file."""

    molecule: str
    first_cm1: float
    last_cm1: float
    points: int
    temperature_k: float
    pressure_torr: float
    peak_cm2: float | None
    resolution_cm1: float | None
    rest: str


def recognises(path: Path) -> bool:
    """Return True for a file whose first line is a cross-section header."""
    lines = first_text(path).split("\n")
    match = _HEADER.match(lines[0].rstrip("\r"))
    return bool(match and float(match["last"]) > float(match["first"]) and len(lines) > 1)


def parse_header(path: Path, line: str) -> XscHeader:
    """Take the header line apart.

    Raises
    ------
    SpectrumError
        If it is no cross-section header, or its numbers contradict each other.
    """
    match = _HEADER.match(line)
    if match is None:
        raise SpectrumError.about(
            path,
            "first line",
            found=repr(line[:80]),
            expected="molecule, first and last wavenumber, number of points, temperature, pressure",
            remedy="Check that this is a HITRAN .xsc or an LBLRTM cross-section file.",
        )
    peak = _PEAK.match(match["rest"])
    after = match["rest"][peak.end() :] if peak else match["rest"]
    resolution = _RESOLUTION.match(after)
    header = XscHeader(
        match["molecule"].strip(),
        float(match["first"]),
        float(match["last"]),
        int(match["points"]),
        float(match["temperature"]),
        float(match["pressure"]),
        float(peak[1]) if peak else None,
        abs(float(resolution[1])) if resolution else None,
        after[resolution.end() if resolution else 0 :].strip(),
    )
    if not 2 <= header.points <= MOST_POINTS or not 0.0 < header.first_cm1 < header.last_cm1:
        raise SpectrumError.about(
            path,
            "header",
            found=f"{header.points} points from {header.first_cm1} to {header.last_cm1} cm-1",
            expected=f"2 to {MOST_POINTS} points on a rising axis",
            remedy="The header is damaged; fetch the file again.",
        )
    if not 50.0 < header.temperature_k < 2000.0 or header.pressure_torr > 1e5:
        raise SpectrumError.about(
            path,
            "header",
            found=f"{header.temperature_k} K, {header.pressure_torr} Torr",
            expected="a temperature of 50-2000 K and a pressure below 100000 Torr",
            remedy="The header is damaged; fetch the file again.",
        )
    return header


def parse_numbers(path: Path, text: str, points: int) -> NDArray[np.float64]:
    """Return the numbers below the header; rows of 10 columns of 10 characters.

    Some rows begin without a blank and negative numbers may touch their neighbour, so fields
    are split where a number ends and not where a blank stands.

    Raises
    ------
    SpectrumError
        If there are fewer numbers than the header promises, or something that is none.
    """
    fields = re.findall(r"[-+]?\d*\.\d+(?:[eEdD][-+]\d{2})?|[-+]?\d+\.?|[^\s\d.+-]+", text)
    try:
        # A last row filled up with zeros is usual; more numbers than promised are no fault.
        values = np.array([float(field.replace("D", "E")) for field in fields[:points]])
    except ValueError as error:
        raise SpectrumError.about(
            path,
            "numbers",
            found=str(error),
            expected="numbers such as 1.612E-21",
            remedy="The file is damaged; fetch it again.",
        ) from error
    if len(values) < points:
        raise SpectrumError.about(
            path,
            "numbers",
            found=f"{len(values)}",
            expected=f"{points}, as the first line says",
            remedy="The file is truncated; fetch it again.",
        )
    return values


def read(path: Path, sample: Sample = AS_IN_THE_FILE) -> Gas:
    """Read one cross-section file.

    Parameters
    ----------
    path : Path
    sample : Sample
        Overrides name, temperature and pressure of the file.

    Returns
    -------
    Gas
        Class Q. Negative numbers are measurement noise and stay.

    Raises
    ------
    SpectrumError
        If the file is no cross-section, truncated or damaged.
    """
    first, _, rest = read_text(path).partition("\n")
    header = parse_header(path, first.rstrip("\r"))
    cross_section = parse_numbers(path, rest, header.points)
    wavenumber = np.linspace(header.first_cm1, header.last_cm1, header.points)
    check_axis(path, "header", wavenumber)
    check_cross_section(path, "numbers", cross_section)
    remarks = []
    pressure_hpa = header.pressure_torr * HPA_PER_TORR
    if header.pressure_torr == 0.0:
        remarks.append("The file says a pressure of 0: it was not recorded, or a pure vapour.")
    # The header's own maximum tells a shifted or damaged table from a whole one.
    peak = float(cross_section.max())
    if header.peak_cm2 and abs(peak / header.peak_cm2 - 1.0) > 0.02:
        remarks.append(
            f"The header says a maximum of {header.peak_cm2:g}, the numbers say {peak:g} cm2."
        )
    return Gas(
        name=sample.name or header.molecule,
        source_class="Q",
        spectrum=AbsorptionSpectrum(wavenumber, cross_section, header.resolution_cm1 or 0.0),
        temperature_k=sample.temperature_k or header.temperature_k,
        pressure_hpa=sample.pressure_hpa or (pressure_hpa if pressure_hpa > 0 else ATMOSPHERE_HPA),
        source=f"cross-section file {path.name}: {header.molecule} {header.rest}".strip(),
        relative_error=0.04,
        remarks=tuple(remarks),
    )
