"""The report of a whole campaign: one HTML page that needs nothing but itself."""

from cathartes.plot.campaign.page import render_campaign_report

__all__ = ["render_campaign_report"]
