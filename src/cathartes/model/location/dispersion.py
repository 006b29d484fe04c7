"""How fast a plume spreads with distance, tabulated for each row of wind."""

from __future__ import annotations

import numpy as np
from attrs import frozen
from numpy.typing import NDArray


@frozen(eq=False)
class DispersionTable:
    """Spreads of a dispersion scheme at nodes evenly spaced in log(distance).

    Attributes
    ----------
    scheme : str
    distance_m : (node,) float64
        Downwind distances; evenly spaced in their logarithm.
    sigma_y_m, sigma_z_m : (row, node) float64
        Cross-wind and vertical standard deviation for each row of wind.
    transport_speed_m_s : (row, node) float64
        Speed that carries the plume there; scales with the speed of the wind.
    mixing_height_m : (row,) float64
        ``inf`` where there is no lid.
    profile_exponent : (row,) float64
        Shape s of the vertical profile exp(-(z / scale)^s) of a source near the ground; 2 is
        Gaussian.
    """

    scheme: str
    distance_m: NDArray[np.float64]
    sigma_y_m: NDArray[np.float64]
    sigma_z_m: NDArray[np.float64]
    transport_speed_m_s: NDArray[np.float64]
    mixing_height_m: NDArray[np.float64]
    profile_exponent: NDArray[np.float64]
