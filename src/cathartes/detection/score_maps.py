"""Rounds of background estimation and scoring until plumes no longer spoil the statistics."""

from __future__ import annotations

import numpy as np
from attrs import define, frozen
from numpy.typing import NDArray
from scipy import ndimage

from cathartes.detection.block.working_units import Block
from cathartes.kernels.scoring import score_library
from cathartes.kernels.spatial import (
    column_levels,
    gaussian_taps,
    larger_scale,
    smooth_maps,
    strongest_score,
)
from cathartes.kernels.statistics.background import Background, estimate_background

Floats = NDArray[np.float32]
N_CLASSES = 20
N_FEATURES = 10
FINE_SIGMA = 1.2
"""Pixels. The first scale of integration: what a compact plume or its core spans."""
COARSE_SIGMA = 3.0
LEAST_AGREEMENT = 0.4
"""Cosine between a class's signature and the plain one below which the plain one is used."""
CENSOR_SCORE = 5.0
MOST_CENSORED = 0.35
SAMPLE_PIXELS = 70_000
"""Background statistics are taken on a lattice of about this many pixels."""
EARLY_PIXELS_PER_CHANNEL = 16
"""Of each class, in rounds that only look for suspects: fewer would make the pixels that took no
part in a covariance stand out from those that did."""
GAUSSIAN_68 = 0.6827
SCALE_PIXELS = 6000
COLUMN_CLIP = 2.5
COLUMN_TOLERANCE = 1.25


@frozen(eq=False)
class GasTargets:
    """What one ppm m K (thermal) or ppm m (solar) of each gas adds to the working units.

    Attributes
    ----------
    names : tuple of str
    signatures : (gas, wavelength) float64
        ``A tau`` thermal, ``-A`` solar: over ground without features.
    relative_error : (gas,) float64
    transmittance : (wavelength,) float64
    plume_brightness : float or None
        What an opaque plume would show, K; None in sunlight.
    plume_brightness_std : float
    """

    names: tuple[str, ...]
    signatures: NDArray[np.float64]
    relative_error: NDArray[np.float64]
    transmittance: NDArray[np.float64]
    plume_brightness: float | None = None
    plume_brightness_std: float = 0.0

    def over(self, ground: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return signatures over given grounds, (ground, gas, wavelength).

        Parameters
        ----------
        ground : (ground, wavelength) float64
            Mean rows of background classes.

        Notes
        -----
        A plume at ``T_p`` adds ``A c (T_p - y)``: where the ground has features its signature
        has them too, turned over. With ``T_p ~ N(m, s^2)`` the expected outer product of
        signatures is ``A [(m - y)(m - y)' + s^2 tau tau'] A``; its leading direction is taken,
        scaled so that it agrees with ``A tau`` in projection.
        """
        if self.plume_brightness is None:
            return np.broadcast_to(self.signatures, (len(ground), *self.signatures.shape))
        flat = self.signatures
        absorption = flat / self.transmittance
        seen = absorption[None] * (self.plume_brightness - ground)[:, None, :]
        spread = self.plume_brightness_std * flat
        aa = (seen**2).sum(2)
        bb = (spread**2).sum(1)[None]
        ab = np.einsum("cgk,gk->cg", seen, spread)
        # Leading eigenvector of the 2 x 2 Gram matrix of (seen, spread).
        angle = 0.5 * np.arctan2(2 * ab, aa - bb)
        mixed = np.cos(angle)[..., None] * seen + np.sin(angle)[..., None] * spread[None]
        agreement = np.einsum("cgk,gk->cg", mixed, flat)
        length = np.linalg.norm(mixed, axis=2) * np.linalg.norm(flat, axis=1)
        stable = np.abs(agreement) > LEAST_AGREEMENT * length
        power = (flat**2).sum(1)[None]
        factor = np.where(stable, power / np.where(stable, agreement, 1.0), 0.0)
        return np.where(stable[..., None], mixed * factor[..., None], flat[None])


@define(eq=False)
class ScoreMaps:
    """Scores of all gases, integrated at two scales.

    Attributes
    ----------
    fine : (line, sample, gas) float32
    coarse : (line / 2, sample / 2, gas) float32
    fine_scale, coarse_scale : (gas,) float32
        One over the plume-free standard deviation: score = map * scale.
    strongest : (line, sample) float32
        Largest score over gases and scales; 0 where the pixel is not valid.
    background : Background
    labels : (pixel,) uint8
    distances : (pixel,) float32
        Squared Mahalanobis distance of each row within its class, times how much wider than
        usual that class is.
    class_brightness : (class,) float64
        Mean of the block's brightness over each class.
    """

    fine: Floats
    coarse: Floats
    fine_scale: Floats
    coarse_scale: Floats
    strongest: Floats
    background: Background
    labels: NDArray[np.uint8]
    distances: Floats
    class_brightness: NDArray[np.float64]

    def gas_at(self, line: int, sample: int, *, one_sided: bool) -> int:
        """Return the gas whose score is largest at a pixel, over both scales."""
        return int(self.gases_at(np.array([[line, sample]]), one_sided=one_sided)[0])

    def gases_at(self, pixels: NDArray[np.intp], *, one_sided: bool) -> NDArray[np.intp]:
        """Return the gas whose score is largest at each pixel, over both scales.

        Parameters
        ----------
        pixels : (pixel, 2) intp
            Line and sample.
        one_sided : bool
            Whether only positive scores can be gas.
        """
        lines, samples = pixels.T
        narrow = self.fine[lines, samples] * self.fine_scale
        wide = self.coarse[lines // 2, samples // 2] * self.coarse_scale
        if not one_sided:
            narrow, wide = np.abs(narrow), np.abs(wide)
        return np.asarray(np.argmax(np.maximum(narrow, wide), axis=1))

    def of_gas(self, gas: int) -> Floats:
        """Return the signed score map of one gas: the larger of both scales, (line, sample)."""
        return larger_scale(
            self.fine[..., gas],
            self.coarse[..., gas],
            self.fine_scale[gas],
            self.coarse_scale[gas],
        )


def score_block(
    block: Block, targets: GasTargets, rounds: int, seed: int, n_threads: int = 1
) -> ScoreMaps:
    """Estimate the background, score, censor what looks like plume, and again.

    Parameters
    ----------
    block : Block
    targets : GasTargets
    rounds : int
        Of estimation; all but the last score only the lattice that statistics are taken on.
    seed : int
    n_threads : int
        The result does not depend on it.
    """
    lines, samples = block.shape
    step = max(1, round(np.sqrt(lines * samples / SAMPLE_PIXELS)))
    lattice = _lattice(block.shape, step)
    columns = block.columns
    rows = block.rows[lattice.ravel()] if step > 1 else block.rows
    sample_columns = columns[lattice.ravel()]
    valid = block.valid[lattice.ravel()]
    keep = valid
    one_sided = block.regime == "solar"
    # What is suspect shows with half the pixels where they are plenty; the last round uses all.
    early = valid
    if valid.sum() >= 2 * EARLY_PIXELS_PER_CHANNEL * N_CLASSES * rows.shape[1]:
        early = valid & (np.indices(lattice.shape).sum(0).ravel() % 2 == 0)
    background = None
    for round_number in range(rounds):
        background = estimate_background(
            rows,
            sample_columns,
            samples,
            keep if round_number == rounds - 1 else keep & early,
            n_classes=N_CLASSES,
            n_features=N_FEATURES,
            rng=np.random.default_rng([seed, round_number]),
        )
        if round_number == rounds - 1:
            break
        scores, _, _ = score_library(
            rows, sample_columns, background, _spread(targets, background), n_threads=n_threads
        )
        strongest, *_ = _integrate(
            scores, lattice.shape, valid, max(FINE_SIGMA / step, 0.6), one_sided
        )
        suspected = ndimage.binary_dilation(strongest > CENSOR_SCORE, iterations=2)
        if suspected.mean() > MOST_CENSORED:
            suspected = strongest > np.quantile(strongest, 1.0 - MOST_CENSORED)
        keep = valid & ~suspected.ravel()
    assert background is not None
    if step > 1:
        _fill_unseen_columns(background, lattice, step)
    scores, distances, labels = score_library(
        block.rows, columns, background, _spread(targets, background), n_threads=n_threads
    )
    distances *= _class_widths(background)[labels]
    strongest, fine, coarse, fine_scale, coarse_scale = _integrate(
        scores, block.shape, block.valid, FINE_SIGMA, one_sided
    )
    n_classes = len(background.means)
    counts = np.maximum(np.bincount(labels, minlength=n_classes), 1)
    return ScoreMaps(
        fine,
        coarse,
        fine_scale,
        coarse_scale,
        strongest,
        background,
        labels,
        distances,
        np.bincount(labels, block.brightness, n_classes) / counts,
    )


def _class_widths(background: Background) -> Floats:
    """Return mean variance of each class over that of the median pixel's class."""
    precision = 1.0 / background.channel_noise**2
    widths = np.einsum("ckk,k->c", background.covariances, precision)
    order = np.argsort(widths)
    middle = np.searchsorted(np.cumsum(background.class_share[order]), 0.5)
    usual = widths[order[min(int(middle), len(order) - 1)]]
    return np.asarray(widths / usual, dtype=np.float32)


def _lattice(shape: tuple[int, int], step: int) -> NDArray[np.intp]:
    """Every step-th line of every step-th column, columns shifted from line to line."""
    lines, samples = shape
    chosen_lines = np.arange(0, lines, step)
    chosen_samples = np.arange(0, samples - step + 1, step)
    # The shift lets every detector column take part: its offset must be estimated too.
    shift = np.arange(len(chosen_lines)) % step
    return chosen_lines[:, None] * samples + chosen_samples[None, :] + shift[:, None]


def _fill_unseen_columns(background: Background, lattice: NDArray[np.intp], step: int) -> None:
    """Give columns past the lattice's right edge the offset of their neighbour."""
    offsets = background.column_offsets
    last = int(lattice[0, -1]) + step
    if last < len(offsets):
        offsets[last:] = offsets[last - 1]


def _spread(targets: GasTargets, background: Background) -> NDArray[np.float64]:
    return targets.over(background.means.astype(np.float64))


def _integrate(
    scores: Floats, shape: tuple[int, int], valid: NDArray[np.bool_], sigma: float, one_sided: bool
) -> tuple[Floats, Floats, Floats, Floats, Floats]:
    """Smooth scores in place, at two scales, and normalise each map by its plume-free spread."""
    if not valid.all():
        scores[~valid] = 0.0
    fine = scores.reshape(*shape, -1)
    smooth_maps(fine, gaussian_taps(sigma), *column_levels(fine, COLUMN_CLIP, COLUMN_TOLERANCE))
    beyond = np.sqrt(max((COARSE_SIGMA / FINE_SIGMA * sigma) ** 2 - sigma**2, 0.25)) / 2
    coarse = np.ascontiguousarray(fine[::2, ::2])
    smooth_maps(coarse, gaussian_taps(beyond))
    inside = valid.reshape(shape)
    fine_scale = _scale(fine, inside)
    coarse_scale = _scale(coarse, inside[::2, ::2])
    strongest = strongest_score(fine, coarse, fine_scale, coarse_scale, one_sided)
    strongest[~inside] = 0.0
    return strongest, fine, coarse, fine_scale, coarse_scale


def _scale(maps: Floats, inside: NDArray[np.bool_]) -> Floats:
    """Return one over the robust standard deviation of each map."""
    chosen = np.flatnonzero(inside)
    chosen = chosen[:: max(1, len(chosen) // SCALE_PIXELS)]
    values = np.ascontiguousarray(np.abs(maps.reshape(-1, maps.shape[-1])[chosen]).T)
    middle = int(GAUSSIAN_68 * (values.shape[1] - 1))
    spread = np.partition(values, middle, axis=1)[:, middle]
    return np.asarray(1.0 / np.maximum(spread, 1e-6), dtype=np.float32)
