"""``cathartes locate CASE... --out DIR``: say where the sources are."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cathartes.cli.terminal import console, print_error

if TYPE_CHECKING:
    from cathartes.flow.locate import CaseOutcome


def locate(
    cases: Annotated[
        list[Path],
        typer.Argument(
            metavar="CASE...", help="Folders with observations.csv, wind.csv and case.json."
        ),
    ],
    out: Annotated[
        Path,
        typer.Option(
            metavar="DIR",
            help="Results go to DIR, of several cases to DIR/<case>/; older ones are replaced.",
        ),
    ],
    random_seed: Annotated[
        int, typer.Option(metavar="N", min=0, help="The same seed gives the same result.")
    ] = 0,
) -> None:
    """Say where the sources are, how sure that is, and how much they emit.

    Writes source.json, source.geojson (for QGIS), posterior.nc and report.html, whole or not at
    all. The exit status is 0 only if every case was processed.

    [bold]Examples[/]

    cathartes locate site_12 --out located

    cathartes locate flights/* --out located --random-seed 7
    """
    from cathartes.flow.locate import locate_cases

    failed = 0
    screen = console()
    with screen.status("locating") as status:

        def tell(path: Path, what: str, share: float) -> None:
            status.update(f"{path.name}: {what} ({share:.0%})")

        for outcome in locate_cases(cases, out, rng_seed=random_seed, on_progress=tell):
            failed += outcome.error is not None
            _print_outcome(outcome)
    if failed:
        raise typer.Exit(1)


def _print_outcome(outcome: CaseOutcome) -> None:
    screen = console()
    if outcome.location is None or outcome.folder is None:
        if outcome.error is not None:
            print_error(outcome.error)
        return
    location = outcome.location
    chances = ", ".join(
        f"{number}: {chance:.0%}" for number, chance in location.p_number_of_sources.items()
    )
    screen.print(f"{location.case_name}", style="bold", markup=False)
    screen.print(f"number of sources {chances}", markup=False)
    for source in location.sources:
        screen.print(
            f"  {source.gas} {source.emitter}: {source.easting_m:.1f} E {source.northing_m:.1f} N, "
            f"{source.emission_rate_kg_per_h:.3g} kg/h "
            f"({source.emission_rate_q05:.3g} to {source.emission_rate_q95:.3g} in 9 of 10 cases)",
            markup=False,
            soft_wrap=True,
        )
    for warning in location.warnings:
        screen.print(f"  {warning}", style="yellow", markup=False, soft_wrap=True)
    screen.print(f"report: {outcome.folder / 'report.html'}\n", markup=False, soft_wrap=True)
