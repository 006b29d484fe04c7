"""Judged candidates of a block to plumes and rejections of the scene."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cathartes.detection.block_detection import REJECTED_PROBABILITY, BlockResult
from cathartes.detection.plumes.head import downwind_direction, find_head
from cathartes.detection.plumes.judged import Judged
from cathartes.detection.plumes.outline import pixel_outline
from cathartes.detection.result.columns import ColumnResult, plume_columns
from cathartes.io.georeference import pixel_size_m
from cathartes.model.gas import ChannelLibrary
from cathartes.model.plume import UNKNOWN_GAS, Plume, PlumeSpectrum, Rejection
from cathartes.model.scene import Scene

Array = NDArray[np.float64]
PROBABILITY_SHOWN = 0.005
GAS_SHARE_FOR_COLUMN = 0.5


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
        column_below_ppm_m=of_surest.below if of_surest else None,
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
