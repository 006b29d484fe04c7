"""The thermal atmosphere, worked out from the scene itself."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cathartes.detection.block.working_units import Block

LEAST_TRANSMITTANCE = 0.1
MOST_TRANSMITTANCE = 1.05


def in_scene_transmittance(block: Block) -> NDArray[np.float64]:
    """Return relative transmittance of each channel, 1 in the clearest window channels.

    Parameters
    ----------
    block : Block
        Thermal, working units.

    Returns
    -------
    (wavelength,) float64

    Notes
    -----
    Where the ground's temperature varies by ``d``, brightness temperature varies by ``tau d`` to
    first order, so the slope of each channel against the window brightness is its transmittance
    relative to the window. Emissivity bends individual slopes; the slope within narrow classes
    of equal emissivity is not known here, so slopes are limited to a plausible range. The idea
    is that of in-scene atmospheric compensation [1]_, in brightness temperature.

    References
    ----------
    .. [1] Young, Johnson and Hackwell 2002, An in-scene method for atmospheric compensation of
       thermal hyperspectral data.
    """
    if block.regime != "thermal":
        return np.ones(len(block.wavelength_um))
    use = np.flatnonzero(block.valid)[:: max(1, len(block.rows) // 50000)]
    rows = block.rows[use].astype(np.float64)
    drive = block.brightness[use].astype(np.float64)
    drive = drive - drive.mean()
    power = drive @ drive
    if power < 1e-6 * len(drive):
        return np.ones(rows.shape[1])
    slope = (rows - rows.mean(0)).T @ drive / power
    return np.asarray(np.clip(slope, LEAST_TRANSMITTANCE, MOST_TRANSMITTANCE))
