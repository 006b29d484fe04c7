"""``cathartes campaign sites DIR``: the candidate sites, ranked, with reasons."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from rich.table import Table


def sites(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder of the campaign.")],
    as_json: Annotated[
        bool, typer.Option("--json", help="Print records with all reasons, not a table.")
    ] = False,
    number: Annotated[
        int, typer.Option("--number", "-n", min=1, metavar="N", help="Rows of the table.")
    ] = 20,
) -> None:
    """List candidate sites, the most probable first, each with reasons and alternatives.

    A vapour alone never proves what a place is: the innocent explanations stand beside each.

    [bold]Examples[/]

    cathartes campaign sites survey

    cathartes campaign sites survey --json
    """
    import json

    from cathartes.cli.terminal import console
    from cathartes.flow.campaigns.summary import sites_record

    told: dict[str, Any] = sites_record(folder)
    if as_json:
        print(json.dumps(told, indent=1, ensure_ascii=False, allow_nan=False))
        return
    screen = console()
    found = told["sites"]
    word = " SIMULATED" if told["is_simulated"] else ""
    screen.print(f"{told['campaign']}:{word} {len(found)} candidate sites", style="bold")
    if found:
        screen.print(site_table(found[:number]))
    if len(found) > number:
        screen.print(f"and {len(found) - number} more; --json lists all of them")


def site_table(found: list[dict[str, Any]]) -> Table:
    """Return sites as a table: place, probability, weightiest reason, likeliest alternative."""
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("rank", "proba-\nbility", "longitude,\nlatitude", "±\nm", "seen"):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("weightiest reason", overflow="fold", ratio=2)
    table.add_column("may also be", overflow="fold", ratio=1)
    for site in found:
        probability = site["probability"]
        # What is believed of any site says nothing about this one.
        reasons = [one for one in site["reasons"] if one["feature"] not in ("prior", "calibration")]
        reasons.sort(key=lambda one: -abs(one["value"] * one["weight"]))
        likeliest = site["alternatives"][:2]
        table.add_row(
            str(site["rank"]),
            "—" if probability is None else f"{100.0 * probability:.1f} %",
            f"{site['longitude']:.5f}\n{site['latitude']:.5f}",
            f"{site['position_std_m']:.0f}",
            str(site["n_estimates"]),
            Text(reasons[0]["sentence"] if reasons else ""),
            Text(
                ", ".join(f"{one['title']} {100.0 * one['probability']:.0f} %" for one in likeliest)
            ),
        )
    return table
