"""Records of a campaign, as the store keeps them; each carries marking and provenance."""

from cathartes.model.campaign.area import Area, Box, Ring, refuse_overlapping
from cathartes.model.campaign.authority import PURPOSES, Authority, Purpose
from cathartes.model.campaign.evidence import DECISIONS, Decision, Evidence, Judgement
from cathartes.model.campaign.flight import (
    FlightLine,
    FlightPlan,
    Platform,
    Sensor,
    refuse_unauthorised,
)
from cathartes.model.campaign.plume import ContextFeature, EstimateRecord, GasRate, PlumeRecord
from cathartes.model.campaign.product import (
    FileProduct,
    SceneRecord,
    TrackRecord,
    WeatherRecord,
)
from cathartes.model.campaign.record import (
    Marking,
    Record,
    inherits_simulation,
    refuse_simulated,
)
from cathartes.model.campaign.site import CandidateSite, NamedReason, Score, new_site_id

__all__ = [
    "DECISIONS",
    "PURPOSES",
    "Area",
    "Authority",
    "Box",
    "CandidateSite",
    "ContextFeature",
    "Decision",
    "EstimateRecord",
    "Evidence",
    "FileProduct",
    "FlightLine",
    "FlightPlan",
    "GasRate",
    "Judgement",
    "Marking",
    "NamedReason",
    "Platform",
    "PlumeRecord",
    "Purpose",
    "Record",
    "Ring",
    "SceneRecord",
    "Score",
    "Sensor",
    "TrackRecord",
    "WeatherRecord",
    "inherits_simulation",
    "new_site_id",
    "refuse_overlapping",
    "refuse_simulated",
    "refuse_unauthorised",
]
