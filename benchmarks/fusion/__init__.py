"""Fusion: who belongs together, how probable it is, and what it costs, on made records."""
