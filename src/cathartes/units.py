"""One unit registry, and the physical constants the package uses, with their source.

Radiance inside cathartes is always W m-2 sr-1 um-1, wavelength um, wavenumber cm-1,
temperature K, absorption cross-section cm2 per molecule, column ppm m.
"""

from __future__ import annotations

from functools import cache
from typing import Any

PLANCK_J_S = 6.62607015e-34
"""Planck constant; exact (SI 2019)."""
SPEED_OF_LIGHT_M_S = 299792458.0
"""Speed of light in vacuum; exact (SI 2019)."""
BOLTZMANN_J_K = 1.380649e-23
"""Boltzmann constant; exact (SI 2019)."""
AVOGADRO_PER_MOL = 6.02214076e23
"""Avogadro constant; exact (SI 2019)."""

MOLECULES_CM2_PER_PPM_M = 2.479e15
"""Molecules per cm2 in a column of 1 ppm m at 296 K and 1 atm (p / kT * 1e-6 * 100 cm)."""

RADIANCE_UNITS: dict[str, float] = {
    "W m-2 sr-1 um-1": 1.0,
    "uW cm-2 sr-1 um-1": 1e-2,
    "uW cm-2 sr-1 nm-1": 10.0,
    "W m-2 sr-1 nm-1": 1e3,
    "mW m-2 sr-1 nm-1": 1.0,
    "W cm-2 sr-1 um-1": 1e4,
    "mW cm-2 sr-1 um-1": 10.0,
}
"""Per-wavelength radiance units a scene may declare, as factors to W m-2 sr-1 um-1."""

RADIANCE_UNITS_PER_WAVENUMBER: dict[str, float] = {
    "W m-2 sr-1 cm": 1.0,
    "mW m-2 sr-1 cm": 1e-3,
    "W cm-2 sr-1 cm": 1e4,
    "uW cm-2 sr-1 cm": 1e-2,
    "nW cm-2 sr-1 cm": 1e-5,
}
"""Per-wavenumber units, as factors to W m-2 sr-1 (cm-1)-1; times nu**2 / 1e4 gives per um."""


@cache
def unit_registry() -> Any:
    """Return the one pint registry of the program (made on first use)."""
    import pint

    return pint.UnitRegistry()
