"""Emitters and rates from images, against simulated truth."""

from benchmarks.location.images.tables import run_images

__all__ = ["run_images"]
