"""Random but seeded ensembles of absorption lines: an atmosphere that equals no table."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

WING_CM1 = 25.0
"""Distance at which a line is cut, the usual convention of line-by-line codes."""


def lorentz_sum(
    wavenumber_cm1: NDArray[np.float64],
    centre_cm1: NDArray[np.float64],
    strength: NDArray[np.float64],
    half_width_cm1: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Add up Lorentz lines on a regular grid; each integrates to its strength.

    Parameters
    ----------
    wavenumber_cm1 : (wavenumber,) float64
        Regular, ascending.
    centre_cm1, strength, half_width_cm1 : (line,) float64

    Notes
    -----
    The profile is integrated over each grid cell rather than sampled, so that a line narrower
    than the step keeps its strength.
    """
    step = wavenumber_cm1[1] - wavenumber_cm1[0]
    total = np.zeros(wavenumber_cm1.size)
    reach = int(np.ceil(WING_CM1 / step))
    for centre, amount, width in zip(centre_cm1, strength, half_width_cm1, strict=True):
        middle = round((centre - wavenumber_cm1[0]) / step)
        first, last = max(0, middle - reach), min(total.size, middle + reach + 1)
        if first >= last:
            continue
        edges = wavenumber_cm1[first] - 0.5 * step + step * np.arange(last - first + 1)
        total[first:last] += amount / (np.pi * step) * np.diff(np.arctan((edges - centre) / width))
    return total


def draw_lines(
    rng: np.random.Generator,
    knots_cm1: tuple[float, ...],
    strength_per_cm1: tuple[float, ...],
    lines_per_cm1: float,
    spread: float,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Draw line centres and strengths that follow an envelope.

    Parameters
    ----------
    rng : numpy.random.Generator
    knots_cm1, strength_per_cm1 : tuple of float
        Envelope of summed strength per cm-1, interpolated in its logarithm.
    lines_per_cm1 : float
        Density of lines.
    spread : float
        1-sigma spread of the logarithm of strength: few strong lines, many weak ones.
    """
    first, last = knots_cm1[0] - WING_CM1, knots_cm1[-1] + WING_CM1
    count = max(1, int((last - first) * lines_per_cm1))
    centre = np.sort(rng.uniform(first, last, count))
    envelope = np.exp(np.interp(centre, knots_cm1, np.log(np.maximum(strength_per_cm1, 1e-12))))
    share = rng.lognormal(-0.5 * spread**2, spread, count)
    return centre, envelope / lines_per_cm1 * share


def rotational_band(
    rng: np.random.Generator, centre_cm1: float, spacing_cm1: float, peak_rotation: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return line centres and strengths (sum 1) of a P and R branch of a linear molecule."""
    rotation = np.arange(1, int(4 * peak_rotation) + 1, dtype=np.float64)
    population = rotation * np.exp(-0.5 * (rotation / peak_rotation) ** 2)
    drift = 1.0 - 0.0015 * rotation * float(rng.uniform(0.7, 1.3))
    centre = np.concatenate(
        [centre_cm1 - spacing_cm1 * rotation / drift, centre_cm1 + spacing_cm1 * rotation * drift]
    )
    strength = np.concatenate([population, 1.05 * population])
    return centre, strength / strength.sum()
