"""``cathartes flights``: look at a recorded track, and hold it against its plan."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from rich.table import Table

    from cathartes.model.flight.coverage import FlownAgainstPlan
    from cathartes.model.flight.track import Track

app = typer.Typer(no_args_is_help=True, help="What was flown: look at it, hold it against a plan.")


@app.callback()
def flights() -> None:
    """Look at recorded tracks, and hold them against a plan."""


@app.command("track")
def track(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="MAVLink tlog, GPX, NMEA 0183, CSV or JSON list.")
    ],
) -> None:
    """Print what was understood of a recorded track.

    [bold]Examples[/]

    cathartes flights track flight.tlog
    """
    from cathartes.cli.terminal import console
    from cathartes.flow.coverage import understand_track

    one = understand_track(file)
    screen = console()
    screen.print(f"{one.name}: {one.format_name}", style="bold", markup=False)
    for word, text in _facts(one):
        screen.print(f"  {word:<10} {text}", markup=False)
    for caution in one.cautions:
        screen.print(f"note: {caution}", style="yellow", markup=False)


@app.command("coverage")
def coverage(
    tracks: Annotated[list[Path], typer.Argument(metavar="TRACK...", help="One or more tracks.")],
    *,
    plan: Annotated[
        Path,
        typer.Option(
            metavar="PLAN", help="QGroundControl plan, MAVLink mission JSON, or GeoJSON lines."
        ),
    ],
    swath_m: Annotated[
        float | None,
        typer.Option(metavar="M", help="Breadth of ground seen. \\[default: the plan's]"),
    ] = None,
    max_speed: Annotated[
        float | None,
        typer.Option(metavar="M_S", help="Faster is flagged. \\[default: the plan's + 10 %]"),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print records, not a table.")] = False,
    out: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="For coverage.geojson, gaps.geojson and a picture."),
    ] = None,
) -> None:
    """Say how much of each planned line was flown, how well, and what is left to fly.

    [bold]Examples[/]

    cathartes flights coverage flight.tlog --plan survey.plan --swath-m 120 --out coverage

    cathartes flights coverage monday.gpx tuesday.gpx --plan gaps.geojson --json
    """
    import json

    from cathartes.cli.terminal import console
    from cathartes.collection.options import CoverageOptions
    from cathartes.flow.coverage import coverage_flown
    from cathartes.io.results.flight.coverage_records import coverage_record

    options = CoverageOptions(swath_m=swath_m, largest_speed_m_s=max_speed)
    flown = coverage_flown(tracks, plan, options, out)
    if as_json:
        print(json.dumps(coverage_record(flown), indent=1, ensure_ascii=False, allow_nan=False))
        return
    screen = console()
    screen.print(coverage_table(flown))
    left = sum(gap.length_m for one in flown.lines for gap in one.gaps)
    screen.print(
        f"{100.0 * flown.covered_share:.1f} % of the planned area was flown; "
        f"{left:,.0f} m of line are left to fly.",
        style="bold",
        markup=False,
    )
    for caution in flown.cautions:
        screen.print(f"note: {caution}", style="yellow", markup=False)
    if out is not None:
        screen.print(f"written: {out}", markup=False, soft_wrap=True)


def coverage_table(flown: FlownAgainstPlan) -> Table:
    """Return the lines as a table, in the order of the plan."""
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("line")
    for heading in (
        "covered\n%",
        "passes",
        "off line, m\nmean",
        "\nmost",
        "height, m\nmean error",
        "speed\nm/s",
        "gaps\nm",
    ):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("flags")
    for one in flown.lines:
        table.add_row(
            Text(one.line.name),
            f"{100.0 * one.covered_share:.1f}",
            str(one.passes),
            _known(one.cross_track_mean_m, ".1f"),
            _known(one.cross_track_largest_m, ".1f"),
            _known(one.height_error_mean_m, "+.1f"),
            _known(one.speed_largest_m_s, ".1f"),
            f"{sum(gap.length_m for gap in one.gaps):.0f}",
            ", ".join(flag.value for flag in one.flags),
        )
    return table


def _known(value: float, form: str) -> str:
    return "–" if value != value else format(value, form)


def _facts(one: Track) -> list[tuple[str, str]]:
    import numpy as np

    from cathartes.io.results.flight.coverage_records import moment_text

    facts = [("points", f"{one.n_points:,} in {len(np.unique(one.piece))} piece(s)")]
    clock = one.clock_s
    if clock is not None:
        name = "since boot" if one.time_utc_s is None else "UTC"
        ends = [moment_text(float(value), name) for value in (clock[0], clock[-1])]
        facts.append(("time", f"{ends[0]} to {ends[1]} ({name}), {clock[-1] - clock[0]:,.1f} s"))
    facts += [
        ("clock", one.clock_note or "none"),
        ("longitude", f"{one.longitude.min():.6f} to {one.longitude.max():.6f}"),
        ("latitude", f"{one.latitude.min():.6f} to {one.latitude.max():.6f}"),
    ]
    known = one.height_m[np.isfinite(one.height_m)]
    if known.size:
        span = f"{known.min():.1f} to {known.max():.1f} m {one.height_reference.value}"
    facts.append(("height", span if known.size else "none"))
    return facts
