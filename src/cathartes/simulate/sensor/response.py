"""Channel responses on the fine grid of the physics, one set per detector column."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from cathartes.errors import InstrumentError
from cathartes.model.instrument import FWHM_PER_SIGMA, Instrument

REACH_SIGMA = 4.0
"""A Gaussian response is cut here; what is lost is 6e-5 of it."""


def fine_grid(instrument: Instrument, step_cm1: float) -> NDArray[np.float64]:
    """Return the wavenumber grid that covers every channel with room for smile."""
    half = 2.0 * REACH_SIGMA * instrument.fwhm_um / FWHM_PER_SIGMA
    low = 1e4 / float(np.max(instrument.wavelength_um + half))
    high = 1e4 / float(np.min(instrument.wavelength_um - half))
    count = int(np.ceil((high - low) / step_cm1)) + 1
    return np.asarray(low + step_cm1 * np.arange(count), np.float64)


def response_matrix(
    instrument: Instrument, wavenumber_cm1: NDArray[np.float64], shift_um: float = 0.0
) -> csr_array:
    """Return weights (channel, wavenumber) that turn fine radiance into channel radiance.

    Parameters
    ----------
    instrument : Instrument
        Centres and widths; responses are Gaussian in wavelength.
    wavenumber_cm1 : (wavenumber,) float64
        Regular, ascending.
    shift_um : float
        Added to every centre (smile).

    Raises
    ------
    InstrumentError
        A channel is narrower than the grid can carry, or lies outside of it.
    """
    step = wavenumber_cm1[1] - wavenumber_cm1[0]
    wavelength = 1e4 / wavenumber_cm1
    centres = instrument.wavelength_um + shift_um
    sigmas = instrument.fwhm_um / FWHM_PER_SIGMA
    first = np.searchsorted(wavenumber_cm1, 1e4 / (centres + REACH_SIGMA * sigmas))
    last = np.searchsorted(wavenumber_cm1, 1e4 / (centres - REACH_SIGMA * sigmas))
    if np.any(last - first < 4) or first.min() < 0:
        raise InstrumentError.about(
            instrument.name,
            "fwhm_um",
            found=f"a channel that spans {int((last - first).min())} steps of {step:g} cm-1",
            expected="at least 4 steps in every channel",
            remedy="Choose a finer step_cm1, or widths and centres that fit the wavelength range.",
        )
    counts = last - first
    starts = np.concatenate([[0], np.cumsum(counts)])
    columns = np.arange(starts[-1]) - np.repeat(starts[:-1] - first, counts)
    offset = (wavelength[columns] - np.repeat(centres, counts)) / np.repeat(sigmas, counts)
    # Radiance is per um but the grid is regular in wavenumber: d(lambda) ~ lambda^2 d(nu).
    weights = np.exp(-0.5 * offset**2) * wavelength[columns] ** 2
    weights /= np.repeat(np.add.reduceat(weights, starts[:-1]), counts)
    return csr_array((weights, columns, starts), shape=(centres.size, wavenumber_cm1.size))
