"""``cathartes demo``: a whole campaign, from nothing to its report, against the truth."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cathartes.cli.campaign.bars import StepBars
from cathartes.cli.demo.scene import scene_demo
from cathartes.cli.terminal import available_cores, console

if TYPE_CHECKING:
    from rich.table import Table

    from cathartes.flow.demo.campaign import CampaignDemo


def demo(
    out: Annotated[
        Path, typer.Option(metavar="DIR", help="Folder for what is simulated and the results.")
    ] = Path("demo"),
    seed: Annotated[int, typer.Option(min=0, help="The same seed gives the same campaign.")] = 7,
    threads: Annotated[
        int | None,
        typer.Option(min=1, max=256, help="Workers; one per core if not given."),
    ] = None,
    scene: Annotated[
        bool, typer.Option("--scene", help="One scene with three plumes, and no campaign.")
    ] = False,
) -> None:
    """Simulate a campaign, fly it, work through it, and show what was found of the truth.

    Some five minutes on two cores; one scene alone takes seconds.

    [bold]Examples[/]

    cathartes demo --out demo

    cathartes demo --out demo --scene
    """
    if scene:
        scene_demo(out, seed, threads)
        return
    from cathartes.flow.demo.campaign import run_campaign_demo
    from cathartes.flow.scheduling import Scheduling
    from cathartes.simulate.campaign.scoring import told_in_words

    workers = threads or available_cores()
    with StepBars() as bars:
        done = run_campaign_demo(
            out,
            seed=seed,
            scheduling=Scheduling(workers=workers),
            n_workers=workers,
            on_progress=bars.tell,
        )
    screen = console()
    screen.print("SIMULATED. What is true, and what was found of it", style="bold")
    screen.print(truth_table(done))
    for sentence in told_in_words(done.comparison):
        screen.print(sentence, markup=False)
    told = len(done.run.troubles)
    screen.print(
        f"\n{done.run.computed} scenes and cases worked on; {told} deliveries had a fault, which "
        "the report tells.",
        markup=False,
    )
    screen.print(f"The report lies at {done.files[0]}", soft_wrap=True, markup=False)
    screen.print(f"next: cathartes campaign sites {done.folder}", soft_wrap=True, markup=False)


def truth_table(done: CampaignDemo) -> Table:
    """Return the emitters beside their sites; those searched for first."""
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("emitter", "truly"):
        table.add_column(heading)
    for heading in (
        "above the\nplanned limit",
        "site",
        "probability of what\nis searched",
        "off by",
    ):
        table.add_column(heading, justify="right")
    emitters = done.comparison.emitters
    order = sorted(emitters, key=lambda one: (not one.is_clandestine, one.profile))
    for one in order:
        index = one.site_index
        score = None if index is None else done.sites[index].score
        table.add_row(
            one.emitter_id,
            one.profile.replace("_", " "),
            "yes" if one.is_above_planned_limit else "no",
            "—" if one.rank is None else f"rank {one.rank}",
            str(one.reason) or "—" if score is None else f"{100.0 * score.probability:.1f} %",
            "—" if one.distance_m is None else f"{one.distance_m:.0f} m",
            style="bold" if one.is_clandestine else None,
        )
    return table
