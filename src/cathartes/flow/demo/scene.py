"""The demo: a scene whose plumes are known, and what detection makes of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from cathartes.detection.options import DetectionOptions
from cathartes.flow.detect import DetectPlumes, OnProgress, SceneOutcome, detect_scenes
from cathartes.io.results.detection_reading import read_detection
from cathartes.io.results.result_folder import NETCDF_NAME
from cathartes.model.plume import Plume
from cathartes.simulate.truth import EmitterTruth, SimulatedScene

_EDGE_SNR = 1.0
"""Pixels of a planted plume whose gas is weaker than the noise count as outside it."""


@frozen(eq=False)
class PlantedPlume:
    """One planted plume beside the plume that was found on it.

    Attributes
    ----------
    gases : tuple of str
        What was planted, the strongest first.
    line, sample : float
        Where the gas leaves the ground.
    strength : float
        Mean true SNR of its 50 strongest pixels.
    found : Plume or None
        The found plume that covers most of it; None where it was missed.
    head_distance_pixels : float or None
        From the found head to the true emitter.
    """

    gases: tuple[str, ...]
    line: float
    sample: float
    strength: float
    found: Plume | None
    head_distance_pixels: float | None


@frozen(eq=False)
class Demo:
    """What the demo did.

    Attributes
    ----------
    outcome : SceneOutcome
        As of any other scene.
    planted : tuple of PlantedPlume
    not_planted : tuple of Plume
        Found where nothing was planted.
    """

    outcome: SceneOutcome
    planted: tuple[PlantedPlume, ...]
    not_planted: tuple[Plume, ...]


def run_demo(
    out: Path,
    options: DetectionOptions,
    on_progress: OnProgress | None = None,
    *,
    seed: int = 7,
    simulate: Callable[[int], SimulatedScene] | None = None,
    detect: DetectPlumes | None = None,
) -> Demo:
    """Simulate a scene into ``out/scene``, detect its plumes into ``out/results``, compare.

    Raises
    ------
    CathartesError
        If the scene cannot be written or detection fails.
    """
    from cathartes.physics.gases import load_library
    from cathartes.simulate import write_simulated_scene

    out = Path(out)
    if on_progress is not None:
        on_progress(out / "demo", "simulating", 0.0)
    simulated = (simulate or simulate_demo_scene)(seed)
    image = write_simulated_scene(simulated, out / "scene")[0]
    (outcome,) = detect_scenes(
        [image], out / "results", options, load_library(), on_progress, detect=detect
    )
    if outcome.error is not None:
        raise outcome.error
    assert outcome.folder is not None
    detection = read_detection(outcome.folder / NETCDF_NAME)
    return compare_with_truth(
        outcome, detection.plumes, detection.plume_id, simulated.truth.emitters
    )


def simulate_demo_scene(seed: int) -> SimulatedScene:
    """Return the demo's scene; its spectra are not quite the ones detection looks with."""
    from cathartes.simulate import bent_spectra, simulate_scene
    from cathartes.simulate.presets import demo_settings

    settings = demo_settings(seed)
    rng = np.random.default_rng(seed)
    names = {share.name for emitter in settings.emitters for share in emitter.gases}
    return simulate_scene(settings, rng, bent_spectra(sorted(names), rng))


def compare_with_truth(
    outcome: SceneOutcome,
    plumes: tuple[Plume, ...],
    plume_id: NDArray[np.int32],
    emitters: tuple[EmitterTruth, ...],
) -> Demo:
    """Put each planted plume beside the found one that covers most of it."""
    by_id = {plume.plume_id: plume for plume in plumes}
    planted: list[PlantedPlume] = []
    matched: set[int] = set()
    for emitter in emitters:
        covered = plume_id[(emitter.snr > _EDGE_SNR) & (plume_id > 0)]
        ids, counts = np.unique(covered, return_counts=True)
        matched.update(int(one) for one in ids)
        found = by_id.get(int(ids[counts.argmax()])) if ids.size else None
        distance = None
        if found is not None:
            distance = float(
                np.hypot(found.head_line - emitter.line, found.head_sample - emitter.sample)
            )
        planted.append(
            PlantedPlume(
                gases=emitter.gases,
                line=emitter.line,
                sample=emitter.sample,
                strength=emitter.strength,
                found=found,
                head_distance_pixels=distance,
            )
        )
    others = tuple(plume for plume in plumes if plume.plume_id not in matched)
    return Demo(outcome=outcome, planted=tuple(planted), not_planted=others)
