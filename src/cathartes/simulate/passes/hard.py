"""Passes in which a plume is cut or merged with another, or in which the air hardly moves."""

from __future__ import annotations

import numpy as np
from attrs import evolve

from cathartes.simulate.passes.draws import PassSettings, draw_settings
from cathartes.simulate.passes.weather import draw_weather


def draw_hard_settings(rng: np.random.Generator, condition: str) -> PassSettings:
    """Draw a pass in which a condition holds.

    Parameters
    ----------
    rng : numpy.random.Generator
    condition : str
        ``"light"``: wind from 0.3 to 1 m/s. ``"cut"``: the emitter is 8 to 25 pixels from the
        border down the wind. ``"merged"``: a second emitter is in the plume of the first.
    """
    settings = draw_settings(rng, emitters=1, strengths=(6.0, 60.0))
    first, shape = settings.emitters[0], settings.shape
    if condition == "light":
        drawn = draw_weather(rng, (0.3, 1.0))
        old, new = settings.weather.speed_m_s, drawn.speed_m_s
        emission = evolve(
            first.emission, emission_rate_kg_per_h=first.emission.emission_rate_kg_per_h * new / old
        )
        weather = evolve(drawn, from_direction_deg=settings.weather.from_direction_deg)
        return evolve(settings, weather=weather, emitters=(evolve(first, emission=emission),))
    toward = np.radians(settings.weather.from_direction_deg + 180.0)
    down = np.array([-np.cos(toward), np.sin(toward)])
    if condition == "cut":
        # From the middle to the border down the wind, and back by less than a plume's length.
        reach = min(
            (0.5 * size - 2.0) / max(abs(step), 1e-9)
            for size, step in zip(shape, down, strict=True)
        )
        line, sample = 0.5 * np.array(shape) + down * (reach - rng.uniform(8.0, 25.0))
        return evolve(settings, emitters=(evolve(first, line=line, sample=sample),))
    across = np.array([down[1], -down[0]])
    line, sample = (
        np.array([first.line, first.sample])
        + down * rng.uniform(6.0, 30.0)
        + across * rng.uniform(-5.0, 5.0)
    )
    emission = evolve(
        first.emission,
        emission_rate_kg_per_h=first.emission.emission_rate_kg_per_h
        * float(np.exp(rng.normal(0.0, 0.5))),
    )
    return evolve(settings, emitters=(first, type(first)(emission, line, sample)))
