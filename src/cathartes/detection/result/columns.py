"""Columns of a plume's gases, or what can be said instead of them."""

from __future__ import annotations

import numpy as np
from attrs import evolve, frozen
from numpy.typing import NDArray

from cathartes.detection.block_detection import BlockResult
from cathartes.detection.plumes.columns import (
    AIR_MASS,
    AIR_MASS_STD,
    ground_brightness,
    plume_brightness,
    plume_length,
    unsaturated,
)
from cathartes.detection.plumes.dimming import (
    ColumnPosterior,
    MemberSignal,
    column_posterior,
    texture_slope,
)
from cathartes.detection.plumes.judged import Judged
from cathartes.io.georeference import pixel_size_m
from cathartes.model.gas import ChannelLibrary
from cathartes.model.scene import Scene

Array = NDArray[np.float64]
MODEL_ERROR = 0.16
"""Share of a thermal column that spectra, line structure and curve of growth may be off by, beyond
what is worked out. Fitted on development scenes."""
SOLAR_MODEL_ERROR = 0.2
"""The same of a column in sunlight, beside the error of the air mass."""
LEAST_CHANCE = 2.0 / 3.0
"""A column is stated where it is of the named gas and within a factor of two this probably."""
SURE = 0.95
"""Probability with which a bound holds."""
SURROUNDINGS_PIXELS = 15
FEWEST_SURROUNDING = 200


@frozen(eq=False)
class ColumnResult:
    """Column of one gas over a plume's members, or why there is none.

    Attributes
    ----------
    gas : int
    mean, std : float or None
        ppm m; of the mean over members.
    below : float or None
        Where no column is stated: what the mean column is below, ``SURE`` times in 1.
    pixels, pixel_std : (member,) float64
        NaN where no column is stated.
    remark : str
    """

    gas: int
    mean: float | None
    std: float | None
    pixels: Array
    pixel_std: Array
    remark: str
    below: float | None = None


@frozen(eq=False)
class GasFilter:
    """What turns rows into strengths of gases.

    Attributes
    ----------
    weights : (wavelength, gas) float64
    covariance : (gas, gas) float64
        Of the error of a pixel's strengths, from the spread within background classes.
    """

    weights: Array
    covariance: Array

    @classmethod
    def of(cls, result: BlockResult, gases: list[int]) -> GasFilter:
        """Return the generalised least-squares filter of some gases together."""
        design = result.targets.signatures[gases]
        weighted = np.linalg.solve(result.maps.background.pooled, design.T)
        covariance = np.linalg.inv(design @ weighted)
        return cls(weighted @ covariance, covariance)

    def strengths(self, result: BlockResult, pixels: NDArray[np.intp]) -> Array:
        """Return strengths at pixels, ppm m K (thermal) or ppm m (solar), (pixel, gas)."""
        block = result.block
        residual = result.maps.background.residuals(
            block.rows[pixels], result.maps.labels[pixels], pixels % block.shape[1]
        )
        return np.asarray(residual.astype(np.float64) @ self.weights)


def plume_columns(
    result: BlockResult, judged: Judged, gases: list[int], channels: ChannelLibrary, scene: Scene
) -> list[ColumnResult]:
    """Return the column of each gas of a plume."""
    filters = GasFilter.of(result, gases)
    members = judged.candidate.members
    pixels = members[:, 0] * result.block.shape[1] + members[:, 1]
    strengths = filters.strengths(result, pixels)
    found = judged.identification
    columns = []
    for j, gas in enumerate(gases):
        pixel_std = float(np.sqrt(filters.covariance[j, j]))
        level_std = pixel_std
        if gas in found.best:
            at = found.best.index(gas)
            level_std = float(np.sqrt(found.amplitude_covariance[at, at]))
        share = judged.probability * float(found.gas_probability[gas])
        if channels.source_classes[gas] == "B":
            columns.append(_none(gas, len(members), "Only band facts are known of this gas."))
        elif result.block.regime == "solar":
            signature = result.targets.signatures[gas]
            columns.append(
                _solar_column(
                    gas,
                    strengths[:, j],
                    (pixel_std, level_std),
                    signature,
                    float(result.targets.relative_error[gas]),
                )
            )
        else:
            posterior = _thermal_posterior(
                result, judged, (gas, filters, j), strengths[:, j], level_std, scene
            )
            error = float(np.hypot(MODEL_ERROR, result.targets.relative_error[gas]))
            columns.append(_stated(gas, channels.names[gas], len(members), posterior, error, share))
    return columns


def _none(gas: int, n_members: int, remark: str, below: float | None = None) -> ColumnResult:
    nothing = np.full(n_members, np.nan)
    return ColumnResult(gas, None, None, nothing, nothing, remark, below)


def _stated(
    gas: int,
    name: str,
    n_members: int,
    posterior: ColumnPosterior | None,
    error: float,
    share: float,
) -> ColumnResult:
    """Return the column, or what can be promised instead.

    Parameters
    ----------
    share : float
        Probability that the plume holds the gas.
    error : float
        Relative, of a factor on all columns.
    """
    if posterior is None:
        return _none(
            gas,
            n_members,
            "No column is stated: the signal's sign does not agree with any thermal contrast "
            "that plume and ground may have.",
        )
    mean, std = posterior.mean, posterior.std(error)
    within = posterior.chance_within(2.0, error)
    if share * within >= LEAST_CHANCE:
        pixel_std = np.hypot(posterior.members_std, error * posterior.members)
        return ColumnResult(gas, mean, std, posterior.members, pixel_std, "")
    below = _two_digits_up(posterior.quantile(SURE, error))
    if within >= LEAST_CHANCE:
        return _none(
            gas,
            n_members,
            f"No column is stated, since the gas is not sure ({100 * share:.0f} %). If it is "
            f"{name}, its mean column is about {mean:.2g} ppm m, give or take {std:.1g}, and below "
            f"{below:g} ppm m with a probability of {SURE:.2f}.",
            below,
        )
    return _none(
        gas,
        n_members,
        f"No column is stated, since a factor of two cannot be promised: the thermal contrast "
        f"between plume and ground is {posterior.contrast_k:+.1f} K on average, uncertain by "
        f"{posterior.brightness_std_k:.1f} K. If the gas is {name}, its mean column is below "
        f"{below:g} ppm m with a probability of {SURE:.2f}.",
        below,
    )


def _two_digits_up(value: float) -> float:
    """Round a bound up to its second digit, so that it still holds."""
    step = 10.0 ** (np.floor(np.log10(value)) - 1.0)
    return float(f"{np.ceil(value / step - 1e-9) * step:.6g}")


def _solar_column(
    gas: int, strength: Array, stds: tuple[float, float], signature: Array, relative_error: float
) -> ColumnResult:
    """Return the column that two-way sunlight passes.

    Parameters
    ----------
    stds : (float, float)
        Of a pixel's strength and of the level of all, ppm m.
    """
    linear = strength / AIR_MASS
    column = unsaturated(linear, -signature * AIR_MASS)
    seen = linear > 0.0
    growth = float(column[seen].sum() / linear[seen].sum()) if seen.any() else 1.0
    mean = float(linear.mean()) * growth
    if mean <= 0.0:
        return _none(gas, len(strength), "No column is stated: what was fitted is not positive.")
    factors = np.array([AIR_MASS_STD / AIR_MASS, SOLAR_MODEL_ERROR, relative_error])
    std = float(np.hypot(stds[1] / AIR_MASS * growth, np.linalg.norm(factors) * mean))
    pixel_std = np.hypot(stds[0] / AIR_MASS * growth, factors[0] * column)
    return ColumnResult(gas, mean, std, column, pixel_std, "")


def _thermal_posterior(
    result: BlockResult,
    judged: Judged,
    of: tuple[int, GasFilter, int],
    strength: Array,
    level_std: float,
    scene: Scene,
) -> ColumnPosterior | None:
    """Return the posterior of a gas's column, curve of growth included."""
    gas, filters, column = of
    targets, block = result.targets, result.block
    members = judged.candidate.members
    band = targets.signatures[gas] ** 2
    transmittance = float(targets.transmittance @ band / band.sum())
    # The signature holds the transmittance between plume and sensor, and so does the contrast
    # between brightnesses at the sensor: it is taken out once.
    strength = strength * transmittance
    around = _surroundings(result, members)
    bias = 0.0
    if len(around) >= FEWEST_SURROUNDING:
        pixels = around[:, 0] * block.shape[1] + around[:, 1]
        bias = texture_slope(
            filters.strengths(result, pixels)[:, column] * transmittance,
            _ground(result, around, band, transmittance),
            around,
        )
    signal = MemberSignal(
        strengths=strength,
        ground=_ground(result, members, band, transmittance),
        places=members,
        level_std=level_std * transmittance,
        texture_bias=bias,
    )
    metre = scene.pixel_size_m
    if metre is None and scene.georeference is not None:
        metre = pixel_size_m(scene.georeference, scene.shape[:2])
    expected = plume_brightness(
        scene.air_temperature_k,
        float(np.median(block.brightness[block.valid])),
        None if metre is None else plume_length(members) * metre,
    )
    posterior = column_posterior(signal, expected)
    if posterior is None:
        return None
    grown = unsaturated(posterior.members, targets.signatures[gas] / targets.transmittance)
    seen = posterior.members > 0.0
    growth = np.where(seen, grown / np.where(seen, posterior.members, 1.0), 1.0)
    overall = float(grown[seen].sum() / posterior.members[seen].sum()) if seen.any() else 1.0
    return evolve(
        posterior,
        columns=posterior.columns * overall,
        members=grown,
        members_std=posterior.members_std * growth,
    )


def _ground(
    result: BlockResult, places: NDArray[np.intp], band: Array, transmittance: float
) -> Array:
    return ground_brightness(
        result.block,
        result.maps.labels,
        result.maps.background.means,
        result.maps.class_brightness,
        places[:, 0] * result.block.shape[1] + places[:, 1],
        band,
        transmittance,
    )


def _surroundings(result: BlockResult, members: NDArray[np.intp]) -> NDArray[np.intp]:
    """Return valid pixels around a plume that belong to no candidate, (pixel, 2)."""
    shape = result.block.shape
    low = np.maximum(members.min(0) - SURROUNDINGS_PIXELS, 0)
    high = np.minimum(members.max(0) + SURROUNDINGS_PIXELS + 1, shape)
    cut = (slice(low[0], high[0]), slice(low[1], high[1]))
    free = result.block.valid.reshape(shape)[cut] & (result.numbers[cut] == 0)
    return np.asarray(np.argwhere(free) + low, dtype=np.intp)
