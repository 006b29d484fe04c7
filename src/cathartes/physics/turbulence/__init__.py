"""Turbulence near the ground, and how fast it spreads a plume."""
