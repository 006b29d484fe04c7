"""The bands of a spectrum: true maxima, not the edges of what was measured."""

from __future__ import annotations

import numpy as np
from attrs import frozen
from scipy.signal import find_peaks

from cathartes.model.gas import Gas

LEAST_SHARE = 0.05
"""A band below this share of the strongest is of no use to identify a gas."""
EDGE_RESOLUTIONS = 1.0
"""A maximum nearer than this to the end of what was measured is made by the end."""


@frozen
class Band:
    """One maximum of absorption.

    Attributes
    ----------
    wavenumber_cm1, wavelength_um : float
        Where it stands.
    peak_cm2 : float
        Cross-section there.
    """

    wavenumber_cm1: float
    peak_cm2: float

    @property
    def wavelength_um(self) -> float:
        """Wavelength of the maximum."""
        return 1e4 / self.wavenumber_cm1


def find_bands(gas: Gas, *, most: int = 8, separation_cm1: float = 12.0) -> tuple[Band, ...]:
    """Return the bands of a gas, strongest first.

    Parameters
    ----------
    gas : Gas
    most : int
        How many at the most.
    separation_cm1 : float
        Of two maxima nearer than this the stronger counts: P and R branches are one band.

    Notes
    -----
    A spectrum that is cut within a band has its largest number at the cut. Each measured piece
    is searched by itself, and what stands at its ends is left out.
    """
    nu, sigma = gas.spectrum.wavenumber_cm1, gas.spectrum.cross_section_cm2
    if len(nu) < 5 or not np.isfinite(sigma).any():
        return ()
    strongest = float(np.nanmax(sigma))
    step = float(np.median(np.diff(nu)))
    edge = EDGE_RESOLUTIONS * max(gas.spectrum.resolution_cm1, step)
    found: list[Band] = []
    for piece in np.split(np.arange(len(nu)), np.flatnonzero(~np.isfinite(sigma))):
        inside = piece[np.isfinite(sigma[piece])]
        if len(inside) < 5:
            continue
        maxima, _ = find_peaks(
            sigma[inside],
            height=LEAST_SHARE * strongest,
            distance=max(1, round(separation_cm1 / step)),
            prominence=0.2 * LEAST_SHARE * strongest,
        )
        first, last = nu[inside[0]] + edge, nu[inside[-1]] - edge
        found += [
            Band(float(nu[i]), float(sigma[i])) for i in inside[maxima] if first <= nu[i] <= last
        ]
    return tuple(sorted(found, key=lambda band: -band.peak_cm2)[:most])
