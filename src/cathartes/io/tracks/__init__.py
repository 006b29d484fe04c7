"""Readers of recorded tracks, one file for each format."""
