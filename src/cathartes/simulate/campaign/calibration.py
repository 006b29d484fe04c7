"""How far stated probabilities are from what came true."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from attrs import frozen

from cathartes.errors import OptionError


@frozen(kw_only=True)
class CalibrationBin:
    """Sites of like probability.

    Attributes
    ----------
    n_sites : int
    mean_probability : float
    true_share : float
        Of these sites that are what they were said to be.
    """

    n_sites: int
    mean_probability: float
    true_share: float


@frozen(kw_only=True)
class Calibration:
    """How far stated probabilities are from what came true.

    Attributes
    ----------
    expected_error : float
        Mean over sites of the difference between mean probability and true share of their bin.
    bins : tuple of CalibrationBin
        Those with sites, the lowest first.
    """

    expected_error: float
    bins: tuple[CalibrationBin, ...]


def expected_calibration_error(
    probabilities: Sequence[float], labels: Sequence[bool], n_bins: int = 10
) -> float:
    """Return the expected calibration error; 0 for no sites.

    Parameters
    ----------
    probabilities : sequence of float
        0 to 1.
    labels : sequence of bool
        Whether each came true.
    n_bins : int
        Of equal breadth in probability.

    Raises
    ------
    OptionError
        Unequal lengths, a probability outside 0 to 1, or no bins.
    """
    return calibrate(probabilities, labels, n_bins).expected_error


def calibrate(
    probabilities: Sequence[float], labels: Sequence[bool], n_bins: int = 10
) -> Calibration:
    """Return the table behind :func:`expected_calibration_error`.

    The parameters and errors are the same.
    """
    stated = np.asarray(probabilities, np.float64)
    true = np.asarray(labels, np.float64)
    outside = bool(np.any(~((stated >= 0.0) & (stated <= 1.0))))
    if stated.shape != true.shape or outside or n_bins < 1:
        raise OptionError.about(
            "calibration",
            "probabilities",
            found=f"{stated.size} numbers, {true.size} labels, {n_bins} bins",
            expected="as many labels as probabilities from 0 to 1, and at least one bin",
            remedy="Give one label for each site.",
        )
    which = np.minimum((stated * n_bins).astype(int), n_bins - 1)
    bins = []
    total = 0.0
    for one in np.unique(which):
        inside = which == one
        entry = CalibrationBin(
            n_sites=int(inside.sum()),
            mean_probability=float(stated[inside].mean()),
            true_share=float(true[inside].mean()),
        )
        total += entry.n_sites * abs(entry.mean_probability - entry.true_share)
        bins.append(entry)
    return Calibration(expected_error=total / stated.size if stated.size else 0.0, bins=tuple(bins))
