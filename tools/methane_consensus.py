"""What methane near the ground takes from sunlight, from two published targets.

Neither target is that by itself. AVIRIS-NG's is one pass in the limit of no other methane;
EMIT's is the slope of the logarithm of radiance over 0-64 000 ppm m, two passes, under the
methane of the atmosphere. The first saturates too little, the second too much. docs/adr tells
how the conventions were found and what the mean of the two was compared with.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from gaussian_fit import FloatArray
from scipy.interpolate import PchipInterpolator
from scipy.ndimage import gaussian_filter1d

BANDS_NM = ((2120.0, 2500.0), (1600.0, 1830.0))
UNIT_PER_PPM_M = 1e-5
"""Both files hold (negative) natural logarithms times 1e5."""
AVIRIS_NG_FWHM_NM = 5.8
EMIT_FWHM_NM = 8.5
LEVEL = 0.65
"""Optical depth of one vertical pass, per ppm m of a small column, over the geometric mean of
the two files as they are: from a radiance table, alike in both bands (0.657 and 0.662 under its
own air mass of 2.05, 0.647 and 0.656 under 2.2)."""
LEAST_SHARE = 0.02
"""Of a band's peak, added to both before they are divided: their ratio means nothing far below."""
STEP_NM = 0.5
FWHM_PER_SIGMA = 2.3548200450309493


def consensus(folder: Path) -> Iterator[tuple[FloatArray, FloatArray, float]]:
    """Return wavenumber, optical depth per ppm m (one way) and resolution (cm-1) of each band.

    Parameters
    ----------
    folder : Path
        Of the two target files.

    Notes
    -----
    ``LEVEL * sqrt(a e)``: ``a`` AVIRIS-NG's target, ``e`` EMIT's. EMIT is coarser, so that
    ``a sqrt(e / a')`` is taken instead, ``a'`` being ``a`` at EMIT's resolution: the ratio is
    smooth, and the finer structure stays that of the finer target.
    """
    fine_nm, fine = _read(folder / "avirisng_ch4_unit_absorption_425ch.txt")
    coarse_nm, coarse = _read(folder / "emit20220815t042838_ch4_target.txt")
    dense_nm = np.arange(1500.0, 2500.0, STEP_NM)
    dense = PchipInterpolator(fine_nm, fine)(dense_nm)
    width_nm = np.sqrt(EMIT_FWHM_NM**2 - AVIRIS_NG_FWHM_NM**2)
    as_coarse = np.interp(
        coarse_nm, dense_nm, gaussian_filter1d(dense, width_nm / FWHM_PER_SIGMA / STEP_NM)
    )
    for first, last in BANDS_NM:
        known = (coarse_nm > first) & (coarse_nm < last)
        least = LEAST_SHARE * as_coarse[known].max()
        ratio = (coarse[known] + least) / (as_coarse[known] + least)
        inside = (fine_nm > first) & (fine_nm < last)
        at_fine = np.exp(0.5 * np.interp(fine_nm[inside], coarse_nm[known], np.log(ratio)))
        nu = 1e7 / fine_nm[inside][::-1]
        resolution = AVIRIS_NG_FWHM_NM * 1e-7 * float(nu.mean()) ** 2
        yield nu, (LEVEL * fine[inside] * at_fine)[::-1], resolution


def _read(path: Path) -> tuple[FloatArray, FloatArray]:
    """Return wavelength (nm) and absorption per ppm m of a target file."""
    nanometres, target = np.loadtxt(path, usecols=(1, 2)).T
    return nanometres, np.maximum(-target, 0.0) * UNIT_PER_PPM_M
