"""The dispersion schemes that a case is weighed with."""

from __future__ import annotations

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from cathartes.io.results.location.wgs84 import to_wgs84
from cathartes.kernels.dispersion.plume import PlumeTables
from cathartes.location.concentrations.problem.plume_tables import tables_of_plume
from cathartes.model.location.case import SourceCase
from cathartes.physics.sun_position import sun_elevation_deg
from cathartes.physics.turbulence.departure import Departure
from cathartes.physics.turbulence.schemes import (
    departure_of_scheme,
    prior_of_schemes,
    spreads_of_scheme,
)

Array = NDArray[np.float64]


@frozen(eq=False)
class Scheme:
    """One way in which gas may spread.

    Attributes
    ----------
    name : str
    log_prior : float
    tables : PlumeTables
    departure : Departure
        Of the truth from the tables, before the data.
    """

    name: str
    log_prior: float
    tables: PlumeTables
    departure: Departure


def schemes_of_case(case: SourceCase) -> tuple[Scheme, ...]:
    """Return the schemes of a case, the one that is believed most first."""
    sun = _sun_of_case(case)
    chances = sorted(prior_of_schemes(case.wind).items(), key=lambda one: -one[1])
    return tuple(
        Scheme(
            name=name,
            log_prior=float(np.log(chance)),
            tables=tables_of_plume(case.wind, spreads_of_scheme(name, case.wind, sun)),
            departure=departure_of_scheme(name, case.wind),
        )
        for name, chance in chances
    )


def _sun_of_case(case: SourceCase) -> Array | None:
    """Return the height of the sun in the middle of each row of wind, where the place is known."""
    low_east, low_north, high_east, high_north = case.search_area_m
    longitude, latitude = to_wgs84(
        case.crs, 0.5 * (low_east + high_east), 0.5 * (low_north + high_north)
    )
    if not np.isfinite([longitude[0], latitude[0]]).all():
        return None
    middle = case.wind.time_s + 0.5 * case.wind.averaging_s
    return sun_elevation_deg(middle, float(longitude[0]), float(latitude[0]))
