"""Scenes in, results out: one scene after the other, each whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from attrs import evolve, frozen

from cathartes.detection.options import DetectionOptions
from cathartes.errors import CathartesError, InstrumentError, OutputError, SceneError
from cathartes.flow.provenance import complete_provenance
from cathartes.io.atomic import check_writable
from cathartes.io.results.detection_netcdf import write_detection
from cathartes.io.results.plumes_geojson import write_plumes
from cathartes.io.results.result_folder import (
    GEOJSON_NAME,
    NETCDF_NAME,
    REPORT_NAME,
    replace_result_folder,
)
from cathartes.model.gas import GasLibrary
from cathartes.model.instrument import Instrument
from cathartes.model.plume import Detection, Plume, Rejection
from cathartes.model.scene import Scene

OnProgress = Callable[[Path, str, float], None]
"""Called with the scene's path, what is being done, and the share of it that is done."""
DetectPlumes = Callable[..., Detection]
"""``detect_plumes`` of :mod:`cathartes.detection`, or another with its signature."""


@frozen(eq=False)
class SceneOutcome:
    """What became of one scene; the maps are in its folder, not here.

    Attributes
    ----------
    path : Path
        As it was given.
    scene_name : str
        Empty where the scene could not even be read.
    folder : Path or None
        Where its results lie; None where it failed.
    plumes, rejections : tuple
        What was found, surest first, and what was not taken for a plume.
    remarks : tuple of str
        What a person should know about this result.
    error : CathartesError or None
        Why it failed.
    """

    path: Path
    scene_name: str = ""
    folder: Path | None = None
    plumes: tuple[Plume, ...] = ()
    rejections: tuple[Rejection, ...] = ()
    remarks: tuple[str, ...] = ()
    error: CathartesError | None = None


def detect_scenes(
    paths: Sequence[Path],
    out: Path,
    options: DetectionOptions,
    library: GasLibrary,
    on_progress: OnProgress | None = None,
    *,
    instrument: Instrument | None = None,
    detect: DetectPlumes | None = None,
) -> Iterator[SceneOutcome]:
    """Detect plumes in each scene and write ``out/<scene>/``, yielding as each is finished.

    A scene that fails is reported with its reason and does not stop the others. Whatever
    ends the work early, Ctrl-C included, leaves whole results or none.

    Parameters
    ----------
    paths : sequence of Path
        Scenes.
    out : Path
        Folder for all results; made if need be. An older result of the same scene is
        replaced in one step when the new one is whole.
    options : DetectionOptions
    library : GasLibrary
    on_progress : callable, optional
    instrument : Instrument, optional
        Taken instead of what the files say of their channels.
    detect : callable, optional
        The stage function; ``cathartes.detection.detect_plumes`` if not given.

    Raises
    ------
    OutputError
        If nothing can be written to ``out`` at all.
    OptionError
        If a gas is asked for that the library does not have.
    InputError
        If the table of the atmosphere cannot be read.
    """
    # Everything that can be known to be wrong before the first scene is said before it.
    from cathartes.physics.gases.library import select_gases

    if options.gases:
        asked = select_gases(library, options.gases)
        options = options.model_copy(update={"gases": tuple(gas.name for gas in asked)})
    if options.atmosphere == "table" and options.atmosphere_table is not None:
        from cathartes.io.atmosphere_tables import read_modtran_channels

        read_modtran_channels(options.atmosphere_table)
    check_writable(Path(out))
    return _detect_each(
        [Path(path) for path in paths],
        Path(out),
        options,
        library,
        on_progress,
        instrument,
        # Maps of large scenes lie on the disk that the results go to: one that was chosen.
        detect or partial(_detect_plumes, scratch=Path(out)),
    )


def _detect_plumes(scene: Scene, library: GasLibrary, *given: Any, **more: Any) -> Detection:
    """Load the stage when the first scene has been understood: it takes a moment."""
    from cathartes.detection import detect_plumes

    return detect_plumes(scene, library, *given, **more)


def _detect_each(
    paths: Sequence[Path],
    out: Path,
    options: DetectionOptions,
    library: GasLibrary,
    on_progress: OnProgress | None,
    instrument: Instrument | None,
    detect: DetectPlumes,
) -> Iterator[SceneOutcome]:
    written: dict[str, Path] = {}
    for path in paths:

        def tell(stage: str, share: float, path: Path = path) -> None:
            if on_progress is not None:
                on_progress(path, stage, share)

        name = ""
        try:
            tell("reading", 0.0)
            scene = _open(path, instrument)
            _check_name(scene.name, path, written)
            name = scene.name
            detection = detect(scene, library, options, progress=tell)
            told = dict.fromkeys([*scene.remarks, *detection.remarks])
            detection = evolve(detection, remarks=tuple(told))
            tell("hashing inputs", 1.0)
            detection = complete_provenance(detection, scene, options, library, instrument)
            tell("writing results", 1.0)
            _write(out / name, detection, scene, library)
        except CathartesError as error:
            yield SceneOutcome(path, name, error=error)
        except Exception as error:  # noqa: BLE001 - a fault of ours must not cost the other scenes
            yield SceneOutcome(path, name, error=_unexpected(path, error))
        else:
            written[name] = path
            yield SceneOutcome(
                path=path,
                scene_name=name,
                folder=out / name,
                plumes=detection.plumes,
                rejections=detection.rejections,
                remarks=detection.remarks,
            )


def _open(path: Path, instrument: Instrument | None) -> Scene:
    from cathartes.io.scenes.readers import read_scene

    scene = read_scene(path)
    if instrument is None:
        return scene
    in_file, given = scene.shape[2], instrument.wavelength_um.size
    if in_file != given:
        raise InstrumentError.about(
            path,
            f"channels of --instrument {instrument.name}",
            found=f"{given} channels, while the scene has {in_file}",
            expected="an instrument with as many channels as the scene",
            remedy="Name the instrument that took the scene, or leave --instrument out.",
        )
    remark = f"The channels are those of {instrument.name}, as asked, not those of the file."
    return evolve(scene, instrument=instrument, remarks=(*scene.remarks, remark))


def _check_name(name: str, path: Path, written: dict[str, Path]) -> None:
    """Refuse a name that leads out of the folder, or that this very call has used already."""
    if not name or name != Path(name).name or name.startswith(".") or "\0" in name:
        raise SceneError.about(
            path,
            "scene name",
            found=repr(name),
            expected="a name that can be the name of a folder",
            remedy="Rename the scene's file.",
        )
    if name in written:
        raise OutputError.about(
            path,
            "scene name",
            found=f"{name}, as of {written[name]} in the same call",
            expected="scenes with different names, for each gets a folder of its name",
            remedy="Run them one after the other with different --out, or rename one.",
        )


def _write(folder: Path, detection: Detection, scene: Scene, library: GasLibrary) -> None:
    from cathartes.plot.report import render_report

    report = render_report(detection, library, scene)
    with replace_result_folder(folder) as unfinished:
        write_plumes(unfinished / GEOJSON_NAME, detection, scene.georeference)
        write_detection(unfinished / NETCDF_NAME, detection, scene.georeference)
        (unfinished / REPORT_NAME).write_text(report, encoding="utf-8")


def _unexpected(path: Path, error: Exception) -> CathartesError:
    if isinstance(error, MemoryError):
        told = CathartesError.about(
            path,
            "memory",
            found="not enough for this scene",
            expected="room for one tile and its maps",
            remedy="Close other programs, use fewer --threads, or smaller blocks (--tile-lines).",
        )
    else:
        told = CathartesError.about(
            path,
            "detection",
            found=f"{type(error).__name__}: {error}",
            expected="no such thing: this is a fault of cathartes",
            remedy="Please report it with what --debug prints.",
        )
    told.__cause__ = error
    return told
