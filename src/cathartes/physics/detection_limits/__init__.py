"""The emission rate at which this detector finds a plume half of the time."""

from cathartes.physics.detection_limits.contrast import ground_brightness_k, rms_contrast_k
from cathartes.physics.detection_limits.limits import (
    DetectionLimits,
    limits_of_look,
    planned_limits,
)

__all__ = [
    "DetectionLimits",
    "ground_brightness_k",
    "limits_of_look",
    "planned_limits",
    "rms_contrast_k",
]
