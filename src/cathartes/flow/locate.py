"""The step "locate": cases and plume images in, folders with ``source.json`` and a report out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from cathartes.errors import CaseError, CathartesError
from cathartes.flow.location.from_concentrations import LocateSources, locate_case, locate_folder
from cathartes.flow.location.from_images import is_detection, locate_passes
from cathartes.flow.location.located import CaseOutcome, Job, OnProgress
from cathartes.flow.location.pass_winds import PassWind
from cathartes.flow.location.writing import write_located
from cathartes.io.atomic import check_writable
from cathartes.model.location.case import SourceCase

__all__ = ["CaseOutcome", "OnProgress", "PassWind", "locate_cases"]


def locate_cases(
    paths: Sequence[Path],
    out: Path,
    *,
    rng_seed: int = 0,
    on_progress: OnProgress | None = None,
    winds: Sequence[PassWind] = (),
    together: bool = False,
    pixel_size_m: float | None = None,
    case: SourceCase | None = None,
    locate: LocateSources | None = None,
) -> Iterator[CaseOutcome]:
    """Locate the sources of each case or plume image, yielding as each is finished.

    The results of one case go to ``out``, of several to ``out/<name of its folder>``. A case
    that fails is reported with its reason and does not stop the others. Whatever ends the work
    early, Ctrl-C included, leaves whole results or none.

    Parameters
    ----------
    paths : sequence of Path
        Folders: cases (``observations.csv``, ``wind.csv``, ``case.json``), or results of
        ``cathartes detect``.
    out : Path
        Made if need be. An older result is replaced in one step when the new one is whole.
    rng_seed : int
        The same seed gives the same result.
    on_progress : callable, optional
    winds : sequence of PassWind
        One for each result of ``detect`` among ``paths``, in their order, with its time.
    together : bool
        All paths are passes over the same emitters: one answer from all of them.
    pixel_size_m : float, optional
        Of scenes without georeference.
    case : SourceCase, optional
        One that has been read already, instead of ``paths``.
    locate : callable, optional
        The stage function; ``cathartes.location.locate_sources`` if not given.

    Raises
    ------
    OutputError
        If nothing can be written to ``out`` at all.
    CaseError
        If two cases would go to the same folder, or an image has no wind.
    """
    out, paths = Path(out), [Path(path) for path in paths]
    of_images = partial(locate_passes, rng_seed=rng_seed, pixel_size_m=pixel_size_m)
    if case is not None:
        work = partial(locate_case, case, rng_seed=rng_seed, locate=locate)
        jobs = [Job(Path(case.name), out, work)]
    elif together:
        _check_winds(paths, paths, winds)
        jobs = [Job(paths[0], out, partial(of_images, paths, winds))]
    else:
        images = [path for path in paths if is_detection(path)]
        _check_winds(paths, images, winds)
        wind_of = dict(zip(images, winds, strict=True))
        jobs = [
            Job(
                path,
                folder,
                partial(of_images, [path], [wind_of[path]])
                if path in wind_of
                else partial(locate_folder, path, rng_seed=rng_seed, locate=locate),
            )
            for path, folder in zip(paths, _folders(paths, out), strict=True)
        ]
    check_writable(out)
    return _locate_each(jobs, on_progress)


def _check_winds(paths: Sequence[Path], images: Sequence[Path], winds: Sequence[PassWind]) -> None:
    if len(images) != len(winds):
        raise CaseError.about(
            ", ".join(map(str, paths)),
            "wind",
            found=f"{len(winds)} winds for {len(images)} results of `cathartes detect`",
            expected="the wind at the time of each image, at 10 m",
            remedy="Give --wind-speed and --wind-from, once for all or once for each.",
        )
    strangers = [path for path in images if not is_detection(path)]
    if strangers:
        raise CaseError.about(
            strangers[0],
            "the folder",
            found="no plumes.geojson with detection.nc"
            if strangers[0].exists()
            else "no such folder",
            expected="a folder that `cathartes detect` wrote",
            remedy="Only passes of images are put together; locate cases by themselves.",
        )


def _folders(paths: Sequence[Path], out: Path) -> list[Path]:
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
    return folders


def _locate_each(jobs: Sequence[Job], on_progress: OnProgress | None) -> Iterator[CaseOutcome]:
    for job in jobs:

        def tell(what: str, share: float, path: Path = job.path) -> None:
            if on_progress is not None:
                on_progress(path, what, share)

        try:
            located = job.locate(tell)
            tell("writing results", 0.9)
            location = write_located(job.folder, located)
            tell("writing results", 1.0)
        except CathartesError as error:
            yield CaseOutcome(job.path, error=error)
        except Exception as error:  # noqa: BLE001 - a fault of ours must not cost the other cases
            yield CaseOutcome(job.path, error=_unexpected(job.path, error))
        else:
            yield CaseOutcome(job.path, location, job.folder)


def _unexpected(path: Path, error: Exception) -> CathartesError:
    told = CathartesError.about(
        path,
        "location",
        found=f"{type(error).__name__}: {error}",
        expected="no such thing: this is a fault of cathartes",
        remedy="Please report it with what --debug prints.",
    )
    told.__cause__ = error
    return told
