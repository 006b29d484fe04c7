"""Units of concentration, as people and conventions write them."""

from __future__ import annotations

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from cathartes.errors import CaseError
from cathartes.io.cases.sensed.places import SHORTEST_PATH_M
from cathartes.io.cases.tables import Table
from cathartes.model.location.observations import MASS_UNIT, MOLE_FRACTION_UNIT, GasOfCase
from cathartes.model.location.wind_series import WindSeries

GAS_CONSTANT_J_PER_MOL_K = 8.314462618
STANDARD_TEMPERATURE_K, STANDARD_PRESSURE_PA = 288.15, 101325.0


@frozen
class ConcentrationUnit:
    """A unit of concentration.

    Attributes
    ----------
    kind : str
        ``MOLE_FRACTION_UNIT`` or ``MASS_UNIT``.
    factor : float
        What one of it is in that.
    is_integral : bool
        Whether it is an integral along a path in metres, not a mean.
    """

    kind: str
    factor: float
    is_integral: bool = False


UNITS = {
    "ppm": ConcentrationUnit(MOLE_FRACTION_UNIT, 1.0),
    "ppb": ConcentrationUnit(MOLE_FRACTION_UNIT, 1e-3),
    "mg m-3": ConcentrationUnit(MASS_UNIT, 1.0),
    "ppm m": ConcentrationUnit(MOLE_FRACTION_UNIT, 1.0, is_integral=True),
}
"""The units of the contract; they are named in errors."""
_ALSO = {
    "ppmv": UNITS["ppm"],
    "umol mol-1": UNITS["ppm"],
    "umol/mol": UNITS["ppm"],
    "1e-6": UNITS["ppm"],
    "ppbv": UNITS["ppb"],
    "nmol mol-1": UNITS["ppb"],
    "nmol/mol": UNITS["ppb"],
    "1e-9": UNITS["ppb"],
    "ppt": ConcentrationUnit(MOLE_FRACTION_UNIT, 1e-6),
    "1e-12": ConcentrationUnit(MOLE_FRACTION_UNIT, 1e-6),
    "mol mol-1": ConcentrationUnit(MOLE_FRACTION_UNIT, 1e6),
    "mol/mol": ConcentrationUnit(MOLE_FRACTION_UNIT, 1e6),
    "1": ConcentrationUnit(MOLE_FRACTION_UNIT, 1e6),
    "mg/m3": UNITS["mg m-3"],
    "ug m-3": ConcentrationUnit(MASS_UNIT, 1e-3),
    "ug/m3": ConcentrationUnit(MASS_UNIT, 1e-3),
    "g m-3": ConcentrationUnit(MASS_UNIT, 1e3),
    "kg m-3": ConcentrationUnit(MASS_UNIT, 1e6),
    "ppmm": UNITS["ppm m"],
    "ppm-m": UNITS["ppm m"],
    "ppm.m": UNITS["ppm m"],
    "ppm*m": UNITS["ppm m"],
    "ppb m": ConcentrationUnit(MOLE_FRACTION_UNIT, 1e-3, is_integral=True),
}
MOST_PPM = 1e6
DENSEST_KG_M3 = 30.0
"""Denser than any gas in free air."""


def unit_named(text: str) -> ConcentrationUnit | None:
    """Return a unit; None where the text is none."""
    plain = " ".join(text.replace("\N{GREEK SMALL LETTER MU}", "u").split())
    plain = plain.replace("\N{MICRO SIGN}", "u").replace("^", "").replace("**", "")
    plain = plain.replace("\N{SUPERSCRIPT THREE}", "3").replace("\N{SUPERSCRIPT MINUS}", "-")
    return UNITS.get(plain) or _ALSO.get(plain)


def factors_to_one_unit(
    table: Table, length_m: NDArray[np.float64]
) -> tuple[NDArray[np.float64], str]:
    """Return what a value of each row is multiplied by, (row,), and the unit of all.

    Parameters
    ----------
    table : Table
        With a column ``unit``.
    length_m : (row,) float64
        Of paths; 0 for points.

    Raises
    ------
    CaseError
        If a unit is not known, mole fractions and masses are mixed, or a point has an integral.
    """
    column = table.text("unit")
    units = {text: unit_named(text) for text in dict.fromkeys(column)}
    for text, unit in units.items():
        if unit is None:
            raise CaseError.about(
                table.where(column.index(text)),
                "unit",
                found=repr(text),
                expected="one of " + ", ".join(UNITS),
                remedy="Convert the values, and name their unit.",
            )
    known = {text: unit for text, unit in units.items() if unit is not None}
    factor = np.fromiter((known[text].factor for text in column), np.float64, len(column))
    if any(unit.is_integral for unit in known.values()):
        is_integral = np.fromiter((known[text].is_integral for text in column), bool, len(column))
        short = np.flatnonzero(is_integral & (length_m < SHORTEST_PATH_M))
        if short.size:
            row = int(short[0])
            raise CaseError.about(
                table.where(row),
                "unit",
                found=f"{column[row]}, an integral, of a path {length_m[row]:g} m long",
                expected="an integral along a path with two different ends",
                remedy="Give both ends of the path, or the mean in ppm.",
            )
        factor = np.where(is_integral, factor / np.where(is_integral, length_m, 1.0), factor)
    kinds = sorted({unit.kind for unit in known.values()})
    if len(kinds) > 1:
        raise CaseError.about(
            table.path,
            "unit",
            found=" and ".join(kinds),
            expected="mole fractions or masses in one table, not both",
            remedy="Convert one of them.",
        )
    return factor, kinds[0]


def mass_of_unit(
    unit: str,
    gases: tuple[GasOfCase, ...],
    gas: NDArray[np.int32],
    middle_s: NDArray[np.float64],
    wind: WindSeries,
) -> NDArray[np.float64]:
    """Return kg m-3 in one unit of each observation, (observation,).

    Notes
    -----
    The ideal gas law, p M / (R T), at the temperature and pressure that came with the wind;
    where there are none, at 15 degrees and one atmosphere.
    """
    if unit == MASS_UNIT:
        return np.full(middle_s.size, 1e-6)
    row = np.clip(np.searchsorted(wind.time_s, middle_s, side="right") - 1, 0, wind.size - 1)
    temperature = np.where(
        np.isfinite(wind.temperature_k), wind.temperature_k, STANDARD_TEMPERATURE_K
    )[row]
    pressure = np.where(np.isfinite(wind.pressure_pa), wind.pressure_pa, STANDARD_PRESSURE_PA)[row]
    moles = pressure / (GAS_CONSTANT_J_PER_MOL_K * temperature)
    mass = np.array([each.molar_mass_g_per_mol for each in gases])[gas]
    return np.asarray(moles * mass * 1e-3 * 1e-6)
