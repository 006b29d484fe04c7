"""What is true of a simulated campaign, for scoring only: no step of the program reads it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from attrs import frozen

from cathartes.physics.detection_limits import DetectionLimits, planned_limits
from cathartes.physics.instruments import find_instrument
from cathartes.simulate.campaign.air.reports import iso_time
from cathartes.simulate.campaign.flights.sampler import SamplerFlight
from cathartes.simulate.campaign.flights.scenes import SceneOutcome
from cathartes.simulate.campaign.ground.emitters import CampaignEmitter
from cathartes.simulate.campaign.ground.rhythm import Period
from cathartes.simulate.campaign.settings import CampaignSettings


@frozen(eq=False, kw_only=True)
class SimulatedCampaign:
    """A campaign with its truth.

    Attributes
    ----------
    settings : CampaignSettings
    seed : int
    period : (float, float)
        Over which mean rates are taken, seconds since 1970-01-01 UTC.
    emitters : tuple of CampaignEmitter
    scenes : tuple of SceneOutcome
    samplers : tuple of SamplerFlight
    """

    settings: CampaignSettings
    seed: int
    period: Period
    emitters: tuple[CampaignEmitter, ...]
    scenes: tuple[SceneOutcome, ...]
    samplers: tuple[SamplerFlight, ...]


def limits_as_planned(settings: CampaignSettings) -> Mapping[str, float]:
    """Return the planned limit of the patrol by gas, kg/h."""
    imager = settings.patrol
    limits = planned_limits(
        find_instrument(imager.instrument),
        pixel_size_m=imager.pixel_m,
        platform_height_m=imager.height_m,
    )
    return limits.limits_kg_per_h


def is_above(emitter: CampaignEmitter, limits_kg_per_h: Mapping[str, float]) -> bool:
    """Tell whether, while it is on, at least one gas of an emitter is above its limit."""
    return any(
        rate > limits_kg_per_h.get(gas, float("inf")) for gas, rate in emitter.rate_kg_per_h.items()
    )


def truth_document(campaign: SimulatedCampaign) -> dict[str, Any]:
    """Return the content of ``truth.json``."""
    limits = limits_as_planned(campaign.settings)
    return {
        "is_simulated": True,
        "size": campaign.settings.size,
        "seed": campaign.seed,
        "begins_at": iso_time(campaign.period[0]),
        "ends_at": iso_time(campaign.period[1]),
        "rates": "mean_rate_kg_per_h is the mean over the whole campaign, the time it is off "
        "included; rate_when_on_kg_per_h is what a detection limit compares with",
        "planned_limits_kg_per_h": dict(sorted(limits.items())),
        "emitters": [
            _emitter_entry(one, campaign, is_above(one, limits)) for one in campaign.emitters
        ],
        "scenes": [_scene_entry(one) for one in campaign.scenes],
    }


def _emitter_entry(
    emitter: CampaignEmitter, campaign: SimulatedCampaign, above: bool
) -> dict[str, Any]:
    length = campaign.period[1] - campaign.period[0]
    share = sum(
        max(min(end, campaign.period[1]) - max(begin, campaign.period[0]), 0.0)
        for begin, end in emitter.on_periods
    )
    return {
        "emitter_id": emitter.emitter_id,
        "profile": emitter.profile,
        "is_clandestine": emitter.is_clandestine,
        "longitude": emitter.longitude,
        "latitude": emitter.latitude,
        "mean_rate_kg_per_h": {
            gas: rate * share / length for gas, rate in emitter.rate_kg_per_h.items()
        },
        "is_above_planned_limit": above,
        "rate_when_on_kg_per_h": dict(emitter.rate_kg_per_h),
        "rate_factor": emitter.rate_factor,
        "added_gases": list(emitter.added_gases),
        "missing_gases": list(emitter.missing_gases),
        "is_look_alike": emitter.is_look_alike,
        "is_permitted": emitter.is_permitted,
        "is_listed": emitter.is_listed,
        "on_periods": [[iso_time(begin), iso_time(end)] for begin, end in emitter.on_periods],
        "looks": _looks(emitter, campaign.scenes),
        "sampler_flights": [
            {"flight": one.name, "gas": one.gas, "at": iso_time(one.begin_s), "is_on": one.is_on}
            for one in campaign.samplers
            if one.emitter_id == emitter.emitter_id
        ],
    }


def _looks(emitter: CampaignEmitter, scenes: Sequence[SceneOutcome]) -> list[dict[str, Any]]:
    return [
        {
            "scene": scene.task.name,
            "flight": scene.task.flight,
            "at": iso_time(scene.task.time_s),
            "fault": scene.task.fault,
            "is_on": emitter.is_on(scene.task.time_s),
            "snr": round(scene.strengths.get(emitter.emitter_id, 0.0), 3),
            "clear_share": round(scene.clear_share, 3),
            "finding_probability": round(_probability(emitter, scene), 4),
        }
        for scene in scenes
        if scene.task.covers(emitter)
    ]


def _probability(emitter: CampaignEmitter, scene: SceneOutcome) -> float:
    """Return how probably it would be found in a scene, were it on."""
    limits = DetectionLimits(
        limits_kg_per_h=scene.limits_kg_per_h, limit_log_std=scene.limit_log_std
    )
    return scene.clear_share * limits.probability_of_mixture(emitter.rate_kg_per_h)


def _scene_entry(scene: SceneOutcome) -> dict[str, Any]:
    return {
        "scene": scene.task.name,
        "flight": scene.task.flight,
        "line": scene.task.line,
        "at": iso_time(scene.task.time_s),
        "fault": scene.task.fault,
        "wind_speed_m_s": round(scene.task.moment.wind_speed_m_s, 3),
        "wind_from_direction_deg": round(scene.task.moment.wind_from_direction_deg, 2),
        "contrast_k": round(scene.contrast_k, 3),
        "clear_share": round(scene.clear_share, 3),
    }
