"""``cathartes simulate scene``: a scene with known plumes, to try things out on."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from rich.table import Table

from cathartes.cli.terminal import console, print_error
from cathartes.errors import CathartesError

app = typer.Typer(no_args_is_help=True, help="Make scenes with known truth.")


class SceneKind(StrEnum):
    """What lights the scene."""

    LWIR = "lwir"
    SWIR = "swir"


@app.callback()
def simulate() -> None:
    """Make scenes with known truth."""


@app.command()
def scene(
    out: Annotated[Path, typer.Option(help="Folder for the scene and its truth.")],
    kind: Annotated[SceneKind, typer.Option(help="Thermal or sunlit.")] = SceneKind.LWIR,
    seed: Annotated[int, typer.Option(min=0, help="The same seed gives the same scene.")] = 7,
    plumes: Annotated[int, typer.Option(min=0, max=40, help="How many plumes.")] = 3,
    gases: Annotated[
        str,
        typer.Option(help="Gases in turn, with commas; a+b is one plume of two. Empty: a demo."),
    ] = "",
    snr: Annotated[
        float, typer.Option(min=0.1, help="Mean true SNR of each plume's 50 strongest pixels.")
    ] = 20.0,
    instrument: Annotated[str, typer.Option(help="Its name; empty for a usual one.")] = "",
    lines: Annotated[int, typer.Option(min=16, max=4_000, help="Along flight.")] = 160,
    samples: Annotated[int, typer.Option(min=16, max=2_000, help="Across flight.")] = 200,
    name: Annotated[str, typer.Option(help="Name of the scene; empty for a usual one.")] = "",
) -> None:
    """Simulate a scene and write it as ENVI, with its truth beside it.

    [bold]Examples[/]

    cathartes simulate scene --out scenes

    cathartes simulate scene --out scenes --seed 3 --gases ammonia,SF6+acetone --snr 8

    cathartes simulate scene --out scenes --kind swir --instrument EMIT
    """
    from cathartes.simulate import bent_spectra, simulate_scene, write_simulated_scene
    from cathartes.simulate.presets import settings_for

    screen = console()
    mixtures = [
        tuple(part.strip() for part in group.split("+") if part.strip())
        for group in gases.split(",")
        if group.strip(" +")
    ]
    try:
        settings = settings_for(
            kind.value, seed, plumes, mixtures, snr=snr, instrument=instrument or None,
            shape=(lines, samples), name=name or None,
        )  # fmt: skip
        rng = np.random.default_rng(seed)
        wanted = {share.name for emitter in settings.emitters for share in emitter.gases}
        simulated = simulate_scene(settings, rng, bent_spectra(sorted(wanted), rng))
        files = write_simulated_scene(simulated, out)
    except CathartesError as error:
        print_error(error)
        raise typer.Exit(1) from error
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("plume", "gases", "line", "sample", "kg/h", "SNR"):
        table.add_column(heading, justify="left" if heading == "gases" else "right")
    for number, emitter in enumerate(simulated.truth.emitters, start=1):
        table.add_row(
            str(number),
            " + ".join(emitter.gases),
            f"{emitter.line:.0f}",
            f"{emitter.sample:.0f}",
            f"{emitter.emission_rate_kg_per_h:.3g}",
            f"{emitter.strength:.1f}",
        )
    if simulated.truth.emitters:
        screen.print("What is in the scene", style="bold")
    screen.print(table if simulated.truth.emitters else "No plume was planted.")
    for file in files:
        screen.print(str(file), soft_wrap=True, highlight=False)
