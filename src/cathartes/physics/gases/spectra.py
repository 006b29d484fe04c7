"""Measured spectra on an instrument's channels, without band parameters."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cathartes.model.gas import AbsorptionSpectrum

FOUR_LN_2 = 4.0 * np.log(2.0)


def convolve_spectrum(
    spectrum: AbsorptionSpectrum, centre_cm1: NDArray[np.float64], fwhm_cm1: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the cross-section each Gaussian channel sees.

    Parameters
    ----------
    spectrum : AbsorptionSpectrum
    centre_cm1, fwhm_cm1 : (channel,) float64
        Channel centre and full width at half maximum, cm-1.

    Returns
    -------
    (channel,) float64
        cm2 per molecule; 0 where less than half of the channel was measured.

    Notes
    -----
    The resolution of the measurement is taken off the channel's width in quadrature. A channel
    finer than the measurement gets the spectrum as it was measured.
    """
    nu, sigma = spectrum.wavenumber_cm1, spectrum.cross_section_cm2
    out = np.zeros(len(centre_cm1))
    if len(nu) < 2:
        return out
    # The weight of a sample is the width of its cell; a gap in the grid is no wide cell.
    spacing = np.diff(nu)
    typical = float(np.median(spacing))
    narrower = np.minimum(np.append(spacing, np.inf), np.insert(spacing, 0, np.inf))
    cell = np.minimum(np.gradient(nu), 2.0 * narrower)
    known = np.isfinite(sigma)
    for channel, (centre, fwhm) in enumerate(zip(centre_cm1, fwhm_cm1, strict=True)):
        width = max(np.sqrt(max(fwhm**2 - spectrum.resolution_cm1**2, 0.0)), typical)
        first, last = np.searchsorted(nu, (centre - 3.0 * width, centre + 3.0 * width))
        near = slice(first, last)
        use = known[near]
        response = np.exp(-FOUR_LN_2 * ((nu[near] - centre) / width) ** 2) * cell[near]
        whole = width * np.sqrt(np.pi / FOUR_LN_2)
        measured = response[use].sum()
        if measured > 0.5 * whole:
            out[channel] = response[use] @ sigma[near][use] / measured
    return out
