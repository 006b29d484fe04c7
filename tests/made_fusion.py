"""Small evidence for fusion: estimates, looks, permits and a table of four kinds of emitters."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from attrs import evolve

from cathartes.fusion import Fusion, FusionInput, KnownSite, ScoreModel, fuse_sites
from cathartes.model.campaign import Box, CandidateSite, ContextFeature, EstimateRecord, GasRate
from cathartes.model.fusion import LookRecord
from cathartes.physics.profiles import FacilityProfile, ProfileGas, ProfileTable, Rhythm

WEST, SOUTH = -107.5, 24.8
NOON = datetime(2026, 6, 1, 19, 10, tzinfo=UTC)
"""Noon by the sun at ``WEST``."""
METRES_EAST, METRES_NORTH = 101_120.0, 110_780.0
"""A degree of longitude and of latitude at ``SOUTH``."""
PLAIN = ScoreModel(version="plain")


def profile(name: str, duty: float, night: float, permitted: float, **gases: float) -> Any:
    """Return a profile whose gases are all present, with rates in kg/h."""
    return FacilityProfile(
        name=name,
        title=f"a {name}",
        is_clandestine=name == "solvent_acid_mixture",
        abundance=1.0,
        permitted_share=permitted,
        gases=tuple(
            ProfileGas(name=gas, presence=0.8, rate_kg_per_h=rate, rate_factor=2.5)
            for gas, rate in gases.items()
        ),
        rhythm=Rhythm(duty=duty, spell_h=6.0 if duty < 0.9 else 500.0, night_share=night),
    )


TABLE = ProfileTable(
    version="test",
    profiles=(
        profile("solvent_acid_mixture", 0.2, 0.65, 0.0, acetone=5.0, toluene=4.0, ammonia=2.0),
        profile("coating_shop", 0.3, 0.05, 0.8, acetone=3.0, toluene=4.0, xylene=3.0),
        profile("livestock", 0.97, 0.4, 0.5, ammonia=5.0, methane=15.0),
        profile("switchgear", 0.9, 0.42, 0.8, SF6=0.5),
    ),
)


def estimate(east_m: float, north_m: float = 0.0, day: int = 0, **changes: Any) -> EstimateRecord:
    """Return an estimate so far from the corner, of acetone unless it says something else."""
    values: dict[str, Any] = {
        "is_simulated": False,
        "flight_id": f"flight-{day}",
        "sensed_at": NOON + timedelta(days=day),
        "longitude": WEST + east_m / METRES_EAST,
        "latitude": SOUTH + north_m / METRES_NORTH,
        "position_std_m": 20.0,
        "gas_probabilities": {"acetone": 0.8, "unknown": 0.2},
        "source_probability": 0.9,
    }
    return EstimateRecord(**{**values, **changes})


def rate(kg_per_h: float) -> GasRate:
    """Return a rate known to a factor of 1.5."""
    return GasRate(
        emission_rate_kg_per_h=kg_per_h,
        emission_rate_std_kg_per_h=0.4 * kg_per_h,
        emission_rate_q05=kg_per_h / 1.9,
        emission_rate_q95=kg_per_h * 1.9,
    )


def numbered(kind: str, records: Any) -> dict[str, Any]:
    """Return records by ids in their order."""
    return {f"{kind}-{number:05d}": one for number, one in enumerate(records)}


def look(day: int = 0, limit_kg_per_h: float = 1.0, **changes: Any) -> LookRecord:
    """Return a look at all the ground, at noon of a day."""
    gases = {gas.name for one in TABLE.profiles for gas in one.gases}
    values: dict[str, Any] = {
        "is_simulated": False,
        "flight_id": f"flight-{day}",
        "scene_id": f"scene-{day}",
        "looked_at": NOON + timedelta(days=day),
        "footprint": (
            (WEST - 0.2, SOUTH - 0.2),
            (WEST + 0.2, SOUTH - 0.2),
            (WEST + 0.2, SOUTH + 0.2),
            (WEST - 0.2, SOUTH + 0.2),
        ),
        "limits_kg_per_h": dict.fromkeys(gases, limit_kg_per_h),
        "limit_log_std": 0.5,
    }
    return LookRecord(**{**values, **changes})


def permit(east_m: float, kind: str, **changes: Any) -> ContextFeature:
    """Return a permitted emitter so far east of the corner."""
    values: dict[str, Any] = {
        "is_simulated": False,
        "name": f"permit of {kind}",
        "layer": "permits",
        "profile": kind,
        "is_permitted": True,
        "longitude": WEST + east_m / METRES_EAST,
        "latitude": SOUTH,
        "position_std_m": 20.0,
    }
    return ContextFeature(**{**values, **changes})


def fuse(estimates: Any, looks: Any = (), context: Any = (), known: Any = ()) -> Fusion:
    """Fuse with the plain weights and ids that count up."""
    numbers = count(1)
    evidence = FusionInput(
        estimates=estimates if isinstance(estimates, dict) else numbered("estimate", estimates),
        looks=looks if isinstance(looks, dict) else numbered("look", looks),
        context=context if isinstance(context, dict) else numbered("context", context),
        known=tuple(known),
    )
    return fuse_sites(
        evidence,
        TABLE,
        model=PLAIN,
        is_simulated=False,
        new_id=lambda: f"site-00000000-0000-4000-8000-{next(numbers):012d}",
    )


def partition(fusion: Fusion) -> set[tuple[str, ...]]:
    """Return who is together, whatever the ids."""
    return {site.estimate_ids for site in fusion.sites}


def probability_of(fusion: Fusion, kind: str) -> float:
    """Return the probability of one explanation of the only site."""
    (site,) = fusion.sites
    assert site.score is not None
    if kind == site.score.profile:
        return site.score.probability
    return site.score.alternatives[kind]


def site_of(estimate_ids: tuple[str, ...], east_m: float = 0.0, **changes: Any) -> KnownSite:
    """Return a known site with a random id."""
    site = CandidateSite(
        is_simulated=False,
        longitude=WEST + east_m / METRES_EAST,
        latitude=SOUTH,
        position_std_m=15.0,
        estimate_ids=estimate_ids,
    )
    return KnownSite(site=site, **changes)


class Near:
    """Evidence that is asked by boxes, all in memory; counts what it gave."""

    def __init__(self, evidence: FusionInput) -> None:
        self.evidence = evidence
        self.n_estimates = 0

    def estimates_within(self, box: Box) -> dict[str, EstimateRecord]:
        found = {k: v for k, v in self.evidence.estimates.items() if _meet(v, box)}
        self.n_estimates += len(found)
        return found

    def estimates_sensed(self, box: Box, begins_at, ends_at) -> dict[str, EstimateRecord]:
        found = {
            k: v
            for k, v in self.evidence.estimates.items()
            if _meet(v, box) and begins_at <= v.sensed_at <= ends_at
        }
        self.n_estimates += len(found)
        return found

    def looks_within(self, box: Box) -> dict[str, LookRecord]:
        return {k: v for k, v in self.evidence.looks.items() if _overlap(v.bounds, box)}

    def context_within(self, box: Box) -> dict[str, ContextFeature]:
        return {k: v for k, v in self.evidence.context.items() if _overlap(v.bounds, box)}

    def known_within(self, box: Box) -> tuple[KnownSite, ...]:
        return tuple(k for k in self.evidence.known if _overlap(k.site.bounds, box))


def _meet(one: EstimateRecord, box: Box) -> bool:
    return box[0] <= one.longitude <= box[2] and box[1] <= one.latitude <= box[3]


def _overlap(one: Box, box: Box) -> bool:
    return one[0] <= box[2] and one[2] >= box[0] and one[1] <= box[3] and one[3] >= box[1]


def moved_east(record: Any, degrees: float) -> Any:
    """Return an estimate or a permit so many degrees farther east."""
    return evolve(record, longitude=record.longitude + degrees)
