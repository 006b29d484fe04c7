"""What simulated passes taught: signs of an emitter, and the effective wind of a plume."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from cathartes.errors import InputError
from cathartes.physics.image_calibration.terms import sharpness_at

Array = NDArray[np.float64]


@frozen(eq=False)
class WindCalibration:
    """Effective wind of the two measures of a plume, with the spread it showed.

    Attributes
    ----------
    coefficients : (measure, term) float64
        Of the logarithm of the effective wind; measures are integrated mass enhancement and
        cross-sectional flux.
    covariance : (measure, measure) float64
        Of what is left of the two logarithms, in units of the square of ``spread``.
    spread : (term,) float64
        Of the logarithm of the standard deviation of the combined estimate.
    known_range : (quantity, 2) float64
        Smallest and largest logarithm of each of ``RANGED`` that the passes showed.
    """

    coefficients: Array
    covariance: Array
    spread: Array
    known_range: Array


@frozen(eq=False)
class ImageCalibration:
    """One mode: columns everywhere, or inside plumes only.

    Attributes
    ----------
    emitter_weights : (feature,) float64
    elsewhere : float
        Share of the emitter's probability spread evenly over all candidates.
    sharpness : (2,) float64
        Logarithm of how much the signs of an emitter count in pixels of ``PIXEL_UNIT_M``, and how
        it grows with the logarithm of the pixel's size.
    wind : WindCalibration
    """

    emitter_weights: Array
    elsewhere: float
    sharpness: Array
    wind: WindCalibration

    def sharpness_at(self, pixel_size_m: float) -> float:
        """Return how much the signs of an emitter count in pixels of some size."""
        smallest, largest = np.exp(self.wind.known_range[0])
        return sharpness_at(self.sharpness, float(np.clip(pixel_size_m, smallest, largest)))


@frozen
class HardCondition:
    """What a condition that the calibration's passes hardly show does to a rate.

    Attributes
    ----------
    log_offset : float
        To be added to the logarithm of the rate.
    factor : float
        On the spread of the logarithm of the rate, at least 1.
    """

    log_offset: float = 0.0
    factor: float = 1.0


@frozen
class PassesCalibration:
    """How far several passes over one emitter are independent.

    Attributes
    ----------
    flat_share : float
        Share of a pass's position that says nothing, spread over its candidates.
    own_pixels, shared_pixels : float
        Standard deviation, each axis, of an error of position that a pass has for itself and that
        all passes over one emitter have in common, beside that of the georeference.
    rate_log_std : float
        Of an error of the rate that passes over one emitter have in common.
    """

    flat_share: float
    own_pixels: float
    shared_pixels: float
    rate_log_std: float


@frozen(eq=False)
class ImageCalibrationTable:
    """All that is fitted on development passes.

    Attributes
    ----------
    version : str
    made_with : str
        Command and seeds.
    modes : mapping of str to ImageCalibration
        ``"whole"`` and ``"masked"``.
    gas_weights : (sign,) float64
        Of the signs that part gas from ground.
    hard_conditions : mapping of str to HardCondition
        Where a plume is ``"cut"`` by the border, ``"merged"`` with another, or in a ``"light"``
        wind.
    passes : PassesCalibration
    drift_factor, drift_log_std : float
        Wind at 10 m over the speed with which features of a plume drift, and the standard
        deviation of its logarithm.
    drift_direction_std_deg : float
        Of drift against the wind.
    """

    version: str
    made_with: str
    modes: Mapping[str, ImageCalibration]
    gas_weights: Array
    hard_conditions: Mapping[str, HardCondition]
    passes: PassesCalibration
    drift_factor: float
    drift_log_std: float
    drift_direction_std_deg: float


@cache
def bundled_image_calibration() -> ImageCalibrationTable:
    """Return the calibration that ships with this version.

    Raises
    ------
    InputError
        Raised when the table of this installation is missing or damaged.
    """
    resource = files("cathartes.physics.image_calibration").joinpath("bundled.json")
    try:
        return image_calibration_from_json(json.loads(resource.read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError) as trouble:
        raise InputError.about(
            "image_calibration/bundled.json",
            "table",
            found=trouble,
            expected="the calibration of this version",
            remedy="Install cathartes again, or make it with tools/make_image_calibration.py.",
        ) from trouble


def image_calibration_from_json(document: dict[str, Any]) -> ImageCalibrationTable:
    """Return the table in a parsed document; KeyError or TypeError where it is damaged."""
    modes = {
        name: ImageCalibration(
            emitter_weights=np.array(mode["emitter_weights"], np.float64),
            elsewhere=float(mode["elsewhere"]),
            sharpness=np.array(mode["sharpness"], np.float64),
            wind=WindCalibration(
                coefficients=np.array(mode["wind_coefficients"], np.float64),
                covariance=np.array(mode["wind_covariance"], np.float64),
                spread=np.array(mode["wind_spread"], np.float64),
                known_range=np.array(mode["known_range"], np.float64),
            ),
        )
        for name, mode in document["modes"].items()
    }
    drift = document["drift"]
    return ImageCalibrationTable(
        version=document["version"],
        made_with=document["made_with"],
        modes=modes,
        gas_weights=np.array(document["gas_weights"], np.float64),
        hard_conditions={
            name: HardCondition(float(one["log_offset"]), float(one["factor"]))
            for name, one in document["hard_conditions"].items()
        },
        passes=PassesCalibration(**{k: float(v) for k, v in document["passes"].items()}),
        drift_factor=float(drift["factor"]),
        drift_log_std=float(drift["log_std"]),
        drift_direction_std_deg=float(drift["direction_std_deg"]),
    )
