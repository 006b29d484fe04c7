"""Terms of the effective wind and of its spread, and where they have been seen."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
PIXEL_NODES_M = (1.5, 3.0, 6.0, 12.0, 25.0, 60.0)
"""Pixel sizes of the table of effective winds; between them it is interpolated in the logarithm."""
SPEED_UNIT_M_S = 4.0


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


PIXEL_UNIT_M = 12.0


def sharpness_at(terms: Array, pixel_size_m: float) -> float:
    """Return exp(a + b ln(pixel / unit)) for the terms (a, b)."""
    return float(np.exp(terms[0] + terms[1] * np.log(pixel_size_m / PIXEL_UNIT_M)))


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


RANGED = ("pixel size", "wind speed", "length in pixels", "strength", "slenderness")
"""What a plume is compared in with those of the calibration."""


def beyond_known(known_range: Array, values: Array) -> tuple[Array, Array]:
    """Return values drawn into the range of the calibration, and how far outside each was.

    Parameters
    ----------
    known_range : (quantity, 2) float64
        Smallest and largest logarithm of each of ``RANGED`` on the calibration's passes.
    values : (quantity,) float64
        Not logarithms.

    Returns
    -------
    inside : (quantity,) float64
    distance : (quantity,) float64
        In the logarithm; 0 inside.
    """
    logs = np.log(np.maximum(values, 1e-9))
    clipped = np.clip(logs, known_range[:, 0], known_range[:, 1])
    return np.asarray(np.exp(clipped)), np.asarray(np.abs(logs - clipped))
