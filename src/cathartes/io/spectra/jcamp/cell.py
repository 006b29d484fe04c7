"""Pressure, temperature and path of the gas cell, as JCAMP-DX headers word them."""

from __future__ import annotations

import re

from attrs import frozen

from cathartes.errors import SpectrumError
from cathartes.io.spectra.conversion import (
    ATMOSPHERE_HPA,
    HPA_PER_TORR,
    REFERENCE_TEMPERATURE_K,
    molecules_cm2_per_ppm_m,
    number_density_cm3,
)
from cathartes.io.spectra.jcamp.labels import JcampRecords
from cathartes.io.spectra.jcamp.traps import pascal_that_is_kilopascal
from cathartes.io.spectra.sample import Sample

_NUMBER = r"(\d+\.?\d*(?:[eE][-+]?\d+)?|\.\d+)"
_PRESSURE = re.compile(
    _NUMBER + r"\s*(mm\s*Hg|torr|hpa|mbar|millibar|kpa|pa|bar|atm)\b", re.IGNORECASE
)
_TOTAL = re.compile(r"total\s+pressure\s*:?\s*" + _PRESSURE.pattern, re.IGNORECASE)
_LENGTH = re.compile(_NUMBER + r"\s*(mm|cm|m)\b", re.IGNORECASE)
_TEMPERATURE = re.compile(
    r"([-+]?\d+\.?\d*)\s*(?:deg\.?|degrees|\u00b0)?\s*(c|k|f)\b", re.IGNORECASE
)
HPA = {
    "mmhg": HPA_PER_TORR, "torr": HPA_PER_TORR, "hpa": 1.0, "mbar": 1.0, "millibar": 1.0,
    "kpa": 10.0, "pa": 0.01, "bar": 1000.0, "atm": ATMOSPHERE_HPA,
}  # fmt: skip
METRES = {"mm": 1e-3, "cm": 1e-2, "m": 1.0}


@frozen
class GasCell:
    """What the header (and a person) say of the sample.

    Attributes
    ----------
    partial_pressure_hpa, total_pressure_hpa, path_length_m : float or None
        None where nothing is said.
    temperature_k : float
        296 K where nothing is said.
    remarks : tuple of str
        What had to be assumed.
    """

    partial_pressure_hpa: float | None
    total_pressure_hpa: float | None
    path_length_m: float | None
    temperature_k: float
    remarks: tuple[str, ...]


def read_cell(records: JcampRecords, sample: Sample) -> GasCell:
    """Find pressure, path and temperature; what ``sample`` says goes first."""
    remarks: list[str] = []
    state = records.text("STATE")
    total = _total_pressure(records, state, remarks)
    partial_text = records.text("PARTIAL_PRESSURE", "PARTIAL PRESSURE", "$PARTIAL PRESSURE")
    partial = _pressure(partial_text) if partial_text else _pressure(_TOTAL.sub("", state))
    length = _LENGTH.search(records.text("PATH LENGTH", "PATHLENGTH"))
    temperature = _temperature(records.text("TEMPERATURE"))
    if temperature is None and sample.temperature_k is None:
        remarks.append("The file does not say a temperature; 296 K was assumed.")
    return GasCell(
        sample.partial_pressure_hpa or partial,
        sample.pressure_hpa or total,
        sample.path_length_m or (float(length[1]) * METRES[length[2].lower()] if length else None),
        sample.temperature_k or temperature or REFERENCE_TEMPERATURE_K,
        tuple(remarks),
    )


def column_cm2(records: JcampRecords, cell: GasCell, sample: Sample) -> float:
    """Return the molecules per cm2 in the cell.

    Raises
    ------
    SpectrumError
        If neither file nor ``sample`` say the pressure of the gas and the path.
    """
    if sample.column_ppm_m is not None:
        return sample.column_ppm_m * molecules_cm2_per_ppm_m()
    missing = [
        name
        for name, value in (
            ("partial pressure", cell.partial_pressure_hpa),
            ("path length", cell.path_length_m),
        )
        if not value
    ]
    if missing or cell.partial_pressure_hpa is None or cell.path_length_m is None:
        raise SpectrumError.about(
            records.path,
            " and ".join(missing).upper(),
            found="nothing",
            expected="how much gas was in the cell, such as '50 mmHg' and '5 CM'",
            remedy="State it with --partial-pressure-hpa and --path-length-m, or --column-ppm-m.",
        )
    density = number_density_cm3(cell.partial_pressure_hpa, cell.temperature_k)
    return density * cell.path_length_m * 100.0


def _total_pressure(records: JcampRecords, state: str, remarks: list[str]) -> float | None:
    text = records.text("PRESSURE")
    if pascal_that_is_kilopascal(text):
        remarks.append(f"The file says a pressure of {text}; kPa is meant and was used.")
        return 10.0 * (_pressure(text.replace("Pa", "hPa")) or 101.325)
    if text:
        return _pressure(text)
    match = _TOTAL.search(state)
    return _hpa(match[1], match[2]) if match else None


def _pressure(text: str) -> float | None:
    match = _PRESSURE.search(text)
    return _hpa(match[1], match[2]) if match else None


def _hpa(number: str, unit: str) -> float:
    return float(number) * HPA["".join(unit.lower().split())]


def _temperature(text: str) -> float | None:
    match = _TEMPERATURE.search(text)
    if match is None:
        return None
    value, unit = float(match[1]), match[2].lower()
    kelvin = {"c": value + 273.15, "k": value, "f": (value - 32.0) / 1.8 + 273.15}[unit]
    return kelvin if 50.0 < kelvin < 2000.0 else None
