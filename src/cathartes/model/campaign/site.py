"""A candidate site: a place that flights agree on, with its score and the reasons for it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any, ClassVar

from attrs import Attribute, field, frozen

from cathartes.model.campaign.area import Box
from cathartes.model.campaign.checks import (
    are_probabilities,
    is_finite,
    is_latitude,
    is_longitude,
    is_not_negative,
    is_probability,
    is_written,
    refuse,
    sorted_words,
)
from cathartes.model.campaign.record import Record


def new_site_id() -> str:
    """Return a permanent random id: a site keeps it whatever is learned about it."""
    return f"site-{uuid.uuid4()}"


def is_site_id(instance: Any, attribute: Attribute[Any], value: Any) -> None:
    """Refuse what is not an id made by ``new_site_id``."""
    try:
        is_right = str(uuid.UUID(str(value).removeprefix("site-"))) == value[len("site-") :]
    except ValueError:
        is_right = False
    if not is_right or not value.startswith("site-"):
        refuse(instance, attribute.name, repr(value), "an id of a site", "Use new_site_id().")


@frozen(kw_only=True)
class NamedReason:
    """One feature of a score, kept with its value, its weight and a sentence.

    Attributes
    ----------
    feature : str
    value : float
    weight : float
        What it adds to the log odds is ``weight * value``.
    sentence : str
        The same in words, for a person who wants to argue with it.
    """

    feature: str = field(validator=is_written)
    value: float = field(converter=float, validator=is_finite)
    weight: float = field(converter=float, validator=is_finite)
    sentence: str = field(validator=is_written)


@frozen(kw_only=True)
class Score:
    """How probable it is that a site emits the profile that was asked for, and why.

    Attributes
    ----------
    profile : str
    probability : float
        Calibrated.
    reasons : tuple of NamedReason
        At least one: there is no score without reasons.
    alternatives : mapping of str to float
        The innocent explanations with their probabilities.
    """

    profile: str = field(validator=is_written)
    probability: float = field(converter=float, validator=is_probability)
    reasons: tuple[NamedReason, ...] = field(converter=tuple)
    alternatives: Mapping[str, float] = field(validator=are_probabilities)

    def __attrs_post_init__(self) -> None:
        """Refuse a score that gives no reason or names no other explanation."""
        if not self.reasons:
            refuse(self, "reasons", "none", "at least one", "A bare number cannot be argued with.")
        if not self.alternatives:
            refuse(
                self,
                "alternatives",
                "none",
                "the innocent explanations with their probabilities",
                "List them, however improbable.",
            )


@frozen(kw_only=True)
class CandidateSite(Record):
    """A place at which something may emit.

    Attributes
    ----------
    site_id : str
        Permanent and random.
    longitude, latitude : float
    position_std_m : float
        One standard deviation along one axis.
    estimate_ids : tuple of str
        The estimates that belong to it, sorted; each belongs to one site at most.
    score : Score or None
        None until it has been scored.
    """

    kind: ClassVar[str] = "site"
    site_id: str = field(factory=new_site_id, validator=is_site_id)
    longitude: float = field(converter=float, validator=is_longitude)
    latitude: float = field(converter=float, validator=is_latitude)
    position_std_m: float = field(converter=float, validator=is_not_negative)
    estimate_ids: tuple[str, ...] = field(default=(), converter=sorted_words)
    score: Score | None = None

    @property
    def bounds(self) -> Box:
        """The point as a box."""
        return self.longitude, self.latitude, self.longitude, self.latitude
