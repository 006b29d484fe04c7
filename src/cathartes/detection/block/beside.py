"""Channels beside those of the regime: what tells cloud and water, and colours the picture."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
GREEN_UM, RED_UM, NEAR_INFRARED_UM, SHORT_WAVE_UM = 0.56, 0.66, 0.86, 1.61
BAND_REACH_UM = 0.02
TRUE_COLOUR_UM = (0.64, 0.55, 0.47)


def cloud_water_channels(wavelength_um: Array) -> list[int]:
    """Return green, red, near infrared and 1.6 um; nothing where the instrument lacks one."""
    channels = []
    for wanted in (GREEN_UM, RED_UM, NEAR_INFRARED_UM, SHORT_WAVE_UM):
        nearest = int(np.argmin(np.abs(wavelength_um - wanted)))
        if abs(wavelength_um[nearest] - wanted) > BAND_REACH_UM:
            return []
        channels.append(nearest)
    return channels


def true_colour_channels(wavelength_um: Array) -> list[int]:
    """Return red, green and blue; nothing where the instrument sees no visible light."""
    if wavelength_um.min() >= 0.48 or wavelength_um.max() <= 0.63:
        return []
    return [int(np.argmin(np.abs(wavelength_um - wanted))) for wanted in TRUE_COLOUR_UM]


def channels_beside(wavelength_um: Array) -> NDArray[np.intp]:
    """Return all of these channels, each once, ascending."""
    wanted = {*cloud_water_channels(wavelength_um), *true_colour_channels(wavelength_um)}
    return np.array(sorted(wanted), np.intp)
