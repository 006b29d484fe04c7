"""A campaign of many small scenes, each a real file of the real format, and a cheap detector.

The files go through every step of a campaign: recognised, hashed, matched, read, detected,
located, written, stored, fused. Only the statistics of detection are stood in for by a look at
two channels, so that what is measured is the campaign and not its detector.
"""

from __future__ import annotations

import json
import math
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
from attrs import frozen
from numpy.typing import NDArray
from scipy import ndimage

from cathartes.io.scenes.envi.writer import write_envi
from cathartes.kernels.planck import planck_radiance
from cathartes.model.gas import GasLibrary
from cathartes.model.plume import Detection, Plume, PlumeSpectrum
from cathartes.model.scene import Scene

WAVELENGTH_UM = np.linspace(8.0, 12.4, 12)
PIXEL_M = 8.0
ZONE, WEST_M, NORTH_M = 13, 400_000.0, 2_700_000.0
BEGIN = datetime(2026, 6, 1, 16, tzinfo=UTC)
HEIGHT_M, SPEED_M_S = 2000.0, 40.0
GASES = ("acetone", "ammonia")
MARKED = {"acetone": 2, "ammonia": 7}
"""Which channel a gas takes a tenth from."""
LENGTH_PIXELS = 7


@frozen
class SmallCampaign:
    """How many scenes there are, and how large they are.

    Attributes
    ----------
    flights : int
        Each over the same line, an hour apart.
    scenes : int
        Of each flight.
    pixels : int
        Lines and samples of a scene.
    emitters_every : int
        Every so many scenes of a flight there is an emitter.
    """

    flights: int = 3
    scenes: int = 4
    pixels: int = 20
    emitters_every: int = 2

    @property
    def side_m(self) -> float:
        """Side of a scene on the ground."""
        return self.pixels * PIXEL_M


def write_small_campaign(folder: Path, size: SmallCampaign, seed: int = 0) -> Path:
    """Write the folder of a campaign; the same size and seed give the same bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    length = size.scenes * size.side_m
    (folder / "campaign.toml").write_text(_SETTINGS, encoding="utf-8")
    _write_area(folder / "areas.geojson", length, size)
    (folder / "context").mkdir(exist_ok=True)
    rows = []
    for flight in range(size.flights):
        begins = BEGIN + timedelta(hours=flight)
        name = f"F{flight:04d}"
        _write_plan(folder / "plans" / f"{name}.geojson", name, begins, length, size)
        rows.append(_weather_row(begins))
        for number in range(size.scenes):
            rng = np.random.default_rng([seed, flight, number])
            at = begins + timedelta(seconds=(number + 0.2) * size.side_m / SPEED_M_S)
            _write_scene(folder / "incoming" / name, f"{name}_{number:04d}", number, at, size, rng)
    header = (
        "begins_at,ends_at,longitude,latitude,wind_speed_m_s,wind_speed_std_m_s,"
        "wind_from_direction_deg,wind_from_direction_std_deg,air_temperature_k,source"
    )
    text = "\n".join([header, *rows]) + "\n"
    (folder / "incoming" / "weather.csv").write_text(text, encoding="utf-8")
    return folder


def detect_marks(
    scene: Scene, library: GasLibrary, options: object = None, **more: object
) -> Detection:
    """Find where a channel is a tenth below the next one: no statistics, the real records.

    Each call is noted in the file that ``CATHARTES_BENCHMARK_NOTES`` names, if it names one.
    """
    if notes := os.environ.get("CATHARTES_BENCHMARK_NOTES"):
        file = os.open(notes, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        os.write(file, f"{scene.name}\n".encode())
        os.close(file)
    radiance = scene.source.read(0, scene.shape[0])
    shape = radiance.shape[:2]
    plume_id = np.zeros(shape, np.int32)
    plumes: list[Plume] = []
    column = {}
    for gas in GASES:
        channel = MARKED[gas]
        marked = radiance[..., channel] < 0.95 * radiance[..., channel + 1]
        labels, count = ndimage.label(marked)
        for label in range(1, count + 1):
            plume_id[labels == label] = len(plumes) + 1
            plumes.append(_plume(len(plumes) + 1, gas, labels == label))
        if count:
            column[gas] = np.where(marked, 200.0, np.nan).astype(np.float32)
    return Detection(
        scene_name=scene.name,
        shape=(shape[0], shape[1]),
        plumes=tuple(plumes),
        rejections=(),
        plume_id=plume_id,
        score={
            gas: np.where(one > 0.0, 20.0, 0.0).astype(np.float32) for gas, one in column.items()
        },
        column=column,
        column_std={gas: (0.2 * one).astype(np.float32) for gas, one in column.items()},
        quality=np.zeros(shape, np.uint8),
        picture=np.zeros((*shape, 3), np.float32),
        acquired_at=scene.acquired_at,
        instrument=scene.instrument.name,
    )


def _plume(number: int, gas: str, mask: NDArray[np.bool_]) -> Plume:
    line, sample = np.nonzero(mask)
    head = int(np.argmin(sample))
    west, east = float(sample.min()), float(sample.max() + 1)
    north, south = float(line.min()), float(line.max() + 1)
    empty = np.zeros(0)
    return Plume(
        plume_id=number,
        gas=gas,
        group=(gas,),
        gas_probabilities={gas: 0.95, "unknown": 0.05},
        plume_probability=0.97,
        score=20.0,
        false_alarm_rate=1e-5,
        pixel_polygon=np.array(
            [[west, north], [west, south], [east, south], [east, north], [west, north]]
        ),
        head_line=float(line[head]),
        head_sample=float(sample[head]),
        head_std_pixels=1.0,
        head_std_m=PIXEL_M,
        column_mean_ppm_m=200.0,
        column_std_ppm_m=40.0,
        column_max_ppm_m=200.0,
        n_pixels=int(mask.sum()),
        spectrum=PlumeSpectrum(empty, empty, empty, {}),
    )


def _write_scene(
    folder: Path,
    name: str,
    number: int,
    at: datetime,
    size: SmallCampaign,
    rng: np.random.Generator,
) -> None:
    ground = 302.0 + rng.standard_normal((size.pixels, size.pixels))
    radiance = 0.96 * planck_radiance(WAVELENGTH_UM, ground[..., None])
    radiance *= 1.0 + 2e-3 * rng.standard_normal(radiance.shape)
    if number % size.emitters_every == 0:
        gas = GASES[(number // size.emitters_every) % len(GASES)]
        line, sample = size.pixels // 2, 4 + int(rng.integers(0, 2))
        for step in range(LENGTH_PIXELS):
            half = 1 + step // 3
            radiance[line - half : line + half + 1, sample + step, MARKED[gas]] *= 0.88
    folder.mkdir(parents=True, exist_ok=True)
    west = WEST_M + number * size.side_m
    sidecar: dict[str, Any] = {
        "sensor": "small imager",
        "acquired_at": at.isoformat(),
        "platform_altitude_m": HEIGHT_M,
        "ground_elevation_m": 0.0,
        "air_temperature_k": 296.0,
    }
    (folder / f"{name}.scene.json").write_text(json.dumps(sidecar), encoding="utf-8")
    write_envi(
        folder / f"{name}.img",
        radiance.astype(np.float32),
        wavelength_um=WAVELENGTH_UM,
        fwhm_um=np.full(WAVELENGTH_UM.size, 0.3),
        extra={
            "description": "simulated scene",
            "sensor type": "small imager",
            "radiance units": "W m-2 sr-1 um-1",
            "map info": [
                "UTM", 1, 1, west, NORTH_M, PIXEL_M, PIXEL_M, ZONE, "North", "WGS-84",
                "units=Meters",
            ],
        },
    )  # fmt: skip


def _place(east_m: float, north_m: float) -> list[float]:
    from pyproj import Transformer

    transform = Transformer.from_crs(f"EPSG:{32600 + ZONE}", "EPSG:4326", always_xy=True)
    longitude, latitude = transform.transform(WEST_M + east_m, NORTH_M + north_m)
    return [round(longitude, 8), round(latitude, 8)]


def _collection(features: list[dict[str, Any]], **members: Any) -> str:
    return json.dumps({"type": "FeatureCollection", **members, "features": features}) + "\n"


def _write_area(path: Path, length: float, size: SmallCampaign) -> None:
    beside = 2.0 * size.side_m
    corners = [(-beside, -beside - size.side_m), (length + beside, -beside - size.side_m)]
    corners += [(length + beside, beside), (-beside, beside), corners[0]]
    ring = [_place(*corner) for corner in corners]
    geometry = {"type": "Polygon", "coordinates": [ring]}
    feature = {"type": "Feature", "properties": {"name": "all of it"}, "geometry": geometry}
    path.write_text(_collection([feature]), encoding="utf-8")


def _write_plan(
    path: Path, name: str, begins: datetime, length: float, size: SmallCampaign
) -> None:
    middle = -size.side_m / 2.0
    geometry = {"type": "LineString", "coordinates": [_place(0.0, middle), _place(length, middle)]}
    properties = {
        "name": "L1",
        "altitude_m": HEIGHT_M,
        "begins_at": begins.isoformat(),
        "ends_at": (begins + timedelta(seconds=length / SPEED_M_S)).isoformat(),
        "swath_m": size.side_m,
    }
    feature = {"type": "Feature", "properties": properties, "geometry": geometry}
    members = {"flight": name, "platform": "drone", "sensor": "imager", "authority": "A1"}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(_collection([feature], **members), encoding="utf-8")


def _weather_row(begins: datetime) -> str:
    longitude, latitude = _place(0.0, 0.0)
    ends = begins + timedelta(hours=1)
    speed = 3.0 + 0.5 * math.sin(begins.timestamp() / 7000.0)
    times = f"{begins.isoformat()},{ends.isoformat()}"
    return f"{times},{longitude},{latitude},{speed:.2f},0.5,270,15,296.0,sonic"


_SETTINGS = """\
[campaign]
name = "many small scenes"
is_simulated = true

[[authority]]
name = "A1"
approved_by = "nobody: this is a simulation"
legal_basis = "none: this is a simulation"
purpose = "locate"
area = "all of it"
begins_at = 2026-01-01T00:00:00Z
ends_at = 2027-12-31T00:00:00Z

[[sensor]]
name = "imager"
swath_deg = 8.0

[[platform]]
name = "drone"
sensors = ["imager"]
speed_m_s = 40.0
"""
