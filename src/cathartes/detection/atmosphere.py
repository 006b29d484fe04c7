"""The thermal atmosphere, worked out from the scene itself."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cathartes.detection.block.working_units import Block
from cathartes.detection.options import DetectionOptions
from cathartes.errors import InputError
from cathartes.io.atmosphere_tables import read_modtran_channels

LEAST_TRANSMITTANCE = 0.1
MOST_TRANSMITTANCE = 1.05
TABLE_REACH_UM = 0.15
PIXELS_LOOKED_AT = 50_000


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
    use = np.flatnonzero(block.valid)[:: max(1, len(block.rows) // PIXELS_LOOKED_AT)]
    drive = block.brightness[use].astype(np.float64)
    drive = drive - drive.mean()
    power = drive @ drive
    rows = block.rows[use]
    if power < 1e-6 * len(drive):
        return np.ones(rows.shape[1])
    # Single precision loses nothing once the level, thousands of times the slope's, is off.
    rows -= rows.mean(0, dtype=np.float64).astype(np.float32)
    slope = drive.astype(np.float32) @ rows / power
    return np.asarray(np.clip(slope, LEAST_TRANSMITTANCE, MOST_TRANSMITTANCE))


def transmittance_of(block: Block, options: DetectionOptions) -> NDArray[np.float64]:
    """Return the transmittance that the options ask for, on the block's channels.

    Parameters
    ----------
    block : Block
    options : DetectionOptions
        ``in_scene``; ``table``, a MODTRAN channel file interpolated to the channel centres; or
        ``none``, a transparent atmosphere.

    Raises
    ------
    InputError
        The table cannot be read or does not cover the channels.
    """
    if block.regime != "thermal" or options.atmosphere == "none":
        return np.ones(len(block.wavelength_um))
    if options.atmosphere == "in_scene" or options.atmosphere_table is None:
        return in_scene_transmittance(block)
    table = read_modtran_channels(options.atmosphere_table)
    wavelength = 1e4 / table.wavenumber_cm1[::-1]
    low, high = block.wavelength_um.min(), block.wavelength_um.max()
    if wavelength[0] > low + TABLE_REACH_UM or wavelength[-1] < high - TABLE_REACH_UM:
        raise InputError.about(
            options.atmosphere_table,
            "wavelength",
            found=f"{wavelength[0]:.2f} to {wavelength[-1]:.2f} um",
            expected=f"channels over {low:.2f} to {high:.2f} um, those of the scene",
            remedy="Give a table made for this instrument, or use the in-scene atmosphere.",
        )
    tau = np.interp(block.wavelength_um, wavelength, table.transmittance[::-1])
    return np.clip(tau, LEAST_TRANSMITTANCE, MOST_TRANSMITTANCE)
