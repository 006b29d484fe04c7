"""Clouds of gas carried by a wind that changes: the simulator's own model of dispersion."""
