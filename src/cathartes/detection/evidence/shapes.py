"""What clutter, surfaces and unheard-of gases may look like: covariances of free shapes."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from cathartes.kernels.statistics.background import Background

Array = NDArray[np.float64]
N_RANDOM_GASES = 600
N_COORDINATES = 48
N_POSITIONS = 14
N_BANDS = 80
BAND_RANK = 5
BAND_WIDTHS_CM1 = (3.0, 35.0)
BRANCHES = 0.3
"""Share of bands with P and R branches."""
SURFACE_LENGTHS_UM = (0.12, 0.3, 0.8)
"""Widths of emissivity features: quartz doublets and polymers to broad reststrahlen bands."""


@frozen(eq=False)
class FreeShapes:
    """Covariances, each of unit trace, in a few coordinates whitened by the pooled clutter.

    Attributes
    ----------
    whitener : (coordinate, wavelength) float64
        Row spectra become ``r @ whitener.T``.
    unknown_gas : (coordinate, coordinate) float64
    unknown_bands : (position, coordinate, rank) float64
        Factors of the covariance of one band anywhere within each part of the spectrum.
    surfaces : tuple of (coordinate, coordinate) float64
        Alternatives, equally probable beforehand.
    """

    whitener: Array
    unknown_gas: Array
    unknown_bands: Array
    surfaces: tuple[Array, ...]


def random_absorption(rng: np.random.Generator, wavenumber_cm1: Array, n: int) -> Array:
    """Draw plausible gas absorptions: one to five bands, some with P, Q and R branches.

    Returns
    -------
    (n, wavelength) float64
        Peak 1.
    """
    low, high = wavenumber_cm1.min() - 20.0, wavenumber_cm1.max() + 20.0
    spectra = np.zeros((n, len(wavenumber_cm1)))
    for spectrum in spectra:
        for _ in range(int(rng.integers(1, 6))):
            centre, width = rng.uniform(low, high), np.exp(rng.uniform(np.log(3.0), np.log(35.0)))
            height = rng.uniform(0.1, 1.0) ** 1.5
            spectrum += height * _bell(wavenumber_cm1, centre, width)
            if rng.uniform() < 0.3:
                apart = width * rng.uniform(1.0, 2.0)
                for side in (-apart, apart):
                    spectrum += 0.7 * height * _bell(wavenumber_cm1, centre + side, width / 1.5)
    return np.asarray(spectra / np.maximum(spectra.max(1, keepdims=True), 1e-9))


def random_bands(
    rng: np.random.Generator, wavenumber_cm1: Array, low: float, high: float, n: int
) -> Array:
    """Draw single bands of a gas with centres between two wavenumbers, (n, wavelength)."""
    bands = np.zeros((n, len(wavenumber_cm1)))
    for band in bands:
        centre = rng.uniform(low, high)
        width = np.exp(rng.uniform(*np.log(BAND_WIDTHS_CM1)))
        band += _bell(wavenumber_cm1, centre, width)
        if rng.uniform() < BRANCHES:
            apart = width * rng.uniform(1.0, 2.0)
            for side in (-apart, apart):
                band += 0.7 * _bell(wavenumber_cm1, centre + side, width / 1.5)
    return bands


def _band_factors(
    rng: np.random.Generator, wavenumber_cm1: Array, transmittance: Array, whitener: Array
) -> Array:
    """Return factors of single bands, position by position.

    Notes
    -----
    One covariance of all gases there could be has as many dimensions as the spectrum: it pays
    for freedom in each of them and loses to any wrong gas that explains half. A band somewhere
    in a fourteenth of the window has four or five.
    """
    edges = np.linspace(wavenumber_cm1.min() - 10.0, wavenumber_cm1.max() + 10.0, N_POSITIONS + 1)
    factors = []
    for low, high in pairwise(edges):
        bands = random_bands(rng, wavenumber_cm1, low, high, N_BANDS) * transmittance
        turned = bands @ whitener.T
        turned /= np.maximum(np.linalg.norm(turned, axis=1, keepdims=True), 1e-12)
        _, sizes, directions = np.linalg.svd(turned, full_matrices=False)
        factors.append(directions[:BAND_RANK].T * sizes[:BAND_RANK] / np.sqrt(N_BANDS))
    return np.array(factors)


def _bell(x: Array, centre: float, width: float) -> Array:
    return np.asarray(np.exp(-0.5 * ((x - centre) / width) ** 2))


def free_shapes(
    background: Background,
    wavelength_um: Array,
    signatures: Array,
    transmittance: Array,
    rng: np.random.Generator,
) -> FreeShapes:
    """Build the alternatives to a known gas for one block.

    Parameters
    ----------
    background : Background
    wavelength_um : (wavelength,) float64
    signatures : (gas, wavelength) float64
    transmittance : (wavelength,) float64
    rng : numpy Generator

    Notes
    -----
    A strange surface is a change from one class to another (covariance between class means), a
    smooth change of emissivity (Gaussian processes of three lengths), or both. It competes with
    every gas for each candidate, so that a roof nobody has seen before is not called a gas
    merely for being unlike the rest of the scene.

    Only the ``N_COORDINATES`` whitened directions in which gases or surfaces differ at all are
    kept: the others hold noise alone, and would have to be estimated from a few hundred blobs
    like the rest.
    """
    whitener = np.linalg.inv(np.linalg.cholesky(background.pooled))

    def whiten(covariance: Array) -> Array:
        turned = whitener @ covariance @ whitener.T
        return np.asarray(turned / max(float(np.trace(turned)), 1e-300))

    gases = random_absorption(rng, 1e4 / wavelength_um, N_RANDOM_GASES) * transmittance
    gases = gases @ whitener.T
    gases /= np.maximum(np.linalg.norm(gases, axis=1, keepdims=True), 1e-12)
    means = background.means.astype(np.float64)
    means = means - np.average(means, axis=0, weights=background.class_share)
    between = whiten(means.T @ means / len(means) + 1e-12 * background.pooled)
    apart = np.subtract.outer(wavelength_um, wavelength_um)
    both_ways = np.outer(transmittance, transmittance)
    smooth = [
        whiten(both_ways * np.exp(-0.5 * (apart / length) ** 2)) for length in SURFACE_LENGTHS_UM
    ]
    known = signatures @ whitener.T
    known /= np.maximum(np.linalg.norm(known, axis=1, keepdims=True), 1e-300)
    gas = gases.T @ gases / len(gases)
    surfaces = (between, *smooth, between + smooth[1])
    power = gas + known.T @ known / len(known) + sum(surfaces) / len(surfaces)
    _, directions = np.linalg.eigh(power)
    kept = directions[:, ::-1][:, :N_COORDINATES]
    turn = kept.T @ whitener
    return FreeShapes(
        whitener=turn,
        unknown_gas=kept.T @ gas @ kept,
        unknown_bands=_band_factors(rng, 1e4 / wavelength_um, transmittance, turn),
        surfaces=tuple(kept.T @ surface @ kept for surface in surfaces),
    )
