"""One case of a sampler: located, its products written whole, its records handed back."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import numpy as np
from attrs import evolve

from cathartes.flow.campaigns.work.looks import look_of_case
from cathartes.flow.campaigns.work.placed import source_records, within_area
from cathartes.flow.campaigns.work.products import make_products, told_as_result
from cathartes.flow.campaigns.work.tasks import CaseTask, TaskResult
from cathartes.flow.location.from_concentrations import locate_folder
from cathartes.flow.versions import software_versions
from cathartes.io.results.location import (
    write_posterior,
    write_source_geojson,
    write_source_json,
)
from cathartes.io.results.location.location_folder import (
    GEOJSON_NAME,
    POSTERIOR_NAME,
    SOURCE_NAME,
)
from cathartes.io.results.location.wgs84 import is_local, to_wgs84
from cathartes.model.provenance import InputFile, Provenance


def work_on_case(task: CaseTask) -> TaskResult:
    """Do the task of one case; never raises for what is wrong with it."""
    return told_as_result(task, lambda: make_products(task, partial(_work, task)))


def _work(task: CaseTask, unfinished: Path) -> TaskResult:
    located = locate_folder(
        task.path, lambda what, share: None, rng_seed=task.rng_seed, locate=None
    )
    provenance = Provenance(
        inputs=located.inputs, options=located.options, versions=software_versions()
    )
    location = evolve(located.location, provenance=provenance)
    write_source_json(unfinished / SOURCE_NAME, location)
    write_source_geojson(unfinished / GEOJSON_NAME, location)
    write_posterior(unfinished / POSTERIOR_NAME, location, located.case)
    stated = Provenance(
        inputs=(InputFile(task.record.name, task.record.sha256, 0),),
        options={"options_key": task.key, "rng_seed": task.rng_seed},
        versions=software_versions(),
    )
    if is_local(location.crs):
        return TaskResult(
            input_id=task.input_id,
            key=task.key,
            name=task.record.path,
            message="The case has local metres only: nothing says where on the Earth it is.",
        )
    estimates = source_records(task, location, stated)
    places: list[tuple[float, float]] = []
    if located.case is not None:
        seen = located.case.observations
        middle = 0.5 * (seen.begin_m + seen.end_m)
        longitude, latitude = to_wgs84(location.crs, middle[:, 0], middle[:, 1])
        known = np.isfinite(longitude + latitude)
        places = list(zip(longitude[known].tolist(), latitude[known].tolist(), strict=True))
    gases = tuple(gas.name for gas in located.case.gases) if located.case is not None else ()
    look = look_of_case(task, places, gases, stated)
    kept = within_area(task.area, estimates)
    lost = len(estimates) - len(kept)
    return TaskResult(
        input_id=task.input_id,
        key=task.key,
        name=task.record.path,
        looks=() if look is None else (look,),
        estimates=tuple(kept),
        message=f"{lost} sources outside the authorised area are not kept." if lost else "",
    )
