"""What fusion takes and gives, beside the records of a campaign."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from attrs import field, frozen

from cathartes.model.campaign import Box, CandidateSite, ContextFeature, EstimateRecord
from cathartes.model.fusion import Association, LookRecord


@frozen(kw_only=True)
class KnownSite:
    """A site as it stands, with what people decided about it.

    Attributes
    ----------
    site : CandidateSite
    judged : bool
        A person judged it: it is never merged away, split or emptied.
    apart_from : frozenset of str
        Ids of sites that a person split from it: they never join.
    deleted : bool
        A person deleted it: it keeps its estimates, takes new ones that fit, and stays deleted.
    """

    site: CandidateSite
    judged: bool = False
    apart_from: frozenset[str] = frozenset()
    deleted: bool = False

    @property
    def is_bound(self) -> bool:
        """Whether a person's decision holds its estimates together."""
        return self.judged or self.deleted or bool(self.apart_from)


@frozen(kw_only=True)
class FusionInput:
    """All that is known of a campaign, or of a part of it.

    Attributes
    ----------
    estimates : mapping of str to EstimateRecord
        By id, as all that follow.
    looks : mapping of str to LookRecord
    context : mapping of str to ContextFeature
    known : tuple of KnownSite
        Active and deleted ones; those merged into others are left out.
    beside : mapping of str to EstimateRecord
        Estimates near in time that are not fused here: those whose plumes may have drifted to
        those that are, those that may be parts of their plumes, and what lies upwind of these.
    """

    estimates: Mapping[str, EstimateRecord]
    looks: Mapping[str, LookRecord] = field(factory=dict)
    context: Mapping[str, ContextFeature] = field(factory=dict)
    known: tuple[KnownSite, ...] = ()
    beside: Mapping[str, EstimateRecord] = field(factory=dict)


class EvidenceNear(Protocol):
    """Where :func:`cathartes.fusion.fuse_added` reads what is near; all boxes are in degrees."""

    def estimates_within(self, box: Box) -> Mapping[str, EstimateRecord]:
        """Return estimates whose position is in the box, and more where it is easier."""

    def estimates_sensed(
        self, box: Box, begins_at: datetime, ends_at: datetime
    ) -> Mapping[str, EstimateRecord]:
        """Return estimates in the box that were sensed from the one time to the other."""

    def looks_within(self, box: Box) -> Mapping[str, LookRecord]:
        """Return looks whose bounds meet the box."""

    def context_within(self, box: Box) -> Mapping[str, ContextFeature]:
        """Return context features in the box."""

    def known_within(self, box: Box) -> tuple[KnownSite, ...]:
        """Return sites, deleted ones too, whose position is in the box."""


@frozen
class SiteMerge:
    """A known site that went into another one."""

    gone: str
    keep: str
    reason: str


@frozen
class SiteSplit:
    """A new site whose estimates were a known one's."""

    origin: str
    part: CandidateSite
    reason: str


@frozen(kw_only=True)
class Fusion:
    """Sites as they stand after fusion, and what changed.

    Attributes
    ----------
    sites : tuple of CandidateSite
        All but deleted ones, scored, the most probable first.
    new : frozenset of str
        Ids that were not known; parts of a split are among them.
    changed : frozenset of str
        Known ids whose estimates, place or score differ.
    emptied : tuple of str
        Known sites left without an estimate, and not merged into another.
    merges : tuple of SiteMerge
    splits : tuple of SiteSplit
    associations : mapping of str to Association
        By id of the estimate; a deleted site may be the answer.
    cautions : tuple of str
    """

    sites: tuple[CandidateSite, ...]
    new: frozenset[str]
    changed: frozenset[str]
    emptied: tuple[str, ...]
    merges: tuple[SiteMerge, ...]
    splits: tuple[SiteSplit, ...]
    associations: Mapping[str, Association]
    cautions: tuple[str, ...] = ()
