"""Geometry of tracks against lines, and coverage of a line by a swath."""
