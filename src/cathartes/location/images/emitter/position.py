"""Where the emitter is: a probability for every candidate pixel."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import logsumexp

from cathartes.location.images.emitter.features import DIRECTION_STEP_DEG, Candidates

Array = NDArray[np.float64]


def log_scores(candidates: Candidates, weights: Array) -> Array:
    """Return the logarithm of what speaks for each candidate and direction.

    Parameters
    ----------
    candidates : Candidates
    weights : (feature,) float64

    Returns
    -------
    (candidate, direction) float64
    """
    return np.asarray(
        candidates.features @ weights.astype(np.float32) + candidates.log_prior[None, :],
        np.float64,
    )


def pixel_probabilities(
    candidates: Candidates, weights: Array, elsewhere: float, sharpness: float = 1.0
) -> Array:
    """Return the posterior of the emitter's pixel, (candidate,), directions summed out.

    Parameters
    ----------
    candidates : Candidates
    weights : (feature,) float64
        Fitted on simulated passes by maximum likelihood of the true pixel, so that the
        probabilities are those with which such pixels are true.
    elsewhere : float
        Share spread evenly over all candidates.
    sharpness : float
        How much the signs count for pixels of this size.

    Notes
    -----
    A conditional logit over pixels and directions:
    p(pixel) = s(pixel)^k / sum_pixel' s(pixel')^k, s(pixel) = sum_d exp(w f(pixel, d) + ln p(d))
    (McFadden 1974), k the sharpness, which makes probabilities as sure as they are right where
    weights are shared by unlike images [guo2017].
    """
    by_pixel = sharpness * logsumexp(log_scores(candidates, weights), axis=1)
    probability = np.exp(by_pixel - logsumexp(by_pixel))
    return np.asarray((1.0 - elsewhere) * probability + elsewhere / probability.size)


def direction_probabilities(candidates: Candidates, weights: Array) -> tuple[Array, Array]:
    """Return offsets from the given direction, degrees, and the posterior of each, (direction,)."""
    count = candidates.log_prior.size
    offsets = DIRECTION_STEP_DEG * (np.arange(count) - (count - 1) / 2.0)
    by_direction = logsumexp(log_scores(candidates, weights), axis=0)
    share = np.exp(by_direction - logsumexp(by_direction))
    return np.asarray(offsets, np.float64), np.asarray(share, np.float64)


def highest_pixels(probability: Array, level: float) -> NDArray[np.bool_]:
    """Return the fewest pixels that together hold ``level``, (candidate,)."""
    order = np.argsort(-probability, kind="stable")
    before = np.cumsum(probability[order]) - probability[order]
    chosen = np.zeros(probability.size, np.bool_)
    chosen[order[before < level]] = True
    return chosen
