"""``cathartes detect SCENE... --out DIR``: find and name the gas plumes in scenes."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cathartes.cli.terminal import SceneProgress, available_cores, console, plume_table, print_error
from cathartes.io.results.result_folder import REPORT_NAME

if TYPE_CHECKING:
    from cathartes.flow.detect import SceneOutcome


class Atmosphere(StrEnum):
    """Where the transmittance of the air comes from."""

    IN_SCENE = "in_scene"
    TABLE = "table"
    NONE = "none"


GASES, REPORT, AIR, WORK = "Which gases", "What is reported", "Thermal atmosphere", "Work"


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
    instrument: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Take this instrument's channels, not the file's."),
    ] = None,
    gases: Annotated[
        str | None,
        typer.Option(
            metavar="all|A,B",
            help="Gases to look for, with commas between them. \\[default: all]",
            rich_help_panel=GASES,
        ),
    ] = None,
    full: Annotated[
        bool,
        typer.Option(
            "--full",
            help="Look with the spectra of `gases fetch` too; imported ones always count.",
            rich_help_panel=GASES,
        ),
    ] = False,
    report_probability: Annotated[
        float | None,
        typer.Option(
            metavar="P",
            min=0.0,
            max=1.0,
            help="Report what is a plume with this probability. \\[default: 0.6]",
            rich_help_panel=REPORT,
        ),
    ] = None,
    max_plumes: Annotated[
        int | None,
        typer.Option(
            metavar="N",
            min=1,
            help="Report the N surest plumes at most. \\[default: 200]",
            rich_help_panel=REPORT,
        ),
    ] = None,
    keep_scores: Annotated[
        bool,
        typer.Option(
            "--keep-scores",
            help="Keep the score map of every gas that was asked for.",
            rich_help_panel=REPORT,
        ),
    ] = False,
    atmosphere: Annotated[
        Atmosphere | None,
        typer.Option(
            metavar="WHENCE",
            help="Its transmittance: in_scene, table or none. \\[default: in_scene]",
            rich_help_panel=AIR,
        ),
    ] = None,
    atmosphere_table: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            exists=True,
            dir_okay=False,
            help="MODTRAN channel file (.chn); means --atmosphere table.",
            rich_help_panel=AIR,
        ),
    ] = None,
    threads: Annotated[
        int | None,
        typer.Option(
            metavar="N",
            min=1,
            max=256,
            help="Worker threads; as many as there are cores if not given.",
            rich_help_panel=WORK,
        ),
    ] = None,
    tile_lines: Annotated[
        int | None,
        typer.Option(
            metavar="N",
            min=1,
            help="Lines worked on at once; what fits half a gigabyte if not given. Statistics "
            "are taken in these blocks, so results depend on it.",
            rich_help_panel=WORK,
        ),
    ] = None,
    random_seed: Annotated[
        int | None,
        typer.Option(
            metavar="N",
            min=0,
            help="The same seed gives the same result. \\[default: 0]",
            rich_help_panel=WORK,
        ),
    ] = None,
) -> None:
    """Find and name the gas plumes in scenes.

    Writes plumes.geojson, detection.nc and report.html for each scene, whole or not at all.
    The exit status is 0 only if every scene was processed.

    [bold]Examples[/]

    cathartes detect line_0412.img --out results

    cathartes detect flight/*.nc --out results --gases ammonia,SF6 --threads 4

    cathartes detect cube.hdr --out results --report-probability 0.9 --keep-scores
    """
    from cathartes.flow.detect import detect_scenes
    from cathartes.flow.settings import detection_options, gas_library
    from cathartes.physics.instruments import find_instrument

    given = find_instrument(instrument) if instrument else None
    if atmosphere_table is not None and atmosphere is None:
        atmosphere = Atmosphere.TABLE
    typed = {
        "gases": None if gases is None else _names(gases),
        "report_probability": report_probability,
        "max_plumes": max_plumes,
        "keep_scores": keep_scores or None,
        "atmosphere": atmosphere.value if atmosphere else None,
        "atmosphere_table": atmosphere_table,
        "n_threads": threads,
        "tile_lines": tile_lines,
        "random_seed": random_seed,
    }
    # What was not typed is left to the environment, and then to the defaults.
    options = detection_options(**{name: one for name, one in typed.items() if one is not None})
    if "n_threads" not in options.model_fields_set:
        options = options.model_copy(update={"n_threads": available_cores()})
    library = gas_library(full=full)
    finished: list[SceneOutcome] = []
    screen = console()
    try:
        with SceneProgress(len(scenes)) as progress:
            for outcome in detect_scenes(
                scenes, out, options, library, progress.tell, instrument=given
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


def _names(gases: str) -> tuple[str, ...]:
    return () if gases.strip().casefold() == "all" else tuple(gases.split(","))


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
