"""The answer to an image in which no plume was found."""

from __future__ import annotations

import numpy as np

from cathartes.model.location.case import LOCAL_CRS
from cathartes.model.location.posterior import SourcePosterior
from cathartes.model.location.source import ObservationFit, SourceLocation, WindFit
from cathartes.model.wind import Wind

_NO_PLUME = (
    "`cathartes detect` found no plume here: there is nothing to locate. That is not the absence "
    "of a source: it says that no plume was strong enough to be found."
)


def nothing_seen(name: str, wind: Wind | None) -> SourceLocation:
    """Return the answer to results without a plume: there is nothing to locate in them."""
    one, none = np.zeros(1), np.zeros((1, 0))
    return SourceLocation(
        case_name=name,
        sources=(),
        p_number_of_sources={0: 1.0},
        p_scheme={"plume image": 1.0},
        wind=WindFit(
            given_speed_m_s=np.nan if wind is None else wind.speed_m_s,
            given_from_direction_deg=np.nan if wind is None else wind.from_direction_deg,
            speed_factor=1.0,
            speed_factor_std=0.0,
            direction_offset_deg=0.0,
            direction_offset_std_deg=0.0,
        ),
        fit=ObservationFit(np.zeros(0), np.zeros(0), np.zeros(0)),
        posterior=SourcePosterior(
            number_of_sources=np.zeros(1, np.int32),
            easting_m=none,
            northing_m=none,
            height_m=none,
            emission_rate_kg_per_h=np.zeros((1, 0, 0)),
            emitter=np.zeros((1, 0), np.int32),
            scheme=np.zeros(1, np.int32),
            scheme_names=("plume image",),
            gas_names=(),
            direction_offset_deg=one,
            log_speed_factor=one,
            log_sigma_y_factor=one,
            log_sigma_z_factor=one,
        ),
        crs=LOCAL_CRS,
        warnings=(_NO_PLUME,),
    )
