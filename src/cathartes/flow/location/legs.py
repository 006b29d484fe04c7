"""The next legs of a flight, from ``posterior.nc`` of one located case."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from attrs import evolve

from cathartes.errors import OptionError
from cathartes.io.results.location import read_location, write_legs_geojson
from cathartes.io.results.location.location_folder import POSTERIOR_NAME
from cathartes.location.legs import LegOptions, suggest_next_legs
from cathartes.location.legs.platforms import platform_named
from cathartes.model.location.legs import LegSuggestion
from cathartes.model.location.posterior import SourcePosterior
from cathartes.model.location.wind_series import WindSeries
from cathartes.physics.turbulence.schemes import is_scheme, spreads_of_scheme


def suggest_legs(
    posterior: Path,
    out: Path | None,
    *,
    platform_name: str,
    wind_speed_m_s: float,
    wind_from_deg: float,
    at_m: tuple[float, float] | None = None,
    height_m: float | None = None,
    endurance_min: float | None = None,
    n_legs: int = 4,
    wanted_area_m2: float | None = None,
    flight_area_m: tuple[float, float, float, float] | None = None,
    rng_seed: int = 0,
) -> LegSuggestion:
    """Suggest the next legs about what was located, and write them as GeoJSON.

    Parameters
    ----------
    posterior : Path
        ``posterior.nc`` of ``cathartes locate``, or the folder it is in.
    out : Path or None
        The GeoJSON to make; none where left out.
    platform_name : str
        Of :data:`cathartes.location.legs.platforms.PLATFORMS`.
    wind_speed_m_s, wind_from_deg : float
        Of now.
    at_m : (float, float), optional
        Easting and northing of the platform in the metres of the case; in the middle of what is
        believed when left out.
    height_m, endurance_min : float, optional
        Height of now, and flight time left; the platform's when left out.
    n_legs : int
    wanted_area_m2 : float, optional
        Area of the 90 % region at which the search may stop.
    flight_area_m : (float, float, float, float), optional
        Legs stay inside.
    rng_seed : int

    Raises
    ------
    InputError
        If this is no ``posterior.nc``.
    OptionError
        If the platform or the wind cannot be.
    OutputError
        If the file cannot be written.
    """
    if not 0.0 < wind_speed_m_s < 60.0 or not -360.0 <= wind_from_deg <= 360.0:
        raise OptionError.about(
            "the wind of now",
            "speed and direction",
            found=f"{wind_speed_m_s:g} m/s from {wind_from_deg:g} degrees",
            expected="a speed above 0 in m/s, and degrees clockwise from north",
            remedy="Say where the air comes from, not where it goes.",
        )
    path = posterior / POSTERIOR_NAME if posterior.is_dir() else posterior
    location = read_location(path)
    believed = location.posterior
    platform = platform_named(
        platform_name, at_m=_middle(believed) if at_m is None else at_m, height_m=height_m
    )
    if endurance_min is not None:
        platform = evolve(platform, endurance_left_s=60.0 * endurance_min)
    wind = WindSeries.of_now(wind_speed_m_s, wind_from_deg % 360.0)
    # The factors of the draws are on the tables of their schemes.
    spreads = {
        name: spreads_of_scheme(name, wind) for name in believed.scheme_names if is_scheme(name)
    }
    options = LegOptions() if wanted_area_m2 is None else LegOptions(wanted_area_m2=wanted_area_m2)
    suggestion = suggest_next_legs(
        believed,
        platform,
        wind,
        n_legs=n_legs,
        flight_area_m=flight_area_m,
        dispersion=spreads or None,
        options=options,
        rng_seed=rng_seed,
    )
    if out is not None:
        write_legs_geojson(
            out, suggestion, case_name=location.case_name, crs=location.crs, platform=platform
        )
    return suggestion


def _middle(posterior: SourcePosterior) -> tuple[float, float]:
    there = np.isfinite(posterior.easting_m)
    if not there.any():
        return 0.0, 0.0
    return (
        float(np.median(posterior.easting_m[there])),
        float(np.median(posterior.northing_m[there])),
    )
