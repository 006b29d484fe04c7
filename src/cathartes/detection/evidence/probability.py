"""From evidence to a probability that is true as often as it says.

The evidence of a spectrum is honest only if the models of clutter are, and they never quite
are; a candidate was chosen as the highest of many places and gases; and its size, its height and the
sign of its contrast tell something too. A logistic regression on development scenes
(``docs/adr`` gives scenes and numbers) turns these into a probability.
"""

from __future__ import annotations

import numpy as np
from attrs import frozen

from cathartes.detection.evidence.identify import Identification
from cathartes.detection.plumes.candidates import Candidate

EVIDENCE_UNIT = 4.0
CONTRAST_LIMIT = 3.0


@frozen
class Regression:
    """Coefficients of the log odds of a plume."""

    constant: float
    evidence: float
    peak: float
    contrast: float
    size: float

    def probability(self, log_odds: float, peak: float, contrast: float, n_pixels: int) -> float:
        """Return the probability of a plume."""
        total = (
            self.constant
            + self.evidence * np.arcsinh(log_odds / EVIDENCE_UNIT)
            + self.peak * np.log(peak)
            + self.contrast * np.clip(contrast, -CONTRAST_LIMIT, CONTRAST_LIMIT)
            + self.size * np.log(n_pixels)
        )
        return float(1.0 / (1.0 + np.exp(-total)))


KNOWN_GAS = Regression(-8.172, 0.905, 1.151, 0.412, 0.862)
UNKNOWN_GAS = Regression(-5.753, 1.132, -0.096, 0.595, 1.190)
SUNLIT = Regression(0.5, 2.0, 0.0, 0.0, 0.0)


def plume_probability(
    identification: Identification, candidate: Candidate, contrast: float | None
) -> float:
    """Return the probability that a candidate is a plume of any gas.

    Parameters
    ----------
    identification : Identification
    candidate : Candidate
    contrast : float or None
        Signal's sign times expected thermal contrast over its uncertainty; None in sunlight.
    """
    evidence = (identification.log_odds, candidate.peak)
    n_pixels = len(candidate.members)
    if contrast is None:
        return SUNLIT.probability(*evidence, 0.0, n_pixels)
    known = KNOWN_GAS.probability(*evidence, contrast, n_pixels)
    unknown = UNKNOWN_GAS.probability(*evidence, contrast, n_pixels)
    share = identification.unknown_probability
    return (1.0 - share) * known + share * unknown
