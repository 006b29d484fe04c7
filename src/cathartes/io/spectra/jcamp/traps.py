"""Faults of published JCAMP-DX files that the reader knows, and says when it meets them."""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

TRUE_BANDS_CM1 = {"7647-01-0": ((2500.0, 3200.0),)}
"""By CAS number: where a gas of one band can absorb at all. Hydrogen chloride has its only
band at 2886 cm-1; the Coblentz sheet shows impurities at 1066 and 703 cm-1 and says so."""

_UNKNOWNS = re.compile(r"unknowns?\s+at\s+([\d\s,.and]+?)\s*cm", re.IGNORECASE)
IMPURITY_HALF_WIDTH_CM1 = 60.0


def pascal_that_is_kilopascal(text: str) -> bool:
    """Return True for ``101.3 Pa``: an atmosphere, with the k forgotten."""
    match = re.match(r"\s*([\d.]+)\s*Pa\b", text, re.IGNORECASE)
    return bool(match) and 80.0 < _float(match[1]) < 110.0 if match else False


def _float(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return float("nan")


def mask_false_bands(
    cas_number: str,
    comments: tuple[str, ...],
    wavenumber_cm1: NDArray[np.float64],
    cross_section_cm2: NDArray[np.float64],
) -> tuple[NDArray[np.float64], list[str]]:
    """Return the spectrum without what is not this gas (NaN), and sentences on what was done."""
    masked = cross_section_cm2.copy()
    remarks: list[str] = []
    for comment in comments:
        if found := _UNKNOWNS.search(comment):
            for text in re.findall(r"\d+\.?\d*", found[1]):
                near = np.abs(wavenumber_cm1 - float(text)) < IMPURITY_HALF_WIDTH_CM1
                masked[near] = np.nan
                remarks.append(
                    f"The file itself calls the absorption at {text} cm-1 an unknown impurity; "
                    "it was left out."
                )
    if bands := TRUE_BANDS_CM1.get(cas_number):
        inside = np.zeros(len(wavenumber_cm1), bool)
        for first, last in bands:
            inside |= (wavenumber_cm1 >= first) & (wavenumber_cm1 <= last)
        masked[~inside] = np.nan
        shown = ", ".join(f"{first:g}-{last:g}" for first, last in bands)
        remarks.append(
            f"This molecule absorbs at {shown} cm-1 only; what the file shows elsewhere is not "
            "this gas and was left out."
        )
    return masked, remarks
