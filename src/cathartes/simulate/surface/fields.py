"""Random fields with a power-law spectrum: the texture of every natural surface."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.fft import irfft2, next_fast_len, rfft2


def gaussian_random_field(
    rng: np.random.Generator,
    shape: tuple[int, int],
    outer_scale_pixels: float,
    slope: float,
    count: int = 1,
) -> NDArray[np.float32]:
    """Draw fields of mean 0 and variance 1.

    Parameters
    ----------
    rng : numpy.random.Generator
    shape : (int, int)
        Lines and samples.
    outer_scale_pixels : float
        Scale beyond which the power no longer grows.
    slope : float
        Power falls as (wavenumber)**-slope at small scales; 0 is white.
    count : int
        Number of independent fields.

    Returns
    -------
    (count, line, sample) float32

    Notes
    -----
    The spectrum is P(k) = (k_0^2 + k^2)^(-slope/2) with k_0 = 1 / outer scale (von Karman).
    The field is drawn on a torus larger than the scene, so that opposite edges differ.
    """
    padded = [
        next_fast_len(side + int(min(2.0 * outer_scale_pixels, side)), True) for side in shape
    ]
    along = np.fft.fftfreq(padded[0])[:, None]
    across = np.fft.rfftfreq(padded[1])[None, :]
    amplitude = (outer_scale_pixels**-2.0 + along**2 + across**2) ** (-slope / 4.0)
    amplitude[0, 0] = 0.0
    fields = np.empty((count, *shape), dtype=np.float32)
    for index in range(count):
        white = rng.standard_normal((padded[0], padded[1]), dtype=np.float32)
        smooth = irfft2(rfft2(white) * amplitude.astype(np.float32), s=tuple(padded))
        smooth /= np.std(smooth)
        fields[index] = smooth[: shape[0], : shape[1]]
    return fields
