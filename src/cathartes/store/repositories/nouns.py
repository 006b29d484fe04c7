"""Every noun of immutable records with its table, in lists one can read."""

from __future__ import annotations

from sqlalchemy import Connection, select

from cathartes.errors import AuthorityError
from cathartes.model.campaign import (
    Area,
    Authority,
    ContextFeature,
    EstimateRecord,
    FlightPlan,
    Platform,
    PlumeRecord,
    SceneRecord,
    Sensor,
    TrackRecord,
    WeatherRecord,
    refuse_unauthorised,
)
from cathartes.model.campaign.product import FileProduct
from cathartes.model.fusion import LookRecord
from cathartes.model.identity import from_text, to_plain
from cathartes.store import schema
from cathartes.store.repositories.products import Columns, ProductTable


def _check_authority(connection: Connection, plan: FlightPlan) -> None:
    table = schema.authorities
    query = select(table.c.body).where(table.c.id == plan.authority_id)
    body = connection.scalar(query)
    if body is None:
        raise AuthorityError.about(
            f"flight {plan.name!r}",
            "authority_id",
            found=f"{plan.authority_id}, which is not recorded",
            expected="the id of a recorded authority",
            remedy="Record who approved it, and under which law, before the flight is planned.",
        )
    refuse_unauthorised(plan, from_text(Authority, body))


def _columns_of_file(record: FileProduct) -> Columns:
    return {
        "sha256": record.sha256,
        "begins_at": to_plain(record.begins_at),
        "flight_id": record.flight_id,
    }


AREAS = ProductTable(Area, schema.areas, lambda area: {"name": area.name})
AUTHORITIES = ProductTable(
    Authority,
    schema.authorities,
    lambda one: {"begins_at": to_plain(one.begins_at), "ends_at": to_plain(one.ends_at)},
)
SENSORS = ProductTable(Sensor, schema.sensors, lambda sensor: {"name": sensor.name})
PLATFORMS = ProductTable(Platform, schema.platforms, lambda one: {"name": one.name})
FLIGHTS = ProductTable(
    FlightPlan,
    schema.flights,
    lambda plan: {
        "name": plan.name,
        "authority_id": plan.authority_id,
        "platform_id": plan.platform_id,
        "sensor_id": plan.sensor_id,
    },
    check=_check_authority,
)
SCENES = ProductTable(SceneRecord, schema.scenes, _columns_of_file, is_refreshed=True)
TRACKS = ProductTable(TrackRecord, schema.tracks, _columns_of_file, is_refreshed=True)
WEATHER = ProductTable(
    WeatherRecord,
    schema.weather,
    lambda one: {"begins_at": to_plain(one.begins_at), "ends_at": to_plain(one.ends_at)},
    is_refreshed=True,
)
PLUMES = ProductTable(
    PlumeRecord,
    schema.plumes,
    lambda plume: {"seen_at": to_plain(plume.seen_at), "scene_id": plume.scene_id},
)
ESTIMATES = ProductTable(
    EstimateRecord,
    schema.estimates,
    lambda one: {"sensed_at": to_plain(one.sensed_at), "flight_id": one.flight_id},
    links={
        schema.estimate_plumes: lambda one: one.plume_ids,
        schema.estimate_tracks: lambda one: one.track_ids,
    },
)
CONTEXT = ProductTable(ContextFeature, schema.context_features, lambda one: {"layer": one.layer})
LOOKS = ProductTable(
    LookRecord,
    schema.looks,
    lambda look: {
        "looked_at": to_plain(look.looked_at),
        "flight_id": look.flight_id,
        "scene_id": look.scene_id,
        "track_id": look.track_id,
    },
)
