"""Radiance in, named gas plumes out."""
