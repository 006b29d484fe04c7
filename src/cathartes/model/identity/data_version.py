"""The version of the data model and its history, in one place."""

from __future__ import annotations

from collections.abc import Mapping

DATA_MODEL_HISTORY: Mapping[int, str] = {
    1: "Area, Authority, Sensor, Platform, FlightPlan, SceneRecord, TrackRecord, WeatherRecord, "
    "PlumeRecord, EstimateRecord, ContextFeature; ids from content; tombstones.",
    2: "CandidateSite with Score and NamedReason, merges and splits, Evidence, Judgement.",
    3: "LookRecord, Association; which work was done, and what came of it; wind of estimates; "
    "former estimates of sites, bodies of tombstones; ids of what was sensed without its plan.",
}
"""What each version brought. A field with a default may be added without a new version:
content ids leave defaults out, so old records keep their ids."""

DATA_MODEL_VERSION: int = max(DATA_MODEL_HISTORY)
