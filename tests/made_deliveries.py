"""A small campaign's folder with what came back, for tests of collection."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
from attrs import evolve

from cathartes.io.scenes.envi.writer import write_envi
from cathartes.kernels.flight.local_plane import local_to_geodetic
from cathartes.kernels.planck import planck_radiance
from cathartes.model.campaign import Area, Authority, FlightLine, FlightPlan, Platform, Sensor
from cathartes.model.identity import content_id

PLACE = (-107.4, 24.8)
CRS = "+proj=aeqd +lat_0=24.8 +lon_0=-107.4 +datum=WGS84 +units=m"
DAY = datetime(2026, 6, 1, 16, tzinfo=UTC)
LENGTH_M, SPACING_M, SPEED_M_S, SWATH_M, HEIGHT_M = 1200.0, 150.0, 25.0, 200.0, 1500.0
LINES, SAMPLES, CHANNELS, PIXEL_M = 40, 60, 24, 3.0
SETTINGS = SimpleNamespace(
    incoming="incoming", plans="plans", context="context", largest_clock_error_s=120.0
)


def at(east: float, north: float) -> tuple[float, float]:
    """Return longitude and latitude of a place in metres about ``PLACE``."""
    longitude, latitude = local_to_geodetic(east, north, *PLACE)
    return float(longitude), float(latitude)


def line_begins(number: int) -> datetime:
    """Return when a line is begun: lines are two minutes apart."""
    return DAY + timedelta(seconds=120.0 * number)


def make_authority(**changes: Any) -> Authority:
    """Return an authority for the day and some kilometres about ``PLACE``."""
    corners = (at(-2000, -2000), at(4000, -2000), at(4000, 3000), at(-2000, 3000))
    values: dict[str, Any] = {
        "is_simulated": True,
        "approved_by": "Court 3",
        "legal_basis": "Order 7/2026",
        "area": Area(is_simulated=True, name="square", polygon=corners),
        "begins_at": DAY - timedelta(hours=16),
        "ends_at": DAY + timedelta(days=30),
        "purpose": "locate",
    }
    return Authority(**{**values, **changes})


def make_plan(authority: Authority, n_lines: int = 2, name: str = "F1") -> FlightPlan:
    """Return parallel lines from west to east."""
    sensor = Sensor(is_simulated=True, name="imager", swath_deg=8.0)
    platform = Platform(
        is_simulated=True, name="drone", sensor_ids=(content_id(sensor),), speed_m_s=SPEED_M_S
    )
    lines = []
    for number in range(n_lines):
        west, east = at(0.0, number * SPACING_M), at(LENGTH_M, number * SPACING_M)
        lines.append(
            FlightLine(
                name=f"L{number + 1}",
                begin_longitude=west[0],
                begin_latitude=west[1],
                end_longitude=east[0],
                end_latitude=east[1],
                altitude_m=HEIGHT_M,
                begins_at=line_begins(number),
                ends_at=line_begins(number) + timedelta(seconds=LENGTH_M / SPEED_M_S),
            )
        )
    return FlightPlan(
        is_simulated=True,
        name=name,
        authority_id=content_id(authority),
        platform_id=content_id(platform),
        sensor_id=content_id(sensor),
        lines=tuple(lines),
    )


def write_plan(plan: FlightPlan, folder: Path, swath_m: float = SWATH_M) -> None:
    """Write a plan as the campaign's folder has it."""
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "LineString", "coordinates": [list(p) for p in line.places]},
            "properties": {
                "name": line.name,
                "altitude_m": line.altitude_m,
                "begins_at": line.begins_at.isoformat(),
                "ends_at": line.ends_at.isoformat(),
                "swath_m": swath_m,
            },
        }
        for line in plan.lines
    ]
    folder.mkdir(parents=True, exist_ok=True)
    content = {"type": "FeatureCollection", "flight": plan.name, "features": features}
    (folder / f"{plan.name}.geojson").write_text(json.dumps(content))


def write_scene(
    folder: Path,
    name: str,
    *,
    east: float,
    north: float,
    begins_at: datetime | None,
    crs: str | None = CRS,
    altitude_m: float = HEIGHT_M,
    cloud_share: float = 0.0,
    saturated_k: float | None = None,
    air_k: float | None = 295.0,
    seed: int = 0,
    description: str = "a scene",
) -> Path:
    """Write a thermal scene of 120 x 180 m with its middle at a place; return its header.

    Lines run from west to east, as the flight does.
    """
    rng = np.random.default_rng([seed, 5])
    wavelength = np.linspace(8.0, 12.6, CHANNELS)
    shape = (LINES, SAMPLES)
    ground = 302.0 + 2.0 * rng.standard_normal(shape)
    emissivity = 0.955 + 0.03 * np.sin(wavelength * rng.uniform(3.0, 6.0, shape)[..., None])
    radiance = emissivity * planck_radiance(wavelength, ground[..., None])
    radiance += (1.0 - emissivity) * planck_radiance(wavelength, 240.0)
    n_clouded = round(cloud_share * LINES)
    radiance[:n_clouded] = planck_radiance(wavelength, 278.0)
    if saturated_k is not None:
        radiance = np.minimum(radiance, planck_radiance(wavelength, saturated_k))
    radiance *= 1.0 + 1e-3 * (saturated_k is None) * rng.standard_normal(radiance.shape)
    extra: dict[str, Any] = {
        "description": description,
        "sensor type": "made imager",
        "radiance units": "W m-2 sr-1 um-1",
    }
    folder.mkdir(parents=True, exist_ok=True)
    _, header = write_envi(
        folder / f"{name}.img",
        radiance.astype(np.float32),
        wavelength_um=wavelength,
        fwhm_um=np.full(CHANNELS, 0.15),
        extra=extra,
    )
    sidecar: dict[str, Any] = {"sensor": "made imager", "platform_altitude_m": altitude_m}
    if begins_at is not None:
        sidecar["acquired_at"] = begins_at.isoformat()
    if air_k is not None:
        sidecar["air_temperature_k"] = air_k
    (folder / f"{name}.scene.json").write_text(json.dumps(sidecar))
    if crs is not None:
        _write_positions(folder / f"{name}_igm", east, north)
    return header


def _write_positions(path: Path, east: float, north: float) -> None:
    line, sample = np.meshgrid(np.arange(LINES), np.arange(SAMPLES), indexing="ij")
    x = east + (line - 0.5 * (LINES - 1)) * PIXEL_M
    y = north - (sample - 0.5 * (SAMPLES - 1)) * PIXEL_M
    longitude, latitude = local_to_geodetic(x, y, *PLACE)
    cube = np.stack([longitude, latitude]).astype("<f8")
    cube.tofile(path)
    path.with_name(path.name + ".hdr").write_text(
        f"ENVI\nsamples = {SAMPLES}\nlines = {LINES}\nbands = 2\nheader offset = 0\n"
        "data type = 5\ninterleave = bsq\nbyte order = 0\n"
        "band names = { longitude, latitude }\n"
    )


def write_track(
    path: Path, n_lines: int = 2, *, late_s: float = 0.0, aside_m: float = 0.0, up_m: float = 0.0
) -> None:
    """Write the positions along all lines, one a second."""
    rows = ["time_utc,longitude,latitude,altitude_msl_m"]
    for number in range(n_lines):
        for second in np.arange(-4.0, LENGTH_M / SPEED_M_S + 5.0):
            place = at(second * SPEED_M_S, number * SPACING_M + aside_m)
            moment = line_begins(number) + timedelta(seconds=float(second) + late_s)
            rows.append(
                f"{moment.isoformat().replace('+00:00', 'Z')},{place[0]:.8f},{place[1]:.8f},"
                f"{HEIGHT_M + up_m:.1f}"
            )
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(rows) + "\n")


def seen_at(number: int, east: float) -> datetime:
    """Return when a flight along a line is over the beginning of a scene with this middle."""
    begin = east - 0.5 * LINES * PIXEL_M
    return line_begins(number) + timedelta(seconds=begin / SPEED_M_S)


def write_flight(root: Path, n_lines: int = 2, *, late_s: float = 0.0) -> list[Path]:
    """Write two scenes on each line; ``late_s`` is how wrong their clock is."""
    headers = []
    for number in range(n_lines):
        for part, east in enumerate((300.0, 800.0)):
            headers.append(
                write_scene(
                    root / "incoming" / "imager",
                    f"l{number + 1}p{part + 1}",
                    east=east,
                    north=number * SPACING_M,
                    begins_at=seen_at(number, east) + timedelta(seconds=late_s),
                    seed=10 * number + part,
                )
            )
    return headers


def copy_scene(header: Path, name: str) -> None:
    """Copy all files of a scene under another name, into another folder."""
    folder = header.parent.parent / "copies"
    folder.mkdir(exist_ok=True)
    stem = header.name.removesuffix(".hdr").removesuffix(".img")
    for path in header.parent.iterdir():
        if path.name.startswith((stem + ".", stem + "_")):
            shutil.copy(path, folder / path.name.replace(stem, name, 1))


def shifted(plan: FlightPlan, seconds: float) -> FlightPlan:
    """Return a plan for another time."""
    by = timedelta(seconds=seconds)
    lines = tuple(
        evolve(line, begins_at=line.begins_at + by, ends_at=line.ends_at + by)
        for line in plan.lines
    )
    return evolve(plan, lines=lines)
