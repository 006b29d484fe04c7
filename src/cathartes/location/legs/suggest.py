"""Where to sense next: a feasible route of legs that tells most per minute, and when to stop."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
from attrs import evolve
from numpy.typing import NDArray

from cathartes.errors import OptionError
from cathartes.location.legs.options import LegOptions
from cathartes.location.legs.planning.candidates import cross_wind_legs
from cathartes.location.legs.planning.information import (
    imagine,
    outcome_weights,
    smoothing_matrix,
)
from cathartes.location.legs.planning.route import Route, RoutePlanner
from cathartes.location.legs.planning.views import view_legs
from cathartes.location.legs.spread import tables_for_wind
from cathartes.location.legs.worlds.density import PositionDensity
from cathartes.location.legs.worlds.draws import Air, Worlds
from cathartes.model.location.dispersion import DispersionTable
from cathartes.model.location.legs import Leg, LegForecast, LegSuggestion, StopCause
from cathartes.model.location.platform import Platform
from cathartes.model.location.posterior import SourcePosterior
from cathartes.model.location.wind_series import WindSeries

Float = NDArray[np.float64]

NORMAL_REGION = 14.5
"""Area of the 90 % region of a round normal cloud over its variance."""
OUTCOMES_FOR_AREA = 16
ANY_RATE_KG_PER_H, ANY_LOG_RATE_STD = 5.0, 1.8
"""What is assumed where no rate is known."""


def suggest_next_legs(
    posterior: SourcePosterior,
    platform: Platform,
    wind: WindSeries,
    *,
    already_flown: Sequence[Leg] = (),
    n_legs: int = 4,
    flight_area_m: tuple[float, float, float, float] | None = None,
    dispersion: Mapping[str, DispersionTable] | None = None,
    options: LegOptions | None = None,
    rng_seed: int = 0,
) -> LegSuggestion:
    """Suggest the next cross-wind legs, or image passes, and whether to fly them at all.

    Parameters
    ----------
    posterior : SourcePosterior
        What is believed now, ``already_flown`` included.
    platform : Platform
        An imager (``swath_m`` above 0) is given passes that image the ground across the wind.
    wind : WindSeries
        Its last row is the wind of now.
    already_flown : sequence of Leg
        A line flown before tells less when it is flown again.
    n_legs : int
        Legs to look ahead, 1 to 8.
    flight_area_m : (float, float, float, float), optional
        Legs stay inside: easting and northing of the lower left and the upper right corner.
    dispersion : mapping of str to DispersionTable, optional
        By the posterior's scheme names; the last row counts. Made from the wind when left out.
    options : LegOptions, optional
    rng_seed : int

    Returns
    -------
    LegSuggestion
        The same for the same arguments.

    Raises
    ------
    OptionError
        If ``n_legs`` is out of range.
    CaseError
        If the wind of now is not known, or the tables cannot be used.

    Notes
    -----
    Outcomes of each leg are imagined in worlds drawn from the posterior, with the scatter of one
    passage through an unsteady plume about the mean one. The gain of a leg is the expected
    information on the position (Lindley 1956); legs are added where gain over transit, turn and
    flight is largest, from the best few first legs, and the route with most gain per minute wins.
    """
    settings = options or LegOptions()
    if not 1 <= n_legs <= 8:
        raise OptionError.about(
            "suggest_next_legs",
            "n_legs",
            found=n_legs,
            expected="1 to 8",
            remedy="Ask for three to five legs; the wind will have turned before more are flown.",
        )
    tables, speed, direction = tables_for_wind(wind, dispersion)
    air = Air.of(tables, speed, row=-1)
    rng = np.random.default_rng(rng_seed)
    area = regions_area_m2(posterior)
    std = _position_std_m(posterior)
    if not np.isfinite(std):
        reason = (
            "No source is stated, so there is no place to search about; survey the whole area, "
            "or locate again with more observations."
        )
        return _stopped(0.0, std, "no source", reason)
    if speed > platform.maximum_wind_m_s:
        limit = platform.maximum_wind_m_s
        reason = f"The wind is {speed:.1f} m/s, above the platform's limit of {limit:.1f} m/s."
        return _stopped(area, std, "wind", reason)
    if area <= settings.wanted_area_m2:
        wanted = settings.wanted_area_m2
        reason = f"The 90 % region is {area:.0f} m2, no larger than the {wanted:.0f} m2 wanted."
        return _stopped(area, std, "region small enough", reason)
    chosen = _draws(posterior.n_draws, settings.n_draws, rng)
    worlds = Worlds.of(_with_rates(posterior, rng), air, chosen, gas=0)
    legs = cross_wind_legs(
        worlds,
        air,
        platform,
        speed_m_s=speed,
        from_direction_deg=direction,
        flight_area_m=flight_area_m,
    )
    views = view_legs(
        worlds,
        air,
        platform,
        legs,
        settings,
        speed_m_s=speed,
        from_direction_deg=direction,
        already_flown=already_flown,
    )
    scale = max(math.sqrt(settings.wanted_area_m2 / NORMAL_REGION), math.sqrt(area / worlds.size))
    planner = RoutePlanner(
        legs=tuple(legs),
        views=tuple(views),
        platform=platform,
        smoothing=smoothing_matrix(worlds, scale),
        imagined=tuple(imagine(worlds, settings, rng) for _ in range(n_legs)),
        options=settings,
    )
    route = planner.best_route(n_legs) if legs else Route.empty(settings.n_outcomes, worlds.size)
    if not route.legs:
        cause: StopCause = "endurance" if legs else "too little gain"
        reason = (
            f"No leg that tells anything can be flown in the {platform.endurance_left_s / 60.0:.1f}"
            " minutes of flight that are left."
            if legs
            else "No leg inside the area is downwind of a possible source."
        )
        return _stopped(area, std, cause, reason)
    forecasts = _forecasts(route, planner, posterior, chosen)
    gain = sum(f.expected_gain_nats for f in forecasts)
    rate = gain / sum(f.flight_minutes for f in forecasts)
    if rate < settings.least_gain_nats_per_min:
        return LegSuggestion(
            legs=forecasts,
            region_area_m2=area,
            position_std_m=std,
            should_stop=True,
            stop_cause="too little gain",
            reason=f"The best legs are expected to tell {rate:.3f} nats a minute, less than the "
            f"{settings.least_gain_nats_per_min:.3f} that are worth flying for.",
        )
    return LegSuggestion(
        legs=forecasts,
        region_area_m2=area,
        position_std_m=std,
        should_stop=False,
        stop_cause="go on",
        reason=f"{len(forecasts)} legs of {sum(f.flight_minutes for f in forecasts):.1f} minutes "
        f"are expected to cut the 90 % region from {area:.0f} to "
        f"{forecasts[-1].expected_region_area_m2:.0f} m2.",
    )


def _with_rates(posterior: SourcePosterior, rng: np.random.Generator) -> SourcePosterior:
    """Return a posterior with rates: of an image without a calibration none is known."""
    rate = posterior.emission_rate_kg_per_h[:, :, 0]
    lacking = np.isfinite(posterior.easting_m) & ~np.isfinite(rate)
    if not lacking.any():
        return posterior
    prior = np.log(ANY_RATE_KG_PER_H) + ANY_LOG_RATE_STD * rng.standard_normal(rate.shape)
    filled = np.where(lacking, np.exp(prior), rate)
    return evolve(posterior, emission_rate_kg_per_h=filled[:, :, None])


def regions_area_m2(posterior: SourcePosterior, weight: Float | None = None) -> float:
    """Return the area of the 90 % regions of all emitters together.

    Parameters
    ----------
    posterior : SourcePosterior
    weight : (draw,) float64, optional
        Of each draw; equal when left out.
    """
    w = np.full(posterior.n_draws, 1.0 / posterior.n_draws) if weight is None else weight
    return sum(
        PositionDensity.of(place, share / share.sum()).region_area_m2()
        for place, share in _clouds(posterior, w)
    )


def _position_std_m(posterior: SourcePosterior, weight: Float | None = None) -> float:
    w = np.full(posterior.n_draws, 1.0 / posterior.n_draws) if weight is None else weight
    variance, total = 0.0, 0.0
    for place, share in _clouds(posterior, w):
        off = place - share @ place / share.sum()
        variance += float(share @ (off * off).mean(axis=1))
        total += float(share.sum())
    return math.sqrt(variance / total) if total > 0.0 else float("inf")


def _clouds(posterior: SourcePosterior, weight: Float) -> list[tuple[Float, Float]]:
    """Return the places and the weights of the draws of each emitter."""
    found = []
    there = np.isfinite(posterior.easting_m) & (posterior.emitter > 0)
    for emitter in np.unique(posterior.emitter[there]):
        draw, source = np.nonzero(there & (posterior.emitter == emitter))
        place = np.stack(
            [posterior.easting_m[draw, source], posterior.northing_m[draw, source]], axis=1
        )
        if weight[draw].sum() > 0.0:
            found.append((place, weight[draw]))
    return found


def _draws(n_all: int, n_wanted: int, rng: np.random.Generator) -> NDArray[np.int64]:
    if n_all <= n_wanted:
        return np.arange(n_all)
    return np.sort(rng.choice(n_all, n_wanted, replace=False)).astype(np.int64)


def _stopped(area: float, std: float, cause: StopCause, reason: str) -> LegSuggestion:
    return LegSuggestion(
        legs=(),
        region_area_m2=area,
        position_std_m=std,
        should_stop=True,
        stop_cause=cause,
        reason=reason,
    )


def _forecasts(
    route: Route, planner: RoutePlanner, posterior: SourcePosterior, chosen: NDArray[np.int64]
) -> tuple[LegForecast, ...]:
    """Say what is expected after each leg of a route."""
    found = []
    told = 0.0
    for k, leg in enumerate(route.legs):
        weights = outcome_weights(route.log_likelihoods[k], planner.imagined[0])
        few = weights[:: max(weights.shape[0] // OUTCOMES_FOR_AREA, 1)]
        after = np.zeros((few.shape[0], posterior.n_draws))
        after[:, chosen] = few
        areas = [regions_area_m2(posterior, w) for w in after]
        found.append(
            LegForecast(
                leg=leg,
                flight_minutes=route.seconds[k] / 60.0,
                expected_gain_nats=max(route.gains[k] - told, 0.0),
                expected_region_area_m2=float(np.mean(areas)),
                expected_position_std_m=float(
                    np.sqrt(np.mean([_position_std_m(posterior, w) ** 2 for w in after]))
                ),
            )
        )
        told = max(told, route.gains[k])
    return tuple(found)
