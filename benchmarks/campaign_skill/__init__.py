"""Whole simulated campaigns, from their folder to ranked sites, held against their truth."""
