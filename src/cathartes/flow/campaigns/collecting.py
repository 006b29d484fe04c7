"""What came back, read, matched and recorded; what cannot be used is told and stays."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import field, frozen

from cathartes.flow.campaigns.opening import Campaign
from cathartes.model.campaign import (
    EstimateRecord,
    PlumeRecord,
    SceneRecord,
    TrackRecord,
    WeatherRecord,
)
from cathartes.model.collection import Collection
from cathartes.model.fusion import Trouble
from cathartes.model.identity import content_id


@frozen(kw_only=True, eq=False)
class Gathered:
    """Everything that is in force of what came back, by id.

    Attributes
    ----------
    collection : Collection
    scenes : mapping of str to SceneRecord
    cases : mapping of str to TrackRecord
    weather : tuple of WeatherRecord
    reported : tuple of str
        Ids of estimates that third parties' plumes and people's reports give.
    troubles : tuple of Trouble
    """

    collection: Collection
    scenes: Mapping[str, SceneRecord] = field(factory=dict)
    cases: Mapping[str, TrackRecord] = field(factory=dict)
    weather: tuple[WeatherRecord, ...] = ()
    reported: tuple[str, ...] = ()
    troubles: tuple[Trouble, ...] = ()


def gather(campaign: Campaign) -> Gathered:
    """Read the folder of what came back, match it to the plans, and record it."""
    raise NotImplementedError
