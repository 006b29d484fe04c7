"""Emitters of a simulated campaign: what they are, where, how much of what, and when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from cathartes.physics.profiles import FacilityProfile, ProfileTable
from cathartes.simulate.campaign.ground.frame import Frame
from cathartes.simulate.campaign.ground.rhythm import Period, draw_on_periods
from cathartes.simulate.campaign.settings import EmitterDraws

EDGE_M = 60.0
TRIES = 300
SHARED_PRESENCE = 0.2
"""A gas counts as one of a profile when this share of its facilities emit it."""


@frozen(kw_only=True)
class CampaignEmitter:
    """One emitter as it is.

    Attributes
    ----------
    emitter_id : str
    profile : str
    is_clandestine : bool
    is_look_alike : bool
        Innocent, with a gas of a clandestine profile.
    easting_m, northing_m, longitude, latitude : float
    rate_kg_per_h : mapping of str to float
        Of each gas, while it is on.
    rate_factor : float
        By which these rates differ from what the profile would have given.
    added_gases, missing_gases : tuple of str
        Against what was drawn from the profile.
    is_permitted, is_listed : bool
        Listed: its permit is in the layers that the campaign is given.
    on_periods : tuple of (float, float)
        Seconds since 1970-01-01 UTC.
    radius_m, release_height_m, temperature_excess_k : float
    """

    emitter_id: str
    profile: str
    is_clandestine: bool
    is_look_alike: bool
    easting_m: float
    northing_m: float
    longitude: float
    latitude: float
    rate_kg_per_h: Mapping[str, float]
    rate_factor: float
    added_gases: tuple[str, ...]
    missing_gases: tuple[str, ...]
    is_permitted: bool
    is_listed: bool
    on_periods: tuple[Period, ...]
    radius_m: float
    release_height_m: float
    temperature_excess_k: float

    def is_on(self, time_s: float) -> bool:
        """Tell whether it emits at a moment."""
        return any(begin <= time_s < end for begin, end in self.on_periods)

    def on_for_s(self, time_s: float) -> float:
        """Return how long it has been emitting at a moment; 0 while it is off."""
        return next(
            (time_s - begin for begin, end in self.on_periods if begin <= time_s < end), 0.0
        )


def is_look_alike(profile: FacilityProfile, profiles: ProfileTable) -> bool:
    """Tell whether an innocent profile shares a gas with a clandestine one."""
    if profile.is_clandestine:
        return False
    searched = {
        gas.name
        for one in profiles.profiles
        if one.is_clandestine
        for gas in one.gases
        if gas.presence >= SHARED_PRESENCE
    }
    return any(gas.name in searched and gas.presence >= SHARED_PRESENCE for gas in profile.gases)


def draw_emitters(
    rng: np.random.Generator,
    profiles: ProfileTable,
    draws: EmitterDraws,
    frame: Frame,
    period: Period,
    solar_offset_s: float,
) -> tuple[CampaignEmitter, ...]:
    """Draw the emitters of a campaign, in no order that tells what they are.

    Parameters
    ----------
    rng : numpy.random.Generator
    profiles : ProfileTable
        What the program assumes; rates and gases are perturbed against it.
    draws : EmitterDraws
    frame : Frame
        The ground they stand on.
    period : (float, float)
        For which their rhythm is drawn, seconds since 1970-01-01 UTC.
    solar_offset_s : float
        Local solar time less UTC.
    """
    chosen = _choose_profiles(rng, profiles, draws)
    order = rng.permutation(len(chosen))
    places = _draw_places(rng, draws, frame, len(chosen))
    every_gas = sorted({gas.name for one in profiles.profiles for gas in one.gases})
    return tuple(
        _draw_emitter(
            own, f"E{number:03d}", chosen[int(index)], profiles, every_gas, draws, frame,
            places[number - 1], period, solar_offset_s,
        )
        for number, (index, own) in enumerate(
            zip(order, rng.spawn(len(chosen)), strict=True), start=1
        )
    )  # fmt: skip


def _choose_profiles(
    rng: np.random.Generator, profiles: ProfileTable, draws: EmitterDraws
) -> list[FacilityProfile]:
    clandestine = [one for one in profiles.profiles if one.is_clandestine]
    alike = [one for one in profiles.profiles if is_look_alike(one, profiles)]
    other = [one for one in profiles.profiles if not one.is_clandestine and one not in alike]
    chosen: list[FacilityProfile] = []
    for among, count in (
        (clandestine, draws.clandestine),
        (alike, draws.clandestine * draws.look_alikes_each),
        (other, draws.others if other else 0),
    ):
        weights = np.array([one.abundance for one in among])
        if count:
            picked = rng.choice(len(among), size=count, p=weights / weights.sum())
            chosen.extend(among[int(index)] for index in picked)
    return chosen


def _draw_places(
    rng: np.random.Generator, draws: EmitterDraws, frame: Frame, count: int
) -> NDArray[np.float64]:
    """Return (emitter, 2) eastings and northings: mostly far apart, some close to another."""
    low = np.array([frame.west_m + EDGE_M, frame.south_m + EDGE_M])
    high = low + np.array([frame.width_m, frame.height_m]) - 2.0 * EDGE_M
    places = np.empty((count, 2))
    for index in range(count):
        is_close = index > 0 and rng.random() < draws.close_share
        for _ in range(TRIES):
            if is_close:
                beside = places[int(rng.integers(index))]
                turn, away = rng.uniform(0.0, 2.0 * np.pi), rng.uniform(*draws.close_m)
                places[index] = beside + away * np.array([np.sin(turn), np.cos(turn)])
                least = draws.close_m[0]
            else:
                places[index] = rng.uniform(low, high)
                least = draws.apart_m
            inside = bool(np.all(places[index] >= low) and np.all(places[index] <= high))
            apart = np.hypot(*(places[:index] - places[index]).T)
            if inside and bool(np.all(apart >= least)):
                break
        else:
            places[index] = rng.uniform(low, high)
    return places


def _draw_emitter(
    rng: np.random.Generator,
    emitter_id: str,
    profile: FacilityProfile,
    profiles: ProfileTable,
    every_gas: Sequence[str],
    draws: EmitterDraws,
    frame: Frame,
    place_m: NDArray[np.float64],
    period: Period,
    solar_offset_s: float,
) -> CampaignEmitter:
    factor = float(np.exp(rng.uniform(-1.0, 1.0) * np.log(draws.rate_factor)))
    rates, added, missing = _draw_rates(rng, profile, every_gas, draws, factor)
    is_permitted = bool(rng.random() < profile.permitted_share)
    is_listed = bool(rng.random() >= draws.unlisted_share) and is_permitted
    longitude, latitude = frame.place(float(place_m[0]), float(place_m[1]))
    wide = rng.random() < 0.2
    return CampaignEmitter(
        emitter_id=emitter_id,
        profile=profile.name,
        is_clandestine=profile.is_clandestine,
        is_look_alike=is_look_alike(profile, profiles),
        easting_m=float(place_m[0]),
        northing_m=float(place_m[1]),
        longitude=longitude,
        latitude=latitude,
        rate_kg_per_h=rates,
        rate_factor=factor,
        added_gases=added,
        missing_gases=missing,
        is_permitted=is_permitted,
        is_listed=is_listed,
        on_periods=draw_on_periods(rng, profile.rhythm, *period, solar_offset_s),
        radius_m=float(rng.uniform(6.0, 18.0) if wide else rng.uniform(0.3, 2.5)),
        release_height_m=float(rng.uniform(1.5, 10.0)),
        temperature_excess_k=float(rng.uniform(-1.0, 5.0)),
    )


def _draw_rates(
    rng: np.random.Generator,
    profile: FacilityProfile,
    every_gas: Sequence[str],
    draws: EmitterDraws,
    factor: float,
) -> tuple[dict[str, float], tuple[str, ...], tuple[str, ...]]:
    """Return rates by gas, the gases added and those missing against the profile's draw."""
    present = [gas for gas in profile.gases if rng.random() < gas.presence]
    if not present:
        present = [max(profile.gases, key=lambda gas: gas.presence)]
    rates = {
        gas.name: factor * gas.rate_kg_per_h * float(gas.rate_factor ** rng.normal())
        for gas in present
    }
    missing: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    if rng.random() < draws.gas_missing and len(rates) > 1:
        missing = (sorted(rates)[int(rng.integers(len(rates)))],)
        del rates[missing[0]]
    if rng.random() < draws.gas_added:
        own = {gas.name for gas in profile.gases}
        strange = [name for name in every_gas if name not in own]
        if strange:
            added = (strange[int(rng.integers(len(strange)))],)
            rates[added[0]] = float(np.median(list(rates.values())) * rng.uniform(0.2, 1.0))
    return dict(sorted(rates.items())), added, missing
