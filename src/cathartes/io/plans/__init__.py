"""Readers of flight plans: what was asked for, as lines."""
