"""One scene: detect, locate, look; its products written whole, its records handed back."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from attrs import evolve

from cathartes.detection.options import DetectionOptions
from cathartes.errors import CathartesError
from cathartes.flow.campaigns.work.looks import look_of_scene
from cathartes.flow.campaigns.work.placed import estimates_of_passes, plume_records, within_area
from cathartes.flow.campaigns.work.products import make_products, told_as_result
from cathartes.flow.campaigns.work.scene_edges import entering_plumes
from cathartes.flow.campaigns.work.tasks import PassWeather, SceneTask, TaskResult
from cathartes.flow.location.from_images import locate_passes
from cathartes.flow.location.pass_winds import PassWind
from cathartes.flow.provenance import complete_provenance
from cathartes.flow.scheduling.threads import threads_for_a_big_scene
from cathartes.flow.versions import software_versions
from cathartes.io.results.detection_netcdf import write_detection
from cathartes.io.results.location import (
    write_posterior,
    write_source_geojson,
    write_source_json,
)
from cathartes.io.results.location.location_folder import (
    GEOJSON_NAME as SOURCE_GEOJSON_NAME,
)
from cathartes.io.results.location.location_folder import POSTERIOR_NAME, SOURCE_NAME
from cathartes.io.results.plumes_geojson import write_plumes
from cathartes.io.results.result_folder import GEOJSON_NAME, NETCDF_NAME, REPORT_NAME
from cathartes.model.gas import GasLibrary
from cathartes.model.location.source import SourceLocation
from cathartes.model.plume import Detection
from cathartes.model.provenance import InputFile, Provenance
from cathartes.model.scene import Scene

WIND_OF_SCENE = "model"
"""What a file states of its wind mostly comes from a model: it is trusted like one."""
MOST_THREADS = 256


def work_on_scene(task: SceneTask) -> TaskResult:
    """Do the task of one scene; never raises for what is wrong with it."""
    return told_as_result(task, lambda: make_products(task, partial(_work, task)))


def _work(task: SceneTask, unfinished: Path) -> TaskResult:
    from cathartes.io.scenes.readers import read_scene
    from cathartes.physics.gases import load_library

    library = load_library()
    scene = read_scene(task.path)
    # One wind for all: detection looks for heads where it comes from, location and looks take it
    # too. What was measured goes before what the file of the scene states.
    if task.weather is not None:
        scene = evolve(scene, wind=task.weather.wind)
    elif scene.wind is not None:
        weather = PassWeather(
            wind=scene.wind, source=WIND_OF_SCENE, air_temperature_k=scene.air_temperature_k
        )
        task = evolve(task, weather=weather)
    detection = _detect(task, scene, library, unfinished)
    write_plumes(unfinished / GEOJSON_NAME, detection, scene.georeference)
    write_detection(unfinished / NETCDF_NAME, detection, scene.georeference)
    if task.reports:
        from cathartes.plot.report import render_report

        report = render_report(detection, library, scene)
        (unfinished / REPORT_NAME).write_text(report, encoding="utf-8")
    provenance = _provenance(task)
    plumes = plume_records(task, detection, scene, provenance)
    told = [] if plumes or not detection.plumes else ["The scene does not say where it is."]
    location = _locate(task, unfinished, scene, told) if plumes else None
    entering = entering_plumes([plume for plume, _ in plumes], scene)
    estimates = estimates_of_passes(task, plumes, location, provenance, entering)
    look = look_of_scene(task, scene, detection, provenance)
    kept = within_area(task.area, [plume for _, plume in plumes])
    estimates = within_area(task.area, estimates)
    if len(kept) < len(plumes):
        told.append(f"{len(plumes) - len(kept)} plumes outside the authorised area are not kept.")
    return TaskResult(
        input_id=task.input_id,
        key=task.key,
        name=task.record.path,
        plumes=tuple(kept),
        looks=() if look is None else (look,),
        estimates=tuple(estimates),
        message=" ".join(told),
    )


def _detect(task: SceneTask, scene: Scene, library: GasLibrary, scratch: Path) -> Detection:
    options = _with_threads(task, scene)
    if task.detect is not None:
        detection = task.detect(scene, library, options)
    else:
        from cathartes.detection import detect_plumes

        # Maps of large scenes are paged into a folder beside the products.
        detection = detect_plumes(scene, library, options, scratch=scratch.parent)
    told = dict.fromkeys([*scene.remarks, *detection.remarks])
    detection = evolve(detection, remarks=tuple(told))
    if detection.acquired_at is None:
        detection = evolve(detection, acquired_at=task.record.begins_at)
    return complete_provenance(detection, scene, task.options, library)


def _with_threads(task: SceneTask, scene: Scene) -> DetectionOptions:
    """Return the options, of a big scene with all threads of its worker.

    What is split: a scene is read and searched in blocks of lines, one block after the other, so
    that its memory is bounded; within a block pixels are scored, and candidates judged, side by
    side by so many threads, with the same result as by one. What is not: blocks of one scene are
    never worked on at the same time, for a plume at a border goes to the earlier block, and a
    scene is never spread over workers.
    """
    lines, samples, _ = scene.shape
    if lines * samples <= task.big_scene_pixels:
        return task.options
    threads = max(task.options.n_threads, min(threads_for_a_big_scene(), MOST_THREADS))
    return task.options.model_copy(update={"n_threads": threads})


def _locate(
    task: SceneTask, unfinished: Path, scene: Scene, told: list[str]
) -> SourceLocation | None:
    """Return where the plumes come from; None, with the reason told, where nothing tells."""
    if task.weather is None:
        told.append("No wind is known for the time of the scene: sources are heads of plumes.")
        return None
    begins, ends = task.record.begins_at.timestamp(), task.record.ends_at.timestamp()
    given = PassWind(task.weather.wind, task.weather.source, (begins + ends) / 2.0)
    try:
        located = locate_passes(
            [unfinished], [given], lambda what, share: None, rng_seed=task.rng_seed
        )
        provenance = Provenance(
            inputs=located.inputs,
            options={**located.options, "passes": [scene.name]},
            versions=software_versions(),
        )
        location = evolve(located.location, case_name=scene.name, provenance=provenance)
        write_source_json(unfinished / SOURCE_NAME, location)
        write_source_geojson(unfinished / SOURCE_GEOJSON_NAME, location)
        write_posterior(unfinished / POSTERIOR_NAME, location)
    except CathartesError as error:
        if isinstance(error.__cause__, OSError):
            raise
        told.append(str(error))
        return None
    return location


def _provenance(task: SceneTask) -> Provenance:
    """Return what the records say of their origin; nothing that differs from run to run."""
    weather = task.weather
    wind = None if weather is None else weather.wind
    return Provenance(
        inputs=(InputFile(task.record.name, task.record.sha256, 0),),
        options={
            "options_key": task.key,
            "rng_seed": task.rng_seed,
            "wind_speed_m_s": None if wind is None else wind.speed_m_s,
            "wind_from_direction_deg": None if wind is None else wind.from_direction_deg,
            "wind_source": "" if weather is None else weather.source,
        },
        versions=software_versions(),
    )
