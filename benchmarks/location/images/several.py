"""Emitters flown over again and again, each time with other air, wind and georeference."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from attrs import evolve

from benchmarks.location.images.passes import HELD_OUT, Judged, judge, nearest
from cathartes.location.images import ImageOptions, ImagePass, combine_passes
from cathartes.location.images.passes.combine import join_found
from cathartes.location.images.plume_source import find_plume_sources
from cathartes.location.images.wind.belief import believe_wind
from cathartes.model.location.plume_image import PlumeImage
from cathartes.model.location.wind_series import WIND_ERRORS
from cathartes.model.wind import Wind
from cathartes.physics.image_calibration import bundled_image_calibration
from cathartes.simulate.passes import (
    PassSettings,
    SimulatedPass,
    draw_pass,
    draw_settings,
    give_wind,
)

VARIATION_LOG_STD = 0.4
OWN_GEOREFERENCE_PIXELS, SHARED_GEOREFERENCE_PIXELS = 0.4, 0.3
SHARED_WIND_VARIANCE = 0.5
PASSES = 10
TOGETHER = (1, 2, 3, 5, 10)


def judge_several(
    indices: Sequence[int], kinds: Sequence[str]
) -> dict[str, dict[int, list[Judged]]]:
    """Judge groups of passes over one emitter, by the kind of wind and their number.

    The emitter is at (0, 0) on the ground, each image a little off it.
    """
    judged: dict[str, dict[int, list[Judged]]] = {
        kind: {number: [] for number in TOGETHER} for kind in kinds
    }
    options, table = ImageOptions(), bundled_image_calibration()
    for index in indices:
        rng = np.random.default_rng([HELD_OUT + 50, index])
        base = draw_settings(rng)
        mean = base.emitters[0].emission.emission_rate_kg_per_h
        flown = [_flown_again(base, mean, rng) for _ in range(PASSES)]
        shared = SHARED_GEOREFERENCE_PIXELS * rng.normal(size=2)
        images = [_seen_at_origin(one, shared, rng) for _, one in flown]
        for kind in kinds:
            common = rng.normal()
            passes = [
                ImagePass((image,), _wind(settings, kind, common, rng), kind)
                for image, (settings, _) in zip(images, flown, strict=True)
            ]
            beliefs = [believe_wind(one.wind, kind) for one in passes]
            found = [
                find_plume_sources(one.images, belief, options, table).sources
                for one, belief in zip(passes, beliefs, strict=True)
            ]
            for number in TOGETHER:
                for begin in range(0, PASSES, number):
                    part = slice(begin, begin + number)
                    located = join_found(passes[part], beliefs[part], found[part])
                    if located.sources:
                        settings, one = flown[begin]
                        # Judged on the ground, where the emitter is at (0, 0).
                        truth = evolve(one, image=_at_origin(one))
                        best = nearest(located, truth, 0)
                        judged[kind][number].append(judge(best, truth, 0, settings, true_rate=mean))
    return judged


def judge_with_drift(indices: Sequence[int]) -> tuple[list[Judged], list[Judged]]:
    """Judge the first of two passes alone, and both with the wind that their drift tells."""
    alone: list[Judged] = []
    together: list[Judged] = []
    for index in indices:
        rng = np.random.default_rng([HELD_OUT + 60, index])
        settings = draw_settings(rng, strengths=(10.0, 60.0))
        speed = settings.weather.speed_m_s
        later = max(float(rng.uniform(3.0, 8.0)) * settings.pixel_size_m, 4.0) / speed
        pair = draw_pass(settings, rng, (0.0, later))
        wind = give_wind(settings.weather, "model", rng)
        passes = [ImagePass((one.image,), wind, "model") for one in pair]
        results = combine_passes(passes[:1]), combine_passes(passes)
        if all(one.sources for one in results):
            for into, located in zip((alone, together), results, strict=True):
                into.append(judge(nearest(located, pair[0], 0), pair[0], 0, settings))
    return alone, together


def _flown_again(
    base: PassSettings, mean: float, rng: np.random.Generator
) -> tuple[PassSettings, SimulatedPass]:
    """Return the same camera and emitter on another day: other air, a rate around the mean."""
    drawn = draw_settings(rng, camera=base.camera)
    emission = evolve(
        base.emitters[0].emission,
        emission_rate_kg_per_h=mean
        * float(np.exp(rng.normal(-0.5 * VARIATION_LOG_STD**2, VARIATION_LOG_STD))),
    )
    settings = evolve(
        drawn,
        pixel_size_m=base.pixel_size_m,
        noise_ppm_m=base.noise_ppm_m,
        emitters=(evolve(drawn.emitters[0], emission=emission),),
    )
    return settings, draw_pass(settings, rng)[0]


def _at_origin(flown: SimulatedPass) -> PlumeImage:
    """Return the image with its emitter at (0, 0) on the ground."""
    east, north = flown.image.ground(flown.line[0], flown.sample[0])
    a, b, c, d, e, f = flown.image.affine
    return evolve(flown.image, affine=(a, b, c - float(east), d, e, f - float(north)))


def _seen_at_origin(
    flown: SimulatedPass,
    shared_pixels: np.ndarray[tuple[int], np.dtype[np.float64]],
    rng: np.random.Generator,
) -> PlumeImage:
    """Return the same as its georeference has it."""
    image = _at_origin(flown)
    off = image.pixel_size_m * (shared_pixels + OWN_GEOREFERENCE_PIXELS * rng.normal(size=2))
    a, b, c, d, e, f = image.affine
    return evolve(image, affine=(a, b, c + float(off[0]), d, e, f + float(off[1])))


def _wind(settings: PassSettings, kind: str, common: float, rng: np.random.Generator) -> Wind:
    told = give_wind(settings.weather, kind, rng)
    own = np.log(told.speed_m_s / settings.weather.speed_m_s)
    off = np.sqrt(1.0 - SHARED_WIND_VARIANCE) * own
    off += np.sqrt(SHARED_WIND_VARIANCE) * WIND_ERRORS[kind][0] * common
    return Wind(settings.weather.speed_m_s * float(np.exp(off)), told.from_direction_deg)
