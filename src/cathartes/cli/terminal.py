"""What is printed: errors, progress bars, tables. Rich is loaded when it is needed."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Self

from cathartes.cli.interruption import raise_if_ended
from cathartes.errors import CathartesError
from cathartes.io.results.result_folder import REPORT_NAME

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress
    from rich.table import Table

    from cathartes.model.location.source import SourceLocation
    from cathartes.model.plume import Plume

DEBUG_VARIABLE = "CATHARTES_DEBUG"
"""Set to 1 by ``--debug``, or by hand."""
_WIDTH_OF_A_FILE = 110  # columns where the output is not a terminal


def print_error(error: CathartesError) -> None:
    """Print an error as one paragraph on stderr; after ``--debug`` its whole trace before it."""
    if os.environ.get(DEBUG_VARIABLE) == "1":
        traceback.print_exception(error, file=sys.stderr)
    from rich.text import Text

    paragraph = Text.assemble(("error: ", "bold red"), str(error))
    console(stderr=True).print(paragraph, soft_wrap=True)


def console(*, stderr: bool = False) -> Console:
    """Return a console that keeps tables whole when it is no terminal."""
    from rich.console import Console

    made = Console(stderr=stderr, highlight=False)
    if not made.is_terminal:
        made = Console(stderr=stderr, highlight=False, width=_WIDTH_OF_A_FILE)
    return made


def available_cores() -> int:
    """Return the cores this process may use, which may be fewer than there are."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class SceneProgress:
    """A bar for the scene at work and one for all scenes; quiet where nobody looks on.

    The bars stand on stderr and go away whenever something is printed (:meth:`pause`): rich
    would otherwise send what is meant for a redirected stdout to the terminal.
    """

    def __init__(self, n_scenes: int = 1, *, noun: str = "scenes") -> None:
        self._n_scenes = n_scenes
        self._noun = noun
        self._seen: dict[Path, None] = {}
        self._bars: Progress | None = None

    def __enter__(self) -> Self:
        """Return itself; bars appear with the first news."""
        return self

    def __exit__(self, *error: object) -> None:
        """Take the bars away."""
        self.pause()

    def pause(self) -> None:
        """Take the bars away until there is news."""
        if self._bars is not None:
            self._bars.stop()
            self._bars = None

    def tell(self, path: Path, stage: str, share: float) -> None:
        """Show how far the work on one scene is; end it here if a signal asked for that."""
        raise_if_ended()
        self._seen.setdefault(path)
        if self._bars is None:
            self._bars = self._new_bars()
        if self._bars is None:
            return
        current = self._bars.task_ids[0]
        self._bars.update(current, description=f"{path.name}: {stage}", completed=share)
        if self._n_scenes > 1:
            self._bars.update(self._bars.task_ids[1], completed=len(self._seen) - 1)

    def _new_bars(self) -> Progress | None:
        screen = console(stderr=True)
        if not screen.is_terminal:
            return None
        from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

        columns = (
            TextColumn("{task.description}", markup=False),
            BarColumn(bar_width=30),
            TextColumn("{task.percentage:>3.0f} %"),
            TimeElapsedColumn(),
        )
        bars = Progress(
            *columns, console=screen, transient=True, redirect_stdout=False, redirect_stderr=False
        )
        bars.add_task("", total=1.0)
        if self._n_scenes > 1:
            bars.add_task(f"{self._n_scenes} {self._noun}", total=self._n_scenes)
        bars.start()
        return bars


def plume_table(plumes: Sequence[Plume]) -> Table:
    """Return the plumes of one scene as a table, surest first."""
    from rich.table import Table
    from rich.text import Text

    from cathartes.plot.words import (
        column_in_words,
        gas_in_words,
        probability_in_words,
        rate_in_words,
    )

    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("plume", justify="right", no_wrap=True)
    table.add_column("gas\n(or one it cannot be told from)", overflow="fold", ratio=1)
    # Two lines each: in eighty columns there must be room for the gas.
    for heading in (
        "proba-\nbility",
        "column\nppm m",
        "\npixels",
        "head\nline, sample",
        "false\nalarms",
    ):
        table.add_column(heading, justify="right", no_wrap=True)
    for plume in plumes:
        head = f"{plume.head_line:.0f}, {plume.head_sample:.0f} ± {plume.head_std_pixels:.0f}"
        table.add_row(
            str(plume.plume_id),
            Text(gas_in_words(plume)),
            probability_in_words(plume.gas_probabilities.get(plume.gas, float("nan"))),
            column_in_words(plume),
            f"{plume.n_pixels:,}",
            head,
            rate_in_words(plume.false_alarm_rate),
        )
    return table


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
