"""``cathartes legs POSTERIOR``: say where to fly next, and whether to fly at all."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from rich.table import Table

    from cathartes.model.location.legs import LegSuggestion


def legs(
    posterior: Annotated[
        Path,
        typer.Argument(
            metavar="POSTERIOR",
            help="posterior.nc of `cathartes locate`, or the folder it is in.",
        ),
    ],
    *,
    wind_speed: Annotated[float, typer.Option(metavar="M_S", min=0.0, help="Of now, at the site.")],
    wind_from: Annotated[
        float, typer.Option(metavar="DEG", help="Where it comes from, clockwise from north.")
    ],
    platform: Annotated[
        str,
        typer.Option(metavar="NAME", help="drone, helicopter, aircraft (in-situ), or imager."),
    ] = "drone",
    at: Annotated[
        str | None,
        typer.Option(
            metavar="E,N",
            help="Where it is now, metres as in source.json. \\[default: over what is believed]",
        ),
    ] = None,
    height: Annotated[
        float | None,
        typer.Option(metavar="M", help="Where it is now, above ground. \\[default: its lowest]"),
    ] = None,
    endurance: Annotated[
        float | None,
        typer.Option(metavar="MIN", min=0.0, help="Flight time left. \\[default: its own]"),
    ] = None,
    n_legs: Annotated[
        int, typer.Option("--legs", metavar="N", min=1, max=8, help="How far to look ahead.")
    ] = 4,
    wanted_area: Annotated[
        float | None,
        typer.Option(
            metavar="M2", min=1.0, help="90 % region that is small enough. \\[default: 400]"
        ),
    ] = None,
    flight_area: Annotated[
        str | None,
        typer.Option(metavar="E,N,E,N", help="Lower left, then upper right corner; legs stay in."),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="GeoJSON of the legs, for QGIS. \\[default: none]"),
    ] = None,
    random_seed: Annotated[
        int,
        typer.Option("--random-seed", "--seed", metavar="N", min=0, help="For the same legs."),
    ] = 0,
) -> None:
    """Say which legs tell most of the place per minute of flight, and when to stop.

    [bold]Examples[/]

    cathartes legs located --wind-speed 4 --wind-from 230 --out legs.geojson

    cathartes legs located/posterior.nc --platform helicopter --endurance 40 --wind-speed 6
    --wind-from 310 --at 501200,4400350
    """
    from cathartes.cli.terminal import console
    from cathartes.flow.location.legs import suggest_legs

    suggestion = suggest_legs(
        posterior,
        out,
        platform_name=platform,
        wind_speed_m_s=wind_speed,
        wind_from_deg=wind_from,
        at_m=_pair(at),
        height_m=height,
        endurance_min=endurance,
        n_legs=n_legs,
        wanted_area_m2=wanted_area,
        flight_area_m=_corners(flight_area),
        rng_seed=random_seed,
    )
    screen = console()
    if suggestion.legs:
        screen.print(leg_table(suggestion))
    verdict = "stop" if suggestion.should_stop else "fly"
    screen.print(f"{verdict}: {suggestion.reason}", style="bold", markup=False)
    if out is not None:
        screen.print(f"legs: {out}", markup=False, soft_wrap=True)


def leg_table(suggestion: LegSuggestion) -> Table:
    """Return the legs as a table, in the order of flight."""
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in (
        "leg",
        "from\neasting, northing",
        "to\neasting, northing",
        "height\nm",
        "minutes\nwith transit",
        "90 % region\nafter it, m2",
    ):
        table.add_column(heading, justify="right", no_wrap=True)
    for place, one in enumerate(suggestion.legs, start=1):
        (e0, n0, height), (e1, n1, _) = one.leg.begin_m, one.leg.end_m
        table.add_row(
            str(place),
            f"{e0:.0f}, {n0:.0f}",
            f"{e1:.0f}, {n1:.0f}",
            f"{height:.0f}",
            f"{one.flight_minutes:.1f}",
            f"{one.expected_region_area_m2:.0f}",
        )
    return table


def _pair(text: str | None) -> tuple[float, float] | None:
    if text is None:
        return None
    east, north = _numbers(text, "--at", 2)
    return east, north


def _corners(text: str | None) -> tuple[float, float, float, float] | None:
    from cathartes.errors import OptionError

    if text is None:
        return None
    e0, n0, e1, n1 = _numbers(text, "--flight-area", 4)
    if not (e0 < e1 and n0 < n1):
        raise OptionError.about(
            "the command line",
            "--flight-area",
            found=text,
            expected="the lower left corner before the upper right one",
            remedy="Give E,N,E,N: west, south, east, north.",
        )
    return e0, n0, e1, n1


def _numbers(text: str, option: str, count: int) -> list[float]:
    import math

    from cathartes.errors import OptionError

    try:
        values = [float(one) for one in text.split(",")]
    except ValueError:
        values = []
    if len(values) != count or not all(math.isfinite(one) for one in values):
        raise OptionError.about(
            "the command line",
            option,
            found=repr(text),
            expected=f"{count} numbers with commas between them, in metres",
            remedy=f"For example {option} " + ",".join(["1200", "350", "1900", "900"][:count]),
        )
    return values
