"""Radiance in, named gas plumes out."""

from cathartes.detection.detect import detect_plumes
from cathartes.detection.options import DetectionOptions

__all__ = ["DetectionOptions", "detect_plumes"]
