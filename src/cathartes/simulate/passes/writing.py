"""Simulated passes on disk, each as ``cathartes detect`` leaves a scene, with their truth."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy import ndimage

from cathartes.io.atomic import replace_file
from cathartes.io.results.detection_netcdf import write_detection
from cathartes.io.results.plumes_geojson import write_plumes
from cathartes.io.results.result_folder import GEOJSON_NAME, NETCDF_NAME
from cathartes.model.plume import Detection, Plume, PlumeSpectrum
from cathartes.model.provenance import Provenance
from cathartes.model.scene import Georeference
from cathartes.simulate.passes.draws import PassSettings, SimulatedPass
from cathartes.simulate.scene import NOWHERE_EASTING_M, NOWHERE_EPSG

Array = NDArray[np.float64]
FIRST_PASS = datetime(2026, 6, 1, 12, tzinfo=UTC)
TRUTH_NAME = "truth.json"
SMOOTHING_PIXELS, PLUME_SCORE, LEAST_PIXELS = 1.2, 3.0, 12
SCALE_ERROR = 0.17
"""Of columns as ``cathartes detect`` states them."""
_REMARK = "This pass is simulated; its place, in the Gulf of Guinea, is made up."


def write_simulated_passes(
    passes: Sequence[SimulatedPass], settings: PassSettings, folder: Path
) -> tuple[Path, ...]:
    """Write ``pass_1``, ``pass_2`` ... with their maps and plumes, and ``truth.json``.

    Columns are kept inside of plumes only, as detection does: where the emitter's gas makes the
    map stand out of its noise. Nothing was detected: there is no radiance behind the maps.

    Parameters
    ----------
    passes : sequence of SimulatedPass
    settings : PassSettings
        They were drawn with.
    folder : Path
        Made if need be.

    Returns
    -------
    tuple of Path
        The folder of each pass, then the truth.

    Raises
    ------
    OutputError
        If something cannot be written.
    """
    from pyproj import CRS

    wkt = CRS.from_epsg(NOWHERE_EPSG).to_wkt()
    folders = []
    for number, one in enumerate(passes, start=1):
        a, b, c, d, e, f = one.image.affine
        place = Georeference(crs_wkt=wkt, affine=(a, b, c + NOWHERE_EASTING_M, d, e, f))
        detection = as_detected(one, f"pass_{number}")
        target = Path(folder) / f"pass_{number}"
        target.mkdir(parents=True, exist_ok=True)
        write_detection(target / NETCDF_NAME, detection, place)
        write_plumes(target / GEOJSON_NAME, detection, place)
        folders.append(target)
    truth = Path(folder) / TRUTH_NAME
    with replace_file(truth) as unfinished:
        unfinished.write_text(json.dumps(_truth(passes, settings), indent=1) + "\n", "utf-8")
    return (*folders, truth)


def as_detected(flown: SimulatedPass, name: str) -> Detection:
    """Return a pass as the step "detect" would hand it on, had it found what stands out."""
    image = flown.image
    score = ndimage.gaussian_filter(image.column_ppm_m / image.column_std_ppm_m, SMOOTHING_PIXELS)
    below = score[score < 0.0]
    score /= 1.4826 * float(np.median(-below)) if below.size else 1.0
    label = _labels(score, flown)
    plumes = tuple(
        _plume(number, label == number, score, flown) for number in range(1, label.max() + 1)
    )
    inside = label > 0
    spread = np.hypot(image.column_std_ppm_m, SCALE_ERROR * np.abs(image.column_ppm_m))
    grey = np.clip(0.5 + 0.08 * image.column_ppm_m / image.column_std_ppm_m, 0.0, 1.0)
    seconds = 0.0 if image.time_s is None else image.time_s
    return Detection(
        scene_name=name,
        shape=image.shape,
        plumes=plumes,
        rejections=(),
        plume_id=label,
        score={image.gas: score.astype(np.float32)},
        column={image.gas: np.where(inside, image.column_ppm_m, np.nan).astype(np.float32)},
        column_std={image.gas: np.where(inside, spread, np.nan).astype(np.float32)},
        quality=np.zeros(image.shape, np.uint8),
        picture=np.repeat(grey[..., None], 3, axis=2).astype(np.float32),
        picture_caption=f"Column of {image.gas} over its noise.",
        remarks=(_REMARK,),
        provenance=Provenance(options={"simulated": True}, made_at=datetime.now(UTC)),
        acquired_at=FIRST_PASS + timedelta(seconds=seconds),
        instrument=image.instrument,
    )


def _labels(score: Array, flown: SimulatedPass) -> NDArray[np.int32]:
    """Return the plume of each emitter, from 1, where the map stands out and its gas is."""
    label = np.zeros(score.shape, np.int32)
    true = flown.true_column_ppm_m
    if true.shape[0] == 0:
        return label
    noise = float(np.median(flown.image.column_std_ppm_m))
    strongest = np.argmax(true, axis=0)
    stands_out = (score > PLUME_SCORE) & (true.max(axis=0) > 0.3 * noise)
    number = 0
    for emitter in range(true.shape[0]):
        mine = stands_out & (strongest == emitter)
        if mine.sum() >= LEAST_PIXELS:
            number += 1
            label[mine] = number
    return label


def _plume(number: int, inside: NDArray[np.bool_], score: Array, flown: SimulatedPass) -> Plume:
    image = flown.image
    column = image.column_ppm_m[inside]
    members = np.argwhere(inside)
    corners = (members[:, None, :] + np.array([[0, 0], [0, 1], [1, 0], [1, 1]])).reshape(-1, 2)
    hull = shapely.convex_hull(shapely.multipoints(corners[:, ::-1].astype(np.float64)))
    brightest = members[int(np.argmax(score[inside]))]
    mean = float(column.mean())
    return Plume(
        plume_id=number,
        gas=image.gas,
        group=(image.gas,),
        gas_probabilities={image.gas: 0.99, "unknown": 0.01},
        plume_probability=0.99,
        score=float(score[inside].max()),
        false_alarm_rate=1e-6,
        pixel_polygon=np.asarray(shapely.get_coordinates(hull), np.float64),
        head_line=float(brightest[0]),
        head_sample=float(brightest[1]),
        head_std_pixels=5.0,
        head_std_m=5.0 * image.pixel_size_m,
        column_mean_ppm_m=mean,
        column_std_ppm_m=SCALE_ERROR * abs(mean),
        column_max_ppm_m=float(column.max()),
        n_pixels=int(inside.sum()),
        spectrum=PlumeSpectrum(np.zeros(0), np.zeros(0), np.zeros(0), {}),
        head_remark="The brightest pixel.",
    )


def _truth(passes: Sequence[SimulatedPass], settings: PassSettings) -> dict[str, object]:
    first = passes[0]
    easting, northing = first.image.ground(first.line, first.sample)
    weather = settings.weather
    return {
        "camera": settings.camera.name,
        "pixel_size_m": settings.pixel_size_m,
        "wind": {
            "speed_m_s": weather.speed_m_s,
            "from_direction_deg": weather.from_direction_deg,
        },
        "times": [
            (FIRST_PASS + timedelta(seconds=one.image.time_s or 0.0)).isoformat() for one in passes
        ],
        "sources": [
            {
                "easting_m": float(east) + NOWHERE_EASTING_M,
                "northing_m": float(north),
                "height_m": emitter.emission.release_height_m,
                "emission_rate_kg_per_h": {
                    first.image.gas: [float(one.emission_rate_kg_per_h[k]) for one in passes]
                },
            }
            for k, (emitter, east, north) in enumerate(
                zip(settings.emitters, easting, northing, strict=True)
            )
        ],
    }
