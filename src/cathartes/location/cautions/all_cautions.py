"""Every caution, in the order a person should read them."""

from __future__ import annotations

from collections.abc import Callable

from cathartes.location.cautions.answer import (
    fit_is_poor,
    gas_is_not_seen,
    rate_beyond_belief,
    rate_is_hardly_limited,
    source_at_the_edge,
    source_not_found,
    wind_disagrees,
)
from cathartes.location.cautions.caution import Caution
from cathartes.location.cautions.conditions import (
    all_sensors_outside,
    light_wind,
    saturated_sensors,
    steep_terrain,
    wind_far_away,
)
from cathartes.location.cautions.readings import (
    background_unlike_clean_air,
    sensors_high_above_ground,
)
from cathartes.location.cautions.reversal import reversed_wind
from cathartes.location.cautions.sampling import long_record, one_distance_only, one_side_only
from cathartes.model.location.case import SourceCase
from cathartes.model.location.source import SourceLocation

LookAt = Callable[[SourceCase, SourceLocation], Caution | None]

CAUTIONS: tuple[LookAt, ...] = (
    reversed_wind,
    background_unlike_clean_air,
    sensors_high_above_ground,
    fit_is_poor,
    rate_beyond_belief,
    long_record,
    all_sensors_outside,
    source_not_found,
    source_at_the_edge,
    light_wind,
    steep_terrain,
    one_side_only,
    one_distance_only,
    wind_disagrees,
    wind_far_away,
    saturated_sensors,
    gas_is_not_seen,
    rate_is_hardly_limited,
)


def cautions_for(case: SourceCase, location: SourceLocation) -> tuple[Caution, ...]:
    """Return what a person should know about an answer.

    Parameters
    ----------
    case : SourceCase
    location : SourceLocation
        What was made of it.
    """
    found = (look(case, location) for look in CAUTIONS)
    return tuple(one for one in found if one is not None)
