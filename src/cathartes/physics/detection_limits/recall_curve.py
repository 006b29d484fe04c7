"""The bundled recall table as one curve: probability of being found against strength."""

from __future__ import annotations

from functools import cache

import numpy as np
from attrs import frozen
from scipy.optimize import minimize
from scipy.special import log_ndtr

from cathartes.physics.recall_table import RecallTable, bundled_recall_table

STRONGEST_BIN = 200.0
"""Upper end of a bin that has none, for its centre."""
SPREAD_GUESS, SPREAD_GUESS_LOG_STD = 0.5, 0.5
"""Weak prior on the spread: bins that are all found or all missed would make it zero."""


@frozen
class RecallCurve:
    """P(found) = Phi(ln(strength / median) / log_std).

    Attributes
    ----------
    median_strength : float
        Mean true SNR of the 50 strongest pixels at which half of the plumes are found.
    log_std : float
        Spread of the natural logarithm of the strength about it.
    """

    median_strength: float
    log_std: float


def fit_recall_curve(table: RecallTable) -> RecallCurve:
    """Fit median and spread to all cells with gases of the library, by maximum likelihood.

    Parameters
    ----------
    table : RecallTable
        With at least one cell.

    Notes
    -----
    Gases that no library holds are left out: a look is judged by gases that it knows.
    """
    cells = [cell for cell in table.cells if cell.gas != "unknown"]
    centre = np.log([np.sqrt(c.snr_low * min(c.snr_high, STRONGEST_BIN)) for c in cells])
    found = np.array([c.n_found for c in cells], dtype=np.float64)
    missed = np.array([c.n_emitters for c in cells], dtype=np.float64) - found

    def cost(terms: np.ndarray[tuple[int], np.dtype[np.float64]]) -> float:
        z = (centre - terms[0]) / np.exp(terms[1])
        prior = ((terms[1] - np.log(SPREAD_GUESS)) / SPREAD_GUESS_LOG_STD) ** 2 / 2.0
        return float(prior - found @ log_ndtr(z) - missed @ log_ndtr(-z))

    best = minimize(cost, np.array([np.log(5.0), np.log(SPREAD_GUESS)]), method="Nelder-Mead")
    return RecallCurve(float(np.exp(best.x[0])), float(np.exp(best.x[1])))


@cache
def bundled_recall_curve() -> RecallCurve:
    """Return the curve of the table that ships with this version."""
    return fit_recall_curve(bundled_recall_table())
