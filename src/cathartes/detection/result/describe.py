"""Judged candidates of a block to plumes and rejections of the scene."""

from __future__ import annotations

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from cathartes.detection.block_detection import REJECTED_PROBABILITY, BlockResult
from cathartes.detection.plumes.columns import (
    AIR_MASS,
    AIR_MASS_STD,
    MODEL_ERROR,
    ContrastModel,
    column_from_contrast,
    contrast_model,
    ground_brightness,
    unsaturated,
)
from cathartes.detection.plumes.head import downwind_direction, find_head
from cathartes.detection.plumes.judged import Judged
from cathartes.detection.plumes.outline import pixel_outline
from cathartes.io.georeference import pixel_size_m
from cathartes.model.gas import ChannelLibrary
from cathartes.model.plume import UNKNOWN_GAS, Plume, PlumeSpectrum, Rejection
from cathartes.model.scene import Scene

Array = NDArray[np.float64]
PROBABILITY_SHOWN = 0.005
LEAST_PIXEL_CONTRAST = 1.0
"""Times the contrast's uncertainty; below it a single pixel's column means nothing."""
GAS_SHARE_FOR_COLUMN = 0.5


@frozen(eq=False)
class ColumnResult:
    """Column of one gas over a plume's members, or why there is none."""

    gas: int
    mean: float | None
    std: float | None
    pixels: Array
    pixel_std: Array
    remark: str


def member_strengths(result: BlockResult, judged: Judged, gases: list[int]) -> tuple[Array, Array]:
    """Return strengths of gases at each member by generalised least squares.

    Returns
    -------
    strengths : (member, gas) float64
        ppm m K (thermal) or ppm m (solar).
    covariance : (gas, gas) float64
        Of the error of each member's strengths, from the spread within background classes.
    """
    block, background = result.block, result.maps.background
    members = judged.candidate.members
    pixels = members[:, 0] * block.shape[1] + members[:, 1]
    residual = background.residuals(
        block.rows[pixels], result.maps.labels[pixels], members[:, 1]
    ).astype(np.float64)
    design = result.targets.signatures[gases]
    weighted = np.linalg.solve(background.pooled, design.T)
    covariance = np.linalg.inv(design @ weighted)
    return residual @ weighted @ covariance, covariance


def plume_columns(
    result: BlockResult, judged: Judged, gases: list[int], channels: ChannelLibrary, scene: Scene
) -> list[ColumnResult]:
    """Return the column of each gas of a plume."""
    strengths, covariance = member_strengths(result, judged, gases)
    blob_std = {
        gas: float(np.sqrt(judged.identification.amplitude_covariance[i, i]))
        for i, gas in enumerate(judged.identification.best)
    }
    columns = []
    for j, gas in enumerate(gases):
        pixel_std = float(np.sqrt(covariance[j, j]))
        std = float(
            np.hypot(
                blob_std.get(gas, pixel_std),
                result.targets.relative_error[gas] * abs(strengths[:, j].mean()),
            )
        )
        if channels.source_classes[gas] == "B":
            columns.append(_no_column(gas, strengths, "Only band facts are known of this gas."))
        elif result.block.regime == "solar":
            columns.append(
                _solar_column(gas, strengths[:, j], pixel_std, std, result.targets.signatures[gas])
            )
        else:
            columns.append(
                _thermal_column(result, judged, gas, strengths[:, j], pixel_std, std, scene)
            )
    return columns


def _no_column(gas: int, strengths: Array, remark: str) -> ColumnResult:
    nothing = np.full(len(strengths), np.nan)
    return ColumnResult(gas, None, None, nothing, nothing, remark)


def _solar_column(
    gas: int, strength: Array, pixel_std: float, std: float, signature: Array
) -> ColumnResult:
    linear = strength / AIR_MASS
    column = unsaturated(linear, -signature * AIR_MASS)
    growth = _growth(linear, column)
    mean = float(linear.mean()) * growth
    relative = AIR_MASS_STD / AIR_MASS
    if mean <= 0:
        return _no_column(gas, strength, "The fitted column is not positive.")
    return ColumnResult(
        gas,
        mean,
        float(np.sqrt((std / AIR_MASS) ** 2 + (relative * mean) ** 2 + (MODEL_ERROR * mean) ** 2)),
        column,
        np.hypot(pixel_std / AIR_MASS, relative * column) * growth,
        "",
    )


def _thermal_column(
    result: BlockResult,
    judged: Judged,
    gas: int,
    strength: Array,
    pixel_std: float,
    std: float,
    scene: Scene,
) -> ColumnResult:
    block = result.block
    members = judged.candidate.members
    pixels = members[:, 0] * block.shape[1] + members[:, 1]
    ground = ground_brightness(
        block,
        result.maps.labels,
        result.maps.background.means,
        pixels,
        result.targets.signatures[gas] ** 2,
    )
    typical = float(np.median(block.brightness[block.valid]))
    model: ContrastModel = contrast_model(scene.air_temperature_k, typical)
    contrast = model.plume_brightness_k - ground
    mean_contrast = float(contrast.mean())
    stated = column_from_contrast(strength, contrast, model.std_k, std)
    if stated is None:
        return _no_column(
            gas,
            strength,
            f"Thermal contrast between plume and ground ({mean_contrast:+.1f} K on average, "
            f"uncertain by {model.std_k:.1f} K) is too small or of the wrong sign to state a "
            "column.",
        )
    weak = np.abs(contrast) < LEAST_PIXEL_CONTRAST * model.std_k
    safe = np.where(weak, np.nan, contrast)
    linear = strength / safe
    absorption = result.targets.signatures[gas] / result.targets.transmittance
    column = unsaturated(linear, absorption)
    growth = _growth(linear, column)
    spread = np.abs(column) * np.sqrt(
        (model.std_k / safe) ** 2 + (pixel_std / np.where(strength == 0, np.nan, strength)) ** 2
    )
    return ColumnResult(gas, stated[0] * growth, stated[1] * growth, column, spread * growth, "")


def _growth(linear: Array, corrected: Array) -> float:
    """Return by how much the curve of growth raises a plume's mean column."""
    use = np.isfinite(linear) & (linear > 0.0)
    total = float(linear[use].sum())
    return float(corrected[use].sum()) / total if total > 0.0 else 1.0


def describe_plume(
    result: BlockResult,
    judged: Judged,
    channels: ChannelLibrary,
    scene: Scene,
    first_line: int,
    number: int,
    least_probability: float,
) -> tuple[Plume, list[ColumnResult]]:
    """Build the record of one plume and the columns of its probable gases."""
    found = judged.identification
    probability = judged.probability
    p_gas = probability * found.gas_probability
    p_unknown = probability * found.unknown_probability
    surest = int(np.argmax(p_gas))
    is_known = p_gas[surest] >= p_unknown
    name = channels.names[surest] if is_known else UNKNOWN_GAS
    probabilities = {
        channels.names[g]: float(p_gas[g])
        for g in np.argsort(-p_gas)
        if p_gas[g] >= PROBABILITY_SHOWN
    }
    probabilities[UNKNOWN_GAS] = float(p_unknown)
    score = result.gas_score(judged.candidate.gas if not is_known else surest, least_probability)
    peak = float(np.nanmax(score[tuple(judged.candidate.members.T)]))
    rate = result.false_alarms(score, least_probability).rate(peak)
    sure = [int(g) for g in np.flatnonzero(found.gas_probability >= GAS_SHARE_FOR_COLUMN)]
    if is_known and surest not in sure:
        sure.append(surest)
    columns = plume_columns(result, judged, sure, channels, scene) if is_known else []
    of_surest = next((c for c in columns if c.gas == surest), None)
    members = judged.candidate.members
    head = find_head(
        members,
        np.abs(judged.candidate.scores).astype(np.float64),
        downwind_direction(
            scene.wind,
            scene.georeference,
            float(members[:, 1].mean()),
            float(members[:, 0].mean()) + first_line,
        ),
    )
    metre = scene.pixel_size_m
    if metre is None and scene.georeference is not None:
        metre = pixel_size_m(scene.georeference, scene.shape[:2])
    moved = members + np.array([first_line, 0], np.intp)
    stated = of_surest is not None and of_surest.mean is not None
    top = float(np.nanquantile(of_surest.pixels, 0.995)) if stated and of_surest else None
    plume = Plume(
        plume_id=number,
        gas=name,
        group=channels.group_of(name) if is_known else (UNKNOWN_GAS,),
        gas_probabilities=probabilities,
        plume_probability=probability,
        score=peak,
        false_alarm_rate=rate,
        pixel_polygon=pixel_outline(moved),
        head_line=head.line + first_line,
        head_sample=head.sample,
        head_std_pixels=head.std_pixels,
        head_std_m=None if metre is None else head.std_pixels * metre,
        column_mean_ppm_m=of_surest.mean if of_surest else None,
        column_std_ppm_m=of_surest.std if of_surest else None,
        column_max_ppm_m=top,
        n_pixels=len(members),
        spectrum=plume_spectrum(result, judged, channels),
        column_remark=(
            of_surest.remark if of_surest else "No column can be stated for a gas of no library."
        ),
        head_remark=head.remark,
    )
    return plume, columns


def plume_spectrum(result: BlockResult, judged: Judged, channels: ChannelLibrary) -> PlumeSpectrum:
    """Return the evidence picture of one plume."""
    found = judged.identification
    fitted = {}
    if found.unknown_probability < 0.5:
        for gas, strength in zip(found.best, found.amplitudes, strict=True):
            fitted[channels.names[gas]] = strength * result.targets.signatures[gas]
    thermal = result.block.regime == "thermal"
    return PlumeSpectrum(
        wavelength_um=result.block.wavelength_um,
        # Copies: the spectrum is one row of those of all places that the outline was laid on.
        difference=judged.spectrum.copy(),
        difference_std=judged.spectrum_std.copy(),
        fitted=fitted,
        unit="K (brightness temperature)" if thermal else "1 (log radiance)",
    )


def describe_rejection(
    result: BlockResult, judged: Judged, channels: ChannelLibrary, first_line: int
) -> Rejection:
    """Build the record of something that is no plume, with the reason."""
    found = judged.identification
    gas = channels.names[int(np.argmax(found.gas_probability))]
    if found.surface_probability > 0.5:
        reason = (
            "Its spectrum is better explained by a surface unlike its surroundings (smooth "
            "emissivity or a change of material) than by any gas."
            if result.block.regime == "thermal"
            else "Its spectrum is better explained by a change of surface than by any gas."
        )
    elif found.log_odds < 0.0:
        reason = "The same outline laid elsewhere in the scene gives spectra as strong as this."
    else:
        reason = (
            "Its spectrum leans towards gas, but less than the many places and gases that were "
            "looked at would bring about by chance."
        )
    if judged.probability > REJECTED_PROBABILITY:
        reason += f" Probability of a plume {judged.probability:.2f}, below what is reported."
    return Rejection(
        gas=gas,
        score=judged.candidate.peak,
        pixel_polygon=pixel_outline(judged.candidate.members + np.array([first_line, 0], np.intp)),
        n_pixels=len(judged.candidate.members),
        reason=reason,
        plume_probability=judged.probability,
    )
