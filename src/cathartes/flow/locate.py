"""The step "locate": cases in, folders with ``source.json`` and a report out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from attrs import evolve, frozen

from cathartes.errors import CaseError, CathartesError
from cathartes.flow.provenance import software_versions
from cathartes.io.atomic import check_writable
from cathartes.io.cases import read_case
from cathartes.io.results.location import (
    write_posterior,
    write_source_geojson,
    write_source_json,
)
from cathartes.io.results.location.location_folder import (
    GEOJSON_NAME,
    POSTERIOR_NAME,
    SOURCE_NAME,
    replace_location_folder,
)
from cathartes.io.results.result_folder import REPORT_NAME
from cathartes.model.location.case import SourceCase
from cathartes.model.location.source import SourceLocation
from cathartes.model.provenance import Provenance

OnProgress = Callable[[Path, str, float], None]
"""Called with the case's path, what is being done, and the share of it that is done."""


@frozen(eq=False)
class CaseOutcome:
    """What became of one case.

    Attributes
    ----------
    path : Path
        As it was given.
    location : SourceLocation or None
        None where it failed.
    folder : Path or None
        Where its results lie.
    error : CathartesError or None
        Why it failed.
    """

    path: Path
    location: SourceLocation | None = None
    folder: Path | None = None
    error: CathartesError | None = None


def locate_cases(
    paths: Sequence[Path], out: Path, *, rng_seed: int = 0, on_progress: OnProgress | None = None
) -> Iterator[CaseOutcome]:
    """Locate the sources of each case, yielding as each is finished.

    The results of one case go to ``out``, of several to ``out/<name of its folder>``. A case
    that fails is reported with its reason and does not stop the others.

    Raises
    ------
    OutputError
        If nothing can be written to ``out`` at all.
    CaseError
        If two cases would go to the same folder.
    """
    out = Path(out)
    paths = [Path(path) for path in paths]
    folders = [out if len(paths) == 1 else out / path.resolve().name for path in paths]
    for number, folder in enumerate(folders):
        if folder in folders[:number]:
            raise CaseError.about(
                paths[number],
                "name of the folder",
                found=f"{folder.name}, as of another case of this call",
                expected="cases in folders of different names",
                remedy="Locate them one after the other with different --out.",
            )
    check_writable(out)
    return _locate_each(paths, folders, rng_seed, on_progress)


def _locate_each(
    paths: Sequence[Path], folders: Sequence[Path], rng_seed: int, on_progress: OnProgress | None
) -> Iterator[CaseOutcome]:
    from cathartes.location import locate_sources

    for path, folder in zip(paths, folders, strict=True):

        def tell(what: str, share: float, path: Path = path) -> None:
            if on_progress is not None:
                on_progress(path, what, share)

        try:
            tell("reading", 0.0)
            case = read_case(path)
            tell("locating", 0.1)
            location = locate_sources(case, rng_seed=rng_seed)
            location = evolve(location, provenance=_provenance(case, rng_seed))
            tell("writing results", 0.9)
            _write(folder, location, case)
            tell("writing results", 1.0)
        except CathartesError as error:
            yield CaseOutcome(path, error=error)
        else:
            yield CaseOutcome(path, location, folder)


def _provenance(case: SourceCase, rng_seed: int) -> Provenance:
    return Provenance(
        inputs=case.inputs,
        options={"rng_seed": rng_seed},
        versions=software_versions(),
        made_at=datetime.now(UTC),
    )


def _write(folder: Path, location: SourceLocation, case: SourceCase) -> None:
    from cathartes.plot.location import render_location_report

    report = render_location_report(location, case)
    with replace_location_folder(folder) as unfinished:
        write_source_json(unfinished / SOURCE_NAME, location)
        write_source_geojson(unfinished / GEOJSON_NAME, location)
        write_posterior(unfinished / POSTERIOR_NAME, location, case)
        (unfinished / REPORT_NAME).write_text(report, encoding="utf-8")
