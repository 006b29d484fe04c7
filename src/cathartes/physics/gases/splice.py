"""A measured spectrum where it was measured, the bundled bands outside of it."""

from __future__ import annotations

import numpy as np
from attrs import evolve
from numpy.typing import NDArray

from cathartes.model.gas import AbsorptionSpectrum, Gas, GaussianBands
from cathartes.physics.gases.bands import spectrum_of_bands

Array = NDArray[np.float64]
Windows = list[tuple[float, float]]
WIDEST_STEP = 4.0
"""Times the usual spacing; a wider step in a spectrum's grid is a gap."""
NARROWEST_PIECE_CM1 = 10.0
"""What sticks out by less is the edge of a band, not something that was measured besides."""
_WORST_FIRST = "BSLQ"


def measured_windows(spectrum: AbsorptionSpectrum) -> Windows:
    """Return where a spectrum was measured, as (first, last) in cm-1."""
    nu = spectrum.wavenumber_cm1[np.isfinite(spectrum.cross_section_cm2)]
    if len(nu) < 2:
        return []
    spacing = np.diff(nu)
    cuts = np.flatnonzero(spacing > WIDEST_STEP * np.median(spacing)) + 1
    return [(float(part[0]), float(part[-1])) for part in np.split(nu, cuts)]


def serve_outside(gas: Gas, before: Gas) -> Gas:
    """Return a gas with what is known of it from ``before`` where its spectrum says nothing.

    Parameters
    ----------
    gas : Gas
        With a measured spectrum, which counts wherever there is one.
    before : Gas
        The same gas as band parameters.

    Notes
    -----
    Class and error become the worst of both, as for pieces of one spectrum. Nothing is taken from
    a gas of class B: a column would be made of band facts.
    """
    if before.bands is None or before.source_class == "B":
        return gas
    left = _left_over(list(before.bands.windows_cm1), measured_windows(gas.spectrum))
    if not left:
        return gas
    bands = _at_resolution(before.bands, gas.spectrum.resolution_cm1)
    added = spectrum_of_bands(evolve(bands, windows_cm1=tuple(left)))
    told = " and ".join(f"{first:.0f}-{last:.0f} cm-1" for first, last in left)
    return evolve(
        gas,
        spectrum=_one_after_the_other(gas.spectrum, added),
        source_class=min(gas.source_class, before.source_class, key=_WORST_FIRST.index),
        relative_error=max(gas.relative_error, before.relative_error),
        remarks=(
            *gas.remarks,
            f"This spectrum ends where it was measured; over {told} the bundled bands serve.",
        ),
    )


def _left_over(windows: Windows, taken: Windows) -> Windows:
    """Return what of ``windows`` lies outside all of ``taken``, without slivers."""
    left = windows
    for start, end in taken:
        cut: Windows = []
        for first, last in left:
            cut += [(first, min(last, start)), (max(first, end), last)]
        left = [(first, last) for first, last in cut if first < last]
    return sorted((a, b) for a, b in left if b - a >= NARROWEST_PIECE_CM1)


def _at_resolution(bands: GaussianBands, resolution_cm1: float) -> GaussianBands:
    """Return bands as an instrument of another resolution would have measured them.

    Notes
    -----
    One spectrum has one resolution, which is taken off a channel's width when it is convolved.
    Areas stay; widths follow :func:`cathartes.physics.gases.bands.convolve_bands`.
    """
    own = np.maximum(bands.fwhm_cm1**2 - bands.resolution_cm1**2, 0.0)
    width = np.maximum(np.sqrt(own + resolution_cm1**2), 0.5 * bands.fwhm_cm1)
    return evolve(
        bands,
        fwhm_cm1=width,
        peak_cm2=bands.peak_cm2 * bands.fwhm_cm1 / width,
        resolution_cm1=np.full(len(width), resolution_cm1),
    )


def _one_after_the_other(one: AbsorptionSpectrum, other: AbsorptionSpectrum) -> AbsorptionSpectrum:
    """Merge two spectra that share no range, with NaN wherever one gives way to the other."""
    nu = np.concatenate([one.wavenumber_cm1, other.wavenumber_cm1])
    sigma = np.concatenate([one.cross_section_cm2, other.cross_section_cm2])
    owner = np.repeat([0, 1], [len(one.wavenumber_cm1), len(other.wavenumber_cm1)])
    # Ends of both may be the same wavenumber: the measured one stays.
    nu, first = np.unique(nu, return_index=True)
    sigma, owner = sigma[first], owner[first]
    seams = np.flatnonzero(np.diff(owner)) + 1
    middle = 0.5 * (nu[seams - 1] + nu[seams])
    return AbsorptionSpectrum(
        np.insert(nu, seams, middle),
        np.insert(sigma, seams, np.nan),
        one.resolution_cm1,
    )
