"""The truth of a case, put together from the air it was drawn with."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cathartes.simulate.insitu.air.processes import mean_over
from cathartes.simulate.insitu.air.true_air import TrueAir
from cathartes.simulate.insitu.truth import InsituTruth, SourceTruth

ROW_S = 60.0


def describe_truth(
    sources: tuple[SourceTruth, ...], air: TrueAir, from_sources: NDArray[np.float64]
) -> InsituTruth:
    """Return the truth with the wind as one-minute vector means at 10 m."""
    n_each = max(min(round(ROW_S / air.step_s), air.n_steps), 1)
    rows = mean_over(air.wind_m_s, n_each)
    return InsituTruth(
        sources=sources,
        wind_time_s=np.asarray(
            air.start_s + np.arange(len(rows)) * n_each * air.step_s, np.float64
        ),
        wind_speed_m_s=np.hypot(*rows.T),
        wind_from_direction_deg=np.degrees(np.arctan2(rows[:, 0], rows[:, 1]) + np.pi) % 360.0,
        friction_velocity_m_s=mean_over(air.friction_velocity_m_s, n_each),
        obukhov_length_m=1.0 / mean_over(1.0 / air.obukhov_length_m, n_each),
        from_sources=from_sources,
    )
