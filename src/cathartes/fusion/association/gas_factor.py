"""How much likelier two gases are from one emitter than from two."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cathartes.physics.profiles import ProfileTable

Floats = NDArray[np.float64]
OTHER_KINDS = 0.1
"""Share of emitters that are like no profile: any gas with any other."""
MISNAMED = 0.1
"""Share of plumes whose gas is not one of the profile's."""
KEEPS_ITS_GAS = 0.5
"""How often a second plume of an emitter shows the same gas for the same reason."""
LEAST, MOST = 0.05, 20.0
LIBRARY = 60
"""Gases that a misnamed plume may be named: a number of its own, so that a part of a campaign
weighs gases as all of it does."""


def gas_pair_factor(table: ProfileTable, gases: tuple[str, ...], least: float = LEAST) -> Floats:
    """Return ``P(g, h | one) / P(g) P(h)``, (gas + 1, gas + 1); the last is the unknown gas.

    Parameters
    ----------
    table : ProfileTable
    gases : tuple of str
    least : float
        No two gases keep apart more than this.

    Notes
    -----
    ``sum_k pi_k s_kg s_kh / (p_g p_h)`` with the share ``s_kg`` of plumes of kind ``k`` that are
    of gas ``g``. Gases that a kind emits together join, and gases that no kind emits together
    keep apart, as far as 20 to 1. What a plume may be named instead is in its probabilities, over
    which callers sum, so that gases that look alike do not part a site.
    """
    number = {gas: index for index, gas in enumerate(gases)}
    n = len(gases)
    share = np.zeros((len(table.profiles) + 1, n))
    weight = np.zeros(len(table.profiles) + 1)
    for k, profile in enumerate(table.profiles):
        for gas in profile.gases:
            share[k, number[gas.name]] = gas.presence
        share[k] /= max(share[k].sum(), 1e-12)
        weight[k] = profile.abundance
    weight /= max(weight.sum(), 1e-12)
    weight *= 1.0 - OTHER_KINDS
    weight[-1] = OTHER_KINDS
    share[-1] = 1.0 / LIBRARY
    share[:-1] = (1.0 - MISNAMED) * share[:-1] + MISNAMED / LIBRARY
    alone = weight @ share
    both = np.einsum("k,kg,kh->gh", weight, share, share)
    np.fill_diagonal(both, KEEPS_ITS_GAS * alone + (1.0 - KEEPS_ITS_GAS) * np.diag(both))
    factor = np.ones((n + 1, n + 1))
    factor[:n, :n] = np.clip(both / np.outer(alone, alone), least, MOST)
    return factor


def with_unknown(gases: Floats) -> Floats:
    """Return gas probabilities that add up to one, the unknown gas last, (estimate, gas + 1).

    An estimate that names several gases at once, with more than one in all, is scaled down.
    """
    total = gases.sum(axis=1)
    scaled = gases / np.maximum(total, 1.0)[:, None]
    return np.column_stack([scaled, np.maximum(1.0 - total, 0.0)])
