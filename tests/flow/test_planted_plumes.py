"""Simulated scenes, end to end in memory: what was planted is found where it was, and named."""

from __future__ import annotations

import numpy as np
import pytest

from cathartes.detection import detect_plumes
from cathartes.model import Detection, Plume
from cathartes.physics.gases import load_library
from cathartes.simulate import bent_spectra, simulate_scene
from cathartes.simulate.presets import small_settings
from cathartes.simulate.truth import EmitterTruth, SimulatedScene

MIXTURES = {
    1: ["SF6"],
    2: ["ammonia"],
    3: ["methanol"],
    4: ["acetic acid"],
    5: ["sulfur dioxide"],
    6: ["tetrachloroethene"],
    7: ["ethylene"],
    8: ["acetone"],
    9: ["ammonia"],
    10: ["SF6"],
}
"""A scene each. Some fill a fifth of their 3000 pixels: those are hard to tell from ground."""


def simulated(seed: int, gases: list[str]) -> SimulatedScene:
    rng = np.random.default_rng(seed)
    mixture = [[(gas, 1.0) for gas in gases]] if gases else []
    return simulate_scene(small_settings(seed, mixture), rng, bent_spectra(gases, rng))


def plume_over(detection: Detection, emitter: EmitterTruth) -> Plume | None:
    """Return the plume that holds most of the emitter's strongest pixels."""
    strong = emitter.snr >= np.sort(emitter.snr, axis=None)[-40]
    numbers = detection.plume_id[strong]
    numbers = numbers[numbers > 0]
    return detection.plumes[int(np.bincount(numbers).argmax()) - 1] if len(numbers) else None


@pytest.fixture(scope="module")
def found() -> list[tuple[SimulatedScene, Detection]]:
    scenes = [simulated(seed, gases) for seed, gases in MIXTURES.items()]
    return [(one, detect_plumes(one.scene, load_library())) for one in scenes]


def matched(found: list[tuple[SimulatedScene, Detection]]) -> list[tuple[EmitterTruth, Plume]]:
    pairs = []
    for scene, detection in found:
        for emitter in scene.truth.emitters:
            plume = plume_over(detection, emitter)
            if plume is not None:
                pairs.append((emitter, plume))
    return pairs


def test_most_strong_plumes_are_found(found: list[tuple[SimulatedScene, Detection]]) -> None:
    assert len(matched(found)) >= 0.6 * len(MIXTURES)


def test_plumes_that_are_found_are_named(found: list[tuple[SimulatedScene, Detection]]) -> None:
    pairs = matched(found)
    named = [set(plume.group) & set(emitter.gases) != set() for emitter, plume in pairs]
    assert np.mean(named) >= 0.8


def test_heads_lie_near_the_sources(found: list[tuple[SimulatedScene, Detection]]) -> None:
    far = [
        np.hypot(plume.head_line - emitter.line, plume.head_sample - emitter.sample)
        for emitter, plume in matched(found)
    ]
    assert np.median(far) < 6.0


def test_there_are_few_plumes_where_none_was_planted(
    found: list[tuple[SimulatedScene, Detection]],
) -> None:
    true = len(matched(found))
    assert sum(len(detection.plumes) for _, detection in found) - true <= len(found) // 2


def test_stated_columns_are_of_the_right_size(
    found: list[tuple[SimulatedScene, Detection]],
) -> None:
    ratios = []
    for scene, detection in found:
        for emitter in scene.truth.emitters:
            plume = plume_over(detection, emitter)
            if plume is None or plume.column_mean_ppm_m is None or plume.gas not in emitter.gases:
                continue
            truth = emitter.column_ppm_m[plume.gas][detection.plume_id == plume.plume_id].mean()
            ratios.append(plume.column_mean_ppm_m / truth)
    assert all(1 / 3 < ratio < 3 for ratio in ratios)


def test_a_scene_without_emitters_has_next_to_no_plumes() -> None:
    counts = [len(detect_plumes(simulated(s, []).scene, load_library()).plumes) for s in (11, 12)]
    assert sum(counts) <= 1
