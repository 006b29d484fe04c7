"""What a person or a header states the numbers to be, and how that converts."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cathartes.io.scenes.radiance_unit import parse_radiance_unit
from cathartes.units import RADIANCE_UNITS, RADIANCE_UNITS_PER_WAVENUMBER

SINGLE_BEAM = "counts (single beam)"
"""The unit of numbers that are not calibrated: gases can be named, columns not stated."""

_SINGLE_BEAM_SPELLINGS = frozenset(
    {"counts", "raw counts", "dn", "digital numbers", "arbitrary", "arbitrary units", "a.u."}
    | {"single beam", "single_beam", "single-beam", "raw", "uncalibrated", SINGLE_BEAM}
)


def parse_stated_unit(text: str) -> str | None:
    """Return a radiance unit of ``units.py``, :data:`SINGLE_BEAM`, or None if it is neither."""
    if " ".join(text.lower().split()) in _SINGLE_BEAM_SPELLINGS:
        return SINGLE_BEAM
    return parse_radiance_unit(text) if len(text) <= 200 else None


def factor_to_canonical(unit: str, wavelength_um: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the factors that turn a unit into W m-2 sr-1 um-1, channel by channel.

    Parameters
    ----------
    unit : str
        A key of ``units.RADIANCE_UNITS`` or its per-wavenumber sibling, or
        :data:`SINGLE_BEAM`, which has no conversion and keeps its numbers.
    wavelength_um : (wavelength,) float64
        Channel centres, um.

    Notes
    -----
    ``L_lambda = L_nu |d nu / d lambda| = L_nu * nu**2 / 1e4`` with nu in cm-1, lambda in um.
    """
    if unit == SINGLE_BEAM:
        return np.ones_like(wavelength_um)
    if unit in RADIANCE_UNITS:
        return np.full_like(wavelength_um, RADIANCE_UNITS[unit])
    wavenumber_cm1 = 1e4 / wavelength_um
    return RADIANCE_UNITS_PER_WAVENUMBER[unit] * wavenumber_cm1**2 / 1e4
