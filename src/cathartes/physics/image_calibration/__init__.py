"""What simulated passes taught of images; ``bundled.json`` is made by a script in ``tools/``."""

from cathartes.physics.image_calibration.records import (
    HardCondition,
    ImageCalibration,
    ImageCalibrationTable,
    PassesCalibration,
    WindCalibration,
    bundled_image_calibration,
    image_calibration_from_json,
)
from cathartes.physics.image_calibration.terms import (
    PIXEL_NODES_M,
    RANGED,
    SPEED_TERM,
    beyond_known,
    sharpness_at,
    spread_terms,
    wind_terms,
)

__all__ = [
    "PIXEL_NODES_M",
    "RANGED",
    "SPEED_TERM",
    "HardCondition",
    "ImageCalibration",
    "ImageCalibrationTable",
    "PassesCalibration",
    "WindCalibration",
    "beyond_known",
    "bundled_image_calibration",
    "image_calibration_from_json",
    "sharpness_at",
    "spread_terms",
    "wind_terms",
]
