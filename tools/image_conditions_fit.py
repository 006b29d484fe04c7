"""Fits of hard conditions and of several passes; a part of ``make_image_calibration``."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np
from attrs import evolve
from numpy.typing import NDArray

from cathartes.location.images.options import ImageOptions
from cathartes.location.images.passes.position import join_positions
from cathartes.location.images.plume_source import PlumeSource, find_plume_sources
from cathartes.location.images.wind.belief import WindBelief
from cathartes.model.location.plume_image import PlumeImage
from cathartes.model.wind import Wind
from cathartes.physics.image_calibration import ImageCalibrationTable, PassesCalibration
from cathartes.simulate.passes import (
    EmissionHistory,
    PassSettings,
    SimulatedPass,
    draw_hard_settings,
    draw_pass,
    draw_settings,
)

Array = NDArray[np.float64]
NORMAL_95 = 1.645
FEW = 10.0
THINNED = 3
"""Of all groups of passes one in so many is looked at, which takes minutes as it is."""
NO_GEOREFERENCE_ERROR = ImageOptions(
    georeference_std_pixels=0.0, shared_georeference_std_pixels=0.0
)


def known_wind(settings: PassSettings) -> WindBelief:
    """Return the true wind as it would be believed by one who knows it."""
    weather = settings.weather
    return WindBelief(
        log_speed=float(np.log(weather.speed_m_s)),
        log_speed_std=1e-3,
        toward_deg=(weather.from_direction_deg + 180.0) % 360.0,
        direction_std_deg=8.0,
        given=Wind(weather.speed_m_s, weather.from_direction_deg),
    )


def nearest_source(
    sources: Sequence[PlumeSource], flown: SimulatedPass, emitter: int
) -> PlumeSource:
    """Return the source nearest to an emitter."""
    place = np.array(flown.image.ground(flown.line[emitter], flown.sample[emitter]))
    return min(sources, key=lambda one: float(np.linalg.norm(one.mean_m - place)))


def fit_condition(
    seed: int, condition: str, count: int, table: ImageCalibrationTable
) -> dict[str, float]:
    """Return what a condition does to a rate: how far it is off, and how much wider spread.

    The table knows nothing of the condition yet.
    """
    off, spreads = [], []
    for index in range(count):
        rng = np.random.default_rng([seed, index])
        settings = draw_hard_settings(rng, condition)
        flown = draw_pass(settings, rng)[0]
        seen = find_plume_sources([flown.image], known_wind(settings), ImageOptions(), table)
        if not seen.sources:
            continue
        one = nearest_source(seen.sources, flown, 0)
        if condition in one.conditions and one.rates:
            # One plume of two emitters holds the gas of both.
            alone = len(seen.sources) == 1
            truth = flown.emission_rate_kg_per_h.sum() if alone else flown.emission_rate_kg_per_h[0]
            rate = next(iter(one.rates.values()))
            off.append(rate.log_rate - np.log(truth))
            spreads.append(rate.own_log_std)
    errors, stated = np.array(off), np.array(spreads)
    # Few passes: what they are off by counts for as much as it is surely not zero.
    middle = float(np.mean(errors)) * len(off) / (len(off) + FEW)
    factor = float(np.quantile(np.abs(errors - middle) / stated, 0.9)) / NORMAL_95
    print(
        f"{condition}: {len(off)} of {count}, off by {middle:.2f}, factor {factor:.2f}", flush=True
    )
    return {"log_offset": round(-middle, 3), "factor": round(max(factor, 1.0), 2)}


def draw_flights(
    seed: int, bases: int, passes: int, table: ImageCalibrationTable
) -> list[list[tuple[PlumeSource, float]]]:
    """Return, for emitters flown over again and again, the sources found and their true rates.

    The emitter is at (0, 0) on the ground in all passes.
    """
    flights = []
    for base in range(bases):
        rng = np.random.default_rng([seed, base])
        first = draw_settings(rng, strengths=(6.0, 60.0))
        flight = []
        for _ in range(passes):
            drawn = draw_settings(rng, camera=first.camera)
            emitter = evolve(drawn.emitters[0], emission=_again(first, rng))
            settings = evolve(
                drawn,
                pixel_size_m=first.pixel_size_m,
                noise_ppm_m=first.noise_ppm_m,
                emitters=(emitter,),
            )
            flown = draw_pass(settings, rng)[0]
            image = moved_to_origin(flown)
            seen = find_plume_sources([image], known_wind(settings), ImageOptions(), table)
            near = [o for o in seen.sources if np.linalg.norm(o.mean_m) < 8.0 * o.pixel_m]
            if near and near[0].rates:
                flight.append((near[0], float(flown.emission_rate_kg_per_h[0])))
        flights.append(flight)
    return flights


def _again(settings: PassSettings, rng: np.random.Generator) -> EmissionHistory:
    emission = settings.emitters[0].emission
    varied = emission.emission_rate_kg_per_h * float(np.exp(rng.normal(0.0, 0.4)))
    return evolve(emission, emission_rate_kg_per_h=varied)


def moved_to_origin(flown: SimulatedPass) -> PlumeImage:
    """Return the image with its emitter at (0, 0) on the ground."""
    east, north = flown.image.ground(flown.line[0], flown.sample[0])
    a, b, c, d, e, f = flown.image.affine
    return evolve(flown.image, affine=(a, b, c - float(east), d, e, f - float(north)))


def fit_passes(flights: list[list[tuple[PlumeSource, float]]]) -> dict[str, float]:
    """Return the errors of passes, their own and shared ones, by the score of the true place."""
    groups = [
        [source for source, _ in flight[begin : begin + size]]
        for flight in flights
        for size in (2, 3, 6)
        for begin in range(0, len(flight) - size + 1, size)
    ][::THINNED]
    best, chosen = -np.inf, (0.02, 0.3, 0.2)
    for flat, own, shared in itertools.product((0.01, 0.05), (0.0, 0.2, 0.4), (0.05, 0.2, 0.35)):
        calibration = PassesCalibration(flat, own, shared, 0.0)
        gain = float(np.mean([_score_of_truth(group, calibration) for group in groups]))
        if gain > best:
            best, chosen = gain, (flat, own, shared)
    print(f"passes: {len(groups)} groups, flat, own, shared {chosen}, score {best:.3f}")
    rests = [
        [next(iter(one.rates.values())).log_rate - np.log(rate) for one, rate in flight]
        for flight in flights
        if len(flight) > 2
    ]
    within = float(np.mean([np.var(rest, ddof=1) for rest in rests]))
    between = float(np.var([np.mean(rest) for rest in rests], ddof=1))
    common = max(between - within * float(np.mean([1.0 / len(rest) for rest in rests])), 0.0)
    print(f"rates: within {np.sqrt(within):.3f}, common {np.sqrt(common):.3f}")
    # The simulator's own errors are common to all emitters and do not show in it.
    rate_log_std = float(np.hypot(np.sqrt(common), 0.1))
    return {
        "flat_share": chosen[0],
        "own_pixels": chosen[1],
        "shared_pixels": chosen[2],
        "rate_log_std": round(rate_log_std, 3),
    }


def _score_of_truth(group: Sequence[PlumeSource], calibration: PassesCalibration) -> float:
    """Return the logarithm of the density, per square pixel, at the true place."""
    joint = join_positions(group, calibration, NO_GEOREFERENCE_ERROR)
    pixel = min(one.pixel_m for one in group)
    cell = float(np.sqrt(abs(np.linalg.det(joint.axes_m))))
    distance = np.hypot(joint.easting_m, joint.northing_m)
    nearest = int(np.argmin(distance))
    if distance[nearest] > cell:
        return float(np.log(1e-6))
    return float(np.log(max(joint.probability[nearest] * (pixel / cell) ** 2, 1e-6)))
