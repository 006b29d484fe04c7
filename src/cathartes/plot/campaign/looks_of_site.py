"""What each pass over a site saw of it, and what it could have seen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum

import numpy as np
import shapely
from attrs import frozen

from cathartes.model.campaign.plume import EstimateRecord
from cathartes.model.campaign.site import CandidateSite
from cathartes.model.fusion.look import LookRecord
from cathartes.model.fusion.summary import CampaignSummary

HARDLY = 0.1
"""Below this probability of finding the source a look that saw nothing says nothing."""
_SAME_LOOK_S = 300.0
"""Most between an estimate and its look, as fusion has it unless told otherwise."""


class Answer(StrEnum):
    """What a look says; the values are the words people read."""

    SEEN = "seen"
    NOT_SEEN = "not seen"
    COULD_NOT_SEE = "could not see it"


@frozen
class SiteLook:
    """One look at one site.

    Attributes
    ----------
    at : datetime
    answer : Answer
    look : LookRecord or None
        None for an estimate that belongs to no look, as one that others report.
    probability_of_finding : float
        That this look finds a source that emits as this site did when it was seen; NaN where
        there is no look or no rate.
    gas : str
        The gas that is seen best; empty where none can be.
    """

    at: datetime
    answer: Answer
    look: LookRecord | None
    probability_of_finding: float
    gas: str


@frozen(eq=False)
class LookIndex:
    """Looks by place: a site is asked for thousands of times, a look is on few of them."""

    looks: tuple[LookRecord, ...]
    tree: shapely.STRtree

    @classmethod
    def of(cls, looks: Iterable[LookRecord]) -> LookIndex:
        """Return the index of all looks."""
        kept = tuple(looks)
        return cls(kept, shapely.STRtree([shapely.Polygon(one.footprint) for one in kept]))

    def over(self, longitude: float, latitude: float) -> list[LookRecord]:
        """Return the looks whose footprint covers a place, the earliest first."""
        found = self.tree.query(shapely.Point(longitude, latitude), predicate="intersects")
        return sorted((self.looks[k] for k in found), key=lambda one: one.looked_at)


def looks_of_site(
    site: CandidateSite, summary: CampaignSummary, index: LookIndex
) -> tuple[SiteLook, ...]:
    """Return every look at a site and every estimate that comes from none, in order of time."""
    mine = [summary.estimates[one] for one in site.estimate_ids if one in summary.estimates]
    over = index.over(site.longitude, site.latitude)
    seen_by: dict[int, list[EstimateRecord]] = defaultdict(list)
    alone = []
    for estimate in mine:
        number = _look_of(estimate, over)
        if number is None:
            alone.append(estimate)
        else:
            seen_by[number].append(estimate)
    rates = median_rates(mine)
    told = [_told(look, rates, is_seen=bool(seen_by.get(k))) for k, look in enumerate(over)]
    told += [SiteLook(one.sensed_at, Answer.SEEN, None, float("nan"), "") for one in alone]
    return tuple(sorted(told, key=lambda one: one.at))


def median_rates(estimates: Iterable[EstimateRecord]) -> dict[str, float]:
    """Return the median emission rate of each gas over estimates, kg/h."""
    rates: dict[str, list[float]] = defaultdict(list)
    for one in estimates:
        for gas, rate in one.rates.items():
            rates[gas].append(rate.emission_rate_kg_per_h)
    return {gas: float(np.median(values)) for gas, values in sorted(rates.items())}


def _look_of(estimate: EstimateRecord, looks: list[LookRecord]) -> int | None:
    """Return which look an estimate comes from: the same track, else the same time."""
    for k, look in enumerate(looks):
        if look.track_id is not None and look.track_id in estimate.track_ids:
            return k
    apart = {
        k: abs((look.looked_at - estimate.sensed_at).total_seconds())
        for k, look in enumerate(looks)
        if None in (look.flight_id, estimate.flight_id) or look.flight_id == estimate.flight_id
    }
    nearest = min(apart, key=lambda k: apart[k], default=None)
    return nearest if nearest is not None and apart[nearest] <= _SAME_LOOK_S else None


def _told(look: LookRecord, rates: Mapping[str, float], *, is_seen: bool) -> SiteLook:
    chances = {gas: look.probability_of_finding(gas, rate) for gas, rate in rates.items()}
    gas = max(chances, key=lambda name: chances[name], default="")
    chance = chances.get(gas, float("nan"))
    if is_seen:
        answer = Answer.SEEN
    else:
        answer = Answer.NOT_SEEN if chance >= HARDLY else Answer.COULD_NOT_SEE
    return SiteLook(look.looked_at, answer, look, chance, gas if chance > 0.0 else "")
