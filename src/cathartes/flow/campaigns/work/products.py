"""The folder of one task's products: whole or not at all, with the records that came of it."""

from __future__ import annotations

import errno
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from attrs import evolve

from cathartes.errors import CathartesError, OutputError
from cathartes.flow.campaigns.work.tasks import Task, TaskResult, row_key
from cathartes.io.atomic import replace_folder
from cathartes.io.results.location.location_folder import LOCATION_NAMES
from cathartes.io.results.result_folder import RESULT_NAMES
from cathartes.model.campaign import EstimateRecord, PlumeRecord
from cathartes.model.fusion import LookRecord
from cathartes.model.identity import canonical_text, content_id, from_text, to_plain

RECORDS_NAME = "records.json"
PRODUCT_NAMES = RESULT_NAMES | LOCATION_NAMES | {RECORDS_NAME}

_KINDS = (("plumes", PlumeRecord), ("looks", LookRecord), ("estimates", EstimateRecord))

Work = Callable[[Path], TaskResult]
"""Writes products into an empty folder and returns the records."""


def make_products(task: Task, work: Work) -> TaskResult:
    """Do a task and write its folder in one step, or find that it was done.

    A run that was killed after the folder was in place and before the database knew of it
    leaves the records here: they are taken as they are.

    Raises
    ------
    CathartesError
        If the input cannot be used, or the folder not be written; nothing is left then.
    """
    there = _read_records(task)
    if there is not None:
        return there
    try:
        with replace_folder(task.folder, PRODUCT_NAMES) as unfinished:
            result = work(unfinished)
            (unfinished / RECORDS_NAME).write_text(_to_text(result), encoding="ascii")
    except OutputError as error:
        # A worker of a run that was killed may have finished the same folder in between.
        there = _read_records(task)
        if there is None or (isinstance(error.__cause__, OSError) and _is_full(error.__cause__)):
            raise
        return there
    return result


def told_as_result(task: Task, work: Callable[[], TaskResult]) -> TaskResult:
    """Do some work; whatever goes wrong is told in the result and stops nothing else.

    Faults of the input are lasting. A full disk or too little memory is not: the work is put
    off until the next run.
    """
    try:
        return evolve(work(), row_key=row_key(task))
    except OutputError as error:
        return TaskResult.empty(task, "put off", str(error))
    except CathartesError as error:
        return TaskResult.empty(task, "failed", str(error))
    except MemoryError:
        message = CathartesError.about(
            task.record.name,
            "memory",
            found="not enough",
            expected="room for one block of lines and its maps",
            remedy="Run it again with fewer --workers.",
        )
        return TaskResult.empty(task, "put off", str(message))
    except Exception as error:  # noqa: BLE001 - a fault of ours must not cost the other tasks
        message = CathartesError.about(
            task.record.name,
            "the work",
            found=f"{type(error).__name__}: {error}",
            expected="no such thing: this is a fault of cathartes",
            remedy="Please report it; --retry does it again.",
        )
        return TaskResult.empty(task, "failed", str(message))


def clean_products(products: Path) -> int:
    """Take away what killed runs left half-written; return how many that were.

    A run that is killed while a new folder takes the place of an older one leaves in the older
    one what a person had put there: it goes into the new folder, and is never deleted.
    """
    left = list(products.glob(".*.partial"))
    for one in left:
        if not one.is_dir():
            one.unlink(missing_ok=True)
        elif _gives_back(one):
            shutil.rmtree(one, ignore_errors=True)
    return len(left)


def _gives_back(partial: Path) -> bool:
    """Move what is not ours into the folder that took its place; tell whether nothing is left."""
    folder = partial.parent / partial.name[1:].partition(".")[0]
    for entry in list(partial.iterdir()):
        is_ours = entry.name in PRODUCT_NAMES or (
            entry.name.startswith(".") and entry.name.endswith(".partial")
        )
        if is_ours:
            continue
        if not folder.is_dir() or (folder / entry.name).exists():
            return False  # it stays where a person can find it
        try:
            entry.rename(folder / entry.name)
        except OSError:
            return False
    return True


def _is_full(error: OSError) -> bool:
    return error.errno in (errno.ENOSPC, errno.EDQUOT)


def _to_text(result: TaskResult) -> str:
    return canonical_text(
        {
            "key": result.key,
            "message": result.message,
            **{name: [to_plain(one) for one in getattr(result, name)] for name, _ in _KINDS},
        }
    )


def _read_records(task: Task) -> TaskResult | None:
    try:
        plain = json.loads((task.folder / RECORDS_NAME).read_text(encoding="ascii"))
        if plain["key"] != task.key:
            return None
        records = {
            name: tuple(from_text(kind, json.dumps(one)) for one in plain[name])
            for name, kind in _KINDS
        }
        message = plain["message"]
    except (OSError, ValueError, KeyError, TypeError, CathartesError):
        return None  # none, or somebody's own file of that name: it is made anew
    return stamped(
        task,
        TaskResult(
            input_id=task.input_id,
            key=task.key,
            name=task.record.path,
            message=message,
            was_there=True,
            plumes=records["plumes"],  # type: ignore[arg-type]
            looks=records["looks"],  # type: ignore[arg-type]
            estimates=records["estimates"],  # type: ignore[arg-type]
        ),
    )


def stamped(task: Task, result: TaskResult) -> TaskResult:
    """Return a result whose records say of flight and handling what holds now."""
    said: dict[str, Any] = {"is_simulated": task.record.is_simulated, "marking": task.marking}
    flown: dict[str, Any] = {**said, "flight_id": task.record.flight_id}
    plumes = tuple(evolve(one, **said) for one in result.plumes)
    renamed = {
        content_id(old): content_id(new) for old, new in zip(result.plumes, plumes, strict=True)
    }
    return evolve(
        result,
        plumes=plumes,
        looks=tuple(evolve(one, **flown) for one in result.looks),
        estimates=tuple(
            evolve(one, plume_ids=tuple(renamed.get(k, k) for k in one.plume_ids), **flown)
            for one in result.estimates
        ),
    )
