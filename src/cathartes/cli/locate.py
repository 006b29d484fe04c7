"""``cathartes locate CASE... --out DIR``: say where the sources are."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cathartes.cli.terminal import SceneProgress

if TYPE_CHECKING:
    from cathartes.flow.location.located import CaseOutcome
    from cathartes.model.location.case import SourceCase


class WindKind(StrEnum):
    """Where a wind is from, the surest first."""

    SONIC = "sonic"
    MAST = "mast"
    DRIFT = "plume drift"
    METAR = "metar"
    MODEL = "model"


TABLES, IMAGES, SAID, WORK = "Files without a case.json", "Plume images", "What is printed", "Work"


def locate(
    cases: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="CASE...",
            help="Folders with observations.csv, wind.csv and case.json, or results of "
            "`cathartes detect`.",
        ),
    ] = None,
    *,
    out: Annotated[
        Path,
        typer.Option(
            metavar="DIR",
            help="Results go to DIR, of several cases to DIR/<case>/; older ones are replaced.",
        ),
    ],
    observations: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="What was sensed: CSV table, GeoPackage track, or CF NetCDF.",
            rich_help_panel=TABLES,
        ),
    ] = None,
    wind: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="The wind: CSV table, METAR text, NetCDF, or GRIB (extra `grib`).",
            rich_help_panel=TABLES,
        ),
    ] = None,
    gas: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME",
            help="Gas that was sensed, as the library knows it; once for each gas.",
            rich_help_panel=TABLES,
        ),
    ] = None,
    molar_mass: Annotated[
        float | None,
        typer.Option(
            metavar="G_PER_MOL",
            min=1.0,
            help="For a gas that the library does not know.",
            rich_help_panel=TABLES,
        ),
    ] = None,
    search_area: Annotated[
        str | None,
        typer.Option(
            metavar="E,N,E,N",
            help="Lower left, then upper right corner, metres. \\[default: around the sensors]",
            rich_help_panel=TABLES,
        ),
    ] = None,
    crs: Annotated[
        str | None,
        typer.Option(
            metavar="EPSG:N",
            help="Coordinate system of the positions, in metres; degrees are projected to it. "
            "\\[default: local metres; of degrees the UTM zone]",
            rich_help_panel=TABLES,
        ),
    ] = None,
    wind_speed: Annotated[
        list[float] | None,
        typer.Option(
            metavar="M_S",
            min=0.0,
            help="At 10 m at the time of the image; once, or for each.",
            rich_help_panel=IMAGES,
        ),
    ] = None,
    wind_from: Annotated[
        list[float] | None,
        typer.Option(
            metavar="DEG",
            help="Where it comes from, clockwise from north; once, or for each.",
            rich_help_panel=IMAGES,
        ),
    ] = None,
    time: Annotated[
        list[str] | None,
        typer.Option(
            metavar="TIME",
            help="When each image saw the plume, with zone, like 2026-05-09T11:26:04Z. "
            "\\[default: when `cathartes detect` says its scene begins]",
            rich_help_panel=IMAGES,
        ),
    ] = None,
    together: Annotated[
        bool,
        typer.Option(
            "--together",
            help="The images are passes over the same sources: one answer; of passes within ten "
            "minutes of each other the drift of the plume is a measure of the wind.",
            rich_help_panel=IMAGES,
        ),
    ] = False,
    pixel_size: Annotated[
        float | None,
        typer.Option(
            metavar="M", min=0.01, help="Of images without georeference.", rich_help_panel=IMAGES
        ),
    ] = None,
    wind_kind: Annotated[
        WindKind | None,
        typer.Option(
            metavar="WHENCE",
            help="Where the wind of files or images is from: sonic, mast, 'plume drift', metar or "
            "model; says how wrong it may be. \\[default: as the file looks; mast]",
        ),
    ] = None,
    as_json: Annotated[
        bool,
        typer.Option(
            "--json", help="Print source.json instead, a case a line.", rich_help_panel=SAID
        ),
    ] = False,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="Print errors only.", rich_help_panel=SAID)
    ] = False,
    random_seed: Annotated[
        int,
        typer.Option(
            "--random-seed",
            "--seed",
            metavar="N",
            min=0,
            help="The same seed gives the same result.",
            rich_help_panel=WORK,
        ),
    ] = 0,
) -> None:
    """Say where the sources are, how sure that is, and how much they emit.

    Writes source.json, source.geojson (for QGIS), posterior.nc and report.html, whole or not at
    all. The exit status is 0 only if every case was processed.

    [bold]Examples[/]

    cathartes locate site_12 --out located

    cathartes locate flights/* --out located --seed 7 --json

    cathartes locate --observations drone.csv --wind mast.csv --gas methane --out located

    cathartes locate --observations track.gpkg --wind metar.txt --gas methane --out located

    cathartes locate results/line_0412 --wind-speed 3.2 --wind-from 240 --out located

    cathartes locate results/pass_* --together --wind-speed 3.2 --wind-from 240 --out located
    """
    from cathartes.flow.locate import locate_cases
    from cathartes.flow.location.from_images import is_detection
    from cathartes.flow.location.pass_winds import winds_of_passes

    paths = list(cases or [])
    whence = None if wind_kind is None else wind_kind.value
    given: dict[str, object] = {
        "--observations": observations,
        "--wind": wind,
        "--gas": gas,
        "--molar-mass": molar_mass,
        "--search-area": search_area,
        "--crs": crs,
    }
    _check_what(paths, given)
    case = (
        None
        if observations is None or wind is None
        else _case_of_files(observations, wind, gas or [], molar_mass, search_area, crs, whence)
    )
    n_images = len(paths) if together else sum(is_detection(path) for path in paths)
    if whence is not None and case is None and n_images < len(paths):
        _refuse_wind_kind(paths, whence)
    kind = whence or WindKind.MAST.value
    typed = {"--wind-speed": wind_speed, "--wind-from": wind_from, "--time": time}
    if not n_images and any(typed.values()):
        _refuse_image_options([name for name, one in typed.items() if one], len(paths))
    winds = (
        winds_of_passes(
            n_images, wind_speed or [], wind_from or [], kind, time or [], together=together
        )
        if n_images
        else []
    )
    failed: list[CaseOutcome] = []
    number = 1 if together or case is not None else len(paths)
    with SceneProgress(number, noun="cases") as progress:
        for outcome in locate_cases(
            paths,
            out,
            rng_seed=random_seed,
            on_progress=progress.tell,
            winds=winds,
            together=together,
            pixel_size_m=pixel_size,
            case=case,
        ):
            progress.pause()
            if outcome.error is not None:
                failed.append(outcome)
            _print_outcome(outcome, as_json=as_json, quiet=quiet)
    if failed:
        _print_failed(failed, number)
        raise typer.Exit(1)


def _check_what(paths: list[Path], given: dict[str, object]) -> None:
    """Refuse half of what is needed, and files beside folders."""
    from cathartes.errors import OptionError

    named = [name for name, one in given.items() if one]
    files = [given[name] for name in ("--observations", "--wind", "--gas")]
    if (paths and not named) or (not paths and all(files)):
        return
    raise OptionError.about(
        "the command line",
        "what to locate",
        found=", ".join((["CASE"] if paths else []) + named) or "nothing",
        expected="either folders, or --observations with --wind and --gas",
        remedy="Give one of them whole; `cathartes locate --help` has examples.",
    )


def _refuse_wind_kind(paths: list[Path], kind: str) -> None:
    from cathartes.errors import OptionError

    raise OptionError.about(
        "the command line",
        "--wind-kind",
        found=f"{kind}, with {len(paths)} folders that are not all images",
        expected="it for images, or for --wind",
        remedy="A case says it itself: write wind_kind in its case.json.",
    )


def _refuse_image_options(names: list[str], n_paths: int) -> None:
    from cathartes.errors import OptionError

    raise OptionError.about(
        "the command line",
        ", ".join(names),
        found=f"them, with no image among the {n_paths} folders",
        expected="them for results of `cathartes detect`, with plumes.geojson and detection.nc",
        remedy="A case has its wind in wind.csv; of --observations it is given with --wind.",
    )


def _case_of_files(
    observations: Path,
    wind: Path,
    gases: list[str],
    molar_mass: float | None,
    search_area: str | None,
    crs: str | None,
    wind_kind: str | None,
) -> SourceCase:
    """Return the case that the files make."""
    from cathartes.flow.location.tables import read_tables

    return read_tables(
        observations,
        wind,
        gases,
        molar_mass_g_per_mol=molar_mass,
        search_area=search_area,
        crs=crs,
        wind_kind=wind_kind,
    )


def _print_outcome(outcome: CaseOutcome, *, as_json: bool, quiet: bool) -> None:
    from cathartes.cli.terminal import console, print_error

    if outcome.error is not None:
        print_error(outcome.error)
        return
    if quiet or outcome.location is None or outcome.folder is None:
        return
    if as_json:
        import json

        from cathartes.io.results.location.source_json import location_to_json

        print(json.dumps(location_to_json(outcome.location), ensure_ascii=False, allow_nan=False))
        return
    from cathartes.cli.terminal import print_location

    print_location(console(), outcome.location, outcome.folder)


def _print_failed(failed: list[CaseOutcome], number: int) -> None:
    from cathartes.cli.terminal import console

    if number > 1:
        console(stderr=True).print(
            f"{number - len(failed)} of {number} cases were processed; failed: "
            + ", ".join(str(one.path) for one in failed),
            markup=False,
            soft_wrap=True,
        )
