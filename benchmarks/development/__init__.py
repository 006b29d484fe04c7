"""Scenes drawn for development, and what is fitted on them."""
