"""Passes in which a rate is hard to tell: cut or merged plumes, light wind, odd instruments."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from attrs import evolve

from benchmarks.location.images.passes import HELD_OUT, Judged, judge, nearest
from cathartes.location.images import locate_plume_image
from cathartes.model.location.wind_series import WIND_ERRORS
from cathartes.model.wind import Wind
from cathartes.simulate.passes import (
    Camera,
    PassSettings,
    draw_hard_settings,
    draw_pass,
    draw_settings,
)

LIGHT_WIND_ERROR_M_S = 0.2
CONDITIONS = {
    "plume leaves the image": "cut",
    "two emitters in one plume": "merged",
    "wind below 1 m/s": "light",
}
ODD_CAMERAS = {
    "pixels of 0.3 to 0.8 m": Camera("low drone", "methane", 16.043, (0.3, 0.8), (30.0, 150.0)),
    "pixels of 80 to 160 m": Camera("coarse", "methane", 16.043, (80.0, 160.0), (30.0, 120.0)),
    "pixels of 12 to 25 m, a twentieth of the noise": Camera(
        "quiet", "sulfur dioxide", 64.06, (12.0, 25.0), (3.0, 6.0)
    ),
}
HARD = (*CONDITIONS, *ODD_CAMERAS)
_NOT_OF_THE_CASE = ("poorly known", "No column")


def judge_hard(what: str, indices: Sequence[int]) -> list[Judged]:
    """Judge passes of one kind of trouble, wind of a mast; what is not found is left out."""
    judged = []
    for index in indices:
        rng = np.random.default_rng([HELD_OUT + 70 + HARD.index(what), index])
        settings = _settings(what, rng)
        flown = draw_pass(settings, rng)[0]
        located = locate_plume_image(flown.image, _wind(settings, rng))
        if not located.sources:
            continue
        best = nearest(located, flown, 0)
        alone = len(settings.emitters) == 2 and len({o.emitter for o in located.sources}) == 1
        rate = flown.emission_rate_kg_per_h.sum() if alone else flown.emission_rate_kg_per_h[0]
        told = [w for w in located.warnings if not any(part in w for part in _NOT_OF_THE_CASE)]
        one = judge(best, flown, 0, settings, true_rate=float(rate))
        judged.append(evolve(one, is_warned=bool(told)))
    return judged


def _settings(what: str, rng: np.random.Generator) -> PassSettings:
    if what in CONDITIONS:
        return draw_hard_settings(rng, CONDITIONS[what])
    return draw_settings(rng, camera=ODD_CAMERAS[what], strengths=(6.0, 60.0))


def _wind(settings: PassSettings, rng: np.random.Generator) -> Wind:
    """Return a mast's wind, which in light air is wrong by some tenths of a metre per second."""
    speed = settings.weather.speed_m_s
    log_std, turn = WIND_ERRORS["mast"]
    off = rng.normal(0.0, max(log_std, LIGHT_WIND_ERROR_M_S / speed))
    direction = settings.weather.from_direction_deg + rng.normal(0.0, turn)
    return Wind(speed * float(np.exp(off)), float(direction))
