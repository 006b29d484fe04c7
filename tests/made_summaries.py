"""A made-up campaign as it stands: three flights over an area with places that emit."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import attrs
import numpy as np

from cathartes.kernels.flight.local_plane import local_to_geodetic
from cathartes.model.campaign import (
    Area,
    Authority,
    CandidateSite,
    ContextFeature,
    EstimateRecord,
    FlightLine,
    FlightPlan,
    GasRate,
    Judgement,
    Marking,
    NamedReason,
    SceneRecord,
    Score,
)
from cathartes.model.flight.coverage import (
    CoverageFlown,
    FlownAgainstPlan,
    LinePiece,
    QualityFlag,
)
from cathartes.model.flight.heights import HeightReference
from cathartes.model.flight.planned_line import PlannedLine
from cathartes.model.flight.track import Track
from cathartes.model.fusion import CampaignSummary, FlownFlight, LookRecord, Trouble
from cathartes.model.identity import content_id
from cathartes.model.provenance import InputFile, Provenance

MIDDLE = (-107.42, 24.81)
BEGIN = datetime(2026, 6, 2, 15, 0, tzinfo=UTC)
SWATH_M, LENGTH_M, N_LINES = 900.0, 7000.0, 6
MIXTURES: tuple[tuple[str, dict[str, float]], ...] = (
    ("solvent_acid_mixture", {"acetone": 14.0, "toluene": 5.0, "HCl": 1.5}),
    ("coating_shop", {"toluene": 12.0, "o-xylene": 7.0}),
    ("livestock", {"ammonia": 6.0, "methane": 25.0}),
    ("dry_cleaner", {"tetrachloroethene": 3.0}),
    ("distillery", {"ethanol": 9.0}),
)


def place(east_m: float, north_m: float) -> tuple[float, float]:
    """Return longitude and latitude of metres about the middle of the made-up area."""
    longitude, latitude = local_to_geodetic(east_m, north_m, *MIDDLE)
    return float(longitude), float(latitude)


def box(
    east_m: float, north_m: float, width_m: float, height_m: float
) -> list[tuple[float, float]]:
    """Return the corners of a box about a place."""
    half_w, half_h = 0.5 * width_m, 0.5 * height_m
    corners = ((-half_w, -half_h), (half_w, -half_h), (half_w, half_h), (-half_w, half_h))
    return [place(east_m + e, north_m + n) for e, n in corners]


def make_summary(
    n_sites: int = 15, *, is_simulated: bool = True, seed: int = 5, **changes: Any
) -> CampaignSummary:
    """Return a campaign of three flights (two flown, one with gaps, one not back)."""
    rng = np.random.default_rng(seed)
    area = Area(name="Valle", polygon=box(0, 0, 7600, 6000), is_simulated=is_simulated)
    authority = Authority(
        approved_by="Juez de Control 3, Culiacán",
        legal_basis="Order 7/2026 under Art. 252 <CNPP>",
        reference="C3/7/2026",
        area=area,
        begins_at=BEGIN - timedelta(days=1),
        ends_at=BEGIN + timedelta(days=30),
        purpose="locate",
        is_simulated=is_simulated,
    )
    flights = tuple(_flight(k, authority, rng, is_simulated) for k in range(3))
    scenes, looks = _scenes_and_looks(flights[:2], rng, is_simulated)
    estimates: dict[str, EstimateRecord] = {}
    sites = [_site(k, n_sites, looks, estimates, rng, is_simulated) for k in range(n_sites)]
    sites.sort(key=lambda site: -(site.score.probability if site.score else 0.0))
    context = [
        _context("Tintorería Rosa", "permits", "dry_cleaner", 900.0, 700.0, is_simulated),
        _context("Granja El Sol", "permits", "livestock", -1800.0, -900.0, is_simulated),
        _context("Taller 12", "registry", "coating_shop", 2200.0, -1700.0, is_simulated, False),
    ]
    judged = sites[min(2, n_sites - 1)].site_id if n_sites else None
    return CampaignSummary(
        **{
            "name": "Valle Norte, June",
            "profile": "solvent_acid_mixture",
            "is_simulated": is_simulated,
            "marking": Marking(compartments=("VALLE",)),
            "made_at": BEGIN + timedelta(days=2, hours=4),
            "authorities": (authority,),
            "areas": (area,),
            "flights": flights,
            "scenes": scenes,
            "looks": looks,
            "estimates": estimates,
            "context": {content_id(one): one for one in context},
            "sites": tuple(sites),
            "judgements": {} if judged is None else {judged: (_judgement(judged, is_simulated),)},
            "troubles": (
                Trouble(
                    "incoming/2026-06-02/line 4b.hdr", "collect",
                    "incoming/2026-06-02/line 4b.img: size: found 11,534,336 bytes; expected "
                    "14,680,064 bytes as the header says. The transfer broke off; copy it again.",
                ),
            ),
            "provenance": Provenance(
                inputs=(InputFile("campaign.toml", "ab" * 32, 1843),),
                options={"profile": "solvent_acid_mixture", "rng_seed": 0},
                versions={"cathartes": "0.5.0", "profiles": "1"},
                made_at=BEGIN + timedelta(days=2, hours=4),
            ),
            **changes,
        }
    )  # fmt: skip


def nothing_found(**changes: Any) -> CampaignSummary:
    """Return a campaign of which nothing came back yet."""
    made = make_summary(n_sites=0)
    empty: Mapping[str, Any] = {
        "flights": (), "scenes": {}, "looks": {}, "estimates": {}, "context": {}, "areas": (),
        "authorities": (), "troubles": (), "judgements": {}, "provenance": Provenance(),
    }  # fmt: skip
    return attrs.evolve(made, **{**empty, **changes})


def _line_north(line: int) -> float:
    return (line - 0.5 * (N_LINES - 1)) * 0.95 * SWATH_M


def _flight(
    number: int, authority: Authority, rng: np.random.Generator, is_simulated: bool
) -> FlownFlight:
    start = BEGIN + timedelta(hours=19 * number)
    lines = tuple(
        FlightLine(
            name=f"{line + 1}",
            begin_longitude=place(-0.5 * LENGTH_M, _line_north(line))[0],
            begin_latitude=place(-0.5 * LENGTH_M, _line_north(line))[1],
            end_longitude=place(0.5 * LENGTH_M, _line_north(line))[0],
            end_latitude=place(0.5 * LENGTH_M, _line_north(line))[1],
            altitude_m=1900.0,
            begins_at=start + timedelta(minutes=8 * line),
            ends_at=start + timedelta(minutes=8 * line + 5),
        )
        for line in range(N_LINES)
    )
    plan = FlightPlan(
        name=f"flight-{number + 1}", authority_id=content_id(authority), platform_id="platform-1",
        sensor_id="sensor-1", lines=lines, is_simulated=is_simulated,
    )  # fmt: skip
    if number == 2:
        return FlownFlight(plan)
    last = N_LINES if number == 0 else N_LINES - 1
    east = np.concatenate([np.linspace(-3700, 3700, 60)[:: 1 - 2 * (k % 2)] for k in range(last)])
    north = np.repeat([_line_north(k) for k in range(last)], 60) + rng.normal(0, 12, east.size)
    longitude, latitude = local_to_geodetic(east, north, *MIDDLE)
    track = Track(
        name=f"flight-{number + 1}.tlog", format_name="MAVLink", longitude=longitude,
        latitude=latitude, height_m=np.full(east.size, 1895.0),
        height_reference=HeightReference.MEAN_SEA_LEVEL, is_simulated=is_simulated,
        clock_note="UTC",
    )  # fmt: skip
    covered = tuple(_covered(line, k, number, last) for k, line in enumerate(lines))
    share = sum(one.covered_share for one in covered) / N_LINES
    gaps = tuple(
        PlannedLine(name=f"{one.line.name} gap", begin=gap.begin, end=gap.end)
        for one in covered
        for gap in one.gaps
    )
    return FlownFlight(plan, (track,), FlownAgainstPlan(covered, share, gaps))


def _covered(line: FlightLine, index: int, number: int, last: int) -> CoverageFlown:
    north = _line_north(index)
    gaps: tuple[LinePiece, ...] = ()
    flags: tuple[QualityFlag, ...] = ()
    if index >= last:
        gaps = (LinePiece(0.0, LENGTH_M, *line.places),)
        flags = (QualityFlag.NOT_FLOWN,)
    elif number == 1 and index == 2:
        gaps = (LinePiece(2000.0, 3200.0, place(-1500.0, north), place(-300.0, north)),)
        flags = (QualityFlag.GAP, QualityFlag.BANKED)
    missing = sum(gap.length_m for gap in gaps) / LENGTH_M
    nothing = float("nan") if index >= last else 10.0
    return CoverageFlown(
        line=PlannedLine(line.name, *line.places, height_m=1900.0, swath_m=SWATH_M),
        length_m=LENGTH_M, swath_m=SWATH_M, covered_share=1.0 - missing,
        flown_m=LENGTH_M * (1.0 - missing), passes=int(index < last), direction="forward",
        cross_track_mean_m=nothing, cross_track_largest_m=nothing, height_error_mean_m=nothing,
        height_error_largest_m=nothing, speed_largest_m_s=nothing, begin_s=0.0, end_s=1.0,
        clock="UTC", flags=flags, gaps=gaps, track_names=(),
    )  # fmt: skip


def _scenes_and_looks(
    flights: tuple[FlownFlight, ...], rng: np.random.Generator, is_simulated: bool
) -> tuple[dict[str, SceneRecord], dict[str, LookRecord]]:
    scenes, looks = {}, {}
    for number, flight in enumerate(flights):
        for index, line in enumerate(flight.plan.lines[: N_LINES - number]):
            footprint = box(0.0, _line_north(index), LENGTH_M, SWATH_M)
            scene = SceneRecord(
                name=f"{flight.plan.name}-{line.name}", path=f"incoming/{number}-{index}.img",
                sha256=f"{10 * number + index + 1:064x}", begins_at=line.begins_at,
                ends_at=line.ends_at, footprint=footprint, flight_id=content_id(flight.plan),
                line_name=line.name, is_simulated=is_simulated, instrument="Mako class",
                quality=("cloud",) if index == 4 and number else (),
            )  # fmt: skip
            look = LookRecord(
                flight_id=content_id(flight.plan), scene_id=content_id(scene),
                looked_at=line.begins_at + timedelta(minutes=2), footprint=footprint,
                limits_kg_per_h={
                    gas: limit * float(rng.uniform(0.8, 1.6)) * (1 + 2.5 * (number == 1))
                    for gas, limit in (("acetone", 4.0), ("toluene", 2.5), ("o-xylene", 2.0),
                                       ("ammonia", 0.6), ("ethanol", 2.0),
                                       ("tetrachloroethene", 0.8))
                },
                limit_log_std=0.5, clear_share=0.2 if index == 4 and number else 1.0,
                is_simulated=is_simulated,
            )  # fmt: skip
            scenes[content_id(scene)], looks[content_id(look)] = scene, look
    return scenes, looks


def _site(
    index: int,
    n_sites: int,
    looks: Mapping[str, LookRecord],
    estimates: dict[str, EstimateRecord],
    rng: np.random.Generator,
    is_simulated: bool,
) -> CandidateSite:
    profile, rates = MIXTURES[index % len(MIXTURES)]
    east, north = float(rng.uniform(-3200, 3200)), float(rng.uniform(-2300, 2300))
    longitude, latitude = place(east, north)
    mine = []
    for look in looks.values():
        west, south, right, top = look.bounds
        is_under = west <= longitude <= right and south <= latitude <= top
        if not is_under or (mine and rng.random() < 0.4) or look.clear_share < 0.5:
            continue
        estimate = _estimate(look, east, north, rates, rng, is_simulated)
        estimates[content_id(estimate)] = estimate
        mine.append(content_id(estimate))
    wanted = profile == "solvent_acid_mixture"
    probability = float(rng.beta(6, 2) if wanted else rng.beta(1, 9))
    other = "coating_shop" if wanted else profile
    return CandidateSite(
        site_id=f"site-{uuid.UUID(bytes=rng.bytes(16), version=4)}",
        longitude=longitude, latitude=latitude, position_std_m=float(rng.uniform(15, 70)),
        estimate_ids=tuple(mine), is_simulated=is_simulated,
        score=Score(
            profile="solvent_acid_mixture", probability=probability,
            reasons=_reasons(wanted, rates, len(mine), rng),
            alternatives={
                other: 0.6 * (1 - probability), "semiconductor_plant": 0.2 * (1 - probability),
                "printing_works": 0.15 * (1 - probability), "landfill": 0.05 * (1 - probability),
            },
        ),
    )  # fmt: skip


def _reasons(
    wanted: bool, rates: Mapping[str, float], n_seen: int, rng: np.random.Generator
) -> tuple[NamedReason, ...]:
    gases = ", ".join(rates)
    sign = 1.0 if wanted else -1.0
    near = float(rng.uniform(60, 900))
    return (
        NamedReason(feature="prior", value=1.0, weight=-2.1,
                    sentence="Before any evidence about one emitter in nine is of this profile."),
        NamedReason(feature="gas_mixture", value=sign * float(rng.uniform(1.5, 3.5)), weight=1.1,
                    sentence=f"Seen: {gases}; this mixture is {'more' if wanted else 'less'} usual "
                             "at the profile asked for than at the innocent ones."),
        NamedReason(feature="distance_to_permit", value=sign * float(rng.uniform(0.2, 1.2)),
                    weight=0.9, sentence=f"The nearest permitted emitter stands {near:.0f} m away; "
                                         "the position is known to 40 m."),
        NamedReason(feature="persistence", value=sign * float(rng.uniform(0.1, 1.0)), weight=0.7,
                    sentence=f"Seen in {n_seen} of the looks that could have seen it."),
        NamedReason(feature="night_share", value=sign * float(rng.uniform(0.0, 0.6)), weight=0.5,
                    sentence="Seen at night as often as by day."),
    )  # fmt: skip


def _estimate(
    look: LookRecord,
    east: float,
    north: float,
    rates: Mapping[str, float],
    rng: np.random.Generator,
    is_simulated: bool,
) -> EstimateRecord:
    std = float(rng.uniform(25, 90))
    at = east + rng.normal(0, std), north + rng.normal(0, std)
    angles = np.linspace(0, 2 * np.pi, 24, endpoint=False)
    ring = [place(at[0] + 2.6 * std * np.cos(a), at[1] + 1.7 * std * np.sin(a)) for a in angles]
    longitude, latitude = place(*at)
    factor = float(rng.lognormal(0, 0.4))
    first = next(iter(rates))
    return EstimateRecord(
        flight_id=look.flight_id, sensed_at=look.looked_at, longitude=longitude, latitude=latitude,
        position_std_m=std, region_90=ring, is_simulated=is_simulated,
        rates={
            gas: GasRate(
                emission_rate_kg_per_h=rate * factor,
                emission_rate_std_kg_per_h=0.35 * rate * factor,
                emission_rate_q05=0.5 * rate * factor, emission_rate_q95=1.7 * rate * factor,
            )
            for gas, rate in rates.items()
        },
        gas_probabilities={first: 0.88, "unknown": 0.12}, source_probability=0.94,
    )  # fmt: skip


def _context(
    name: str, layer: str, profile: str, east: float, north: float, is_simulated: bool,
    is_permitted: bool = True,
) -> ContextFeature:  # fmt: skip
    longitude, latitude = place(east, north)
    return ContextFeature(
        name=name, layer=layer, profile=profile, is_permitted=is_permitted, longitude=longitude,
        latitude=latitude, position_std_m=50.0, is_simulated=is_simulated,
    )  # fmt: skip


def _judgement(site_id: str, is_simulated: bool) -> Judgement:
    return Judgement(
        site_id=site_id, judged_by="A. Analyst", judged_at=BEGIN + timedelta(days=2),
        decision="cannot be told", sentence="Two workshops share the yard; a visit is asked for.",
        is_simulated=is_simulated,
    )  # fmt: skip
