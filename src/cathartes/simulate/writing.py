"""A simulated scene on disk: ENVI with its sidecar, and the truth beside it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from cathartes.io.atomic import replace_file
from cathartes.io.scenes.envi.writer import write_envi
from cathartes.io.truth_netcdf import MapVariable, write_maps
from cathartes.model.scene import Georeference, Scene
from cathartes.simulate.truth import SceneTruth, SimulatedScene

_UNIT = "W m-2 sr-1 um-1"


def write_simulated_scene(simulated: SimulatedScene, folder: Path) -> tuple[Path, ...]:
    """Write ``NAME.img``, ``NAME.hdr``, ``NAME.scene.json``, ``NAME.truth.nc`` and ``.json``.

    The truth is written first and the image last: a scene that is there is complete.

    Parameters
    ----------
    simulated : SimulatedScene
    folder : Path
        Made if need be.

    Returns
    -------
    tuple of Path
        Image, header, sidecar, truth maps, truth record.

    Raises
    ------
    OutputError
        If something cannot be written; no file is left half-written.
    """
    scene = simulated.scene
    folder = Path(folder)
    maps = folder / f"{scene.name}.truth.nc"
    record = folder / f"{scene.name}.truth.json"
    write_maps(maps, truth_maps(simulated.truth), {"title": f"Truth of {scene.name}"})
    _write_json(record, truth_record(simulated))
    image, header, sidecar = write_scene(scene, folder)
    return image, header, sidecar, maps, record


def write_scene(scene: Scene, folder: Path) -> tuple[Path, Path, Path]:
    """Write ``NAME.img``, ``NAME.hdr`` and ``NAME.scene.json``, without any truth.

    Parameters
    ----------
    scene : Scene
        North up in a UTM zone, or without a place.
    folder : Path
        Made if need be.

    Returns
    -------
    tuple of Path
        Image, header, sidecar.

    Raises
    ------
    OutputError
        If something cannot be written; no file is left half-written.
    """
    folder = Path(folder)
    sidecar = folder / f"{scene.name}.scene.json"
    _write_json(sidecar, _sidecar(scene))
    place = None if scene.georeference is None else _map_info(scene.georeference)
    image, header = write_envi(
        folder / f"{scene.name}.img",
        scene.source.read(0, scene.shape[0]),
        wavelength_um=scene.instrument.wavelength_um,
        fwhm_um=scene.instrument.fwhm_um,
        extra={
            "description": "simulated scene",
            "sensor type": scene.instrument.name,
            "radiance units": _UNIT,
            **({} if place is None else {"map info": place}),
        },
    )
    return image, header, sidecar


def _map_info(placed: Georeference) -> list[str | int | float]:
    from pyproj import CRS

    assert placed.affine is not None
    assert placed.crs_wkt is not None
    pixel, _, west, _, _, north = placed.affine
    zone = CRS.from_wkt(placed.crs_wkt).utm_zone
    assert zone is not None
    hemisphere = "North" if zone.endswith("N") else "South"
    number = int(zone[:-1])
    corner: list[str | int | float] = ["UTM", 1, 1, west, north, pixel, pixel, number, hemisphere]
    return [*corner, "WGS-84", "units=Meters"]


def _write_json(path: Path, content: dict[str, Any]) -> None:
    with replace_file(path) as unfinished:
        unfinished.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


def _sidecar(scene: Scene) -> dict[str, Any]:
    content: dict[str, Any] = {
        "sensor": scene.instrument.name,
        "acquired_at": None if scene.acquired_at is None else scene.acquired_at.isoformat(),
        "platform_altitude_m": scene.platform_altitude_m,
        "ground_elevation_m": scene.ground_elevation_m,
        "radiance_unit": _UNIT,
        "air_temperature_k": scene.air_temperature_k,
        "is_simulated": scene.is_simulated or None,
    }
    if scene.wind is not None:
        content["wind"] = {
            "speed_m_s": scene.wind.speed_m_s,
            "from_direction_deg": scene.wind.from_direction_deg,
        }
    return {key: value for key, value in content.items() if value is not None}


def truth_record(simulated: SimulatedScene) -> dict[str, Any]:
    """Return the truth that is not a map, and the settings, as JSON can hold them."""
    truth = simulated.truth
    return {
        "scene": simulated.scene.name,
        "emitters": [
            {
                "emitter": number,
                "gases": list(emitter.gases),
                "line": emitter.line,
                "sample": emitter.sample,
                "emission_rate_kg_per_h": emitter.emission_rate_kg_per_h,
                "gas_rate_kg_per_h": dict(emitter.gas_rate_kg_per_h),
                "strength_snr": emitter.strength,
                "gas_snr": dict(emitter.gas_snr),
            }
            for number, emitter in enumerate(truth.emitters, start=1)
        ],
        "dead_columns": list(truth.dead_columns),
        "dead_channels": list(truth.dead_channels),
        "settings": simulated.settings.model_dump(mode="json"),
    }


def truth_maps(truth: SceneTruth) -> dict[str, MapVariable]:
    """Return the maps of the truth by variable name."""
    plane = ("line", "sample")
    shape = truth.snr.shape
    gases = sorted({gas for emitter in truth.emitters for gas in emitter.gases})
    maps = {
        "snr": MapVariable(plane, truth.snr, "1", "noise-limited signal-to-noise ratio of gas"),
        "surface_temperature": MapVariable(
            plane, truth.surface_temperature_k, "K", "temperature of the ground"
        ),
        "material": MapVariable(plane, truth.material, "1", "index into material_name"),
        "material_name": MapVariable(
            ("kind",), np.array(truth.material_names), "1", "name of each material"
        ),
        "wavelength": MapVariable(("wavelength",), truth.wavelength_um, "um", "channel centre"),
        "transmittance": MapVariable(
            ("wavelength",), truth.transmittance, "1", "ground to sensor, nadir"
        ),
        "path_radiance": MapVariable(
            ("wavelength",), truth.path_radiance, _UNIT, "added by the air, nadir"
        ),
        "sky_radiance": MapVariable(
            ("wavelength",), truth.sky_radiance, _UNIT, "mean radiance of the sky"
        ),
        "noise": MapVariable(
            ("wavelength",), truth.noise_radiance, _UNIT, "standard deviation of one sample"
        ),
    }
    if not truth.emitters:
        return maps
    by_plume = ("emitter", "line", "sample")
    column = np.zeros((len(gases), *shape), np.float32)
    for index, gas in enumerate(gases):
        column[index] = truth.column_ppm_m(gas)
    return {
        **maps,
        "gas_name": MapVariable(("gas",), np.array(gases), "1", "name of each gas"),
        "column": MapVariable(("gas", "line", "sample"), column, "ppm m", "gas column"),
        "emitter_snr": MapVariable(
            by_plume, np.stack([one.snr for one in truth.emitters]), "1", "snr of each plume alone"
        ),
        "plume_temperature": MapVariable(
            by_plume,
            np.stack([one.plume_temperature_k for one in truth.emitters]),
            "K",
            "temperature of the gas",
        ),
        "contrast_sign": MapVariable(
            by_plume,
            np.stack([one.contrast_sign for one in truth.emitters]),
            "1",
            "1 where the plume emits more than it absorbs, -1 where less",
        ),
    }
