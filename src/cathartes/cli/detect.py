"""``cathartes detect SCENE... --out DIR``: find and name the gas plumes in scenes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cathartes.cli.terminal import SceneProgress, available_cores, console, plume_table, print_error
from cathartes.io.results.result_folder import REPORT_NAME

if TYPE_CHECKING:
    from cathartes.flow.detect import SceneOutcome


def detect(
    scenes: Annotated[
        list[Path],
        typer.Argument(metavar="SCENE...", help="Scenes of any format `cathartes info` knows."),
    ],
    out: Annotated[
        Path,
        typer.Option(
            metavar="DIR", help="Results go to DIR/<scene>/; older ones there are replaced whole."
        ),
    ],
    gases: Annotated[
        str,
        typer.Option(metavar="all|A,B", help="Gases to look for, with commas between them."),
    ] = "all",
    instrument: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Take this instrument's channels, not the file's."),
    ] = None,
    threads: Annotated[
        int | None,
        typer.Option(
            min=1, max=256, help="Worker threads; as many as there are cores if not given."
        ),
    ] = None,
    keep_scores: Annotated[
        bool,
        typer.Option("--keep-scores", help="Keep the score map of every gas that was asked for."),
    ] = False,
) -> None:
    """Find and name the gas plumes in scenes.

    Writes plumes.geojson, detection.nc and report.html for each scene, whole or not at all.
    The exit status is 0 only if every scene was processed.

    [bold]Examples[/]

    cathartes detect line_0412.img --out results

    cathartes detect flight/*.nc --out results --gases ammonia,SF6 --threads 4

    cathartes detect cube.hdr --out results --instrument HyTES --keep-scores
    """
    from cathartes.flow.detect import detect_scenes
    from cathartes.flow.settings import detection_options
    from cathartes.physics.gases import load_library
    from cathartes.physics.instruments import find_instrument

    given = find_instrument(instrument) if instrument else None
    options = detection_options(
        gases=() if gases.strip().casefold() == "all" else tuple(gases.split(",")),
        n_threads=threads or available_cores(),
        keep_scores=keep_scores,
    )
    finished: list[SceneOutcome] = []
    screen = console()
    try:
        with SceneProgress(len(scenes)) as progress:
            for outcome in detect_scenes(
                scenes, out, options, load_library(), progress.tell, instrument=given
            ):
                finished.append(outcome)
                progress.pause()
                _print_outcome(outcome)
    except KeyboardInterrupt:
        done = sum(one.error is None for one in finished)
        console(stderr=True).print(f"{done} of {len(scenes)} scenes are finished and whole.")
        raise
    failed = [one for one in finished if one.error is not None]
    if failed:
        screen.print(
            f"{len(finished) - len(failed)} of {len(finished)} scenes were processed; failed: "
            + ", ".join(str(one.path) for one in failed),
            markup=False,
            soft_wrap=True,
        )
        raise typer.Exit(1)


def _print_outcome(outcome: SceneOutcome) -> None:
    screen = console()
    if outcome.error is not None:
        print_error(outcome.error)
        return
    number = len(outcome.plumes)
    plumes = "no plume" if number == 0 else f"{number} plume{'s' if number > 1 else ''}"
    rejected = f", {len(outcome.rejections)} rejected" if outcome.rejections else ""
    screen.print(f"{outcome.scene_name}: {plumes}{rejected}", style="bold", markup=False)
    if number:
        screen.print(plume_table(outcome.plumes))
    if outcome.folder is not None:
        report = outcome.folder / REPORT_NAME
        screen.print(f"report: {report}\n", markup=False, soft_wrap=True)
