"""The demo: what was planted stands beside what was found, and the report lies where it says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from attrs import evolve

from cathartes.cli.demo.scene import comparison_table
from cathartes.cli.terminal import console, plume_table
from cathartes.detection.options import DetectionOptions
from cathartes.flow.demo import Demo, run_demo
from cathartes.io.results.result_folder import RESULT_NAMES
from cathartes.io.scenes.readers import read_scene
from cathartes.model import Detection, Scene
from cathartes.simulate import bent_spectra, simulate_scene
from cathartes.simulate.presets import small_settings
from cathartes.simulate.truth import SimulatedScene
from tests.made_detections import make_detection, outline_of


@pytest.fixture(scope="module")
def simulated() -> SimulatedScene:
    rng = np.random.default_rng(3)
    settings = small_settings(3, [[("SF6", 1.0)], [("acetone", 1.0)]])
    return simulate_scene(settings, rng, bent_spectra(["SF6", "acetone"], rng))


@pytest.fixture(scope="module")
def demo(simulated: SimulatedScene, tmp_path_factory: pytest.TempPathFactory) -> tuple[Demo, Path]:
    """Detection that finds the first plume, misses the second and invents a third."""
    out = tmp_path_factory.mktemp("demo")
    first, second = simulated.truth.emitters

    def detect(scene: Scene, *_: Any, **__: Any) -> Detection:
        shape = scene.shape[:2]
        plume_id = np.zeros(shape, np.int32)
        plume_id[first.snr > 3.0] = 1
        free = np.argwhere((first.snr < 0.5) & (second.snr < 0.5))[0]
        plume_id[tuple(free)] = 2
        made = make_detection(n_plumes=2)
        plumes = tuple(
            evolve(
                plume,
                gas="SF6",
                gas_probabilities={"SF6": 0.97, "unknown": 0.02},
                pixel_polygon=outline_of(plume_id == plume.plume_id),
                head_line=first.line,
                head_sample=first.sample + 3.0,
            )
            for plume in made.plumes
        )
        return evolve(
            made,
            scene_name=scene.name,
            shape=shape,
            plumes=plumes,
            plume_id=plume_id,
            score={},
            column={},
            column_std={},
            quality=np.zeros(shape, np.uint8),
            picture=np.full((*shape, 3), 0.5, np.float32),
        )

    done = run_demo(out, DetectionOptions(), simulate=lambda seed: simulated, detect=detect)
    return done, out


def test_each_planted_plume_stands_beside_the_one_found_on_it(demo: tuple[Demo, Path]) -> None:
    done, _ = demo
    first, second = done.planted
    assert (first.gases, second.gases) == (("SF6",), ("acetone",))
    assert first.found is not None
    assert first.found.plume_id == 1
    assert first.head_distance_pixels == pytest.approx(3.0)
    assert second.found is None
    assert [plume.plume_id for plume in done.not_planted] == [2]


def test_scene_truth_and_results_lie_in_the_folder(demo: tuple[Demo, Path]) -> None:
    done, out = demo
    assert done.outcome.folder is not None
    assert {one.name for one in done.outcome.folder.iterdir()} == RESULT_NAMES
    assert done.outcome.folder.parent == out / "results"
    assert read_scene(out / "scene" / f"{done.outcome.scene_name}.img").shape == (48, 64, 103)
    assert (out / "scene" / f"{done.outcome.scene_name}.truth.nc").is_file()


def test_the_tables_say_found_missed_and_how_far_off(
    demo: tuple[Demo, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    done, _ = demo
    console().print(comparison_table(done))
    console().print(plume_table(done.outcome.plumes))
    shown = capsys.readouterr().out.splitlines()
    found = next(line for line in shown if line.startswith("SF6"))
    assert "SF6 97 %" in found
    assert "3.0 pixels" in found
    assert "missed" in next(line for line in shown if line.startswith("acetone"))
