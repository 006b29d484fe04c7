"""What a pass could have seen, whether it saw something or not."""

from __future__ import annotations

import math

import numpy as np
from shapely.geometry import MultiPoint, Polygon

from cathartes.errors import InstrumentError, StatisticsError
from cathartes.flow.campaigns.work.tasks import CaseTask, SceneTask
from cathartes.model.campaign import Area
from cathartes.model.campaign.area import Ring, normal_ring
from cathartes.model.fusion import LookRecord
from cathartes.model.plume import Detection
from cathartes.model.provenance import Provenance
from cathartes.model.scene import Scene

NOT_CLEAR = 1 | 2 | 4 | 8
"""Bits of ``Detection.quality``: fill, saturated, dead column, cloud."""
UNKNOWN_CONDITION_LOG_STD = 0.7
"""What is added to the spread of a limit where the wind or the contrast is only assumed."""
SAMPLED_LINES = 12
SAMPLER_REACH_M = 150.0
SAMPLER_LOG_STD = 1.0
EARTH_M_PER_DEG = 111_195.0


def look_of_scene(
    task: SceneTask, scene: Scene, detection: Detection, provenance: Provenance
) -> LookRecord | None:
    """Return the look that a scene is; None where nothing says where it looked."""
    from cathartes.physics.detection_limits.limits import (
        PLANNING_CONTRAST_K,
        PLANNING_WIND_M_S,
        limits_of_look,
    )

    footprint = clipped(task.record.footprint, task.area)
    if not footprint:
        return None
    contrast = contrast_of_scene(task, scene)
    weather = task.weather
    wind = PLANNING_WIND_M_S if weather is None else weather.wind.speed_m_s
    height = None
    if scene.platform_altitude_m is not None:
        height = scene.platform_altitude_m - (scene.ground_elevation_m or 0.0)
    limits = limits_of_look(
        scene.instrument,
        task.options.gases,
        wind_speed_m_s=wind,
        thermal_contrast_k=PLANNING_CONTRAST_K if contrast is None else contrast,
        pixel_size_m=scene.pixel_size_m or 10.0,
        **({} if height is None or height <= 0.0 else {"platform_height_m": height}),
    )
    assumed = (weather is None) + (contrast is None)
    clear = (detection.quality & NOT_CLEAR) == 0
    return LookRecord(
        is_simulated=task.record.is_simulated,
        marking=task.marking,
        provenance=provenance,
        flight_id=task.record.flight_id,
        scene_id=task.input_id,
        looked_at=task.record.begins_at + (task.record.ends_at - task.record.begins_at) / 2,
        footprint=footprint,
        limits_kg_per_h={
            gas: float(f"{limit:.4g}")
            for gas, limit in limits.limits_kg_per_h.items()
            if math.isfinite(limit) and limit > 0.0
        },
        limit_log_std=math.hypot(
            limits.limit_log_std, math.sqrt(assumed) * UNKNOWN_CONDITION_LOG_STD
        ),
        clear_share=float(clear.mean()) if clear.size else 1.0,
    )


def look_of_case(
    task: CaseTask,
    places: list[tuple[float, float]],
    gases: tuple[str, ...],
    provenance: Provenance,
) -> LookRecord | None:
    """Return the look along a sampler's way; None where its limit is not known."""
    limit = task.detection_limit_kg_per_h
    if limit is None or not places or not gases:
        return None
    latitude = sum(place[1] for place in places) / len(places)
    across = math.cos(math.radians(latitude))
    flat = MultiPoint([(longitude * across, y) for longitude, y in places])
    reach = flat.convex_hull.buffer(SAMPLER_REACH_M / EARTH_M_PER_DEG, quad_segs=4)
    if not isinstance(reach, Polygon):
        return None
    footprint = clipped(tuple((x / across, y) for x, y in reach.exterior.coords), task.area)
    if not footprint:
        return None
    return LookRecord(
        is_simulated=task.record.is_simulated,
        marking=task.marking,
        provenance=provenance,
        flight_id=task.record.flight_id,
        track_id=task.input_id,
        looked_at=task.record.begins_at + (task.record.ends_at - task.record.begins_at) / 2,
        footprint=footprint,
        limits_kg_per_h=dict.fromkeys(gases, limit),
        limit_log_std=SAMPLER_LOG_STD,
    )


def clipped(footprint: Ring, area: Area) -> Ring:
    """Return the largest part of a footprint inside an area, rounded to a centimetre."""
    if not footprint:
        return ()
    inside = Polygon(footprint).intersection(Polygon(area.polygon))
    parts = [one for one in getattr(inside, "geoms", [inside]) if isinstance(one, Polygon)]
    if not parts:
        return ()
    largest = max(parts, key=lambda one: one.area)
    ring = normal_ring((round(x, 7), round(y, 7)) for x, y in largest.exterior.coords)
    polygon = Polygon(ring) if len(ring) >= 3 else None
    return ring if polygon is not None and polygon.is_valid and polygon.area > 0.0 else ()


def contrast_of_scene(task: SceneTask, scene: Scene) -> float | None:
    """Return the rms of ground minus air over some lines, K; None where nothing tells the air."""
    from cathartes.physics.detection_limits import ground_brightness_k, rms_contrast_k

    air = None if task.weather is None else task.weather.air_temperature_k
    air = scene.air_temperature_k if air is None else air
    if not bool(np.any(scene.instrument.is_thermal)):
        return 0.0  # of no account where there is no thermal channel
    if air is None or scene.quantity != "radiance":
        return None
    good = scene.good_bands
    lines = np.unique(np.linspace(0, scene.shape[0] - 1, SAMPLED_LINES).astype(int))
    radiance = np.concatenate([scene.source.read(int(k), int(k) + 1)[0] for k in lines])
    try:
        ground = ground_brightness_k(radiance[:, good], scene.instrument.wavelength_um[good])
        return rms_contrast_k(ground, air)
    except (InstrumentError, StatisticsError):
        return None
