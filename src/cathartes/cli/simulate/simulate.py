"""``cathartes simulate``: scenes, sensor networks and flights with known truth, to try out."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import numpy as np
import typer
from attrs import evolve
from rich.table import Table

from cathartes.cli.simulate.campaign import campaign
from cathartes.cli.terminal import console, print_error
from cathartes.errors import CathartesError

if TYPE_CHECKING:
    from cathartes.model.location.case import SourceCase
    from cathartes.simulate.insitu import InsituTruth

app = typer.Typer(no_args_is_help=True, help="Make scenes, networks and flights with known truth.")
app.command()(campaign)


class SceneKind(StrEnum):
    """What lights the scene."""

    LWIR = "lwir"
    SWIR = "swir"


class CarrierKind(StrEnum):
    """What carries the sensor."""

    DRONE = "drone"
    AIRCRAFT = "aircraft"


@app.callback()
def simulate() -> None:
    """Make scenes, networks and flights with known truth."""


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


@app.command()
def network(
    out: Annotated[Path, typer.Option(help="Folder for the case; its truth lies beside it.")],
    seed: Annotated[int, typer.Option(min=0, help="The same seed gives the same case.")] = 7,
    sources: Annotated[int, typer.Option(min=0, max=3, help="How many sources.")] = 1,
    hours: Annotated[float, typer.Option(min=0.1, max=24.0, help="How long it senses.")] = 1.0,
    wind: Annotated[
        float, typer.Option(min=0.3, max=15.0, help="Mean speed at 10 m, metres per second.")
    ] = 3.0,
    steady: Annotated[
        bool, typer.Option("--steady", help="Sources never go off, and do not pulsate.")
    ] = False,
) -> None:
    """Simulate cheap gas sensors around a site and write what `cathartes locate` reads.

    [bold]Examples[/]

    cathartes simulate network --out site

    cathartes simulate network --out site --seed 3 --sources 2 --hours 4
    """
    from cathartes.simulate.insitu import NetworkSettings, simulate_network
    from cathartes.simulate.insitu.settings import AirSettings, SourcesSettings

    changing = {"switched_share": 0.0, "pulsation": 0.0} if steady else {}
    settings = NetworkSettings(
        duration_s=(3600.0 * hours, 3600.0 * hours),
        air=AirSettings(speed_m_s=(wind, wind)),
        sources=SourcesSettings(count=sources, **changing),
    )
    case, truth = simulate_network(np.random.default_rng(seed), settings)
    _write_case(out, evolve(case, name=f"network-{seed}"), truth)


@app.command()
def samplers(
    out: Annotated[Path, typer.Option(help="Folder for the case; its truth lies beside it.")],
    seed: Annotated[int, typer.Option(min=0, help="The same seed gives the same case.")] = 7,
    rate: Annotated[float, typer.Option(min=0.01, help="Emission rate, kg/h.")] = 3.0,
    wind: Annotated[
        float, typer.Option(min=0.5, max=15.0, help="Mean speed at 10 m, metres per second.")
    ] = 4.0,
) -> None:
    """Simulate lines of samplers down the wind of a source, one ten-minute mean each.

    [bold]Examples[/]

    cathartes simulate samplers --out site

    cathartes simulate samplers --out site --seed 3 --rate 10 --wind 2
    """
    from cathartes.simulate.insitu import SamplerSettings, simulate_samplers

    settings = SamplerSettings()
    settings = settings.model_copy(
        update={
            "air": settings.air.model_copy(update={"speed_m_s": (wind, wind)}),
            "sources": settings.sources.model_copy(update={"rate_kg_per_h": (rate, rate)}),
        }
    )
    case, truth = simulate_samplers(np.random.default_rng(seed), settings)
    _write_case(out, evolve(case, name=f"samplers-{seed}"), truth)


@app.command()
def flight(
    out: Annotated[Path, typer.Option(help="Folder for the case; its truth lies beside it.")],
    seed: Annotated[int, typer.Option(min=0, help="The same seed gives the same case.")] = 7,
    sources: Annotated[int, typer.Option(min=0, max=3, help="How many sources.")] = 1,
    wind: Annotated[
        float, typer.Option(min=0.5, max=15.0, help="Mean speed at 10 m, metres per second.")
    ] = 4.0,
    carrier: Annotated[CarrierKind, typer.Option(help="What flies.")] = CarrierKind.DRONE,
) -> None:
    """Simulate a flight with a fast gas sensor across the plumes of a site.

    [bold]Examples[/]

    cathartes simulate flight --out site

    cathartes simulate flight --out site --seed 3 --sources 2 --carrier aircraft
    """
    from cathartes.simulate.insitu import AIRCRAFT, DRONE, FlightSettings, simulate_flight

    chosen = DRONE if carrier is CarrierKind.DRONE else AIRCRAFT
    settings = FlightSettings(carriers=((chosen, 1.0),))
    settings = settings.model_copy(
        update={
            "air": settings.air.model_copy(update={"speed_m_s": (wind, wind)}),
            "sources": settings.sources.model_copy(update={"count": sources}),
        }
    )
    case, truth = simulate_flight(np.random.default_rng(seed), settings)
    _write_case(out, evolve(case, name=f"flight-{seed}"), truth)


@app.command()
def passes(
    out: Annotated[Path, typer.Option(help="Folder for the passes; their truth lies beside them.")],
    seed: Annotated[int, typer.Option(min=0, help="The same seed gives the same passes.")] = 7,
    number: Annotated[int, typer.Option(min=1, max=20, help="How many passes.")] = 2,
    seconds: Annotated[
        float | None,
        typer.Option(
            min=0.1,
            max=3600.0,
            help="Between passes. \\[default: in which the wind crosses five pixels]",
        ),
    ] = None,
    sources: Annotated[int, typer.Option(min=0, max=3, help="How many sources.")] = 1,
    camera: Annotated[str, typer.Option(help="Its name; empty for any.")] = "",
) -> None:
    """Simulate passes of a camera over a source, as `cathartes detect` would hand them on.

    [bold]Examples[/]

    cathartes simulate passes --out flight

    cathartes simulate passes --out flight --seed 3 --camera EMIT --number 1
    """
    from cathartes.errors import OptionError
    from cathartes.simulate.passes import (
        CAMERAS,
        draw_pass,
        draw_settings,
        write_simulated_passes,
    )

    chosen = {one.name.casefold(): one for one in CAMERAS}
    if camera and camera.casefold() not in chosen:
        raise OptionError.about(
            "the command line",
            "--camera",
            found=camera,
            expected="one of " + ", ".join(one.name for one in CAMERAS),
            remedy="Leave it out for any of them.",
        )
    rng = np.random.default_rng(seed)
    settings = draw_settings(
        rng, camera=chosen.get(camera.casefold()), emitters=sources, strengths=(15.0, 60.0)
    )
    weather = settings.weather
    apart = seconds or max(5.0 * settings.pixel_size_m, 4.0) / weather.speed_m_s
    flown = draw_pass(settings, rng, [k * apart for k in range(number)])
    files = write_simulated_passes(flown, settings, out)
    screen = console()
    screen.print(
        f"{settings.camera.name}, {settings.camera.gas}, pixels of {settings.pixel_size_m:.1f} m; "
        f"{apart:.1f} s between passes; wind {weather.speed_m_s:.1f} m/s from "
        f"{weather.from_direction_deg:.0f} degrees",
        highlight=False,
    )
    for index, emitter in enumerate(settings.emitters):
        rates = ", ".join(f"{one.emission_rate_kg_per_h[index]:.3g}" for one in flown)
        screen.print(
            f"source {index + 1}: line {emitter.line:.0f}, sample {emitter.sample:.0f}; "
            f"{rates} kg/h", highlight=False,
        )  # fmt: skip
    for file in files:
        screen.print(str(file), soft_wrap=True, highlight=False)


def _write_case(out: Path, case: SourceCase, truth: InsituTruth) -> None:
    """Write a case with its truth, and print both in short."""
    from cathartes.simulate.insitu.writing import write_simulated_case

    files = write_simulated_case(out, case, truth)
    screen = console()
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("source", "easting, m", "northing, m", "height, m", "kg/h", "peak SNR"):
        table.add_column(heading, justify="right")
    for number, one in enumerate(truth.sources, start=1):
        (rate,) = one.emission_rate_kg_per_h.values()
        table.add_row(
            str(number),
            f"{one.easting_m:.1f}",
            f"{one.northing_m:.1f}",
            f"{one.height_m:.1f}",
            f"{rate:.3g}",
            f"{one.peak_signal_to_noise:.0f}",
        )
    screen.print(table if truth.sources else "There is no source.")
    sensors = len(case.observations.sensor_names)
    named = "1 sensor" if sensors == 1 else f"{sensors} sensors"
    screen.print(f"{named}, {case.observations.size:,} values, wind: {case.wind.kind}")
    for file in files:
        screen.print(str(file), soft_wrap=True, highlight=False)
