"""Methane in the SWIR, line by line: the radiance table that mag1c brings with it.

The truth of injected plumes must not come from the library under test. This table (radiance
at 0.02 nm for seven columns, MODTRAN) is the source of mag1c's own template, so mag1c and every
other peer is handed exactly the target that was injected.
"""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from cathartes.model import AbsorptionSpectrum, Gas
from cathartes.model.instrument import FWHM_PER_SIGMA, Instrument
from cathartes.units import MOLECULES_CM2_PER_PPM_M

TABLE_AIR_MASS = 2.05
"""Two-way path over vertical column in the table's own scene. Nothing says it; the area of the
lines at 6047 cm-1 (3.17e-21 cm per molecule) gives 2.03-2.08, docs/adr tells more."""
FIRST_UM = 1.55
"""Below it water leaves too little light."""
COLUMNS_PPM_M = np.array([0.0, 500.0, 1000.0, 2000.0, 4000.0, 8000.0, 16000.0])


def has_methane_table() -> bool:
    """Tell whether the table is there."""
    return find_spec("mag1c") is not None and find_spec("spectral") is not None


@cache
def _table() -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return wavelength (um) and radiance (column, wavelength)."""
    import spectral

    found = find_spec("mag1c")
    if found is None or not found.submodule_search_locations:
        raise RuntimeError("mag1c is not installed; `make bench` installs it")
    folder = Path(found.submodule_search_locations[0])
    table = spectral.io.envi.open(str(folder / "ch4.hdr"), str(folder / "ch4.lut"))
    radiance = np.asarray(table.asarray(), np.float64).squeeze()
    return np.asarray(table.bands.centers) / 1e3, radiance


def methane_gas() -> Gas:
    """Return the absorption of methane near the ground, at the table's 0.1 cm-1.

    Notes
    -----
    ``-ln(L_500 / L_0) / (500 ppm m * air mass)``. Fine enough that it hardly depends on the
    column: twice the light's path, or another sun, saturates a channel as real lines would.
    """
    wavelength_um, radiance = _table()
    inside = (wavelength_um > FIRST_UM) & (radiance[:2].min(axis=0) > 0.0)
    depth = -np.log(radiance[1, inside] / radiance[0, inside])
    per_ppm_m = np.maximum(depth, 0.0) / (COLUMNS_PPM_M[1] * TABLE_AIR_MASS)
    return Gas(
        name="methane",
        source_class="L",
        spectrum=AbsorptionSpectrum(
            1e4 / wavelength_um[inside][::-1], per_ppm_m[::-1] / MOLECULES_CM2_PER_PPM_M
        ),
        molar_mass_g_per_mol=16.04,
        source="MODTRAN radiance table of mag1c",
    )


@frozen(eq=False)
class MethaneTransmittance:
    """Change of an instrument's radiance with a methane column between sun, ground and sensor.

    Attributes
    ----------
    log_transmittance : (column, wavelength) float64
        At ``COLUMNS_PPM_M``; 0 in channels outside of the table.
    """

    log_transmittance: NDArray[np.float64]

    def at(self, column_ppm_m: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the transmittance of each column, (..., wavelength); extrapolated at the end."""
        index = np.clip(np.searchsorted(COLUMNS_PPM_M, column_ppm_m) - 1, 0, 5)
        low, high = COLUMNS_PPM_M[index], COLUMNS_PPM_M[index + 1]
        part = ((column_ppm_m - low) / (high - low))[..., None]
        table = self.log_transmittance
        return np.asarray(np.exp(table[index] * (1.0 - part) + table[index + 1] * part))

    @property
    def slope_per_ppm_m(self) -> NDArray[np.float64]:
        """Relative change of radiance per ppm m at small columns, (wavelength,)."""
        return np.asarray(self.log_transmittance[1] / COLUMNS_PPM_M[1])


def methane_transmittance(instrument: Instrument) -> MethaneTransmittance:
    """Convolve the table with an instrument's channels."""
    wavelength, radiance = _table()
    sigma = instrument.fwhm_um / FWHM_PER_SIGMA
    logs = np.zeros((COLUMNS_PPM_M.size, instrument.wavelength_um.size))
    for channel, (centre, width) in enumerate(zip(instrument.wavelength_um, sigma, strict=True)):
        near = slice(*np.searchsorted(wavelength, [centre - 4 * width, centre + 4 * width]))
        if wavelength[near].size < 50 or wavelength[near][0] <= wavelength[0]:
            continue
        response = np.exp(-0.5 * ((wavelength[near] - centre) / width) ** 2)
        seen = radiance[:, near] @ response
        if seen[0] > 0:
            logs[:, channel] = np.log(seen / seen[0])
    return MethaneTransmittance(logs)
