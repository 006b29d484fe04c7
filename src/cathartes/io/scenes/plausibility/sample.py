"""A few hundred spectra from all over a scene, however large it is."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cathartes.model import RadianceSource

LINES, SAMPLES_PER_LINE = 16, 64
SCANNED_BYTES = 32 * 2**20
"""Of float32 at a time, where a whole scene has to be looked through."""


def sample_spectra(source: RadianceSource) -> NDArray[np.float32]:
    """Return spectra of an even grid of pixels, or where those say nothing, of some that do.

    Parameters
    ----------
    source : RadianceSource
        Of the scene.

    Returns
    -------
    (pixel, wavelength) float32
        At most 16 lines x 64 samples; NaN where the file has no data. All pixels are alike
        only if the whole scene is: a narrow strip in a wide frame of fill is searched for,
        line by line and in bounded memory.
    """
    lines, samples, channels = source.shape
    chosen_samples = _evenly(samples, SAMPLES_PER_LINE)
    rows = [source.read(line, line + 1)[0, chosen_samples] for line in _evenly(lines, LINES)]
    spectra = np.concatenate(rows).reshape(-1, channels)
    if has_variation(spectra) or lines * samples == 1:
        return spectra
    found = _search_variation(source)
    return spectra if found is None else found


def has_variation(spectra: NDArray[np.float32]) -> bool:
    """Return True if any two pixels differ in any valid number."""
    return bool(_differing(spectra, _first_valid(spectra)).any())


def _search_variation(source: RadianceSource) -> NDArray[np.float32] | None:
    """Return some spectra, not all alike, from the first lines that have such."""
    lines, samples, channels = source.shape
    step = max(1, SCANNED_BYTES // (samples * channels * 4))
    first = np.full(channels, np.nan, np.float32)
    for line in range(0, lines, step):
        spectra = source.read(line, min(lines, line + step)).reshape(-1, channels)
        first = np.where(np.isfinite(first), first, _first_valid(spectra))
        differing = np.flatnonzero(_differing(spectra, first))
        if differing.size:
            chosen = differing[_evenly(differing.size, LINES * SAMPLES_PER_LINE - 1)]
            return np.concatenate([first[np.newaxis], spectra[chosen]])
    return None


def _differing(spectra: NDArray[np.float32], first: NDArray[np.float32]) -> NDArray[np.bool_]:
    return np.asarray(((spectra != first) & np.isfinite(spectra)).any(axis=1))


def _first_valid(spectra: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the first valid number of each channel, NaN where there is none."""
    row = np.isfinite(spectra).argmax(axis=0)
    return np.asarray(spectra[row, np.arange(spectra.shape[1])])


def _evenly(length: int, wanted: int) -> NDArray[np.int64]:
    n = min(length, wanted)
    return ((np.arange(n) + 0.5) * length / n).astype(np.int64)
