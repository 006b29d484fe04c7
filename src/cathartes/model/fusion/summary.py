"""All that a report or an export of a campaign shows, gathered once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from attrs import field, frozen

from cathartes.model.campaign.area import Area
from cathartes.model.campaign.authority import Authority
from cathartes.model.campaign.evidence import Judgement
from cathartes.model.campaign.flight import FlightPlan
from cathartes.model.campaign.plume import ContextFeature, EstimateRecord
from cathartes.model.campaign.product import SceneRecord, TrackRecord
from cathartes.model.campaign.record import Marking
from cathartes.model.campaign.site import CandidateSite
from cathartes.model.flight.coverage import FlownAgainstPlan
from cathartes.model.flight.track import Track
from cathartes.model.fusion.look import LookRecord
from cathartes.model.provenance import Provenance


@frozen(eq=False)
class FlownFlight:
    """A flight as planned and as flown.

    Attributes
    ----------
    plan : FlightPlan
    tracks : tuple of Track
        Empty where none came back.
    flown : FlownAgainstPlan or None
        None where none came back.
    """

    plan: FlightPlan
    tracks: tuple[Track, ...] = ()
    flown: FlownAgainstPlan | None = None


@frozen
class Trouble:
    """Something that went wrong with one delivery, and did not stop the campaign.

    Attributes
    ----------
    name : str
        File or folder, relative to the campaign's folder.
    step : str
        "collect", "detect", "locate" or "fuse".
    message : str
        The whole paragraph.
    """

    name: str
    step: str
    message: str


@frozen(eq=False)
class CampaignSummary:
    """A campaign as it stands.

    Attributes
    ----------
    name : str
    profile : str
        Name of the profile that was asked for.
    is_simulated : bool
    marking : Marking
    made_at : datetime
    authorities : tuple of Authority
    areas : tuple of Area
    flights : tuple of FlownFlight
        In the order of time.
    scenes : mapping of str to SceneRecord
        By id, as all that follow.
    tracks : mapping of str to TrackRecord
    looks : mapping of str to LookRecord
    estimates : mapping of str to EstimateRecord
    context : mapping of str to ContextFeature
    sites : tuple of CandidateSite
        Active ones, the most probable first.
    judgements : mapping of str to tuple of Judgement
        By id of the site.
    troubles : tuple of Trouble
    provenance : Provenance
    """

    name: str
    profile: str
    is_simulated: bool
    marking: Marking
    made_at: datetime
    authorities: tuple[Authority, ...] = ()
    areas: tuple[Area, ...] = ()
    flights: tuple[FlownFlight, ...] = ()
    scenes: Mapping[str, SceneRecord] = field(factory=dict)
    tracks: Mapping[str, TrackRecord] = field(factory=dict)
    looks: Mapping[str, LookRecord] = field(factory=dict)
    estimates: Mapping[str, EstimateRecord] = field(factory=dict)
    context: Mapping[str, ContextFeature] = field(factory=dict)
    sites: tuple[CandidateSite, ...] = ()
    judgements: Mapping[str, tuple[Judgement, ...]] = field(factory=dict)
    troubles: tuple[Trouble, ...] = ()
    provenance: Provenance = field(factory=Provenance)
