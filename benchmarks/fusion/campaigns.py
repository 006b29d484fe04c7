"""Campaigns at the level of records: what flights would bring back of emitters one knows.

No scene is simulated: an emitter is on or off, a look finds it or not, and what is found becomes an
estimate with the errors that estimates have. Fast enough for thousands of sites, and the place to
develop a score before whole campaigns are simulated.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from cathartes.fusion import FusionInput
from cathartes.model.campaign import ContextFeature, EstimateRecord, GasRate
from cathartes.model.fusion import LookRecord
from cathartes.physics.profiles import FacilityProfile, ProfileTable

BEGINS = datetime(2026, 6, 1, tzinfo=UTC)
WEST, SOUTH = -107.6, 24.6
ASKED = "solvent_acid_mixture"
LOOK_ALIKES = (
    "coating_shop",
    "printing_works",
    "chemical_plant",
    "dry_cleaner",
    "semiconductor_plant",
    "composting",
)
LOOK_ALIKES_EACH = 5
UNLISTED = 0.3
SENSITIVE = {"SF6": 0.01, "CF4": 0.02, "C2F6": 0.02, "NF3": 0.05, "CHF3": 0.05, "CFC-12": 0.05}
INSENSITIVE = {"methane": 10.0, "HCl": 4.0, "H2S": 8.0, "propane": 4.0, "n-pentane": 3.0}
LEAST_REPORTED = 0.6


@frozen
class Emitter:
    """One emitter as it is, not as the profiles say."""

    emitter_id: str
    profile: str
    longitude: float
    latitude: float
    rates_kg_per_h: dict[str, float]
    duty: float
    spell_h: float
    night_share: float
    is_above_planned_limit: bool


@frozen
class Campaign:
    """What came back, and the truth."""

    evidence: FusionInput
    emitters: tuple[Emitter, ...]
    emitter_of: dict[str, str | None]
    """By estimate: id of its emitter."""

    @property
    def true_profiles(self) -> dict[str, str | None]:
        """By estimate: profile of its emitter."""
        profile = {one.emitter_id: one.profile for one in self.emitters}
        return {key: one and profile[one] for key, one in self.emitter_of.items()}


def planned_limit(gas: str) -> float:
    """Return the rate, kg/h, that the made instrument finds half the time."""
    return SENSITIVE.get(gas, INSENSITIVE.get(gas, 1.2))


def make_campaign(
    seed: int,
    table: ProfileTable,
    *,
    n_asked: int | None = None,
    n_others: int = 25,
    n_flights: int | None = None,
    side_km: float = 20.0,
) -> Campaign:
    """Draw emitters from perturbed profiles, fly over them, and return what came back."""
    rng = np.random.default_rng(seed)
    side = side_km / 100.0
    asked = int(rng.integers(3, 8)) if n_asked is None else n_asked
    kinds = [table[ASKED]] * asked
    kinds += [table[LOOK_ALIKES[i]] for i in rng.integers(len(LOOK_ALIKES), size=asked * 5)]
    others = [one for one in table.profiles if not one.is_clandestine]
    share = np.array([one.abundance for one in others])
    kinds += [others[i] for i in rng.choice(len(others), n_others, p=share / share.sum())]
    gases = sorted({gas.name for one in table.profiles for gas in one.gases})
    emitters = tuple(
        _emitter(f"emitter-{i:05d}", kind, gases, side, rng) for i, kind in enumerate(kinds)
    )
    context = _context(emitters, table, rng)
    flights = int(rng.integers(6, 25)) if n_flights is None else n_flights
    looks, limits = _looks(flights, gases, side, rng)
    estimates, emitter_of = _flown(emitters, looks, limits, gases, side, rng)
    evidence = FusionInput(estimates=estimates, looks=looks, context=context)
    return Campaign(evidence, emitters, emitter_of)


def _emitter(
    name: str, kind: FacilityProfile, gases: Sequence[str], side: float, rng: np.random.Generator
) -> Emitter:
    rates = {}
    for gas in kind.gases:
        if rng.random() < gas.presence and rng.random() > 0.1:
            size = rng.normal() * math.log(gas.rate_factor) + rng.uniform(-1, 1) * math.log(3.0)
            rates[gas.name] = gas.rate_kg_per_h * math.exp(size)
    if not rates:
        rates[kind.gases[0].name] = kind.gases[0].rate_kg_per_h
    if rng.random() < 0.3:
        rates.setdefault(gases[rng.integers(len(gases))], float(np.exp(rng.normal(0.5, 1.0))))
    duty = min(max(kind.rhythm.duty, 0.02), 0.98)
    return Emitter(
        emitter_id=name,
        profile=kind.name,
        longitude=WEST + side * rng.random(),
        latitude=SOUTH + side * rng.random(),
        rates_kg_per_h=rates,
        duty=float(np.clip(rng.beta(6 * duty, 6 * (1 - duty)), 0.02, 0.99)),
        spell_h=kind.rhythm.spell_h * float(np.exp(rng.normal(0, 0.5))),
        night_share=float(np.clip(kind.rhythm.night_share + rng.normal(0, 0.1), 0.02, 0.95)),
        is_above_planned_limit=any(q >= planned_limit(gas) for gas, q in rates.items()),
    )


def _context(
    emitters: Sequence[Emitter], table: ProfileTable, rng: np.random.Generator
) -> dict[str, ContextFeature]:
    context = {}
    for one in emitters:
        if rng.random() < table[one.profile].permitted_share * (1.0 - UNLISTED):
            context[f"context-{one.emitter_id}"] = ContextFeature(
                is_simulated=True,
                name=f"permit {one.emitter_id}",
                layer="permits",
                profile=one.profile,
                is_permitted=True,
                longitude=one.longitude + rng.normal() * 40.0 / 1.01e5,
                latitude=one.latitude + rng.normal() * 40.0 / 1.11e5,
                position_std_m=25.0,
            )
    return context


def _looks(
    n_flights: int, gases: Sequence[str], side: float, rng: np.random.Generator
) -> tuple[dict[str, LookRecord], dict[str, dict[str, float]]]:
    looks, limits = {}, {}
    tile = 0.05
    for flight in range(n_flights):
        begins_at = BEGINS + timedelta(days=float(rng.uniform(0, 12)))
        wind = float(np.exp(rng.normal(0, 0.35)))
        minute = 0
        for west in np.arange(0.0, side - 1e-9, tile):
            for south in np.arange(0.0, side - 1e-9, tile):
                minute += 7
                if rng.random() < 0.15:
                    continue
                factor = wind * math.exp(rng.normal(0, 0.25))
                stated = {gas: planned_limit(gas) * factor for gas in gases}
                name = f"look-{flight:03d}-{minute:05d}"
                low, high = WEST + west, SOUTH + south
                looks[name] = LookRecord(
                    is_simulated=True,
                    flight_id=f"flight-{flight:03d}",
                    scene_id=f"scene-{flight:03d}-{minute:05d}",
                    looked_at=begins_at + timedelta(minutes=minute),
                    footprint=(
                        (low, high),
                        (low + tile, high),
                        (low + tile, high + tile),
                        (low, high + tile),
                    ),
                    limits_kg_per_h=stated,
                    limit_log_std=0.6,
                    clear_share=float(rng.uniform(0.7, 1.0)),
                )
                wrong = math.exp(rng.normal(0, 0.3))
                limits[name] = {gas: q * wrong for gas, q in stated.items()}
    return looks, limits


def _flown(
    emitters: Sequence[Emitter],
    looks: dict[str, LookRecord],
    limits: dict[str, dict[str, float]],
    gases: Sequence[str],
    side: float,
    rng: np.random.Generator,
) -> tuple[dict[str, EstimateRecord], dict[str, str | None]]:
    estimates: dict[str, EstimateRecord] = {}
    emitter_of: dict[str, str | None] = {}

    def add(estimate: EstimateRecord, emitter_id: str | None) -> None:
        name = f"estimate-{len(estimates):07d}"
        estimates[name], emitter_of[name] = estimate, emitter_id

    in_time = sorted(looks, key=lambda one: looks[one].looked_at)
    for emitter in emitters:
        is_on, last = None, BEGINS
        for name in in_time:
            look = looks[name]
            west, south, east, north = look.bounds
            if not (west <= emitter.longitude < east and south <= emitter.latitude < north):
                continue
            duty = emitter.duty * _night_factor(look.looked_at, emitter)
            duty = min(duty, 0.98)
            gap = (look.looked_at - last).total_seconds() / 3600.0
            kept = math.exp(-gap / (emitter.spell_h * (1.0 - emitter.duty)))
            p = duty if is_on is None else duty + (float(is_on) - duty) * kept
            is_on, last = bool(rng.random() < p), look.looked_at
            if not is_on or rng.random() > look.clear_share:
                continue
            found = []
            strength = rng.normal(0, 0.5)
            shared = rng.standard_t(8, 2) * math.sqrt(0.75)
            for gas, rate in emitter.rates_kg_per_h.items():
                now = rate * math.exp(strength)
                z = math.log(now / limits[name][gas]) / look.limit_log_std
                if z > rng.normal():
                    found.append((gas, now))
            found.sort(key=lambda one: -one[1] / planned_limit(one[0]))
            for gas, now in found[:3]:
                if found[0][0] == gas or rng.random() < 0.7:
                    add(_estimate(look, emitter, gas, now, gases, shared, rng), emitter.emitter_id)
    # Dark roofs and hot roads are taken for plumes, some of them again and again.
    places = [(side * rng.random(), side * rng.random()) for _ in range(8)]
    for name in in_time:
        look = looks[name]
        west, south, east, north = look.bounds
        false = [(rng.uniform(west, east), rng.uniform(south, north))]
        false = false if rng.random() < 0.15 else []
        false += [
            (WEST + x, SOUTH + y)
            for x, y in places
            if west <= WEST + x < east and south <= SOUTH + y < north and rng.random() < 0.25
        ]
        for longitude, latitude in false:
            add(_false(look, longitude, latitude, gases, rng), None)
    return estimates, emitter_of


def _night_factor(at: datetime, emitter: Emitter) -> float:
    hour = (at.hour + at.minute / 60.0 + emitter.longitude / 15.0) % 24.0
    if hour >= 20.0 or hour < 6.0:
        return emitter.night_share * 2.4
    return (1.0 - emitter.night_share) * 24.0 / 14.0


def _gases(gas: str, gases: Sequence[str], rng: np.random.Generator) -> dict[str, float]:
    """Name a gas as a detector would: mostly right, and about as sure as it is right."""
    sure = float(rng.beta(7, 2))
    named = gas if rng.random() < sure + 0.05 else gases[rng.integers(len(gases))]
    other = gases[rng.integers(len(gases))]
    told = {named: sure}
    if other != named:
        told[other] = (1.0 - sure) * 0.6
    told["unknown"] = 1.0 - sum(told.values())
    return told


def _rate(rate: float, rng: np.random.Generator) -> GasRate:
    told = rate * math.exp(rng.normal(0, 0.4))
    return GasRate(
        emission_rate_kg_per_h=told,
        emission_rate_std_kg_per_h=0.42 * told,
        emission_rate_q05=told * math.exp(-1.645 * 0.4),
        emission_rate_q95=told * math.exp(1.645 * 0.4),
    )


def _estimate(
    look: LookRecord,
    emitter: Emitter,
    gas: str,
    rate: float,
    gases: Sequence[str],
    shared: NDArray[np.float64],
    rng: np.random.Generator,
) -> EstimateRecord:
    std = float(np.exp(rng.normal(math.log(25.0), 0.4)))
    # Plumes of one emitter in one scene are carried by one wind: half of the variance is shared.
    own = rng.standard_t(8, 2) * math.sqrt(0.75)
    east, north = std * math.sqrt(0.5) * (shared + own)
    told = _gases(gas, gases, rng)
    surest = max((name for name in told if name != "unknown"), key=lambda name: told[name])
    return EstimateRecord(
        is_simulated=True,
        flight_id=look.flight_id,
        sensed_at=look.looked_at,
        longitude=emitter.longitude + east / 1.01e5,
        latitude=emitter.latitude + north / 1.11e5,
        position_std_m=std,
        rates={surest: _rate(rate, rng)},
        gas_probabilities=told,
        source_probability=LEAST_REPORTED + (1 - LEAST_REPORTED) * float(rng.beta(5, 1.2)),
    )


def _false(
    look: LookRecord,
    longitude: float,
    latitude: float,
    gases: Sequence[str],
    rng: np.random.Generator,
) -> EstimateRecord:
    gas = gases[rng.integers(len(gases))]
    std = float(np.exp(rng.normal(math.log(30.0), 0.5)))
    return EstimateRecord(
        is_simulated=True,
        flight_id=look.flight_id,
        sensed_at=look.looked_at,
        longitude=longitude + rng.normal() * 40.0 / 1.01e5,
        latitude=latitude + rng.normal() * 40.0 / 1.11e5,
        position_std_m=std,
        rates={gas: _rate(planned_limit(gas) * 1.5, rng)},
        gas_probabilities=_gases(gas, gases, rng),
        source_probability=LEAST_REPORTED + (1 - LEAST_REPORTED) * float(rng.beta(1.2, 2.0)),
    )
