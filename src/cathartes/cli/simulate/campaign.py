"""``cathartes simulate campaign``: a folder that ``cathartes campaign run`` works through."""

from __future__ import annotations

import os
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import Progress

from cathartes.cli.terminal import console, print_error
from cathartes.errors import CathartesError


class Size(StrEnum):
    """How many scenes, about: 75, 300, 1,500."""

    TINY = "tiny"
    SMALL = "small"
    MEDIUM = "medium"
    LARGE = "large"


def campaign(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder for the campaign.")],
    seed: Annotated[int, typer.Option(min=0, help="The same seed gives the same campaign.")] = 7,
    size: Annotated[
        Size, typer.Option(metavar="[small|medium|large]", help="About 75, 300, or 1,500 scenes.")
    ] = Size.SMALL,
    workers: Annotated[
        int, typer.Option(min=0, max=256, help="Processes; 0 for one on each core.")
    ] = 0,
) -> None:
    """Simulate a campaign of several days: ground, emitters, weather, flights, what comes back.

    Everything in it is marked as simulated. What is true stands in DIR/truth.json, for scoring
    only: no other step reads it.

    [bold]Examples[/]

    cathartes simulate campaign exercise --seed 3

    cathartes simulate campaign exercise-2 --seed 4 --size medium
    """
    from cathartes.simulate.campaign import campaign_settings, simulate_campaign

    screen = console()
    try:
        with Progress(console=screen, transient=True) as bar:
            task = bar.add_task("simulating", total=1.0)
            made = simulate_campaign(
                folder,
                campaign_settings(size.value),
                seed,
                n_workers=workers or os.cpu_count() or 1,
                progress=lambda what, share: bar.update(task, description=what, completed=share),
            )
    except CathartesError as error:
        print_error(error)
        raise typer.Exit(1) from error
    searched = sum(one.is_clandestine for one in made.emitters)
    screen.print(
        f"SIMULATED campaign: {len(made.scenes)} scenes, {len(made.samplers)} sampler flights, "
        f"{len(made.emitters)} emitters, {searched} of them of the profile that is searched for.",
        highlight=False,
    )
    screen.print(f"Next: cathartes campaign run {folder}", soft_wrap=True, highlight=False)
