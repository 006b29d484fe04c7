"""Wind from the drift of a plume's features between two passes."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np
from attrs import evolve, frozen
from numpy.typing import NDArray
from scipy import fft, ndimage

from cathartes.errors import CaseError
from cathartes.location.images.evidence import standard_score
from cathartes.model.location.plume_image import PlumeImage
from cathartes.model.wind import Wind
from cathartes.physics.image_calibration import ImageCalibrationTable, bundled_image_calibration

Array = NDArray[np.float64]
SMOOTHING_PIXELS = 0.8
SLOW_PIXELS = 6.0
FASTEST_M_S = 25.0
CLEAR_PEAK = 6.0
"""Height of the correlation's peak over its scatter, below which no drift is stated."""


@frozen(eq=False)
class Drift:
    """How features moved between two images.

    Attributes
    ----------
    velocity_m_s : (2,) float64
        East and north.
    std_m_s : float
        Of either component: the width of the correlation's peak over its height.
    peak : float
        Height of the peak over the scatter of the correlation.
    """

    velocity_m_s: Array
    std_m_s: float
    peak: float


def drift_between(
    first: PlumeImage, second: PlumeImage, *, place_std_m: float = 0.0
) -> Drift | None:
    """Return the drift from one image to a later one on the same grid, or None if unclear.

    Parameters
    ----------
    first, second : PlumeImage
    place_std_m : float
        Error of the place of one image against the other, along either axis.

    Raises
    ------
    CaseError
        Times are missing or do not rise, or the grids differ.

    Notes
    -----
    Cross-correlation of the two maps where gas stands out, slow changes taken off: what
    stays in place (a smooth plume from a fixed emitter, ground that looks like gas) is slow or
    correlates at no shift, where it is masked unless the wind could not have moved anything
    by more than a pixel.
    """
    if first.time_s is None or second.time_s is None or second.time_s <= first.time_s:
        raise CaseError.about(
            f"images {first.name!r} and {second.name!r}",
            "time_s",
            found=f"{first.time_s} and {second.time_s}",
            expected="two known times, the second later",
            remedy="Give the images in the order of their times, with their times.",
        )
    if first.shape != second.shape or not np.allclose(first.affine, second.affine):
        raise CaseError.about(
            f"images {first.name!r} and {second.name!r}",
            "affine",
            found="two different grids",
            expected="one grid for both",
            remedy="Resample one image onto the grid of the other.",
        )
    maps = [_features(image) for image in (first, second)]
    size = [fft.next_fast_len(2 * n, real=True) for n in first.shape]
    spectra = [fft.rfft2(one, size) for one in maps]
    correlation = fft.fftshift(fft.irfft2(np.conj(spectra[0]) * spectra[1], size))
    middle = np.array(correlation.shape) // 2
    elapsed = second.time_s - first.time_s
    line, sample = np.indices(correlation.shape)
    shift = np.stack([line - middle[0], sample - middle[1]]).astype(np.float64)
    ground = np.tensordot(first.pixel_axes_m, shift, axes=1)
    distance = np.hypot(*ground)
    allowed = (distance <= FASTEST_M_S * elapsed) & (np.hypot(*shift) <= 0.5 * min(first.shape))
    if FASTEST_M_S * elapsed > 4.0 * first.pixel_size_m:
        allowed &= np.hypot(*shift) > 1.5
    scatter = 1.4826 * float(np.median(np.abs(correlation[allowed])))
    best = np.unravel_index(int(np.argmax(np.where(allowed, correlation, -np.inf))), allowed.shape)
    peak = float(correlation[best] / max(scatter, 1e-300))
    if peak < CLEAR_PEAK:
        return None
    offset, width = _refine(correlation, (int(best[0]), int(best[1])))
    moved = first.pixel_axes_m @ (np.array(best, np.float64) + offset - middle)
    std = np.hypot(max(width / peak, 0.25) * first.pixel_size_m, place_std_m) / elapsed
    return Drift(np.asarray(moved / elapsed), float(std), peak)


def wind_from_drift(
    images: Sequence[PlumeImage], calibration: ImageCalibrationTable | None = None
) -> Wind | None:
    """Return the wind that the drift of features between images tells, or None if unclear.

    Parameters
    ----------
    images : sequence of PlumeImage
        Of one place and one gas, on one grid, at known and rising times.
    calibration : ImageCalibrationTable, optional

    Returns
    -------
    Wind or None
        At 10 m, with the spread that simulated passes show beside the peak's own.

    Raises
    ------
    CaseError
        Times are missing or do not rise, or the grids differ.
    """
    table = calibration or bundled_image_calibration()
    drifts = [
        drift
        for first, second in itertools.pairwise(images)
        if (drift := drift_between(first, second)) is not None
    ]
    return wind_of_drifts(drifts, table) if drifts else None


def wind_of_drifts(drifts: Sequence[Drift], table: ImageCalibrationTable) -> Wind:
    """Return the wind at 10 m that drifts, one at least, tell together, with its spreads.

    The spread that simulated passes show is that of one plume in one air, and is not averaged
    down.
    """
    weight = np.array([1.0 / one.std_m_s**2 for one in drifts])
    velocity = np.average([one.velocity_m_s for one in drifts], axis=0, weights=weight)
    speed = float(np.hypot(*velocity))
    own = float(1.0 / np.sqrt(weight.sum())) / max(speed, 1e-6)
    log_std = float(np.hypot(table.drift_log_std, own))
    wind_speed = speed * table.drift_factor
    return Wind(
        wind_speed,
        float(np.degrees(np.arctan2(velocity[0], velocity[1]))) + 180.0,
        speed_std_m_s=wind_speed * log_std,
        from_direction_std_deg=float(np.hypot(table.drift_direction_std_deg, np.degrees(own))),
    )


def _unmasked(image: PlumeImage) -> PlumeImage:
    """Return the detection score as a map, where columns are known inside plumes only.

    The border of a mask is where gas falls below a threshold, and moves as it likes.
    """
    if image.plume_label is None or image.score is None:
        return image
    beyond = (image.plume_label == 0) & np.isfinite(image.score)
    if not beyond.any():
        return image
    return evolve(
        image,
        column_ppm_m=image.score,
        column_std_ppm_m=np.ones(image.shape),
        plume_label=None,
    )


def _features(image: PlumeImage) -> Array:
    score = np.clip(standard_score(_unmasked(image)), 0.0, 12.0)
    score = np.where(score > 1.0, score, 0.0)
    fine = ndimage.gaussian_filter(score, SMOOTHING_PIXELS)
    return np.asarray(fine - ndimage.gaussian_filter(score, SLOW_PIXELS))


def _refine(correlation: Array, best: tuple[int, int]) -> tuple[Array, float]:
    """Return the peak's place between pixels and its width, from a parabola in each direction."""
    offset, width = np.zeros(2), 1.0
    for axis in (0, 1):
        step = np.eye(2, dtype=int)[axis]
        around = [correlation[tuple(np.array(best) + k * step)] for k in (-1, 0, 1)]
        bend = 2.0 * around[1] - around[0] - around[2]
        if bend > 0.0:
            offset[axis] = np.clip(0.5 * (around[2] - around[0]) / bend, -0.5, 0.5)
            width = max(width, float(np.sqrt(around[1] / bend)))
    return offset, width
