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


TABLES, IMAGES, SAID, WORK = "Tables without a case.json", "Plume images", "What is printed", "Work"


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
        typer.Option(metavar="FILE", help="Table of what was sensed.", rich_help_panel=TABLES),
    ] = None,
    wind: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Table of the wind.", rich_help_panel=TABLES)
    ] = None,
    gas: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="Gas that was sensed, as the library knows it.",
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
            help="Coordinate system of the tables. \\[default: local metres]",
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
    together: Annotated[
        bool,
        typer.Option(
            "--together",
            help="The images are passes over the same sources: one answer.",
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
            help="Where the wind of tables or images is from: sonic, mast, 'plume drift', metar or "
            "model; says how wrong it may be. \\[default: mast]",
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

    cathartes locate results/line_0412 --wind-speed 3.2 --wind-from 240 --out located
    """
    from cathartes.flow.locate import locate_cases
    from cathartes.flow.location.from_images import is_detection, winds_of_passes

    paths = list(cases or [])
    kind = wind_kind or WindKind.MAST
    case = _case_of_tables(paths, observations, wind, gas, molar_mass, search_area, crs, kind.value)
    n_images = len(paths) if together else sum(is_detection(path) for path in paths)
    winds = (
        winds_of_passes(n_images, wind_speed or [], wind_from or [], kind.value) if n_images else []
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


def _case_of_tables(
    paths: list[Path],
    observations: Path | None,
    wind: Path | None,
    gas: str | None,
    molar_mass: float | None,
    search_area: str | None,
    crs: str | None,
    wind_kind: str,
) -> SourceCase | None:
    """Return the case that the tables make; None where folders were given."""
    from cathartes.errors import OptionError

    if paths and observations is None:
        return None
    if observations is None or wind is None or gas is None or paths:
        given = {"CASE": paths, "--observations": observations, "--wind": wind, "--gas": gas}
        raise OptionError.about(
            "the command line",
            "what to locate",
            found=", ".join(name for name, one in given.items() if one) or "nothing",
            expected="either folders, or --observations with --wind and --gas",
            remedy="Give one of them whole; `cathartes locate --help` has examples.",
        )
    from cathartes.flow.location.tables import read_tables

    return read_tables(
        observations,
        wind,
        gas,
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
