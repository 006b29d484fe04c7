"""What the air does at the time of each row of wind: all that a dispersion scheme asks for."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from cathartes.physics.turbulence.stability import class_letters
from cathartes.physics.turbulence.surface_layer import log_profile

Array = NDArray[np.float64]


@frozen(eq=False)
class AirState:
    """Complete turbulence, a row for each row of wind; everything is finite and positive.

    Attributes
    ----------
    reference_height_m, speed_m_s : (row,) float64
        Height of the instrument above ground, and the speed there.
    friction_velocity_m_s, roughness_m : (row,) float64
    inverse_obukhov_per_m : (row,) float64
        1/L: negative when unstable, 0 when neutral.
    sigma_v_m_s, sigma_w_m_s : (row,) float64
        Standard deviations of cross-wind and vertical velocity.
    mixing_height_m : (row,) float64
        Depth of the boundary layer.
    lid_m : (row,) float64
        Height that reflects a plume: the mixing height when it is given or the air is unstable,
        otherwise ``inf``.
    lagrangian_time_v_s, lagrangian_time_w_s : (row,) float64
        Cross-wind and vertical, for gas released near the ground.
    class_number : (row,) float64
        Pasquill's class without steps, 1 = A to 6 = F.
    given : mapping of str to (row,) bool
        For each of the names above that may be given: where it was, the rest was worked out.
    notes : tuple of str
        Whole sentences: what was assumed, and from what.
    """

    reference_height_m: Array
    speed_m_s: Array
    friction_velocity_m_s: Array
    roughness_m: Array
    inverse_obukhov_per_m: Array
    sigma_v_m_s: Array
    sigma_w_m_s: Array
    mixing_height_m: Array
    lid_m: Array
    lagrangian_time_v_s: Array
    lagrangian_time_w_s: Array
    class_number: Array
    given: Mapping[str, NDArray[np.bool_]]
    notes: tuple[str, ...]

    @property
    def size(self) -> int:
        """Number of rows."""
        return int(self.speed_m_s.size)

    @property
    def stability_class(self) -> tuple[str, ...]:
        """Pasquill's class of each row, a letter from A to F."""
        return class_letters(self.class_number)

    @property
    def obukhov_length_m(self) -> Array:
        """Obukhov length, (row,), infinite where the air is neutral."""
        with np.errstate(divide="ignore"):
            return np.asarray(1.0 / self.inverse_obukhov_per_m)

    def speed_at(self, height_m: Array) -> Array:
        """Return the speed at heights (row, place): the profile through the measured speed.

        Above the boundary layer it is that of its top.
        """
        inverse, rough = self.inverse_obukhov_per_m[:, None], self.roughness_m[:, None]
        held = np.minimum(
            height_m, np.maximum(self.mixing_height_m, self.reference_height_m)[:, None]
        )
        here = log_profile(self.reference_height_m[:, None], rough, inverse)
        ratio = log_profile(np.maximum(held, 1.2 * rough), rough, inverse) / here
        return np.asarray(self.speed_m_s[:, None] * ratio)
