"""From a lookup table (GLT) on a map grid back to the position of each sensor pixel."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def invert_lookup_table(
    glt_line: NDArray[np.float64],
    glt_sample: NDArray[np.float64],
    easting: NDArray[np.float64],
    northing: NDArray[np.float64],
    shape: tuple[int, int],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the mean map position of the cells that each sensor pixel fills.

    Parameters
    ----------
    glt_line, glt_sample : (northing, easting) float64
        Line and sample of the sensor pixel that fills each map cell, from 1. 0 or NaN:
        none. Negative: filled from a neighbour, which says nothing of where the pixel lies.
    easting : (easting,) float64
        Of the cell centres, metres.
    northing : (northing,) float64
        Of the cell centres, metres.
    shape : (line, sample)
        Of the sensor image.

    Returns
    -------
    (line, sample) float64, (line, sample) float64
        Easting and northing of pixel centres, NaN where a pixel fills no cell.
    """
    lines, samples = shape
    with np.errstate(invalid="ignore"):
        own = (glt_line >= 1) & (glt_line <= lines) & (glt_sample >= 1) & (glt_sample <= samples)
    row, column = np.nonzero(own)
    pixel = (glt_line[own].astype(np.int64) - 1) * samples + glt_sample[own].astype(np.int64) - 1
    count = np.bincount(pixel, minlength=lines * samples)
    positions = []
    for coordinate in (easting[column], northing[row]):
        total = np.bincount(pixel, weights=coordinate, minlength=lines * samples)
        with np.errstate(invalid="ignore"):
            positions.append((total / np.where(count, count, np.nan)).reshape(shape))
    return positions[0], positions[1]
