"""A background with gases over it, and blobs of both, for tests of evidence."""

from __future__ import annotations

import functools

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from cathartes.detection.evidence.blob import BlobSpectrum
from cathartes.detection.evidence.shapes import FreeShapes, free_shapes
from cathartes.kernels.statistics.background import Background, estimate_background
from cathartes.model.gas import ChannelLibrary
from tests.planted_scenes import NOISE_K, channels_of, ground_brightness, thermal_instrument

Array = NDArray[np.float64]
N_ELSEWHERE = 280
MEMBERS = 25
"""Blobs are means of about this many independent pixels."""


@frozen(eq=False)
class BlobEvidence:
    """Everything that :func:`identify` is given but the spectrum."""

    channels: ChannelLibrary
    background: Background
    wavelength_um: Array
    factor: Array

    @property
    def names(self) -> tuple[str, ...]:
        """Gases, in order."""
        return self.channels.names

    @property
    def signatures(self) -> Array:
        """(gas, wavelength) of one ppm m K."""
        return self.channels.absorption_per_ppm_m

    def shapes(self, signatures: Array | None = None) -> FreeShapes:
        """Return the alternatives to a known gas."""
        return free_shapes(
            self.background,
            self.wavelength_um,
            self.signatures if signatures is None else signatures,
            np.ones(len(self.wavelength_um)),
            np.random.default_rng(0),
        )

    def clutter(self, seed: int, n: int = N_ELSEWHERE) -> Array:
        """Draw blobs without gas, (blob, wavelength)."""
        rng = np.random.default_rng([seed, 5])
        normal = rng.normal(size=(n, len(self.wavelength_um))) @ self.factor.T
        return np.asarray(normal / np.sqrt(rng.chisquare(12.0, size=(n, 1)) / 12.0))

    def strength(self, gas: int, snr: float) -> float:
        """Return the ppm m K that stand out of blob clutter by ``snr``."""
        turned = np.linalg.solve(self.factor, self.signatures[gas])
        return float(snr / np.linalg.norm(turned))


@functools.cache
def blob_evidence() -> BlobEvidence:
    """Return three smooth materials under ten gases on 48 channels."""
    instrument = thermal_instrument()
    rng = np.random.default_rng(31)
    shape = (60, 60)
    ground = ground_brightness(rng, shape, 48)
    rows = (ground + NOISE_K * rng.normal(size=ground.shape)).reshape(-1, 48).astype(np.float32)
    background = estimate_background(
        rows,
        np.tile(np.arange(60), 60),
        60,
        np.ones(len(rows), bool),
        n_classes=5,
        n_features=6,
        rng=rng,
    )
    factor = np.linalg.cholesky(background.pooled / MEMBERS)
    return BlobEvidence(channels_of(instrument), background, instrument.wavelength_um, factor)


def plain_blob(
    spectrum: Array, elsewhere: Array, signatures: Array, shapes: FreeShapes
) -> BlobSpectrum:
    """Return a blob all of whose ground is alike.

    Parameters
    ----------
    spectrum : (wavelength,) float64
        Mean of the blob minus its surroundings, working units.
    elsewhere : (place, wavelength) float64
        The same blob laid at places without a plume.
    signatures : (gas, wavelength) float64
    shapes : FreeShapes
    """
    turn = shapes.whitener
    return BlobSpectrum(
        spectrum,
        elsewhere.std(0),
        turn @ spectrum,
        elsewhere @ turn.T,
        turn,
        np.eye(len(turn)),
        signatures,
        signatures @ turn.T,
    )
