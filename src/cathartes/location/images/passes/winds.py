"""The winds of several passes: what their errors have in common, and what drift adds."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from cathartes.location.images.wind.belief import WindBelief
from cathartes.model.wind import Wind

Array = NDArray[np.float64]
SHARED_VARIANCE = 0.5
"""Of the variance of the error of one kind of wind: a mast that stands in a lee and a model that
knows no valley are wrong the same way each time. Judgement, between none and all."""


def draw_wind_errors(
    beliefs: Sequence[WindBelief],
    kinds: Sequence[str],
    count: int,
    rng: np.random.Generator,
) -> list[Array]:
    """Return draws of the error of the logarithm of each pass's wind, (draw,) each.

    Passes with the very same wind share all of its error, passes with winds of one kind half of
    the variance.
    """
    of_kind = {kind: rng.normal(size=count) for kind in dict.fromkeys(kinds)}
    drawn: dict[Wind, Array] = {}
    errors = []
    for belief, kind in zip(beliefs, kinds, strict=True):
        if belief.given not in drawn:
            own = rng.normal(size=count)
            mixed = np.sqrt(SHARED_VARIANCE) * of_kind[kind] + np.sqrt(1 - SHARED_VARIANCE) * own
            drawn[belief.given] = belief.log_speed_std * mixed
        errors.append(drawn[belief.given])
    return errors
