"""How much warmer or colder than the air the ground is: what a thermal imager sees gas by."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from cathartes.errors import StatisticsError


def rms_contrast_k(surface_temperature_k: ArrayLike, air_temperature_k: float) -> float:
    """Return the root mean square of ground minus air.

    Parameters
    ----------
    surface_temperature_k : array_like
        Surface or brightness temperatures of a scene, K; NaN where there is none.
    air_temperature_k : float
        Of the air near the ground, K.

    Returns
    -------
    float
        K.

    Raises
    ------
    StatisticsError
        When no temperature is a number.
    """
    temperature = np.asarray(surface_temperature_k, dtype=np.float64)
    known = temperature[np.isfinite(temperature)]
    if known.size == 0 or not np.isfinite(air_temperature_k):
        raise StatisticsError.about(
            "thermal contrast",
            "temperatures",
            found=f"{known.size} numbers, air {air_temperature_k}",
            expected="at least one temperature of the ground and that of the air, K",
            remedy="Leave the scene out, or give the air temperature of the weather station.",
        )
    return float(np.sqrt(np.mean(np.square(known - air_temperature_k))))
