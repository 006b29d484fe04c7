"""Small records of a campaign that belong together, for tests of many rooms."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from attrs import frozen

from cathartes.model.campaign import (
    Area,
    Authority,
    CandidateSite,
    EstimateRecord,
    FlightLine,
    FlightPlan,
    GasRate,
    Judgement,
    NamedReason,
    Platform,
    PlumeRecord,
    SceneRecord,
    Score,
    Sensor,
)
from cathartes.model.identity import content_id
from cathartes.store import Store

DAY = datetime(2026, 3, 14, tzinfo=UTC)
SQUARE = ((-107.5, 24.7), (-107.3, 24.7), (-107.3, 24.9), (-107.5, 24.9))


def make_area(**changes: Any) -> Area:
    """Return a square of 0.2 degrees."""
    return Area(**{"is_simulated": False, "name": "square", "polygon": SQUARE, **changes})


def make_authority(**changes: Any) -> Authority:
    """Return an authority for the square and one day."""
    values = {
        "is_simulated": False,
        "approved_by": "Court 3",
        "legal_basis": "Order 7/2026",
        "area": make_area(),
        "begins_at": DAY,
        "ends_at": DAY + timedelta(days=1),
        "purpose": "locate",
    }
    return Authority(**{**values, **changes})


def make_line(name: str = "1", **changes: Any) -> FlightLine:
    """Return a line inside the square, at 10 h."""
    values = {
        "name": name,
        "begin_longitude": -107.45,
        "begin_latitude": 24.8,
        "end_longitude": -107.35,
        "end_latitude": 24.8,
        "altitude_m": 900.0,
        "begins_at": DAY + timedelta(hours=10),
        "ends_at": DAY + timedelta(hours=10, minutes=5),
    }
    return FlightLine(**{**values, **changes})


def make_scene(number: int = 0, **changes: Any) -> SceneRecord:
    """Return one of many scenes."""
    values = {
        "is_simulated": False,
        "name": f"scene {number}",
        "path": f"in/{number}.img",
        "sha256": f"{number:064x}",
        "begins_at": DAY + timedelta(hours=10, seconds=number),
        "ends_at": DAY + timedelta(hours=10, seconds=number + 1),
        "footprint": SQUARE,
    }
    return SceneRecord(**{**values, **changes})


def make_plume(number: int = 0, **changes: Any) -> PlumeRecord:
    """Return one of many plumes."""
    values = {
        "is_simulated": False,
        "reported_by": "somebody",
        "seen_at": DAY + timedelta(hours=11, seconds=number),
        "longitude": -107.4,
        "latitude": 24.8,
        "position_std_m": 20.0,
        "gas_probabilities": {"NH3": 0.9, "unknown": 0.1},
        "plume_probability": 0.8,
    }
    return PlumeRecord(**{**values, **changes})


def make_estimate(number: int = 0, **changes: Any) -> EstimateRecord:
    """Return one of many source estimates, each at its own place."""
    values = {
        "is_simulated": False,
        "sensed_at": DAY + timedelta(hours=12, seconds=number),
        "longitude": -107.49 + 1e-5 * (number % 10_000),
        "latitude": 24.71 + 1e-5 * (number // 100),
        "position_std_m": 15.0,
        "rates": {
            "NH3": GasRate(
                emission_rate_kg_per_h=2.0 + number,
                emission_rate_std_kg_per_h=0.7,
                emission_rate_q05=1.1,
                emission_rate_q95=3.4 + number,
            )
        },
        "gas_probabilities": {"NH3": 0.9, "unknown": 0.1},
        "source_probability": 0.95,
    }
    return EstimateRecord(**{**values, **changes})


def make_site(estimate_ids: tuple[str, ...] = (), **changes: Any) -> CandidateSite:
    """Return a scored site with a new id."""
    reason = NamedReason(feature="persistence", value=3, weight=0.4, sentence="Seen three times.")
    values = {
        "is_simulated": False,
        "longitude": -107.4,
        "latitude": 24.8,
        "position_std_m": 12.0,
        "estimate_ids": estimate_ids,
        "score": Score(
            profile="livestock",
            probability=0.7,
            reasons=(reason,),
            alternatives={"fertiliser store": 0.2, "none of these": 0.1},
        ),
    }
    return CandidateSite(**{**values, **changes})


def make_judgement(site_id: str, sentence: str = "Looked at it.") -> Judgement:
    """Return a person's word on a site."""
    return Judgement(
        is_simulated=False,
        site_id=site_id,
        judged_by="A. Analyst",
        judged_at=DAY + timedelta(days=2),
        decision="is something else",
        sentence=sentence,
    )


@frozen
class MadeFlight:
    """Ids of a flight and what it hangs on, in a store."""

    authority_id: str
    flight_id: str
    plan: FlightPlan


def make_plan(authority_id: str, platform_id: str, sensor_id: str, **changes: Any) -> FlightPlan:
    """Return a plan with one line."""
    values = {
        "is_simulated": False,
        "name": "flight 1",
        "authority_id": authority_id,
        "platform_id": platform_id,
        "sensor_id": sensor_id,
        "lines": (make_line(),),
    }
    return FlightPlan(**{**values, **changes})


def add_flight(store: Store, **changes: Any) -> MadeFlight:
    """Add an authority, a sensor, a platform and a plan."""
    authority = make_authority()
    sensor = Sensor(is_simulated=False, name="imager", swath_deg=30.0, gases=("NH3",))
    platform = Platform(
        is_simulated=False, name="XA-1", sensor_ids=(content_id(sensor),), speed_m_s=60.0
    )
    store.authorities.add([authority])
    store.sensors.add([sensor])
    store.platforms.add([platform])
    plan = make_plan(content_id(authority), content_id(platform), content_id(sensor), **changes)
    store.flights.add([plan])
    return MadeFlight(content_id(authority), content_id(plan), plan)
