"""``cathartes demo --scene``: one scene whose truth is known."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from cathartes.cli.terminal import SceneProgress, available_cores, console, plume_table
from cathartes.io.results.result_folder import REPORT_NAME

if TYPE_CHECKING:
    from rich.table import Table

    from cathartes.flow.demo import Demo


def scene_demo(out: Path, seed: int, threads: int | None) -> None:
    """Simulate a scene, detect its plumes, and show what was found beside what was planted."""
    from cathartes.flow.demo import run_demo
    from cathartes.flow.settings import detection_options

    options = detection_options(n_threads=threads or available_cores())
    screen = console()
    with SceneProgress() as progress:
        done = run_demo(out, options, progress.tell, seed=seed)
    screen.print("What was planted, and what was found of it", style="bold")
    screen.print(comparison_table(done))
    screen.print("\nAll plumes that were found, surest first", style="bold")
    screen.print(plume_table(done.outcome.plumes))
    if done.not_planted:
        numbers = ", ".join(str(plume.plume_id) for plume in done.not_planted)
        screen.print(f"Found where nothing was planted: plume {numbers}.")
    assert done.outcome.folder is not None
    report = done.outcome.folder / REPORT_NAME
    screen.print(f"\nThe scene is simulated. The report lies at {report}", soft_wrap=True)


def comparison_table(done: Demo) -> Table:
    """Return what was planted beside what was found."""
    from rich.table import Table
    from rich.text import Text

    from cathartes.plot.words import gas_in_words, probability_in_words

    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("planted", overflow="fold")
    table.add_column("SNR", justify="right", no_wrap=True)
    table.add_column("found as", overflow="fold")
    for heading in ("plume", "probability of each planted gas", "head off by"):
        table.add_column(heading, justify="right", no_wrap=heading == "plume")
    for one in done.planted:
        planted, strength = Text(" + ".join(one.gases)), f"{one.strength:.0f}"
        if one.found is None or one.head_distance_pixels is None:
            table.add_row(planted, strength, "missed", "—", "—", "—")
            continue
        probabilities = one.found.gas_probabilities
        told = (f"{gas} {probability_in_words(probabilities.get(gas, 0.0))}" for gas in one.gases)
        table.add_row(
            planted,
            strength,
            Text(gas_in_words(one.found)),
            str(one.found.plume_id),
            Text(", ".join(told)),
            f"{one.head_distance_pixels:.1f} pixels",
        )
    return table
