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

from cathartes.model.instrument import FWHM_PER_SIGMA, Instrument

COLUMNS_PPM_M = np.array([0.0, 500.0, 1000.0, 2000.0, 4000.0, 8000.0, 16000.0])


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
