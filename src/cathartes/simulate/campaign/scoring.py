"""Candidate sites against the truth of a simulated campaign; no step of a campaign uses this."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from attrs import frozen
from numpy.typing import NDArray
from pyproj import Geod

from cathartes.errors import OptionError
from cathartes.model.campaign.site import CandidateSite

RADIUS_M = 60.0
ELSEWHERE_M = 250.0
"""A site up to here that no other emitter accounts for is the emitter, put into a wrong place."""
LEAST_PROBABILITY = 0.5
"""Of being found in a look, below which a look counts as blind to an emitter."""
TOP_SITES_PER_EMITTER = 2


class ScoredSite(Protocol):
    """What a site must have to be compared."""

    @property
    def longitude(self) -> float:
        """Degrees."""
        ...

    @property
    def latitude(self) -> float:
        """Degrees."""
        ...

    @property
    def probability(self) -> float:
        """Of being an emitter of the profile that was asked for."""
        ...


@frozen(kw_only=True)
class PlacedProbability:
    """The least that is a ``ScoredSite``."""

    longitude: float
    latitude: float
    probability: float


class MissReason(StrEnum):
    """Why an emitter is not among the best sites; the values are the words people read."""

    NONE = ""
    NOT_FLOWN = "not flown"
    OFF = "off at the time"
    BELOW_LIMIT = "below limit"
    NOT_DETECTED = "within reach, but not detected"
    ELSEWHERE = "detected but located elsewhere"
    RANKED_LOW = "detected but ranked low"


@frozen(kw_only=True)
class EmitterComparison:
    """One true emitter against all sites.

    Attributes
    ----------
    emitter_id, profile : str
    is_clandestine, is_above_planned_limit : bool
    site_index : int or None
        Of the site at its place, in the order the sites were given.
    rank : int or None
        Of that site by probability, 1 for the best.
    distance_m : float or None
    is_found : bool
        For a clandestine emitter: whether its site is among the top sites; for others: whether
        there is a site.
    reason : MissReason
        Why not.
    """

    emitter_id: str
    profile: str
    is_clandestine: bool
    is_above_planned_limit: bool
    site_index: int | None = None
    rank: int | None = None
    distance_m: float | None = None
    is_found: bool = False
    reason: MissReason = MissReason.NONE


@frozen(kw_only=True)
class CampaignComparison:
    """All emitters of one campaign against all its sites.

    Attributes
    ----------
    emitters : tuple of EmitterComparison
        In the order of the truth.
    labels : tuple of str
        By site, in the order given: the true profile of the emitter at its place, or nothing.
    is_clandestine_site : tuple of bool
        By site: whether that emitter is of a searched profile.
    top_sites : int
        How many sites count as the top ones: twice the number of ``wanted`` emitters.
    """

    emitters: tuple[EmitterComparison, ...]
    labels: tuple[str, ...]
    is_clandestine_site: tuple[bool, ...]
    top_sites: int

    @property
    def wanted(self) -> tuple[EmitterComparison, ...]:
        """Clandestine emitters above the planned limit."""
        return tuple(
            one for one in self.emitters if one.is_clandestine and one.is_above_planned_limit
        )

    @property
    def found_share(self) -> float:
        """Share of the wanted emitters among the top sites; 1 where none is wanted."""
        wanted = self.wanted
        return sum(one.is_found for one in wanted) / len(wanted) if wanted else 1.0

    @property
    def misses(self) -> tuple[EmitterComparison, ...]:
        """Clandestine emitters that were not found, each with its reason."""
        return tuple(one for one in self.emitters if one.is_clandestine and not one.is_found)


def placed_probabilities(sites: Iterable[CandidateSite]) -> tuple[PlacedProbability, ...]:
    """Return places and probabilities of candidate sites; one without a score has 0."""
    return tuple(
        PlacedProbability(
            longitude=one.longitude,
            latitude=one.latitude,
            probability=0.0 if one.score is None else one.score.probability,
        )
        for one in sites
    )


def read_truth(path: Path) -> dict[str, Any]:
    """Read ``truth.json``.

    Raises
    ------
    OptionError
        If there is none, or it is none.
    """
    try:
        truth = json.loads(Path(path).read_text(encoding="utf-8"))
        truth["emitters"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise OptionError.about(
            path,
            "truth",
            found=getattr(error, "strerror", None) or error,
            expected="truth.json of a simulated campaign",
            remedy="Only a campaign of `cathartes simulate campaign` can be compared with a truth.",
        ) from error
    return dict(truth)


def compare_with_truth(
    sites: Sequence[ScoredSite], truth: Mapping[str, Any], radius_m: float = RADIUS_M
) -> CampaignComparison:
    """Say which emitters were found, and why the others were not.

    Parameters
    ----------
    sites : sequence of ScoredSite
        In any order.
    truth : mapping
        Content of ``truth.json``.
    radius_m : float
        A site within it of an emitter, and of no nearer one that could be noticed, is its.

    Returns
    -------
    CampaignComparison
    """
    emitters = list(truth["emitters"])
    distance = _distances(sites, emitters)
    owner = _owners(distance, emitters, radius_m)
    order = sorted(range(len(sites)), key=lambda index: (-sites[index].probability, index))
    rank = {index: number for number, index in enumerate(order, start=1)}
    n_wanted = sum(_is_wanted(one) for one in emitters)
    top = TOP_SITES_PER_EMITTER * n_wanted
    compared = []
    for number, emitter in enumerate(emitters):
        own = [index for index in range(len(sites)) if owner[index] == number]
        best = min(own, key=lambda index: rank[index]) if own else None
        is_found = best is not None and (not emitter["is_clandestine"] or rank[best] <= top)
        strays = [
            index
            for index in range(len(sites))
            if owner[index] is None and distance[index, number] <= ELSEWHERE_M
        ]
        reason = MissReason.NONE if is_found else _reason(emitter, best, strays)
        compared.append(
            EmitterComparison(
                emitter_id=emitter["emitter_id"],
                profile=emitter["profile"],
                is_clandestine=emitter["is_clandestine"],
                is_above_planned_limit=emitter["is_above_planned_limit"],
                site_index=best,
                rank=None if best is None else rank[best],
                distance_m=None if best is None else float(distance[best, number]),
                is_found=is_found,
                reason=reason,
            )
        )
    of_site = [None if one is None else emitters[one] for one in owner]
    return CampaignComparison(
        emitters=tuple(compared),
        labels=tuple("" if one is None else str(one["profile"]) for one in of_site),
        is_clandestine_site=tuple(bool(one and one["is_clandestine"]) for one in of_site),
        top_sites=top,
    )


def told_in_words(comparison: CampaignComparison) -> tuple[str, ...]:
    """Return a sentence for each clandestine emitter, and one for all that are wanted."""
    told = []
    for one in comparison.emitters:
        if not one.is_clandestine:
            continue
        limit = "above" if one.is_above_planned_limit else "below"
        place = f"rank {one.rank}, {one.distance_m:.0f} m off" if one.rank is not None else ""
        answer = "found" if one.is_found else f"missed ({one.reason})"
        told.append(
            f"{one.emitter_id}, {limit} the planned limit: {answer}"
            + (f", {place}" if place else "")
            + "."
        )
    wanted = comparison.wanted
    found = sum(one.is_found for one in wanted)
    told.append(
        f"{found} of {len(wanted)} clandestine emitters above the planned limit are among the "
        f"{comparison.top_sites} most probable sites."
    )
    return tuple(told)


def _is_wanted(emitter: Mapping[str, Any]) -> bool:
    return bool(emitter["is_clandestine"] and emitter["is_above_planned_limit"])


def _distances(
    sites: Sequence[ScoredSite], emitters: Sequence[Mapping[str, Any]]
) -> NDArray[np.float64]:
    """Return geodesic distances, (site, emitter)."""
    distance = np.zeros((len(sites), len(emitters)))
    geod = Geod(ellps="WGS84")
    longitude = np.array([one["longitude"] for one in emitters], np.float64)
    latitude = np.array([one["latitude"] for one in emitters], np.float64)
    for index, site in enumerate(sites):
        here = np.full(len(emitters), site.longitude), np.full(len(emitters), site.latitude)
        distance[index] = geod.inv(*here, longitude, latitude)[2]
    return distance


def _owners(
    distance_m: NDArray[np.float64], emitters: Sequence[Mapping[str, Any]], radius_m: float
) -> list[int | None]:
    """Return the emitter of each site: the nearest within the radius.

    One that was on in a look, or was sampled, goes before one that nobody can have noticed.
    """
    noticed = np.array([_is_noticeable(one) for one in emitters], np.bool_)
    owners: list[int | None] = []
    for row in distance_m:
        near = np.flatnonzero(row <= radius_m)
        first = near[noticed[near]] if near.size else near
        among = first if first.size else near
        owners.append(int(among[row[among].argmin()]) if among.size else None)
    return owners


def _is_noticeable(emitter: Mapping[str, Any]) -> bool:
    looks = (*emitter.get("looks", ()), *emitter.get("sampler_flights", ()))
    return any(one["is_on"] and one.get("finding_probability", 1.0) > 0.01 for one in looks)


def _reason(emitter: Mapping[str, Any], own_site: int | None, strays: Sequence[int]) -> MissReason:
    """Say why an emitter is missing: what nobody could have seen comes first."""
    if own_site is not None:
        return MissReason.RANKED_LOW
    looks = [one for one in emitter.get("looks", ()) if one["clear_share"] > 0.0]
    if not looks:
        return MissReason.NOT_FLOWN
    emitting = [one for one in looks if one["is_on"]]
    if not emitting:
        return MissReason.OFF
    # A site that nobody owns nearby is no sign of an emitter that nobody could have seen.
    if all(one["finding_probability"] < LEAST_PROBABILITY for one in emitting):
        return MissReason.BELOW_LIMIT
    if strays:
        return MissReason.ELSEWHERE
    return MissReason.NOT_DETECTED
