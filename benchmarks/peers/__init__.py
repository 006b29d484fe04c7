"""Somebody else's detectors, one file each."""
