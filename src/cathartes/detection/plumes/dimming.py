"""Column of a plume from the level of its signal and from how it dims the ground's texture."""

from __future__ import annotations

import numpy as np
from attrs import frozen
from numpy.typing import NDArray
from scipy import ndimage
from scipy.special import ndtr

from cathartes.detection.plumes.columns import ContrastModel

Array = NDArray[np.float64]
SMOOTHING_PIXELS = 1.5
"""A plume's column is taken as smooth over this, the ground as not."""
MARGIN = 6
MOST_TEXTURE_K = 2.0
"""Ground more unlike its surroundings (a hot roof, a vehicle) counts as this much unlike."""
OUTLIER = 4.0
COLUMN_SPREAD = 0.7
"""Standard deviation of a plume's column from neighbourhood to neighbourhood over its mean."""
PIXEL_SPREAD = 0.4
"""The same within a neighbourhood: what of a pixel's own signal is believed."""
BRIGHTNESS_REACH = 5.0
"""Standard deviations to both sides within which a plume's brightness is looked for ..."""
BRIGHTNESS_STEP_K = 0.4
"""... in steps that texture cannot tell apart."""
BRIGHTNESS_DEGREES = 4.0
"""Of the t distribution of a plume's brightness: some vents are hot."""
N_LEVELS = 3
OVERDISPERSION = 16.0
"""By how much texture says less than independent pixels would: clutter is neither white nor
equally wide everywhere. Fitted, with the tiles' own share beside it, on development scenes."""
TILE_PIXELS = 16
ROUNDS = 4


@frozen(eq=False)
class MemberSignal:
    """What one gas of a plume does to its pixels.

    Attributes
    ----------
    strengths : (member,) float64
        ``c (O - g)`` as fitted, ppm m K; ``O`` is what an opaque plume would show in the band.
    ground : (member,) float64
        ``g``, brightness of the ground in that band, K.
    places : (member, 2) intp
        Line and sample.
    level_std : float
        Of the error common to all strengths: clutter as wide as the plume.
    texture_bias : float
        By how much clutter alone raises strengths for each K of texture, ppm m; of the
        surroundings.
    """

    strengths: Array
    ground: Array
    places: NDArray[np.intp]
    level_std: float
    texture_bias: float = 0.0


@frozen(eq=False)
class ColumnPosterior:
    """What is known of a plume's column.

    Attributes
    ----------
    columns : (node,) float64
        Mean column for each brightness and error of level that was tried, ppm m.
    weights : (node,) float64
        Sum 1.
    members, members_std : (member,) float64
        Column of each pixel and its standard deviation; pixels lend each other strength.
    brightness_k, brightness_std_k : float
        Of the plume in the gas's band.
    contrast_k : float
        Mean of plume minus ground.
    """

    columns: Array
    weights: Array
    members: Array
    members_std: Array
    brightness_k: float
    brightness_std_k: float
    contrast_k: float

    @property
    def mean(self) -> float:
        """Expected mean column, ppm m."""
        return float(self.weights @ self.columns)

    def std(self, relative_error: float) -> float:
        """Return the standard deviation of the mean column, a factor's error included."""
        mean = self.mean
        return float(
            np.sqrt(self.weights @ (self.columns - mean) ** 2 + (relative_error * mean) ** 2)
        )

    def chance_below(self, column: float, relative_error: float) -> float:
        """Return the probability that the true mean column is below a value.

        Parameters
        ----------
        column : float
            ppm m, positive.
        relative_error : float
            Standard deviation of the logarithm of a factor on all columns.
        """
        apart = np.log(column / np.maximum(self.columns, 1e-300)) / max(relative_error, 1e-6)
        return float(self.weights @ ndtr(apart))

    def chance_within(self, factor: float, relative_error: float) -> float:
        """Return the probability that the truth is within a factor of the expected column."""
        mean = self.mean
        return self.chance_below(mean * factor, relative_error) - self.chance_below(
            mean / factor, relative_error
        )

    def quantile(self, probability: float, relative_error: float) -> float:
        """Return the column that the truth is below with a given probability, ppm m."""
        low, high = 1e-3 * self.mean, 1e3 * self.mean
        for _ in range(60):
            middle = float(np.sqrt(low * high))
            if self.chance_below(middle, relative_error) < probability:
                low = middle
            else:
                high = middle
        return high


class _Neighbourhood:
    """Gaussian means over members alone, whatever the shape of the plume."""

    def __init__(self, places: NDArray[np.intp]) -> None:
        low = places.min(0) - MARGIN
        self.shape = tuple(np.ptp(places, axis=0) + 2 * MARGIN + 1)
        self.index = np.ravel_multi_index(tuple((places - low).T), self.shape)
        self.share = self._sum(np.ones(len(places)))

    def _sum(self, values: Array) -> Array:
        grid = np.bincount(self.index, values, int(np.prod(self.shape))).reshape(self.shape)
        return np.asarray(ndimage.gaussian_filter(grid, SMOOTHING_PIXELS).ravel()[self.index])

    def mean(self, values: Array) -> Array:
        """Return the mean around each member, (member,)."""
        return self._sum(values) / self.share


@frozen(eq=False)
class _Texture:
    """A signal in its two parts: means around each member, and what is left of each."""

    near: _Neighbourhood
    strengths: Array
    ground: Array
    rough: Array
    noise: float

    @classmethod
    def of(cls, signal: MemberSignal) -> _Texture:
        near = _Neighbourhood(signal.places)
        smooth_ground = near.mean(signal.ground)
        rough = np.clip(signal.ground - smooth_ground, -MOST_TEXTURE_K, MOST_TEXTURE_K)
        smooth = near.mean(signal.strengths)
        left = signal.strengths - smooth
        slope = float(left @ rough) / max(float(rough @ rough), 1e-12)
        noise = 1.4826 * float(np.median(np.abs(left - slope * rough)))
        noise = max(noise, 1e-6 * float(np.abs(signal.strengths).max(initial=0.0)), 1e-12)
        usual = np.clip(left - slope * rough, -OUTLIER * noise, OUTLIER * noise)
        strengths = smooth + usual + (slope - signal.texture_bias) * rough
        return cls(near, strengths, smooth_ground + rough, rough, noise)


def texture_slope(strengths: Array, ground: Array, places: NDArray[np.intp]) -> float:
    """Return how much strengths grow with the ground's texture, ppm m K a K.

    Parameters
    ----------
    strengths, ground : (member,) float64
    places : (member, 2) intp
    """
    texture = _Texture.of(MemberSignal(strengths, ground, places, 0.0))
    left = texture.strengths - texture.near.mean(texture.strengths)
    return float(left @ texture.rough) / max(float(texture.rough @ texture.rough), 1e-12)


def column_posterior(signal: MemberSignal, expected: ContrastModel) -> ColumnPosterior | None:
    """Return what level and texture together say of a plume's column.

    Parameters
    ----------
    signal : MemberSignal
    expected : ContrastModel
        Of the plume's brightness.

    Returns
    -------
    ColumnPosterior or None
        None where no brightness that can be thought of makes the column positive.

    Notes
    -----
    A thin plume of column ``c`` adds ``c (O - g)`` to its ground ``g``. The level of that gives
    the product of column and contrast only; but the ground's texture shows through a plume
    dimmed by ``c``, so that neighbours of equal column and unequal ground tell ``c`` without
    ``O``. For each brightness ``O`` out of a t distribution (and each error of level) the column
    field is the smooth one that fits best: ``sum w a (O - g) / sum w (O - g)^2`` over each
    neighbourhood, drawn towards the plume's mean as far as its noise asks for. What that leaves
    of the strengths, texture above all, weighs the brightness.

    The plume's mean is the precision-weighted mean of its neighbourhoods, which differ by
    ``COLUMN_SPREAD`` of it: few pixels of great contrast do not speak for the rest.
    """
    texture = _Texture.of(signal)
    near, noise = texture.near, texture.noise
    strengths, ground = texture.strengths, texture.ground
    mean_strength, mean_ground = near.mean(strengths), near.mean(ground)
    mean_product, mean_square = near.mean(strengths * ground), near.mean(ground**2)
    precision = 4.0 * np.pi * SMOOTHING_PIXELS**2 * near.share / noise**2
    levels, level_weights = np.polynomial.hermite_e.hermegauss(N_LEVELS)
    levels = signal.level_std * levels
    count = 2 * int(np.ceil(BRIGHTNESS_REACH * expected.std_k / BRIGHTNESS_STEP_K)) + 1
    steps = np.linspace(-BRIGHTNESS_REACH, BRIGHTNESS_REACH, count)
    grid = expected.plume_brightness_k + expected.std_k * steps
    columns = np.empty((len(grid), N_LEVELS))
    misfit = np.empty((len(grid), N_LEVELS))
    unequal = np.empty((len(grid), N_LEVELS))
    tiles = _tiles(signal.places)

    def field(brightness: float) -> tuple[Array, Array, Array]:
        power = np.maximum(brightness**2 - 2.0 * brightness * mean_ground + mean_square, 1e-9)
        product = brightness * (mean_strength - levels[:, None]) - (
            mean_product - levels[:, None] * mean_ground
        )
        return _smooth_field(product / power, precision * power)

    for i, brightness in enumerate(grid):
        columns[i], smooth, _ = field(brightness)
        left = strengths - levels[:, None] - smooth * (brightness - ground)
        misfit[i] = (left**2).sum(1) / noise**2
        unequal[i] = [float((np.bincount(tiles, row * texture.rough) ** 2).sum()) for row in left]
    prior = -0.5 * (BRIGHTNESS_DEGREES + 1.0) * np.log1p(steps**2 / BRIGHTNESS_DEGREES)
    best = np.unravel_index(np.argmin(misfit + steps[:, None] ** 2), misfit.shape)
    white = noise**2 * max(float(texture.rough @ texture.rough), 1e-12)
    overdispersion = OVERDISPERSION * max(1.0, float(unequal[best]) / white)
    log_weight = prior[:, None] + np.log(level_weights) - 0.5 * misfit / overdispersion
    log_weight[columns <= 0.0] = -np.inf
    if not np.isfinite(log_weight).any():
        return None
    weight = np.exp(log_weight - log_weight.max())
    weight /= weight.sum()
    members, square = np.zeros(len(ground)), np.zeros(len(ground))
    for brightness, row in zip(grid, weight, strict=True):
        if row.sum() < 1e-4:
            continue
        _, smooth, variance = field(brightness)
        contrast = brightness - ground
        own = (PIXEL_SPREAD * smooth) ** 2
        gain = own / (own * contrast**2 + noise**2)
        left = strengths - levels[:, None] - smooth * contrast
        column = smooth + gain * contrast * left
        members += row @ column
        square += row @ (column**2 + variance + gain * noise**2)
    of_brightness = weight.sum(1)
    brightness = float(of_brightness @ grid)
    return ColumnPosterior(
        columns=columns.ravel(),
        weights=weight.ravel(),
        members=members,
        members_std=np.sqrt(np.maximum(square - members**2, 0.0)),
        brightness_k=brightness,
        brightness_std_k=float(np.sqrt(of_brightness @ (grid - brightness) ** 2)),
        contrast_k=brightness - float(signal.ground.mean()),
    )


def _smooth_field(raw: Array, precision: Array) -> tuple[Array, Array, Array]:
    """Draw columns of neighbourhoods towards their common mean.

    Parameters
    ----------
    raw : (level, member) float64
    precision : (member,) float64

    Returns
    -------
    mean : (level,) float64
    smooth, variance : (level, member) float64
    """
    mean = (raw * precision).sum(1) / precision.sum()
    for _ in range(ROUNDS):
        between = (COLUMN_SPREAD * np.maximum(np.abs(mean), 1e-9))[:, None] ** 2
        weight = 1.0 / (between + 1.0 / precision)
        mean = (weight * raw).sum(1) / weight.sum(1)
    share = between * weight
    return mean, mean[:, None] + share * (raw - mean[:, None]), share / precision


def _tiles(places: NDArray[np.intp]) -> NDArray[np.intp]:
    """Return the number of each member's tile, (member,)."""
    tile = (places - places.min(0)) // TILE_PIXELS
    return np.asarray(tile[:, 0] * (int(tile[:, 1].max(initial=0)) + 1) + tile[:, 1], np.intp)
