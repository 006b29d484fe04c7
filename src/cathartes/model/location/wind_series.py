"""Wind through time, with what is known of turbulence, each value with the error it may have."""

from __future__ import annotations

from typing import Self

import numpy as np
from attrs import frozen
from numpy.typing import NDArray


@frozen(eq=False)
class WindSeries:
    """Rows of wind; every field but time may be NaN where it is not known.

    Attributes
    ----------
    time_s : (row,) float64
        Start of the interval, seconds since 1970-01-01 UTC; strictly increasing.
    averaging_s : (row,) float64
    position_m : (row, 3) float64
        Easting, northing, height of the instrument.
    speed_m_s, from_direction_deg : (row,) float64
        Vector or scalar mean speed; direction the air comes from, clockwise from north.
    direction_std_deg : (row,) float64
        Spread of the direction *within* the interval (sigma theta), not an error.
    sigma_v_m_s, sigma_w_m_s : (row,) float64
        Standard deviation of cross-wind and vertical velocity within the interval.
    friction_velocity_m_s, obukhov_length_m, mixing_height_m, roughness_m : (row,) float64
        Obukhov length is negative when unstable.
    temperature_k, pressure_pa : (row,) float64
    speed_log_std : (row,) float64
        One standard deviation of the error of log(speed), for the source of this wind.
    from_direction_error_deg : (row,) float64
        One standard deviation of the error of the direction.
    kind : str
        Where it is from: ``"sonic"``, ``"mast"``, ``"plume drift"``, ``"metar"``, ``"model"``.
    """

    time_s: NDArray[np.float64]
    averaging_s: NDArray[np.float64]
    position_m: NDArray[np.float64]
    speed_m_s: NDArray[np.float64]
    from_direction_deg: NDArray[np.float64]
    direction_std_deg: NDArray[np.float64]
    sigma_v_m_s: NDArray[np.float64]
    sigma_w_m_s: NDArray[np.float64]
    friction_velocity_m_s: NDArray[np.float64]
    obukhov_length_m: NDArray[np.float64]
    mixing_height_m: NDArray[np.float64]
    roughness_m: NDArray[np.float64]
    temperature_k: NDArray[np.float64]
    pressure_pa: NDArray[np.float64]
    speed_log_std: NDArray[np.float64]
    from_direction_error_deg: NDArray[np.float64]
    kind: str = "mast"

    @property
    def size(self) -> int:
        """Number of rows."""
        return int(self.time_s.size)

    @classmethod
    def of_now(
        cls,
        speed_m_s: float,
        from_direction_deg: float,
        *,
        direction_std_deg: float = float("nan"),
        time_s: float = 0.0,
        averaging_s: float = 300.0,
    ) -> Self:
        """Return one row of which no more is known than speed and direction."""
        unknown = np.array([np.nan])
        return cls(
            time_s=np.array([time_s]),
            averaging_s=np.array([averaging_s]),
            position_m=np.full((1, 3), np.nan),
            speed_m_s=np.array([speed_m_s]),
            from_direction_deg=np.array([from_direction_deg]),
            direction_std_deg=np.array([direction_std_deg]),
            sigma_v_m_s=unknown,
            sigma_w_m_s=unknown,
            friction_velocity_m_s=unknown,
            obukhov_length_m=unknown,
            mixing_height_m=unknown,
            roughness_m=unknown,
            temperature_k=unknown,
            pressure_pa=unknown,
            speed_log_std=unknown,
            from_direction_error_deg=unknown,
        )


WIND_ERRORS: dict[str, tuple[float, float]] = {
    "sonic": (0.10, 5.0),
    "mast": (0.15, 8.0),
    "plume drift": (0.2, 10.0),
    "metar": (0.35, 20.0),
    "model": (0.6, 25.0),
}
"""Error of log(speed), and of the direction in degrees, by where the wind is from, unless told.

The order and the spread of a model's wind are those measured for the 2022 and 2019 controlled
releases (docs/benchmarks.md): a forecast model against a sonic on site has a median ratio of 0.62.
"""
