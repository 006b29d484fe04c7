"""Gases that are in no library, to see whether a detector says so."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter1d

from cathartes.model.gas import AbsorptionSpectrum, Gas
from cathartes.model.instrument import FWHM_PER_SIGMA
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


def _likeness(one: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    """Return the correlation of two curves over the thermal window."""
    return float(np.corrcoef(one, other)[0, 1]) if np.ptp(other) > 0.0 else 0.0


def invented_gases(
    rng: np.random.Generator, count: int, unlike: Iterable[Gas] = (), most_alike: float = 0.7
) -> dict[str, Gas]:
    """Draw plausible gases with 2 to 6 bands between 790 and 1300 cm-1.

    Parameters
    ----------
    rng : numpy.random.Generator
    count : int
    unlike : iterable of Gas
        Gases of a library; a draw that looks like one of them is drawn again, since a
        detector that calls it by that name would not be wrong.
    most_alike : float
        Largest correlation with any of these, over the window at 10 cm-1.

    Returns
    -------
    mapping of str to Gas
        Names are ``invented-1`` and so on; the strongest band peaks at 1e-19 to 2e-18 cm2.
    """
    wavenumber = np.arange(RANGE_CM1[0], RANGE_CM1[1] + STEP_CM1 / 2, STEP_CM1)
    window = np.arange(780.0, 1321.0, 5.0)
    known = [_seen(*_measured(gas), window) for gas in unlike]
    gases: dict[str, Gas] = {}
    while len(gases) < count:
        total = _draw_spectrum(rng, wavenumber)
        seen = _seen(wavenumber, total, window)
        if any(_likeness(seen, other) > most_alike for other in known):
            continue
        peak = 10.0 ** rng.uniform(-19.0, -17.7)
        name = f"invented-{len(gases) + 1}"
        gases[name] = Gas(
            name=name,
            source_class="Q",
            spectrum=AbsorptionSpectrum(wavenumber, peak * total / total.max()),
            molar_mass_g_per_mol=float(rng.uniform(40.0, 150.0)),
            source="drawn",
        )
    return gases


def _measured(gas: Gas) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    known = np.isfinite(gas.spectrum.cross_section_cm2)
    return gas.spectrum.wavenumber_cm1[known], gas.spectrum.cross_section_cm2[known]


def _seen(
    wavenumber: NDArray[np.float64], cross_section: NDArray[np.float64], window: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return a spectrum at about 10 cm-1 on the 5 cm-1 grid of the window."""
    if wavenumber.size == 0:
        return np.zeros(window.size)
    fine = np.arange(window[0] - 20.0, window[-1] + 21.0, 0.5)
    values = np.interp(fine, wavenumber, cross_section, left=0.0, right=0.0)
    smooth = gaussian_filter1d(values, 10.0 / FWHM_PER_SIGMA / 0.5)
    return np.asarray(np.interp(window, fine, smooth), np.float64)


def _draw_spectrum(
    rng: np.random.Generator, wavenumber: NDArray[np.float64]
) -> NDArray[np.float64]:
    bands = int(rng.integers(2, 7))
    centres = rng.uniform(790.0, 1300.0, bands)
    heights = np.sort(rng.lognormal(-1.0, 0.8, bands))[::-1]
    total = np.zeros_like(wavenumber)
    for centre, height in zip(centres, heights / heights[0], strict=True):
        total += height * _contour(rng, wavenumber, float(centre))
    return total
