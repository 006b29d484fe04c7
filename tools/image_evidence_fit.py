"""Fit of what parts gas from ground in a map of columns; a part of ``make_image_calibration``."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import expit

from cathartes.location.images.evidence import find_suspects, standard_score
from cathartes.location.images.options import ImageOptions
from cathartes.model.location.plume_image import PlumeImage
from cathartes.simulate.passes import draw_pass, draw_settings

Array = NDArray[np.float64]
KIN_PIXELS = 15.0
"""A suspect this near to the emitter is its plume."""


def blank_signs(seed: int, count: int) -> tuple[Array, NDArray[np.int64]]:
    """Return signs of everything suspect in blank passes, and the pass of each."""
    signs, passes = [], []
    for index in range(count):
        rng = np.random.default_rng([seed, index])
        settings = draw_settings(rng, emitters=0)
        image = draw_pass(settings, rng)[0].image
        toward = np.radians(settings.weather.from_direction_deg + 180.0 + rng.normal(0.0, 15.0))
        downwind = np.array([-np.cos(toward), np.sin(toward)])
        for one in find_suspects(standard_score(image), downwind, ImageOptions()):
            signs.append(one.signs)
            passes.append(index)
    return np.array(signs), np.array(passes, np.int64)


def plume_signs(image: PlumeImage, downwind: Array, line: float, sample: float) -> Array | None:
    """Return the signs of the emitter's plume, None where nothing is suspect near the emitter."""
    for one in find_suspects(standard_score(image), downwind, ImageOptions()):
        if np.hypot(*(one.pixels - np.array([line, sample])).T).min() < KIN_PIXELS:
            return one.signs
    return None


def fit_gas_weights(plumes: Array, ground: Array, penalty: float = 0.5) -> Array:
    """Return weights of a logistic regression by penalised maximum likelihood."""
    signs = np.concatenate([plumes, ground])
    is_gas = np.concatenate([np.ones(len(plumes)), np.zeros(len(ground))])

    def loss(weights: Array) -> tuple[float, Array]:
        score = signs @ weights
        drawn = penalty * np.concatenate([[0.0], weights[1:]])
        total = np.sum(np.logaddexp(0.0, score) - is_gas * score) + 0.5 * drawn @ weights
        return float(total), signs.T @ (expit(score) - is_gas) + drawn

    start = np.zeros(signs.shape[1])
    return np.asarray(
        minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 2000}).x
    )


def print_errors(
    plumes: Array, ground: Array, ground_pass: NDArray[np.int64], n_blank: int, least: float
) -> None:
    """Print how many plumes and blank passes are called gas, by weights without their own fold."""
    found, false = 0, set()
    for fold in range(4):
        mine, theirs = np.arange(len(plumes)) % 4 == fold, ground_pass % 4 == fold
        weights = fit_gas_weights(plumes[~mine], ground[~theirs])
        found += int((expit(plumes[mine] @ weights) >= least).sum())
        false |= set(ground_pass[theirs][expit(ground[theirs] @ weights) >= least].tolist())
    print(f"gas: {found} of {len(plumes)} plumes, {len(false)} of {n_blank} blank passes")
