"""``cathartes info SCENE``: what the program understood of a scene, before it works on it."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from rich.markup import escape
from rich.table import Table

from cathartes.cli.terminal import console, print_error
from cathartes.errors import CathartesError
from cathartes.io.results.placement import place_points
from cathartes.io.scenes.plausibility.implied import implied
from cathartes.io.scenes.plausibility.sample import sample_spectra
from cathartes.io.scenes.readers import read_scene
from cathartes.model import Scene

Row = tuple[str, str]


def info(
    scenes: Annotated[
        list[Path],
        typer.Argument(metavar="SCENE...", help="Scenes; of an ENVI scene, image or header."),
    ],
) -> None:
    """Print what was understood of each scene: format, channels, unit, place, wind.

    [bold]Examples[/]

    cathartes info cube.hdr

    cathartes info flight/*.nc
    """
    screen = console()
    failed = 0
    for path in scenes:
        try:
            scene = read_scene(path)
            screen.print(_table(scene))
        except CathartesError as error:
            failed += 1
            print_error(error)
    if failed:
        raise typer.Exit(1)


def _table(scene: Scene) -> Table:
    table = Table(title=escape(scene.name), title_justify="left", show_header=False, box=None)
    table.add_column(style="bold", no_wrap=True)
    table.add_column(overflow="fold")
    for name, text in describe_scene(scene):
        table.add_row(name, escape(text))
    return table


def describe_scene(scene: Scene) -> list[Row]:
    """Return what is known of a scene, as (name, text) in the order a person reads it."""
    return [
        ("format", scene.file_format),
        ("sensor", scene.instrument.name),
        ("size", _size(scene)),
        ("channels", _channels(scene)),
        ("quantity", _quantity(scene)),
        *_range(scene),
        ("place", _place(scene)),
        ("pixel size", _number(scene.pixel_size_m, "m")),
        ("acquired", scene.acquired_at.isoformat() if scene.acquired_at else "not known"),
        ("platform", _number(scene.platform_altitude_m, "m above sea level")),
        ("ground", _number(scene.ground_elevation_m, "m above sea level")),
        ("wind", _wind(scene)),
        ("air", _number(scene.air_temperature_k, "K")),
        ("files", ", ".join(f"{one.name} ({_bytes(one.size_bytes)})" for one in scene.inputs)),
        *(("remark", remark) for remark in scene.remarks),
    ]


def _size(scene: Scene) -> str:
    lines, samples, channels = scene.shape
    cube = lines * samples * channels * 4
    return f"{lines} lines x {samples} samples x {channels} channels, {_bytes(cube)} as float32"


def _channels(scene: Scene) -> str:
    centre, width = scene.instrument.wavelength_um, scene.instrument.fwhm_um
    bad = int((~scene.good_bands).sum())
    return (
        f"{centre.min():.4g} to {centre.max():.4g} um, {1e3 * width.min():.3g} to "
        f"{1e3 * width.max():.3g} nm wide" + (f", {bad} called bad by the file" if bad else "")
    )


def _quantity(scene: Scene) -> str:
    if scene.quantity == "single_beam":
        return (
            f"uncalibrated single beam, {scene.radiance_unit_in_file}: gases can be named, "
            "columns not stated"
        )
    return f"radiance, in the file as {scene.radiance_unit_in_file}"


def _range(scene: Scene) -> list[Row]:
    spectra = sample_spectra(scene.source)[:, scene.good_bands]
    valid = spectra[np.isfinite(spectra)]
    if not valid.size:
        return [("values", "no valid number in a sample of the scene")]
    low, middle, high = np.percentile(valid, [2, 50, 98])
    unit = "W m-2 sr-1 um-1" if scene.quantity == "radiance" else ""
    rows = [("values", f"{low:.4g} to {high:.4g}, median {middle:.4g} {unit}".rstrip())]
    if scene.quantity == "radiance":
        result = implied(spectra, scene.instrument.wavelength_um[scene.good_bands])
        if math.isfinite(result.temperature_k):
            rows.append(("brightness", f"{result.temperature_k:.1f} K in the median"))
        if math.isfinite(result.reflectance):
            share = f"{100 * result.reflectance:.3g} % of the sunlight returned by bright pixels"
            rows.append(("brightness", share))
    invalid = 1.0 - valid.size / spectra.size
    if invalid:
        rows.append(("no data", f"{100 * invalid:.3g} % of a sample of the numbers"))
    return rows


def _place(scene: Scene) -> str:
    if scene.georeference is None:
        return "not known: results will be in pixel coordinates"
    lines, samples, _ = scene.shape
    longitude, latitude = place_points(scene.georeference, [(samples - 1) / 2], [(lines - 1) / 2])
    if not math.isfinite(longitude[0]):
        return "positions of pixels, none in the middle of the scene"
    kind = "on a map" if scene.georeference.affine is not None else "position of each pixel"
    return f"centre at {latitude[0]:.5f}, {longitude[0]:.5f} (latitude, longitude), {kind}"


def _wind(scene: Scene) -> str:
    if scene.wind is None:
        return "not known: a plume's head will be told by its shape"
    return f"{scene.wind.speed_m_s:.3g} m/s from {scene.wind.from_direction_deg:.0f} degrees"


def _number(number: float | None, unit: str) -> str:
    return "not known" if number is None else f"{number:.4g} {unit}"


def _bytes(size: int) -> str:
    for unit, scale in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if size >= scale:
            return f"{size / scale:.3g} {unit}"
    return f"{size} bytes"
