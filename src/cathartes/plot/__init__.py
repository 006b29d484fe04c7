"""Figures for reports, docs and notebooks."""
