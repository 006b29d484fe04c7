"""Campaigns by the thousand scenes: how they scale, and what a kill costs them."""
