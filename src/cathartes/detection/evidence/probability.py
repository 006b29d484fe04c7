"""From evidence to a probability that is true as often as it says.

The evidence of a spectrum is honest only if the models of clutter are, and they never quite
are; a candidate was chosen as the highest of many places and gases; and its size, its height
and the sign of its contrast tell something too. A logistic regression on development scenes
(``docs/adr`` gives scenes and numbers) turns these into a probability.
"""

from __future__ import annotations

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from cathartes.detection.evidence.identify import Identification
from cathartes.detection.plumes.candidates import Candidate

EVIDENCE_UNIT = 4.0
CONTRAST_LIMIT = 3.0
PIXEL_VARIANCE = 0.5


@frozen
class Regression:
    """Coefficients of the log odds of a plume."""

    constant: float
    evidence: float
    peak: float
    contrast: float
    size: float
    along_wind: float

    def probability(
        self, log_odds: float, peak: float, contrast: float, n_pixels: int, stretch: float
    ) -> float:
        """Return the probability of a plume."""
        total = (
            self.constant
            + self.evidence * np.arcsinh(log_odds / EVIDENCE_UNIT)
            + self.peak * np.log(peak)
            + self.contrast * np.clip(contrast, -CONTRAST_LIMIT, CONTRAST_LIMIT)
            + self.size * np.log(n_pixels)
            + self.along_wind * stretch
        )
        return float(1.0 / (1.0 + np.exp(-total)))


KNOWN_GAS = Regression(-6.316, 1.567, 1.574, 0.330, 0.361, 1.060)
UNKNOWN_GAS = Regression(-5.107, 1.163, 0.853, 0.283, 0.435, 1.520)
SUNLIT = Regression(0.5, 2.0, 0.0, 0.0, 0.0, 0.0)
USUAL_STRETCH = 0.35
"""Stands in where the wind is not known: between what plumes and other things have."""


def stretch_along_wind(candidate: Candidate, downwind: NDArray[np.float64] | None) -> float:
    """Return the log of a candidate's extent along the wind over that across it.

    Parameters
    ----------
    candidate : Candidate
    downwind : (2,) float64 or None
        Unit vector (line, sample); None where the wind is not known.
    """
    if downwind is None:
        return USUAL_STRETCH
    weight = np.abs(candidate.scores).astype(np.float64)
    points = candidate.members - np.average(candidate.members, axis=0, weights=weight)
    along = np.average((points @ downwind) ** 2, weights=weight)
    across = np.average((points @ np.array([-downwind[1], downwind[0]])) ** 2, weights=weight)
    return float(0.5 * np.log((along + PIXEL_VARIANCE) / (across + PIXEL_VARIANCE)))


def plume_probability(
    identification: Identification,
    candidate: Candidate,
    contrast: float | None,
    downwind: NDArray[np.float64] | None,
) -> float:
    """Return the probability that a candidate is a plume of any gas.

    Parameters
    ----------
    identification : Identification
    candidate : Candidate
    contrast : float or None
        Signal's sign times expected thermal contrast over its uncertainty; None in sunlight.
    downwind : (2,) float64 or None
        Unit vector (line, sample), where the wind is known.
    """
    stretch = stretch_along_wind(candidate, downwind)
    evidence = (identification.log_odds, candidate.peak)
    n_pixels = len(candidate.members)
    if contrast is None:
        return SUNLIT.probability(*evidence, 0.0, n_pixels, stretch)
    known = KNOWN_GAS.probability(*evidence, contrast, n_pixels, stretch)
    unknown = UNKNOWN_GAS.probability(*evidence, contrast, n_pixels, stretch)
    share = identification.unknown_probability
    return (1.0 - share) * known + share * unknown
