"""From an instrument and the conditions of a look to the weakest source it finds, by gas."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
from attrs import field, frozen

from cathartes.errors import InstrumentError, OptionError
from cathartes.model.instrument import Instrument
from cathartes.physics.detection_limits.recall_curve import bundled_recall_curve
from cathartes.physics.detection_limits.sensitivity import (
    kg_m2_per_ppm_m,
    mean_width_m,
    noise_equivalent_column,
)
from cathartes.physics.gases import channel_library, load_library, select_gases

STRENGTH_SHARE = 2.08
"""Strength of simulated plumes over ``Q / (M u w sigma_c)``; docs/adr/0052."""
PLUME_LOG_STD = 0.60
"""Spread of the logarithm that comes from plume, ground and clutter; docs/adr/0052."""
CALM_M_S = 0.5
"""In weaker wind gas is carried off by eddies as if this wind blew."""
LEAST_CONTRAST_K = 0.5
"""Where the ground is as warm as the air, the plume's own warmth shows it."""
DEFAULT_MOLAR_MASS = 70.0
PLANNING_WIND_M_S, PLANNING_CONTRAST_K, PLANNING_PIXEL_M = 3.0, 3.0, 8.0
PLANNING_HEIGHT_M = 1500.0


@frozen(kw_only=True)
class DetectionLimits:
    """What one look could have seen.

    Attributes
    ----------
    limits_kg_per_h : mapping of str to float
        By gas: the emission rate that is found half of the time. A gas that is not in it cannot
        be seen.
    limit_log_std : float
        A rate ``Q`` is found with probability ``Phi(ln(Q / limit) / limit_log_std)``.
    """

    limits_kg_per_h: Mapping[str, float] = field(factory=dict)
    limit_log_std: float

    def probability_of_finding(self, gas: str, emission_rate_kg_per_h: float) -> float:
        """Return the probability that a source of this rate is found; 0 for an unseen gas."""
        return self.probability_of_mixture({gas: emission_rate_kg_per_h})

    def probability_of_mixture(self, rates_kg_per_h: Mapping[str, float]) -> float:
        """Return the probability that a source of several gases is found.

        Parameters
        ----------
        rates_kg_per_h : mapping of str to float
            By gas; gases that cannot be seen add nothing.
        """
        ratio = self.share_of_limit(rates_kg_per_h)
        if ratio <= 0.0:
            return 0.0
        return 0.5 * math.erfc(-math.log(ratio) / self.limit_log_std / math.sqrt(2.0))

    def share_of_limit(self, rates_kg_per_h: Mapping[str, float]) -> float:
        """Return the strength of a source of several gases over that at the limit.

        Notes
        -----
        ``sqrt(sum_i (Q_i / limit_i)^2)``: signals of gases whose bands do not overlap add up as
        squares. Where bands overlap it is more, up to the sum.
        """
        shares = [
            rate / self.limits_kg_per_h[gas]
            for gas, rate in rates_kg_per_h.items()
            if gas in self.limits_kg_per_h and rate > 0.0
        ]
        return math.hypot(*shares)


def limits_of_look(
    instrument: Instrument,
    gases: Sequence[str] = (),
    *,
    wind_speed_m_s: float,
    thermal_contrast_k: float,
    pixel_size_m: float,
    platform_height_m: float = PLANNING_HEIGHT_M,
) -> DetectionLimits:
    """Return the emission rates this detector finds half of the time under these conditions.

    Parameters
    ----------
    instrument : Instrument
    gases : sequence of str
        Names of the bundled library; all of it when there are none.
    wind_speed_m_s : float
        Mean wind at the height of the plume, not negative.
    thermal_contrast_k : float
        Root mean square of ground minus air (:func:`rms_contrast_k`), K, not negative; of no
        account for a solar instrument.
    pixel_size_m : float
    platform_height_m : float
        Above the ground.

    Returns
    -------
    DetectionLimits
        In the order of the library.

    Raises
    ------
    OptionError
        For an unknown gas, or a condition that is negative or not a number.

    Notes
    -----
    Next to its source a plume of rate ``Q`` has the column ``Q / (M u w)`` in wind ``u``, ``w``
    the mean width over its 50 strongest pixels (:func:`mean_width_m`). Their mean SNR is the
    strength that the recall table measures recall against: ``c Q / (M u w sigma_c)``, with the
    noise-equivalent column ``sigma_c``, and ``c`` from simulated scenes.
    """
    _check("wind_speed_m_s", wind_speed_m_s, least=0.0)
    _check("thermal_contrast_k", thermal_contrast_k, least=0.0)
    _check("pixel_size_m", pixel_size_m, least=1e-3)
    _check("platform_height_m", platform_height_m, least=0.0)
    curve = bundled_recall_curve()
    spread = math.hypot(curve.log_std, PLUME_LOG_STD)
    library = select_gases(load_library("bundled"), gases)
    try:
        seen = channel_library(library, instrument)
    except InstrumentError:
        return DetectionLimits(limit_log_std=spread)
    column = noise_equivalent_column(
        seen.absorption_per_ppm_m,
        instrument,
        max(thermal_contrast_k, LEAST_CONTRAST_K),
        platform_height_m,
    )
    mass = np.array(
        [library.gases[name].molar_mass_g_per_mol or DEFAULT_MOLAR_MASS for name in seen.names]
    )
    threshold = curve.median_strength / STRENGTH_SHARE
    rate_kg_per_s = (
        threshold
        * column
        * kg_m2_per_ppm_m(1.0)
        * mass
        * max(wind_speed_m_s, CALM_M_S)
        * mean_width_m(pixel_size_m)
    )
    limits = {
        name: float(3600.0 * rate)
        for name, rate in zip(seen.names, rate_kg_per_s, strict=True)
        if np.isfinite(rate)
    }
    return DetectionLimits(limits_kg_per_h=limits, limit_log_std=spread)


def planned_limits(
    instrument: Instrument,
    gases: Sequence[str] = (),
    *,
    wind_speed_m_s: float = PLANNING_WIND_M_S,
    thermal_contrast_k: float = PLANNING_CONTRAST_K,
    pixel_size_m: float = PLANNING_PIXEL_M,
    platform_height_m: float = PLANNING_HEIGHT_M,
) -> DetectionLimits:
    """Return the limits of a look that is yet to come, at planning conditions.

    The parameters are those of :func:`limits_of_look`; what is not given has the value that
    planning assumes.
    """
    return limits_of_look(
        instrument,
        gases,
        wind_speed_m_s=wind_speed_m_s,
        thermal_contrast_k=thermal_contrast_k,
        pixel_size_m=pixel_size_m,
        platform_height_m=platform_height_m,
    )


def _check(field_name: str, value: float, *, least: float) -> None:
    if not (math.isfinite(value) and value >= least):
        raise OptionError.about(
            "detection limits",
            field_name,
            found=value,
            expected=f"a number of at least {least:g}",
            remedy="State the condition of the look, or use planned_limits.",
        )
