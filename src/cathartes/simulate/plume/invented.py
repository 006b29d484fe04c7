"""Gases that are in no library, to see whether a detector says so."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cathartes.model.gas import AbsorptionSpectrum, Gas
from cathartes.simulate.atmosphere.lines import rotational_band

RANGE_CM1 = (700.0, 1400.0)
STEP_CM1 = 0.1


def _contour(
    rng: np.random.Generator, wavenumber: NDArray[np.float64], centre: float
) -> NDArray[np.float64]:
    """Return a band of peak 1: a heavy molecule's smooth contour, or branches, or lines."""
    shape = rng.choice(["smooth", "double", "pqr", "lines"], p=[0.35, 0.25, 0.28, 0.12])
    offset = wavenumber - centre
    if shape == "smooth":
        width = rng.uniform(5.0, 20.0)
        lean = 1.0 + rng.uniform(-0.4, 0.4) * np.tanh(offset / width)
        contour = np.exp(-0.5 * (offset / (width * lean)) ** 2)
    elif shape == "double":
        half, width = rng.uniform(5.0, 12.0), rng.uniform(4.0, 9.0)
        contour = np.exp(-0.5 * ((offset - half) / width) ** 2)
        contour += rng.uniform(0.6, 1.2) * np.exp(-0.5 * ((offset + half) / width) ** 2)
    elif shape == "pqr":
        half, width = rng.uniform(9.0, 20.0), rng.uniform(5.0, 10.0)
        contour = 0.6 * np.exp(-0.5 * ((offset - half) / width) ** 2)
        contour += 0.6 * np.exp(-0.5 * ((offset + half) / width) ** 2)
        contour += rng.uniform(0.6, 1.8) / (1.0 + (offset / rng.uniform(0.8, 2.5)) ** 2)
    else:
        lines, strength = rotational_band(rng, centre, rng.uniform(2.0, 8.0), rng.uniform(4.0, 8.0))
        contour = np.zeros_like(wavenumber)
        for line, amount in zip(lines, strength, strict=True):
            contour += amount / (1.0 + ((wavenumber - line) / 0.09) ** 2)
    return np.asarray(contour / contour.max())


def invented_gases(rng: np.random.Generator, count: int) -> dict[str, Gas]:
    """Draw plausible gases with 2 to 6 bands between 790 and 1300 cm-1.

    Parameters
    ----------
    rng : numpy.random.Generator
    count : int

    Returns
    -------
    mapping of str to Gas
        Names are ``invented-1`` and so on; the strongest band peaks at 1e-19 to 2e-18 cm2.
    """
    wavenumber = np.arange(RANGE_CM1[0], RANGE_CM1[1] + STEP_CM1 / 2, STEP_CM1)
    gases = {}
    for index in range(1, count + 1):
        bands = int(rng.integers(2, 7))
        centres = rng.uniform(790.0, 1300.0, bands)
        heights = np.sort(rng.lognormal(-1.0, 0.8, bands))[::-1]
        total = np.zeros_like(wavenumber)
        for centre, height in zip(centres, heights / heights[0], strict=True):
            total += height * _contour(rng, wavenumber, float(centre))
        peak = 10.0 ** rng.uniform(-19.0, -17.7)
        name = f"invented-{index}"
        gases[name] = Gas(
            name=name,
            source_class="Q",
            spectrum=AbsorptionSpectrum(wavenumber, peak * total / total.max()),
            molar_mass_g_per_mol=float(rng.uniform(40.0, 150.0)),
            source="drawn",
        )
    return gases
