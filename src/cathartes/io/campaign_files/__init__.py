"""The folder of a campaign: its settings, areas, plans and layers of known emitters."""

from cathartes.io.campaign_files.areas import read_areas
from cathartes.io.campaign_files.context import read_context
from cathartes.io.campaign_files.plans import PlanFile, read_plans
from cathartes.io.campaign_files.settings import (
    SETTINGS_NAME,
    AuthoritySettings,
    CampaignSettings,
    PlatformSettings,
    SensorSettings,
    read_settings,
)
from cathartes.io.campaign_files.starting_folder import write_starting_folder

__all__ = [
    "SETTINGS_NAME",
    "AuthoritySettings",
    "CampaignSettings",
    "PlanFile",
    "PlatformSettings",
    "SensorSettings",
    "read_areas",
    "read_context",
    "read_plans",
    "read_settings",
    "write_starting_folder",
]
