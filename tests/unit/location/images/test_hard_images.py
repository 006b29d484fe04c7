from __future__ import annotations

import numpy as np
import pytest
from attrs import evolve

from cathartes.location.images import locate_plume_image
from cathartes.location.images.wind.belief import believe_wind
from cathartes.model.location.source import SourceLocation
from cathartes.model.wind import Wind
from cathartes.simulate.passes import Camera, draw_hard_settings, draw_pass, draw_settings

SEED = 990_300
SAID = {"cut": "border", "merged": "two emitters", "light": "light"}


def relative_width(located: SourceLocation) -> float:
    one = located.sources[0]
    return float(np.log(one.emission_rate_q95 / one.emission_rate_q05))


@pytest.mark.parametrize(("condition", "index"), [("cut", 1), ("light", 0)])
def test_a_hard_image_is_warned_of(condition: str, index: int) -> None:
    rng = np.random.default_rng([SEED, index])
    settings = draw_hard_settings(rng, condition)
    weather = settings.weather
    wind = Wind(weather.speed_m_s, weather.from_direction_deg)
    located = locate_plume_image(draw_pass(settings, rng)[0].image, wind)
    assert located.sources
    assert any(SAID[condition] in text for text in located.warnings)


def test_a_light_wind_is_not_known_to_some_per_cent() -> None:
    light, fresh = (believe_wind(Wind(speed, 0.0), "sonic") for speed in (0.5, 5.0))
    assert light.log_speed_std > 0.3
    assert fresh.log_speed_std < 0.11


def test_pixels_coarser_than_the_calibrations_are_warned_of_and_widen() -> None:
    pixel = 250.0
    rng = np.random.default_rng([SEED, 7])
    camera = Camera("any", "methane", 16.043, (20.0, 20.0), (60.0, 60.0))
    settings = draw_settings(rng, camera=camera, strengths=(30.0, 40.0))
    image = draw_pass(settings, rng)[0].image
    wind = Wind(settings.weather.speed_m_s, settings.weather.from_direction_deg)
    usual = locate_plume_image(image, wind)
    odd = locate_plume_image(
        evolve(image, affine=(pixel, 0.0, 0.0, 0.0, -pixel, pixel * image.shape[0])), wind
    )
    assert not any("pixel size" in text for text in usual.warnings)
    assert any("pixel size" in text for text in odd.warnings)
    assert relative_width(odd) > 1.15 * relative_width(usual)
