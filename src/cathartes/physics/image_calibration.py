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

Array = NDArray[np.float64]
PIXEL_NODES_M = (1.5, 3.0, 6.0, 12.0, 25.0, 60.0)
"""Pixel sizes of the table of effective winds; between them it is interpolated in the logarithm."""
SPEED_UNIT_M_S = 4.0


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
    """

    coefficients: Array
    covariance: Array
    spread: Array


@frozen(eq=False)
class ImageCalibration:
    """One mode: columns everywhere, or inside plumes only.

    Attributes
    ----------
    emitter_weights : (feature,) float64
    elsewhere : float
        Share of the emitter's probability spread evenly over all candidates.
    wind : WindCalibration
    """

    emitter_weights: Array
    elsewhere: float
    wind: WindCalibration


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
    drift_factor, drift_log_std : float
        Wind at 10 m over the speed with which features of a plume drift, and the standard
        deviation of its logarithm.
    drift_direction_std_deg : float
        Of drift against the wind.
    """

    version: str
    made_with: str
    modes: Mapping[str, ImageCalibration]
    drift_factor: float
    drift_log_std: float
    drift_direction_std_deg: float


def wind_terms(
    pixel_size_m: float,
    speed_m_s: float,
    length_pixels: float,
    mean_score: float,
    slenderness: float,
    steadiness: float,
) -> Array:
    """Return the terms of the logarithm of the effective wind, (term,).

    One weight for each pixel size of the table, then wind, length, strength and shape.
    """
    nodes = np.log(PIXEL_NODES_M)
    at = float(np.clip(np.log(pixel_size_m), nodes[0], nodes[-1]))
    hats = [float(np.interp(at, nodes, np.eye(nodes.size)[k])) for k in range(nodes.size)]
    speed = np.log(speed_m_s / SPEED_UNIT_M_S)
    return np.array(
        [
            *hats,
            speed,
            np.log(length_pixels / 40.0),
            np.log(mean_score / 4.0),
            np.log(slenderness / 2.0),
            steadiness,
            np.log(mean_score / 4.0) ** 2,
        ]
    )


SPEED_TERM = len(PIXEL_NODES_M)


def spread_terms(length_pixels: float, mean_score: float, speed_m_s: float) -> Array:
    """Return the terms of the logarithm of the spread, (term,)."""
    return np.array(
        [
            1.0,
            np.log(length_pixels / 40.0),
            np.log(mean_score / 4.0),
            np.log(speed_m_s / SPEED_UNIT_M_S),
        ]
    )


@cache
def bundled_image_calibration() -> ImageCalibrationTable:
    """Return the calibration that ships with this version.

    Raises
    ------
    InputError
        Raised when the table of this installation is missing or damaged.
    """
    resource = files("cathartes.physics").joinpath("image_calibration.json")
    try:
        return image_calibration_from_json(json.loads(resource.read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError) as trouble:
        raise InputError.about(
            "image_calibration.json",
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
            wind=WindCalibration(
                coefficients=np.array(mode["wind_coefficients"], np.float64),
                covariance=np.array(mode["wind_covariance"], np.float64),
                spread=np.array(mode["wind_spread"], np.float64),
            ),
        )
        for name, mode in document["modes"].items()
    }
    drift = document["drift"]
    return ImageCalibrationTable(
        version=document["version"],
        made_with=document["made_with"],
        modes=modes,
        drift_factor=float(drift["factor"]),
        drift_log_std=float(drift["log_std"]),
        drift_direction_std_deg=float(drift["direction_std_deg"]),
    )
