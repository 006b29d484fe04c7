"""Located sources on the terminal."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from cathartes.io.results.result_folder import REPORT_NAME

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from cathartes.model.location.source import SourceLocation


def print_location(screen: Console, location: SourceLocation, folder: Path) -> None:
    """Print what was found in one case, what to know about it, and where the report is."""
    from cathartes.plot.location.words import counts_in_words, one_more_in_words, wind_in_words

    number = len({one.emitter for one in location.sources})
    found = "no source" if number == 0 else f"{number} source{'s' if number > 1 else ''}"
    screen.print(f"{location.case_name}: {found}", style="bold", markup=False)
    if location.sources:
        screen.print(source_table(location))
    counts = counts_in_words(location.p_number_of_sources)
    more = one_more_in_words(location.p_number_of_sources, number)
    screen.print(f"by number: {counts}. {more}".strip(), markup=False)
    screen.print(f"wind: {wind_in_words(location.wind)}", markup=False)
    for warning in location.warnings:
        screen.print(f"note: {warning}", style="yellow", markup=False)
    screen.print(f"report: {folder / REPORT_NAME}\n", markup=False, soft_wrap=True)


def source_table(location: SourceLocation) -> Table:
    """Return the sources of one case as a table."""
    from rich.table import Table
    from rich.text import Text

    from cathartes.plot.location.words import area_in_words, emission_in_words, place_of
    from cathartes.plot.words import probability_in_words

    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("source", justify="right", no_wrap=True)
    table.add_column("gas", overflow="fold")
    for heading in (
        "easting, northing\nm",
        "90 %\nregion",
        "rate, kg/h\n(90 % interval)",
        "proba-\nbility",
    ):
        table.add_column(heading, justify="right", no_wrap=True)
    for one in location.sources:
        table.add_row(
            str(one.emitter),
            Text(one.gas),
            place_of(one),
            area_in_words(one.region_90),
            emission_in_words(one),
            probability_in_words(one.probability),
        )
    return table
