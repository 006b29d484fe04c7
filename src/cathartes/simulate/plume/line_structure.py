"""Lines put under a band-resolved spectrum, so that strong columns saturate as real ones do."""

from __future__ import annotations

import numpy as np
from attrs import evolve
from scipy.ndimage import gaussian_filter1d

from cathartes.model.gas import AbsorptionSpectrum, Gas
from cathartes.model.instrument import FWHM_PER_SIGMA
from cathartes.simulate.atmosphere.lines import lorentz_sum


def with_line_structure(
    gas: Gas,
    rng: np.random.Generator,
    *,
    resolution_cm1: float,
    step_cm1: float = 0.1,
    lines_per_cm1: float = 0.8,
    spread: float = 1.1,
) -> Gas:
    """Return a gas whose spectrum has lines and, seen at its old resolution, is what it was.

    Parameters
    ----------
    gas : Gas
        With a spectrum that was measured or tabulated at ``resolution_cm1``.
    rng : numpy.random.Generator
    resolution_cm1 : float
        Full width at half maximum at which the spectrum is known.
    step_cm1 : float
        Of the new grid.
    lines_per_cm1, spread : float
        Density of the drawn lines and 1-sigma spread of the logarithm of their strength.
    """
    own = gas.spectrum
    known = np.isfinite(own.cross_section_cm2)
    wavenumber = np.arange(own.wavenumber_cm1[0], own.wavenumber_cm1[-1], step_cm1)
    smooth = np.interp(wavenumber, own.wavenumber_cm1[known], own.cross_section_cm2[known])
    count = int(np.ptp(wavenumber) * lines_per_cm1)
    lines = lorentz_sum(
        wavenumber,
        rng.uniform(wavenumber[0], wavenumber[-1], count),
        rng.lognormal(0.0, spread, count),
        rng.uniform(0.05, 0.08, count),
    )
    sigma = resolution_cm1 / FWHM_PER_SIGMA / step_cm1
    modulation = lines / np.maximum(gaussian_filter1d(lines, sigma, mode="nearest"), 1e-30)
    return evolve(
        gas,
        spectrum=AbsorptionSpectrum(wavenumber, np.maximum(smooth, 0.0) * modulation),
        source=f"{gas.source}; lines drawn below {resolution_cm1:g} cm-1",
    )
