"""Flights of a simulated campaign: as planned, as flown, and what they bring back."""
