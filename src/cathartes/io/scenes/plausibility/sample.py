"""A few hundred spectra from all over a scene, however large it is."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cathartes.model import RadianceSource

LINES, SAMPLES_PER_LINE = 16, 64
SCANNED_BYTES = 32 * 2**20
"""Of float32 at a time, where a whole scene has to be looked through."""


def sample_spectra(source: RadianceSource) -> NDArray[np.float32]:
    """Return spectra of an even grid of pixels.

    Parameters
    ----------
    source : RadianceSource
        Of the scene.

    Returns
    -------
    (pixel, wavelength) float32
        At most 16 lines x 64 samples; NaN where the file has no data.
    """
    lines, samples, channels = source.shape
    chosen_lines = _evenly(lines, LINES)
    chosen_samples = _evenly(samples, SAMPLES_PER_LINE)
    spectra = [source.read(line, line + 1)[0, chosen_samples] for line in chosen_lines]
    return np.concatenate(spectra).reshape(-1, channels)


def varies(source: RadianceSource) -> bool:
    """Return True if any two pixels of a scene differ in any valid number.

    Reads on only until a difference is found, in bounded memory.
    """
    lines, samples, channels = source.shape
    step = max(1, SCANNED_BYTES // (samples * channels * 4))
    first: NDArray[np.float32] | None = None
    for line in range(0, lines, step):
        spectra = source.read(line, min(lines, line + step)).reshape(-1, channels)
        if first is None:
            first = _first_valid(spectra)
        else:
            first = np.where(np.isfinite(first), first, _first_valid(spectra))
        with np.errstate(invalid="ignore"):
            if ((spectra != first) & np.isfinite(spectra)).any():
                return True
    return False


def _first_valid(spectra: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the first valid number of each channel, NaN where there is none."""
    row = np.isfinite(spectra).argmax(axis=0)
    return np.asarray(spectra[row, np.arange(spectra.shape[1])])


def _evenly(length: int, wanted: int) -> NDArray[np.int64]:
    n = min(length, wanted)
    return ((np.arange(n) + 0.5) * length / n).astype(np.int64)
