"""One gas from a JCAMP-DX file: quantitative absorption, absorbance or transmittance."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cathartes.errors import SpectrumError
from cathartes.io.spectra.conversion import (
    ATMOSPHERE_HPA,
    cross_section_from_absorbance,
    cross_section_from_base10_per_ppm_m,
    cross_section_from_transmittance,
)
from cathartes.io.spectra.jcamp.cell import GasCell, column_cm2, read_cell
from cathartes.io.spectra.jcamp.labels import JcampRecords, parse_records
from cathartes.io.spectra.jcamp.numbers import MOST_POINTS, parse_ordinates, parse_pairs
from cathartes.io.spectra.jcamp.traps import mask_false_bands
from cathartes.io.spectra.sample import AS_IN_THE_FILE, Sample
from cathartes.io.spectra.text_file import check_axis, check_cross_section, first_text, read_text
from cathartes.model.gas import AbsorptionSpectrum, Gas, SourceClass

_PER_CM = {"1/CM", "CM-1", "CM^-1", "1/CM.", "WAVENUMBERS", "WAVENUMBER"}
_MICROMETRES = {"MICROMETERS", "MICROMETRES", "MICRONS", "UM", "MICROMETER"}
_NANOMETRES = {"NANOMETERS", "NANOMETRES", "NM"}
_QUANTITATIVE = re.compile(r"micromol/mol|umol/mol|\bppm", re.IGNORECASE)
_UNCERTAINTY = re.compile(r"([\d.]+)\s*%")


def recognises(path: Path) -> bool:
    """Return True for a text that begins with a JCAMP-DX label and holds the usual ones."""
    text = first_text(path).upper()
    return text.lstrip("\xef\xbb\xbf \r\n\t").startswith("##TITLE") and "##JCAMP" in text


def read(path: Path, sample: Sample = AS_IN_THE_FILE) -> Gas:
    """Read one JCAMP-DX file.

    Parameters
    ----------
    path : Path
    sample : Sample
        What the file does not say of the cell, or says wrongly.

    Returns
    -------
    Gas
        Class Q where the file holds absorption per amount of gas, class S where it holds
        transmittance or absorbance of a cell. NaN where the spectrum is saturated or known
        to show another gas.

    Raises
    ------
    SpectrumError
        If the file is damaged, truncated, in an unknown unit, or does not say how much gas
        there was.

    Notes
    -----
    The axis runs evenly from FIRSTX to LASTX: the X column of the table is rounded.
    """
    records = parse_records(path, read_text(path))
    axis, ordinate = _axis_and_ordinate(records)
    wavenumber = _to_wavenumber(records, axis)
    if wavenumber[0] > wavenumber[-1]:
        wavenumber, ordinate = wavenumber[::-1], ordinate[::-1]
    check_axis(path, "XYDATA", wavenumber)
    cell = read_cell(records, sample)
    cross_section, source_class = _cross_section(records, ordinate, cell, sample)
    cas_number = records.text("CAS REGISTRY NO")
    cross_section, remarks = mask_false_bands(
        cas_number,
        (*records.comments, records.text("INSTRUMENT PARAMETERS")),
        wavenumber,
        cross_section,
    )
    check_cross_section(path, "YUNITS", cross_section)
    resolution = re.match(r"\s*([\d.]+)", records.text("RESOLUTION"))
    return Gas(
        name=sample.name or records.text("TITLE").strip().lower() or path.stem,
        source_class=source_class,
        spectrum=AbsorptionSpectrum(
            wavenumber, cross_section, float(resolution[1]) if resolution else 0.0
        ),
        formula=records.text("MOLFORM").replace(" ", ""),
        cas_number=cas_number,
        temperature_k=cell.temperature_k,
        pressure_hpa=cell.total_pressure_hpa or ATMOSPHERE_HPA,
        source=f"JCAMP-DX {path.name}: {_origin(records)}",
        relative_error=_relative_error(records, source_class),
        remarks=(*cell.remarks, *remarks),
    )


def _axis_and_ordinate(records: JcampRecords) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    y_factor, x_factor = records.number("YFACTOR", 1.0), records.number("XFACTOR", 1.0)
    if records.numbers_label == "XYPOINTS":
        pairs = parse_pairs(records.table)
        _check_count(records, len(pairs))
        pairs = pairs[np.argsort(pairs[:, 0], kind="stable")]
        return pairs[:, 0] * x_factor, pairs[:, 1] * y_factor
    if records.numbers_label != "XYDATA" or "X++" not in records.form.upper():
        raise SpectrumError.about(
            records.path,
            "table",
            found=f"{records.numbers_label or 'none'} {records.form}".strip(),
            expected="XYDATA=(X++(Y..Y)) or XYPOINTS=(XY..XY)",
            remedy="Save the whole spectrum, not a list of peaks.",
        )
    values = parse_ordinates(records.path, records.table)
    _check_count(records, len(values))
    first, last = records.number("FIRSTX"), records.number("LASTX")
    if first == last or not np.isfinite([first, last, y_factor]).all():
        raise SpectrumError.about(
            records.path, "FIRSTX and LASTX", found=f"{first} and {last}",
            expected="two ends of the axis", remedy="The header is damaged; fetch it again.",
        )  # fmt: skip
    return np.linspace(first, last, len(values)), values * y_factor


def _check_count(records: JcampRecords, found: int) -> None:
    expected = records.number("NPOINTS", float(found))
    if found != expected or found > MOST_POINTS:
        ending = "" if records.is_closed else " and no ##END="
        raise SpectrumError.about(
            records.path,
            "NPOINTS",
            found=f"{found} numbers in the table{ending}",
            expected=f"{expected:g}",
            remedy="The file is truncated or damaged; fetch it again.",
        )


def _to_wavenumber(records: JcampRecords, axis: NDArray[np.float64]) -> NDArray[np.float64]:
    unit = records.text("XUNITS").upper().replace(" ", "")
    if unit in _PER_CM:
        return axis
    factor = 1e4 if unit in _MICROMETRES else 1e7 if unit in _NANOMETRES else None
    if factor is None:
        raise SpectrumError.about(
            records.path,
            "XUNITS",
            found=repr(unit),
            expected="1/CM, MICROMETERS or NANOMETERS",
            remedy="Convert the axis to wavenumber.",
        )
    if not np.all(axis > 0.0):
        raise SpectrumError.about(
            records.path, "FIRSTX", found="a wavelength of zero or less",
            expected="positive wavelengths", remedy="The header is damaged; fetch it again.",
        )  # fmt: skip
    return factor / axis


def _cross_section(
    records: JcampRecords, ordinate: NDArray[np.float64], cell: GasCell, sample: Sample
) -> tuple[NDArray[np.float64], SourceClass]:
    unit = records.text("YUNITS")
    plain = unit.upper().replace(" ", "")
    if _QUANTITATIVE.search(unit):
        if "base10" not in plain.lower():
            raise SpectrumError.about(
                records.path,
                "YUNITS",
                found=repr(unit),
                expected="(micromol/mol)-1m-1 (base 10)",
                remedy="State the base of the logarithm in YUNITS.",
            )
        return cross_section_from_base10_per_ppm_m(ordinate), "Q"
    if plain in {"TRANSMITTANCE", "%TRANSMITTANCE", "PERCENTTRANSMITTANCE"}:
        share = ordinate if plain == "TRANSMITTANCE" else ordinate / 100.0
        column = column_cm2(records, cell, sample)
        return cross_section_from_transmittance(_without_baseline(share), column), "S"
    if plain in {"ABSORBANCE", "ABSORBANCEUNITS"}:
        return cross_section_from_absorbance(ordinate, column_cm2(records, cell, sample)), "S"
    raise SpectrumError.about(
        records.path,
        "YUNITS",
        found=repr(unit),
        expected="TRANSMITTANCE, ABSORBANCE or (micromol/mol)-1m-1 (base 10)",
        remedy="A gas spectrum needs one of these; reflectance and counts are none.",
    )


def _without_baseline(transmittance: NDArray[np.float64]) -> NDArray[np.float64]:
    """Divide by what the empty cell lets through, taken as the brightest twentieth.

    Digitised sheets top out at 0.85-1.0 for reflections at the windows of the cell; without
    this every gas would seem to absorb everywhere.
    """
    finite = transmittance[np.isfinite(transmittance)]
    clear = float(np.percentile(finite, 95.0)) if finite.size else 1.0
    return transmittance / clear if clear > 0.0 else transmittance


def _origin(records: JcampRecords) -> str:
    parts = (records.text("$NIST SOURCE"), records.text("SOURCE REFERENCE"), records.text("ORIGIN"))
    return ", ".join(part for part in parts if part) or "origin not said"


def _relative_error(records: JcampRecords, source_class: SourceClass) -> float:
    if source_class != "Q":
        return 0.10
    stated = _UNCERTAINTY.search(records.text("$UNCERTAINTY IN Y"))
    return max(float(stated[1]) / 100.0, 0.01) if stated else 0.03
