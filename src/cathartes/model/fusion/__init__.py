"""What fusion gives beside sites, and all of a campaign for those who show it."""

from cathartes.model.fusion.association import NEW_SITE, NONE_OF_THESE, Association
from cathartes.model.fusion.look import LookRecord
from cathartes.model.fusion.summary import CampaignSummary, FlownFlight, Trouble

__all__ = [
    "NEW_SITE",
    "NONE_OF_THESE",
    "Association",
    "CampaignSummary",
    "FlownFlight",
    "LookRecord",
    "Trouble",
]
