"""Which gases one instrument cannot tell apart."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import squareform


def remove_baseline(spectra: NDArray[np.float64], *, degree: int) -> NDArray[np.float64]:
    """Return spectra without what a polynomial over the channels explains.

    Parameters
    ----------
    spectra : (gas, channel) float64
    degree : int
        Degree of the polynomial; 0 removes the mean.

    Returns
    -------
    (gas, channel) float64
        All zero where there are no more channels than coefficients.
    """
    channels = spectra.shape[1]
    if channels <= degree + 1:
        return np.zeros_like(spectra)
    powers = np.polynomial.legendre.legvander(np.linspace(-1.0, 1.0, channels), degree)
    basis, _ = np.linalg.qr(powers)
    return np.asarray(spectra - (spectra @ basis) @ basis.T)


def correlate_gases(
    spectra: NDArray[np.float64], parts: list[NDArray[np.bool_]]
) -> NDArray[np.float64]:
    """Return how alike gases look over a smooth background.

    Parameters
    ----------
    spectra : (gas, channel) float64
        In units of each channel's noise.
    parts : list of (channel,) bool
        Channels that share one background.

    Returns
    -------
    (gas, gas) float64
        The larger of the correlations with the mean and with a quadratic removed: how much of
        the slope a background takes is not known beforehand, and a pair is only told apart
        where it is told apart either way.
    """
    best = np.full((len(spectra), len(spectra)), -1.0)
    for degree in (0, 2):
        cleaned = np.concatenate(
            [remove_baseline(spectra[:, part], degree=degree) for part in parts], axis=1
        )
        length = np.linalg.norm(cleaned, axis=1)
        unit = cleaned / np.where(length > 0.0, length, 1.0)[:, None]
        best = np.maximum(best, unit @ unit.T)
    np.fill_diagonal(best, 1.0)
    return best


def group_gases(
    names: tuple[str, ...],
    spectra: NDArray[np.float64],
    parts: list[NDArray[np.bool_]],
    threshold: float,
) -> tuple[tuple[str, ...], ...]:
    """Return sets of names that cannot be told apart, each name in exactly one.

    Parameters
    ----------
    names : tuple of str
    spectra : (gas, channel) float64
        In units of each channel's noise.
    parts : list of (channel,) bool
        Channels that share one background.
    threshold : float
        Least average correlation between two groups that are merged.

    Notes
    -----
    Average linkage: two groups merge when the *average* correlation between their members
    reaches the threshold. Single linkage would chain gases that have nothing in common;
    complete linkage would split A-B-C where A-C alone falls just short. With a plume of
    signal-to-noise ratio S, the wrong one of two gases of correlation r fits worse by
    ``S**2 (1 - r**2)`` in chi-square.
    """
    if len(names) == 1:
        return (names,)
    # Twins may correlate by a rounding error more than 1.
    distance = np.clip(1.0 - correlate_gases(spectra, parts), 0.0, 2.0)
    np.fill_diagonal(distance, 0.0)
    tree = linkage(squareform((distance + distance.T) / 2.0, checks=False), "average")
    label = fcluster(tree, 1.0 - threshold, criterion="distance")
    members: dict[int, list[str]] = {}
    for name, group in zip(names, label, strict=True):
        members.setdefault(int(group), []).append(name)
    return tuple(
        sorted((tuple(group) for group in members.values()), key=lambda g: names.index(g[0]))
    )
