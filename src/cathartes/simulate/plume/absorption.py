"""A gas's optical depth on the fine grid of the physics."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cathartes.model.gas import Gas
from cathartes.units import MOLECULES_CM2_PER_PPM_M


def cross_section_cm2(gas: Gas, wavenumber_cm1: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the cross-section averaged over each cell of a regular grid, (wavenumber,).

    A spectrum finer than the grid (line by line) keeps its area, a coarser one is
    interpolated. Outside of what was measured, and where noise makes it negative, it is zero.
    """
    known = np.isfinite(gas.spectrum.cross_section_cm2)
    own = gas.spectrum.wavenumber_cm1[known]
    values = np.maximum(gas.spectrum.cross_section_cm2[known], 0.0)
    if own.size < 2:
        return np.zeros(wavenumber_cm1.size)
    step = wavenumber_cm1[1] - wavenumber_cm1[0]
    area = np.concatenate([[0.0], np.cumsum(0.5 * (values[1:] + values[:-1]) * np.diff(own))])
    edges = np.append(wavenumber_cm1 - 0.5 * step, wavenumber_cm1[-1] + 0.5 * step)
    if float(np.median(np.diff(own))) < step:
        return np.asarray(np.diff(np.interp(edges, own, area)) / step)
    return np.interp(wavenumber_cm1, own, values, left=0.0, right=0.0)


def depth_per_ppm_m(gas: Gas, wavenumber_cm1: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the optical depth of 1 ppm m, one way, (wavenumber,)."""
    return cross_section_cm2(gas, wavenumber_cm1) * MOLECULES_CM2_PER_PPM_M
