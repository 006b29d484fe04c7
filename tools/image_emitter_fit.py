"""Fit of the signs of an emitter, and of how sure they are; for ``make_image_calibration``."""

from __future__ import annotations

import numpy as np
from attrs import frozen
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import logsumexp

from cathartes.location.images.emitter.features import N_FEATURES
from cathartes.location.images.evidence import Evidence
from cathartes.model.location.plume_image import PlumeImage
from cathartes.physics.image_calibration import sharpness_at

Array = NDArray[np.float64]
SHARPNESS_PENALTY = 5.0


@frozen(eq=False)
class Example:
    """One plume with its truth."""

    speed_m_s: float
    emission_rate_kg_per_h: float
    image: PlumeImage
    evidence: Evidence
    plume: int
    toward_deg: float
    direction_std_deg: float
    features: NDArray[np.float32]
    log_prior: Array
    log_weight: Array
    truth: int


def fit_emitter(examples: list[Example], penalty: float = 1.0) -> Array:
    """Return weights by maximum likelihood of the true pixels."""

    def loss(weights: Array) -> tuple[float, Array]:
        total = 0.5 * penalty * float(weights @ weights)
        slope = penalty * weights
        for one in examples:
            features = one.features
            score = features @ weights.astype(np.float32) + one.log_prior[None, :]
            score = score + one.log_weight[:, None]
            everything, right = logsumexp(score), logsumexp(score[one.truth])
            total += everything - right
            share = np.exp(score - everything).astype(np.float32)
            slope = slope + np.tensordot(share, features, axes=([0, 1], [0, 1]))
            at = np.exp(score[one.truth] - right).astype(np.float32)
            slope = slope - at @ features[one.truth]
        return total, slope

    start = np.zeros(N_FEATURES)
    return np.asarray(
        minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 100}).x
    )


def log_by_pixel(one: Example, weights: Array) -> Array:
    """Return the logarithm of what speaks for each candidate, (candidate,)."""
    score = one.features @ weights.astype(np.float32) + one.log_prior[None, :]
    return np.asarray(logsumexp(score.astype(np.float64), axis=1))


def fit_sureness(examples: list[Example], weights: list[Array]) -> tuple[float, Array]:
    """Return the share of probability that is best spread over all candidates, and the sharpness.

    Each example is judged with weights it had no part in.
    """
    scores = [log_by_pixel(one, w) for one, w in zip(examples, weights, strict=True)]
    count = np.array([np.exp(one.log_weight).sum() for one in examples])
    pixel = np.array([one.image.pixel_size_m for one in examples])
    shares = (0.002, 0.005, 0.01, 0.02, 0.03, 0.05, 0.08, 0.12)
    best, chosen = -np.inf, (shares[0], np.zeros(2))
    for share in shares:

        def loss(terms: Array, share: float = share) -> float:
            total = 0.5 * SHARPNESS_PENALTY * float(terms @ terms)
            for one, score, number, size in zip(examples, scores, count, pixel, strict=True):
                tempered = sharpness_at(terms, float(size)) * score
                inside = np.exp(tempered[one.truth] - logsumexp(tempered + one.log_weight))
                total -= float(np.log((1.0 - share) * inside + share / number))
            return total

        found = minimize(loss, np.zeros(2), method="Nelder-Mead", options={"xatol": 2e-3})
        if -found.fun > best:
            best, chosen = -float(found.fun), (share, np.asarray(found.x))
        print(
            f"  elsewhere {share}, sharpness {np.round(found.x, 3)}: {-found.fun:.1f}"
            f" (sharpness 1: {-loss(np.zeros(2)):.1f})"
        )
    return chosen
