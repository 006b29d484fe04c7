"""A whole campaign with known truth: ground, emitters, weather, flights, and what comes back."""

from cathartes.simulate.campaign.settings import CampaignSettings, campaign_settings
from cathartes.simulate.campaign.simulate import simulate_campaign
from cathartes.simulate.campaign.truth import SimulatedCampaign

__all__ = ["CampaignSettings", "SimulatedCampaign", "campaign_settings", "simulate_campaign"]
