"""Plumes and sources as records with their place on the Earth."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from typing import TypeVar

import numpy as np
from attrs import evolve
from numpy.typing import NDArray
from shapely.affinity import scale
from shapely.geometry import Polygon, shape

from cathartes.flow.campaigns.work.tasks import CaseTask, SceneTask
from cathartes.io.results.location.source_geojson import ground_positions
from cathartes.io.results.location.wgs84 import is_local, to_wgs84
from cathartes.io.results.outline import ground_outline
from cathartes.io.results.placement import place_points
from cathartes.model.campaign import Area, EstimateRecord, GasRate, PlumeRecord
from cathartes.model.campaign.area import Ring, normal_ring
from cathartes.model.location.source import Rings, SourceEstimate, SourceLocation
from cathartes.model.plume import Detection, Plume
from cathartes.model.provenance import Provenance
from cathartes.model.scene import Scene

UNSTATED_PIXEL_M = 10.0
LEAST_POSITION_STD_M = 1.0
SQUARED_RADIUS_90 = 2.0 * math.log(10.0)
"""Of the 90 % region of a normal distribution in two dimensions, in variances."""
EARTH_M_PER_DEG = 111_195.0
LIKELY = 0.5
HEAD_FLOOR_M = 5.0
"""No head of a plume is where its gas leaves the ground to better than this: with it, regions of
90 % hold 0.90 of the emitters of development campaigns instead of 0.86, those of less than 8 m
0.87 instead of 0.76."""
FROM_OUTSIDE_STD_M = 200.0
"""Of the source of a plume that enters a scene at its edge, about the place where it enters: on
development campaigns a half of such sources were within 150 m of it, four in five within 430 m."""
SAME_GAS_REACH, OTHER_GAS_REACH = 3.5, 2.0
"""Standard deviations within which a plume comes from an emitter."""

PlacedPlume = tuple[Plume, PlumeRecord]
P = TypeVar("P", PlumeRecord, EstimateRecord)


def plume_records(
    task: SceneTask, detection: Detection, scene: Scene, provenance: Provenance
) -> list[PlacedPlume]:
    """Return the plumes that have a place, each with its record."""
    if scene.georeference is None:
        return []
    placed: list[PlacedPlume] = []
    for plume in detection.plumes:
        where = place_points(scene.georeference, plume.head_sample, plume.head_line)
        longitude, latitude = (float(np.ravel(one)[0]) for one in where)
        if not math.isfinite(longitude + latitude):
            continue
        std = plume.head_std_m
        if std is None or not math.isfinite(std):
            std = plume.head_std_pixels * (scene.pixel_size_m or UNSTATED_PIXEL_M)
        has_column = _is_number(plume.column_mean_ppm_m) and _is_number(plume.column_std_ppm_m)
        record = PlumeRecord(
            is_simulated=task.record.is_simulated,
            marking=task.marking,
            provenance=provenance,
            scene_id=task.input_id,
            seen_at=task.record.begins_at + (task.record.ends_at - task.record.begins_at) / 2,
            longitude=longitude,
            latitude=latitude,
            position_std_m=std if math.isfinite(std) else UNSTATED_PIXEL_M,
            gas_probabilities=_probabilities(plume.gas_probabilities),
            plume_probability=plume.plume_probability,
            column_mean_ppm_m=plume.column_mean_ppm_m if has_column else None,
            column_std_ppm_m=plume.column_std_ppm_m if has_column else None,
            outline=_largest_ring(ground_outline(plume.pixel_polygon, scene.georeference)),
        )
        placed.append((plume, record))
    return placed


def estimates_of_passes(
    task: SceneTask,
    plumes: Sequence[PlacedPlume],
    location: SourceLocation | None,
    provenance: Provenance,
    entering: Collection[int] = (),
) -> list[EstimateRecord]:
    """Return one estimate for each emitter, and one for each plume that no emitter explains.

    A plume whose source could not be located, for want of a wind or of a clear column, still
    says that something is at its head: without a rate, and with the spread of the head.

    Parameters
    ----------
    task : SceneTask
    plumes : sequence of (Plume, PlumeRecord)
    location : SourceLocation or None
    provenance : Provenance
    entering : collection of int
        Numbers of plumes that enter the scene at its edge: their source lies somewhere upwind,
        outside of the picture. They keep their gases and rates, and no region.
    """
    from cathartes.model.identity import content_id

    located = [] if location is None else source_records(task, location, provenance)
    explained = explain_plumes(located, [record for _, record in plumes], _gases_of(plumes))
    estimates = []
    for one, numbers in zip(located, explained, strict=True):
        own = [plumes[number] for number in numbers]
        estimates.append(
            evolve(
                _widened(one),
                plume_ids=tuple(content_id(record) for _, record in own),
                gas_probabilities=_surest([record.gas_probabilities for _, record in own]),
                source_probability=one.source_probability
                * max(plume.plume_probability for plume, _ in own),
            )
        )
        if all(number in entering for number in numbers):
            estimates[-1] = _from_outside(estimates[-1])
    taken = {number for numbers in explained for number in numbers}
    for number, (plume, record) in enumerate(plumes):
        if number not in taken:
            estimates.append(
                EstimateRecord(
                    is_simulated=record.is_simulated,
                    marking=record.marking,
                    provenance=provenance,
                    flight_id=task.record.flight_id,
                    plume_ids=(content_id(record),),
                    sensed_at=record.seen_at,
                    longitude=record.longitude,
                    latitude=record.latitude,
                    position_std_m=math.hypot(record.position_std_m, HEAD_FLOOR_M),
                    gas_probabilities=record.gas_probabilities,
                    source_probability=plume.plume_probability,
                    wind=None if task.weather is None else task.weather.wind,
                )
            )
            if number in entering:
                estimates[-1] = _from_outside(estimates[-1])
    return estimates


def _widened(one: EstimateRecord) -> EstimateRecord:
    """Return an estimate with the floor of heads in its spread, its region grown by as much."""
    std = math.hypot(one.position_std_m, HEAD_FLOOR_M)
    if not one.region_90:
        return evolve(one, position_std_m=std)
    metres = (EARTH_M_PER_DEG * math.cos(math.radians(one.latitude)), EARTH_M_PER_DEG)
    origin = (one.longitude, one.latitude)
    ground = scale(Polygon(one.region_90), *metres, origin=origin)
    grown = ground.buffer(math.sqrt(SQUARED_RADIUS_90) * (std - one.position_std_m))
    back = scale(grown, 1.0 / metres[0], 1.0 / metres[1], origin=origin)
    return evolve(one, position_std_m=std, region_90=_simple(back.exterior.coords))


def _from_outside(one: EstimateRecord) -> EstimateRecord:
    std = max(one.position_std_m, FROM_OUTSIDE_STD_M)
    return evolve(one, position_std_m=std, region_90=())


def source_records(
    task: SceneTask | CaseTask, location: SourceLocation, provenance: Provenance
) -> list[EstimateRecord]:
    """Return the emitters of a location as estimates, none where its metres are local."""
    if is_local(location.crs):
        return []
    estimates = []
    for emitter in sorted({one.emitter for one in location.sources}):
        entries = [one for one in location.sources if one.emitter == emitter]
        first = entries[0]
        longitude, latitude = to_wgs84(location.crs, [first.easting_m], [first.northing_m])
        if not math.isfinite(float(longitude[0] + latitude[0])):
            continue
        estimates.append(
            EstimateRecord(
                is_simulated=task.record.is_simulated,
                marking=task.marking,
                provenance=provenance,
                flight_id=task.record.flight_id,
                track_ids=(task.input_id,) if isinstance(task, CaseTask) else (),
                sensed_at=task.record.begins_at + (task.record.ends_at - task.record.begins_at) / 2,
                longitude=float(longitude[0]),
                latitude=float(latitude[0]),
                position_std_m=_std_of_region(first.region_90),
                region_90=_ground_ring(location.crs, first.region_90),
                rates={one.gas: rate for one in entries if (rate := _rate(one)) is not None},
                gas_probabilities={one.gas: 1.0 for one in entries},
                source_probability=min(max(first.probability, 0.0), 1.0),
                wind=task.weather.wind
                if isinstance(task, SceneTask) and task.weather is not None
                else None,
            )
        )
    return estimates


def within_area(area: Area, records: Sequence[P]) -> list[P]:
    """Return the records that lie inside; nobody allowed to look for what is outside."""
    return [one for one in records if area.covers_place(one.longitude, one.latitude)]


def _rate(one: SourceEstimate) -> GasRate | None:
    values = (
        one.emission_rate_kg_per_h,
        one.emission_rate_std_kg_per_h,
        one.emission_rate_q05,
        one.emission_rate_q95,
    )
    if not all(math.isfinite(value) and value >= 0.0 for value in values):
        return None
    return GasRate(
        emission_rate_kg_per_h=values[0],
        emission_rate_std_kg_per_h=values[1],
        emission_rate_q05=values[2],
        emission_rate_q95=values[3],
    )


def _std_of_region(region_90: Rings) -> float:
    """Return the spread along one axis of a normal distribution with a region of this area."""
    area = sum(abs(Polygon(ring).area) for ring in region_90 if len(ring) >= 4)
    return max(math.sqrt(area / (math.pi * SQUARED_RADIUS_90)), LEAST_POSITION_STD_M)


def _ground_ring(crs: str, region: Rings) -> Ring:
    rings = [ring for ring in region if len(ring) >= 4]
    if not rings:
        return ()
    largest: NDArray[np.float64] = max(rings, key=lambda ring: abs(Polygon(ring).area))
    places = ground_positions(crs, largest)
    return () if not places else _simple((place[0], place[1]) for place in places)


def _largest_ring(geometry: dict[str, object] | None) -> Ring:
    if geometry is None:
        return ()
    found = shape(geometry)
    parts = [found] if isinstance(found, Polygon) else list(getattr(found, "geoms", ()))
    polygons = [part for part in parts if isinstance(part, Polygon)]
    if not polygons:
        return ()
    return _simple(max(polygons, key=lambda one: one.area).exterior.coords)


def _simple(places: object) -> Ring:
    """Return a ring that encloses something and does not cross itself, else none."""
    ring = normal_ring(places)  # type: ignore[arg-type]
    if len(ring) < 3:
        return ()
    polygon = Polygon(ring)
    return ring if polygon.is_valid and polygon.area > 0.0 else ()


def explain_plumes(
    emitters: Sequence[EstimateRecord],
    plumes: Sequence[PlumeRecord],
    gases: Sequence[frozenset[str]],
) -> list[list[int]]:
    """Return for each emitter the numbers of the plumes that come from it, at least one.

    Parameters
    ----------
    emitters : sequence of EstimateRecord
    plumes : sequence of PlumeRecord
    gases : sequence of frozenset of str
        Of each plume: those that are likely in it.

    Notes
    -----
    A plume comes from the nearest emitter, in standard deviations of both places, among those
    that have one of its gases; one whose head is at an emitter's place comes from it whatever
    its gas, for one emitter may send out several. An emitter that is left without any has the
    nearest of its gas, which then explains it twice.
    """
    found: list[list[int]] = [[] for _ in emitters]
    far = [[_deviations(one, plume) for plume in plumes] for one in emitters]
    shared = [[bool(own & set(one.gas_probabilities)) for own in gases] for one in emitters]
    for number in range(len(plumes)):
        reach = [
            (far[k][number], k)
            for k in range(len(emitters))
            if far[k][number] <= (SAME_GAS_REACH if shared[k][number] else OTHER_GAS_REACH)
        ]
        if reach:
            found[min(reach)[1]].append(number)
    for k, numbers in enumerate(found):
        if not numbers:
            order = [(not shared[k][n], far[k][n], n) for n in range(len(plumes))]
            numbers.append(min(order)[2])
    return found


def _deviations(one: EstimateRecord, plume: PlumeRecord) -> float:
    east = (plume.longitude - one.longitude) * math.cos(math.radians(one.latitude))
    distance_m = math.hypot(east, plume.latitude - one.latitude) * EARTH_M_PER_DEG
    return distance_m / math.hypot(one.position_std_m, plume.position_std_m, HEAD_FLOOR_M)


def _gases_of(plumes: Sequence[PlacedPlume]) -> list[frozenset[str]]:
    return [
        frozenset({plume.gas, *(g for g, p in plume.gas_probabilities.items() if p >= LIKELY)})
        for plume, _ in plumes
    ]


def _surest(stated: Sequence[Mapping[str, float]]) -> dict[str, float]:
    """Return each gas as probable as in the plume that shows it best."""
    names = sorted({gas for one in stated for gas in one})
    return {gas: max(one.get(gas, 0.0) for one in stated) for gas in names}


def _probabilities(given: object) -> dict[str, float]:
    pairs = dict(given)  # type: ignore[call-overload]
    return {gas: min(max(float(p), 0.0), 1.0) for gas, p in pairs.items() if math.isfinite(p)}


def _is_number(value: float | None) -> bool:
    return value is not None and math.isfinite(value)
