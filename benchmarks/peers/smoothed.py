"""A peer whose score is smoothed afterwards: what its user could do in one line."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter

SMOOTHING_SIGMA_PIXELS = 1.0


def smooth_score(score: NDArray[np.floating]) -> NDArray[np.floating]:
    """Return the score after a Gaussian of one pixel standard deviation."""
    return np.asarray(gaussian_filter(score, SMOOTHING_SIGMA_PIXELS))
