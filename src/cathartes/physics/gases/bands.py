"""Sums of Gaussians: evaluate them, and convolve them with Gaussian channels exactly."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cathartes.model.gas import AbsorptionSpectrum, GaussianBands

FOUR_LN_2 = 4.0 * np.log(2.0)


def evaluate_bands(
    bands: GaussianBands, wavenumber_cm1: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the fitted cross-section at its own resolution.

    Parameters
    ----------
    bands : GaussianBands
    wavenumber_cm1 : (wavenumber,) float64

    Returns
    -------
    (wavenumber,) float64
        cm2 per molecule.
    """
    x = (wavenumber_cm1[:, None] - bands.centre_cm1) / bands.fwhm_cm1
    return np.asarray(np.exp(-FOUR_LN_2 * x * x) @ bands.peak_cm2)


def convolve_bands(
    bands: GaussianBands, centre_cm1: NDArray[np.float64], fwhm_cm1: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the cross-section each Gaussian channel sees.

    Parameters
    ----------
    bands : GaussianBands
    centre_cm1, fwhm_cm1 : (channel,) float64
        Channel centre and full width at half maximum, cm-1.

    Returns
    -------
    (channel,) float64
        cm2 per molecule.

    Notes
    -----
    The convolution of two Gaussians of widths ``w`` and ``c`` is a Gaussian of width
    ``sqrt(w**2 + c**2)`` and of the same area. The width ``r`` of the measurement is taken off
    first: ``sqrt(w**2 - r**2 + c**2)``. A channel finer than the measurement cannot be given
    what was never measured: its band is not made narrower than ``sqrt(w**2 - r**2)`` and ``c``
    allow, and never narrower than half the measured width, where the fit holds no information.
    """
    own = np.maximum(bands.fwhm_cm1**2 - bands.resolution_cm1**2, 0.0)
    width = np.sqrt(own[None, :] + fwhm_cm1[:, None] ** 2)
    width = np.maximum(width, 0.5 * bands.fwhm_cm1[None, :])
    x = (centre_cm1[:, None] - bands.centre_cm1[None, :]) / width
    peak = bands.peak_cm2[None, :] * bands.fwhm_cm1[None, :] / width
    return np.asarray((peak * np.exp(-FOUR_LN_2 * x * x)).sum(axis=1))


def spectrum_of_bands(bands: GaussianBands, *, step_cm1: float = 0.5) -> AbsorptionSpectrum:
    """Return the bands as a spectrum on a regular grid over each measured window.

    Parameters
    ----------
    bands : GaussianBands
    step_cm1 : float
        Spacing of the grid.

    Returns
    -------
    AbsorptionSpectrum
        NaN between windows, at one point on either side of the gap.
    """
    grids: list[NDArray[np.float64]] = []
    values: list[NDArray[np.float64]] = []
    for first, last in sorted(bands.windows_cm1):
        grid = np.arange(first, last + 0.5 * step_cm1, step_cm1)
        if grids:
            grids.append(np.array([grids[-1][-1] + step_cm1, first - step_cm1]))
            values.append(np.full(2, np.nan))
        grids.append(grid)
        values.append(evaluate_bands(bands, grid))
    if not grids:
        return AbsorptionSpectrum(np.zeros(0), np.zeros(0), 0.0)
    resolution = float(np.max(bands.resolution_cm1)) if bands.resolution_cm1.size else 0.0
    return AbsorptionSpectrum(np.concatenate(grids), np.concatenate(values), resolution)
