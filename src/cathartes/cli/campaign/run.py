"""``cathartes campaign run DIR``: work through what is not worked through yet."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from rich.console import Console

    from cathartes.flow.campaign import CampaignRun

MOST_TROUBLES = 12
WHERE = "Where the work is done"


def run(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder of the campaign.")],
    workers: Annotated[
        int | None,
        typer.Option(
            metavar="N",
            min=1,
            max=1024,
            help="Processes on this machine; one for each core if not given.",
            rich_help_panel=WHERE,
        ),
    ] = None,
    cluster: Annotated[
        str,
        typer.Option(
            metavar="ADDRESS",
            help="A Dask scheduler, tcp://host:port; its workers must see DIR under the same path.",
            rich_help_panel=WHERE,
        ),
    ] = "",
    serial: Annotated[
        bool,
        typer.Option(
            "--serial", help="One scene after the other, without Dask.", rich_help_panel=WHERE
        ),
    ] = False,
    retry: Annotated[
        bool, typer.Option("--retry", help="Do again what failed for good before.")
    ] = False,
    watch: Annotated[
        bool, typer.Option("--watch", help="Wait for more deliveries, until Ctrl-C.")
    ] = False,
    stable: Annotated[
        float,
        typer.Option(
            metavar="S",
            min=0.1,
            help="With --watch: a file that has not grown for so long is whole.",
        ),
    ] = 20.0,
) -> None:
    """Collect, detect, locate and fuse whatever is new in a campaign's folder.

    Finished work is never done again. Whatever ends a run early, the next one goes on where it
    stood. What cannot be used is told and stays where it lies; the others go on. The options of
    detection and fusion stand in campaign.toml; `cathartes campaign init` lists them all.

    [bold]Examples[/]

    cathartes campaign run survey

    cathartes campaign run survey --workers 8 --watch

    cathartes campaign run survey --cluster tcp://head:8786
    """
    from cathartes.cli.campaign.bars import StepBars
    from cathartes.cli.terminal import console
    from cathartes.flow.campaign import run_campaign
    from cathartes.flow.scheduling import Scheduling

    scheduling = Scheduling(workers=workers, cluster=cluster, serial=serial)
    screen = console()

    def once() -> None:
        with StepBars() as bars:
            done = run_campaign(folder, scheduling, retry=retry, on_progress=bars.tell)
        print_run(screen, done, folder)

    if not watch:
        once()
        return
    from cathartes.cli.interruption import raise_if_ended
    from cathartes.flow.campaigns.watching import new_deliveries

    # Before the first run: what comes during it is news.
    news = new_deliveries(folder, stable, on_wait=raise_if_ended)
    once()
    screen.print("waiting for more deliveries; Ctrl-C ends it", style="dim")
    for _ in news:
        raise_if_ended()
        once()
        screen.print("waiting for more deliveries; Ctrl-C ends it", style="dim")


def print_run(screen: Console, done: CampaignRun, folder: Path) -> None:
    """Print what a run did, and what went wrong on the way."""
    fused = done.fused
    screen.print(
        f"{done.name}: {done.computed} scenes and cases worked on, {done.finished_before} finished "
        f"before, {done.failed} failed",
        style="bold",
        markup=False,
    )
    screen.print(
        f"{fused.sites} candidate sites: {fused.new} new, {fused.changed} changed, "
        f"{fused.merged} merged, {fused.split} split",
        markup=False,
    )
    for trouble in done.troubles[:MOST_TROUBLES]:
        screen.print(
            f"note: {trouble.step}: {trouble.message}", style="yellow", markup=False, soft_wrap=True
        )
    more = len(done.troubles) - MOST_TROUBLES
    if more > 0:
        screen.print(f"and {more} more: cathartes campaign report {folder}", markup=False)
    if not done.computed and not done.finished_before and not done.failed and not fused.sites:
        screen.print(
            f"Nothing to work on: put the plans of flights into {folder}/plans and what came back "
            f"into {folder}/incoming, then run it again.",
            markup=False,
            soft_wrap=True,
        )
        return
    screen.print(f"next: cathartes campaign sites {folder}", markup=False, soft_wrap=True)
