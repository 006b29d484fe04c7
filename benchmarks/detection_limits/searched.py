"""One drawn look, simulated and searched: a row for each source."""

from __future__ import annotations

import numpy as np
from attrs import frozen

from benchmarks.detection_limits.drawn_looks import DrawnLook
from benchmarks.metrics import find_emitters, match_plume
from benchmarks.ours import detect_everything
from cathartes.physics.detection_limits import ground_brightness_k, rms_contrast_k
from cathartes.simulate import SimulatedScene, bent_spectra, simulate_scene


@frozen
class SearchedSource:
    """A source, what was predicted of it, and whether it was found.

    Attributes
    ----------
    seed : int
        Of the look.
    instrument, gas : str
    wind_speed_m_s, pixel_size_m, contrast_k, platform_height_m, radius_m, water_g_cm2 : float
    rate_kg_per_h : float
    limit_kg_per_h : float
        Of this gas in this look.
    probability : float
        Predicted, of being found.
    strength : float
        True: mean SNR of the 50 strongest pixels.
    is_found : bool
    """

    seed: int
    instrument: str
    gas: str
    wind_speed_m_s: float
    pixel_size_m: float
    contrast_k: float
    platform_height_m: float
    radius_m: float
    water_g_cm2: float
    rate_kg_per_h: float
    limit_kg_per_h: float
    probability: float
    strength: float
    is_found: bool


def search_look(look: DrawnLook) -> list[SearchedSource]:
    """Simulate the scene of a look, search it, and compare."""
    choice = look.settings
    gases = {share.name for emitter in choice.emitters for share in emitter.gases}
    spectra = bent_spectra(sorted(gases), np.random.default_rng([look.seed, 3]))
    simulated = simulate_scene(choice, np.random.default_rng([look.seed, 4]), spectra)
    truth = simulated.truth
    contrast = 0.0 if choice.kind == "swir" else _contrast_k(simulated)
    limits = look.limits(contrast)
    detection = detect_everything(simulated.scene)
    outlines = [detection.plume_id == plume.plume_id for plume in detection.plumes]
    matches = [match_plume(outline, truth.emitters) for outline in outlines]
    found_by = find_emitters(outlines, matches, truth.emitters)
    return [
        SearchedSource(
            seed=look.seed,
            instrument=choice.instrument,
            gas=emitter.gases[0],
            wind_speed_m_s=choice.wind.speed_m_s,
            pixel_size_m=choice.pixel_size_m,
            contrast_k=contrast,
            platform_height_m=choice.atmosphere.platform_height_m,
            radius_m=asked.radius_m,
            water_g_cm2=choice.atmosphere.water_g_cm2,
            rate_kg_per_h=emitter.emission_rate_kg_per_h,
            limit_kg_per_h=limits.limits_kg_per_h[emitter.gases[0]],
            probability=limits.probability_of_finding(
                emitter.gases[0], emitter.emission_rate_kg_per_h
            ),
            strength=emitter.strength,
            is_found=bool(plumes),
        )
        for emitter, asked, plumes in zip(truth.emitters, choice.emitters, found_by, strict=True)
    ]


def _contrast_k(simulated: SimulatedScene) -> float:
    """Return the contrast as a campaign would measure it: from the scene's radiance."""
    source = simulated.scene.source
    brightness = ground_brightness_k(source.read(0, source.shape[0]), simulated.truth.wavelength_um)
    return rms_contrast_k(brightness, simulated.truth.air_temperature_k)
