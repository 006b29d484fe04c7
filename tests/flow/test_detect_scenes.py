"""Scenes in, results out: each whole or not at all, and no scene at the cost of another."""

from __future__ import annotations

import errno
import hashlib
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from attrs import evolve

from cathartes.detection.options import DetectionOptions
from cathartes.errors import InputError, InstrumentError, OptionError, OutputError, SceneError
from cathartes.flow.detect import SceneOutcome, detect_scenes
from cathartes.io.results.detection_reading import read_detection
from cathartes.io.results.plumes_geojson import read_plumes
from cathartes.io.results.result_folder import RESULT_NAMES
from cathartes.io.results.steady_file import SteadyFile
from cathartes.io.scenes.envi.writer import write_envi
from cathartes.kernels.planck import planck_radiance
from cathartes.model import Detection, GasLibrary, Instrument, Provenance, Scene
from tests.made_detections import SHAPE, WAVELENGTH_UM, make_detection, make_library


def write_scene(path: Path, *, seed: int = 0) -> Path:
    """Write a small thermal scene whose brightness temperature is about 300 K."""
    rng = np.random.default_rng(seed)
    temperature = 300.0 + rng.normal(size=SHAPE)
    radiance = planck_radiance(WAVELENGTH_UM, temperature[..., None]).astype(np.float32)
    write_envi(
        path,
        radiance,
        wavelength_um=WAVELENGTH_UM,
        fwhm_um=np.full(WAVELENGTH_UM.size, 0.05),
        extra={"data units": "W m-2 sr-1 um-1"},
    )
    return path


def stage(
    scene: Scene,
    library: GasLibrary,
    options: DetectionOptions,
    *,
    progress: Callable[[str, float], None] | None = None,
) -> Detection:
    """Stand for detection: reads the scene as it would, finds nothing in it."""
    assert scene.source.read(0, 4).shape[0] == 4
    assert progress is not None
    progress("scoring", 0.5)
    made = make_detection(n_plumes=0)
    return evolve(made, scene_name=scene.name, provenance=Provenance())


@pytest.fixture(scope="module")
def scenes(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("scenes")
    return [write_scene(folder / f"line_{k}.img", seed=k) for k in range(2)]


def run(
    scenes: list[Path], out: Path, detect: Callable[..., Detection] = stage, **more: Any
) -> list[SceneOutcome]:
    options = more.pop("options", DetectionOptions())
    return list(detect_scenes(scenes, out, options, make_library(), detect=detect, **more))


def names_in(folder: Path) -> set[str]:
    return {one.name for one in folder.iterdir()}


def stage_with_a_plume(scene: Scene, *_: Any, **__: Any) -> Detection:
    return evolve(make_detection(n_plumes=1), scene_name=scene.name)


def test_each_scene_gets_a_folder_with_whole_results(scenes: list[Path], tmp_path: Path) -> None:
    outcomes = run(scenes, tmp_path / "out", stage_with_a_plume)
    assert [one.error for one in outcomes] == [None, None]
    assert names_in(tmp_path / "out") == {"line_0", "line_1"}
    for outcome in outcomes:
        assert outcome.folder is not None
        assert names_in(outcome.folder) == set(RESULT_NAMES)
        assert len(read_plumes(outcome.folder / "plumes.geojson")) == 1
        assert read_detection(outcome.folder / "detection.nc").scene_name == outcome.scene_name
        assert "never proves" in (outcome.folder / "report.html").read_text("utf-8")


def test_provenance_names_inputs_by_hash_options_and_versions(
    scenes: list[Path], tmp_path: Path
) -> None:
    run(scenes[:1], tmp_path, options=DetectionOptions(gases=("acetone",), n_threads=2))
    found = read_detection(tmp_path / "line_0" / "detection.nc").provenance
    by_name = {one.name: one.sha256 for one in found.inputs}
    for name in ("line_0.img", "line_0.hdr"):
        content = (scenes[0].parent / name).read_bytes()
        assert by_name[name] == hashlib.sha256(content).hexdigest()
    assert found.options["gases"] == ["acetone"]
    assert found.options["n_threads"] == 2
    assert {"cathartes", "numpy", "python"} <= set(found.versions)
    assert found.made_at is not None
    assert str(scenes[0].parent) not in json.dumps([*map(str, found.options.values()), *by_name])


def test_a_table_of_the_air_is_read_before_the_first_scene_and_recorded_by_digest(
    scenes: list[Path], tmp_path: Path
) -> None:
    table = tmp_path / "air.chn"
    options = DetectionOptions(atmosphere="table", atmosphere_table=table)
    with pytest.raises(InputError, match=r"air\.chn.*No such file"):
        run(scenes[:1], tmp_path / "out", options=options)
    table.write_text("no table")
    with pytest.raises(InputError, match=r"air\.chn.*0 rows"):
        run(scenes[:1], tmp_path / "out", options=options)
    assert not (tmp_path / "out").exists()
    table.write_text("\n".join(" ".join(["0.5"] * 26) for _ in range(5)))
    run(scenes[:1], tmp_path / "out", options=options)
    found = read_detection(tmp_path / "out" / "line_0" / "detection.nc").provenance
    assert found.options["atmosphere_table"] == "air.chn"
    by_name = {one.name: one.sha256 for one in found.inputs}
    assert by_name["air.chn"] == hashlib.sha256(table.read_bytes()).hexdigest()


def test_progress_is_told_from_reading_to_writing(scenes: list[Path], tmp_path: Path) -> None:
    told: list[tuple[Path, str, float]] = []
    run(scenes[:1], tmp_path, on_progress=lambda *what: told.append(what))
    stages = ["reading", "scoring", "hashing inputs", "writing results"]
    assert [stage for _, stage, _ in told] == stages
    shares = [share for *_, share in told]
    assert shares == sorted(shares)


def test_a_scene_that_fails_is_named_and_does_not_stop_the_others(
    scenes: list[Path], tmp_path: Path
) -> None:
    broken = tmp_path / "broken.img"
    broken.write_bytes(b"no header")
    missing = tmp_path / "missing.img"
    outcomes = run([missing, broken, *scenes], tmp_path / "out")
    assert [one.folder is None for one in outcomes] == [True, True, False, False]
    assert isinstance(outcomes[0].error, SceneError)
    assert "missing.img" in str(outcomes[0].error)
    assert "broken.img" in str(outcomes[1].error)
    assert names_in(tmp_path / "out") == {"line_0", "line_1"}


@pytest.mark.parametrize(
    ("fault", "words"),
    [(ZeroDivisionError("bug"), "fault of cathartes"), (MemoryError(), "--tile-lines")],
)
def test_a_fault_of_ours_costs_one_scene_and_keeps_its_trace(
    scenes: list[Path], tmp_path: Path, fault: Exception, words: str
) -> None:
    def failing(scene: Scene, *given: Any, **more: Any) -> Detection:
        if scene.name == "line_0":
            raise fault
        return stage(scene, *given, **more)

    first, second = run(scenes, tmp_path, failing)
    assert words in str(first.error)
    assert "line_0.img" in str(first.error)
    assert first.error is not None
    assert first.error.__cause__ is fault
    assert second.error is None
    assert names_in(tmp_path) == {"line_1"}


@pytest.mark.parametrize("moment", ["detecting", "writing"])
def test_an_interrupt_leaves_finished_scenes_and_nothing_half_written(
    scenes: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    def interrupt(*_: Any, **__: Any) -> Any:
        raise KeyboardInterrupt

    work = detect_scenes(scenes, tmp_path, DetectionOptions(), make_library(), detect=stage)
    assert next(work).error is None
    if moment == "detecting":
        work = detect_scenes(
            scenes[1:], tmp_path, DetectionOptions(), make_library(), detect=interrupt
        )
    else:
        monkeypatch.setattr("cathartes.flow.detect.write_detection", interrupt)
    with pytest.raises(KeyboardInterrupt):
        list(work)
    assert names_in(tmp_path) == {"line_0"}
    assert names_in(tmp_path / "line_0") == set(RESULT_NAMES)


def test_a_full_disk_fails_the_scene_and_keeps_its_older_result(
    scenes: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(scenes[:1], tmp_path)
    before = {name: (tmp_path / "line_0" / name).read_bytes() for name in RESULT_NAMES}

    def full(*_: Any, **__: Any) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(SteadyFile, "raise_refusal", full)
    (outcome,) = run(scenes[:1], tmp_path)
    assert isinstance(outcome.error, OutputError)
    assert "No space left" in str(outcome.error)
    assert names_in(tmp_path) == {"line_0"}
    assert {name: (tmp_path / "line_0" / name).read_bytes() for name in RESULT_NAMES} == before


def test_an_older_result_is_replaced_beside_a_persons_notes(
    scenes: list[Path], tmp_path: Path
) -> None:
    run(scenes[:1], tmp_path, stage_with_a_plume)
    (tmp_path / "line_0" / "notes.txt").write_text("mine")
    run(scenes[:1], tmp_path)
    assert read_plumes(tmp_path / "line_0" / "plumes.geojson") == ()
    assert names_in(tmp_path / "line_0") == {*RESULT_NAMES, "notes.txt"}


def test_results_beside_the_scene_never_touch_the_scene(tmp_path: Path) -> None:
    (tmp_path / "line").mkdir()
    scene = write_scene(tmp_path / "line" / "line.img")
    content = scene.read_bytes()
    (outcome,) = run([scene], tmp_path)
    assert outcome.folder == tmp_path / "line"
    assert scene.read_bytes() == content
    assert names_in(tmp_path / "line") == {*RESULT_NAMES, "line.img", "line.hdr"}


def test_two_scenes_of_one_name_do_not_overwrite_each_other(
    scenes: list[Path], tmp_path: Path
) -> None:
    (tmp_path / "other").mkdir()
    twin = write_scene(tmp_path / "other" / scenes[0].name, seed=5)
    first, second = run([scenes[0], twin], tmp_path / "out")
    assert first.error is None
    assert isinstance(second.error, OutputError)
    assert "different names" in str(second.error)


@pytest.mark.parametrize("name", ["../escape", "/etc/escape", "", "..", ".hidden", "a/b", "nul\0"])
def test_a_scene_name_cannot_lead_out_of_the_folder(
    scenes: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    from cathartes.io.scenes import readers

    honest = readers.read_scene
    monkeypatch.setattr(readers, "read_scene", lambda path: evolve(honest(path), name=name))
    (outcome,) = run(scenes[:1], tmp_path / "out")
    assert isinstance(outcome.error, SceneError)
    assert names_in(tmp_path) == set()


def test_what_is_wrong_before_the_first_scene_is_said_before_it(
    scenes: list[Path], tmp_path: Path
) -> None:
    library = make_library()
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(OutputError, match="file"):
        detect_scenes(scenes, tmp_path / "file", DetectionOptions(), library, detect=stage)
    with pytest.raises(OptionError, match="acetoné"):
        detect_scenes(
            scenes, tmp_path / "out", DetectionOptions(gases=("acetoné",)), library, detect=stage
        )
    assert not (tmp_path / "out").exists()


def test_an_instrument_that_was_asked_for_goes_before_the_files_own(
    scenes: list[Path], tmp_path: Path
) -> None:
    seen: list[str] = []

    def looking(scene: Scene, *given: Any, **more: Any) -> Detection:
        seen.append(scene.instrument.name)
        return stage(scene, *given, **more)

    given = Instrument("given", WAVELENGTH_UM + 0.01, np.full(WAVELENGTH_UM.size, 0.05))
    (outcome,) = run(scenes[:1], tmp_path, looking, instrument=given)
    assert seen == ["given"]
    assert any("as asked" in remark for remark in outcome.remarks)
    short = Instrument("short", WAVELENGTH_UM[:5], np.full(5, 0.05))
    (outcome,) = run(scenes[:1], tmp_path, looking, instrument=short)
    assert isinstance(outcome.error, InstrumentError)
    assert "5 channels, while the scene has 96" in str(outcome.error)


def test_gases_go_to_detection_by_the_librarys_own_names(
    scenes: list[Path], tmp_path: Path
) -> None:
    seen: list[tuple[str, ...]] = []

    def looking(
        scene: Scene, library: GasLibrary, options: DetectionOptions, **more: Any
    ) -> Detection:
        seen.append(options.gases)
        return stage(scene, library, options, **more)

    run(scenes[:1], tmp_path, looking, options=DetectionOptions(gases=("sf6", "Ethyl-Acetate")))
    assert set(seen[0]) == {"SF6", "ethyl acetate"}
