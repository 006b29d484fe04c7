"""Highest-density regions of draws."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter

from cathartes.location.regions import cell_rings
from cathartes.model.location.source import Rings

Array = NDArray[np.float64]

CELLS = 64


def highest_density_rings(places: Array, shares: tuple[float, ...]) -> tuple[Rings, ...]:
    """Return for each share of probability the rings around the densest cells that hold it.

    Parameters
    ----------
    places : (draw, 2) float64
        Easting and northing.
    shares : tuple of float
    """
    centre = np.median(places, axis=0)
    spread = np.cov((places - centre).T) + 1e-6 * np.eye(2)
    values, axes = np.linalg.eigh(spread)
    turned = (places - centre) @ axes / np.sqrt(values)
    reach = np.clip(np.quantile(np.abs(turned), 0.998, axis=0) * 1.15, 2.0, 12.0)
    edges = [np.linspace(-r, r, CELLS + 1) for r in reach]
    centre_of = [0.5 * (edge[1:] + edge[:-1]) for edge in edges]
    counts = np.histogram2d(turned[:, 0], turned[:, 1], bins=edges)[0]
    # Scott's rule for two dimensions, in cells of each side.
    width = places.shape[0] ** (-1.0 / 6.0) * CELLS / (2.0 * reach) * 0.8
    density = gaussian_filter(counts, width)
    order = np.argsort(-density, axis=None)
    gathered = np.cumsum(density.ravel()[order]) / density.sum()
    found = []
    for share in shares:
        taken = np.zeros(density.size, bool)
        taken[order[: int(np.searchsorted(gathered, share)) + 1]] = True
        cells = np.argwhere(taken.reshape(density.shape))
        places_there = (centre_of[0][cells[:, 0]], centre_of[1][cells[:, 1]])
        ground = np.stack(places_there, axis=1) * np.sqrt(values) @ axes.T + centre
        sides = axes * np.sqrt(values) * [edge[1] - edge[0] for edge in edges]
        found.append(cell_rings(ground[:, 0], ground[:, 1], sides))
    return tuple(found)
