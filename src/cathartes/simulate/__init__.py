"""Synthetic truth with a seed."""
