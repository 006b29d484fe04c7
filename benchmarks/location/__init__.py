"""Locating sources: skill against truth, in tables."""
