"""What each pass over a site saw of it, and what it could have seen."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import StrEnum

import numpy as np
import shapely
from attrs import frozen
from numpy.typing import NDArray

from cathartes.kernels.fusion.findings import distinct_plumes, finding_probability
from cathartes.model.campaign.plume import EstimateRecord
from cathartes.model.campaign.site import CandidateSite
from cathartes.model.fusion.look import LookRecord
from cathartes.model.fusion.summary import CampaignSummary

HARDLY = 0.1
"""Below this probability of finding the source a look that saw nothing says nothing."""
_SAME_LOOK_S = 300.0
"""Most between an estimate and its look, as fusion has it unless told otherwise."""
_RATE_LOG_STD = 0.6
"""Spread of a site's rate from time to time, as fusion has it unless told otherwise."""
_Z_90 = 1.6448536269514722


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
        That this look finds a source that emits as this site did when it was seen, all its gases
        together, as fusion weighs it; without a rate, one at the limit. NaN where there is no
        look.
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
    emitted = _Emitted.of(mine)
    told = [_told(look, emitted, is_seen=bool(seen_by.get(k))) for k, look in enumerate(over)]
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


@frozen(eq=False)
class _Emitted:
    """What a site emits when it does: distinct plumes, their names and rates, gas by gas."""

    gases: tuple[str, ...]
    offsets: NDArray[np.int64]
    names: NDArray[np.float64]
    presence: NDArray[np.float64]
    log_rate: NDArray[np.float64]
    rate_log_std: NDArray[np.float64]

    @classmethod
    def of(cls, estimates: Sequence[EstimateRecord]) -> _Emitted:
        """Return what estimates of one site say."""
        every = {gas for one in estimates for gas in (*one.gas_probabilities, *one.rates)}
        gases = tuple(sorted(every - {"unknown"}))
        named = np.array([[one.gas_probabilities.get(g, 0.0) for g in gases] for one in estimates])
        offsets, names, presence = distinct_plumes(
            np.array([0, len(estimates)]),
            named.reshape(len(estimates), len(gases)),
            np.array([one.source_probability for one in estimates], np.float64),
        )
        rates = median_rates(estimates)
        known = [rates.get(gas, 0.0) for gas in gases]
        log_rate = [math.log(rate) if rate > 0.0 else math.nan for rate in known]
        spread = [_rate_log_std(estimates, gas) for gas in gases]
        return cls(gases, offsets, names, presence, np.array([log_rate]), np.array([spread]))

    def chance(self, look: LookRecord, gas: str | None = None) -> float:
        """Return how probably a look finds this, or one gas of it."""
        limits = look.limits_kg_per_h
        log_limit = [
            math.log(limits[one]) if one in limits and gas in (None, one) else math.inf
            for one in self.gases
        ]
        (found,) = finding_probability(
            np.array([0, 1]),
            np.array([0]),
            self.offsets,
            self.names,
            self.presence,
            self.log_rate,
            self.rate_log_std,
            _RATE_LOG_STD,
            np.array([log_limit], np.float64).reshape(1, len(self.gases)),
            np.array([look.limit_log_std]),
            np.array([look.clear_share]),
        ).tolist()
        return float(found)


def _rate_log_std(estimates: Sequence[EstimateRecord], gas: str) -> float:
    """Return the spread of the mean logarithm of a site's rate; NaN where none is stated."""
    precision = 0.0
    for one in estimates:
        rate = one.rates.get(gas)
        if rate is None or not rate.emission_rate_kg_per_h > 0.0:
            continue
        spread = rate.emission_rate_std_kg_per_h / rate.emission_rate_kg_per_h
        if 0.0 < rate.emission_rate_q05 < rate.emission_rate_q95:
            spread = math.log(rate.emission_rate_q95 / rate.emission_rate_q05) / (2.0 * _Z_90)
        precision += 1.0 / (min(max(spread, 0.05), 3.0) ** 2 + _RATE_LOG_STD**2)
    return 1.0 / math.sqrt(precision) if precision > 0.0 else math.nan


def _told(look: LookRecord, emitted: _Emitted, *, is_seen: bool) -> SiteLook:
    chance = emitted.chance(look)
    each = {gas: emitted.chance(look, gas) for gas in emitted.gases}
    gas = max(each, key=lambda name: each[name], default="")
    if is_seen:
        answer = Answer.SEEN
    else:
        answer = Answer.NOT_SEEN if chance >= HARDLY else Answer.COULD_NOT_SEE
    return SiteLook(look.looked_at, answer, look, chance, gas if each.get(gas, 0.0) > 0.0 else "")
