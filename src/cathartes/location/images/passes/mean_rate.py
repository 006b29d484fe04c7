"""Mean of an emission that varies from pass to pass."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from cathartes.location.images.rate.estimate import RateEstimate

Array = NDArray[np.float64]
VARIATION_LOG_STD = 0.5
"""Half-normal prior of the spread of the logarithm of the rate between passes."""
VARIATIONS = np.linspace(0.0, 1.6, 41)


@frozen(eq=False)
class MeanRate:
    """Draws of what an emitter emits in the mean over passes.

    Attributes
    ----------
    rate_kg_per_h : (draw,) float64
    variation : (draw,) float64
        Standard deviation of the logarithm of the rate between passes.
    """

    rate_kg_per_h: Array
    variation: Array


def mean_rate(
    passes: Sequence[RateEstimate],
    log_speed_error: Sequence[Array],
    rng: np.random.Generator,
    shared_log_std: float = 0.0,
) -> MeanRate:
    """Return draws of the mean rate.

    Parameters
    ----------
    passes : sequence of RateEstimate
    log_speed_error : sequence of (draw,) float64
        For each pass, draws of how far the logarithm of the wind is from what was believed; the
        same draws where passes share one wind.
    rng : numpy.random.Generator
    shared_log_std : float
        Part of each pass's own error that all passes share (the scale of the columns).

    Notes
    -----
    ln q_i ~ N(mu, v^2), measured with an error; mu has a flat prior, v a half-normal one. For
    each draw of the winds mu and v are drawn exactly, v on a grid (Gelman 2006). The mean rate is
    exp(mu + v^2 / 2).
    """
    count = log_speed_error[0].size
    variance = np.array([max(one.own_log_std**2 - shared_log_std**2, 1e-4) for one in passes])
    y = np.stack(
        [
            one.log_rate + one.by_log_speed * error
            for one, error in zip(passes, log_speed_error, strict=True)
        ],
        axis=1,
    )
    weight = 1.0 / (variance[None, :] + VARIATIONS[:, None] ** 2)
    total = weight.sum(axis=1)
    middle = y @ weight.T / total[None, :]
    misfit = np.einsum("dvp,vp->dv", (y[:, None, :] - middle[:, :, None]) ** 2, weight)
    log_p = (
        -0.5 * (VARIATIONS / VARIATION_LOG_STD) ** 2
        + 0.5 * np.log(weight).sum(axis=1)
        - 0.5 * np.log(total)
        - 0.5 * misfit
    )
    # Winds that make the passes disagree are themselves less likely.
    evidence = np.exp(log_p - log_p.max())
    by_wind = evidence.sum(axis=1)
    wind = rng.choice(count, size=count, p=by_wind / by_wind.sum())
    chosen = _draw_column(evidence[wind], rng)
    mu = middle[wind, chosen] + rng.normal(size=count) / np.sqrt(total[chosen])
    mu += shared_log_std * rng.normal(size=count)
    variation = VARIATIONS[chosen]
    return MeanRate(np.exp(mu + 0.5 * variation**2), variation)


def _draw_column(weight: Array, rng: np.random.Generator) -> NDArray[np.int64]:
    cumulated = np.cumsum(weight, axis=1)
    at = rng.uniform(0.0, 1.0, weight.shape[0]) * cumulated[:, -1]
    index = (cumulated < at[:, None]).sum(axis=1)
    return np.asarray(np.minimum(index, weight.shape[1] - 1), np.int64)
