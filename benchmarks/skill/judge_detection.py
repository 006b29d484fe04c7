"""Judge a detection: found emitters, false plumes, names, probabilities, columns, heads."""

from __future__ import annotations

import numpy as np

from benchmarks.metrics import PlumeMatch, find_emitters, head_distance_pixels, match_plume
from benchmarks.metrics.matching import FOOTPRINT_SNR
from benchmarks.scenery.skill_scene import SkillScene
from benchmarks.skill.rows import DetectionRows, EmitterRow, PlumeRow, ProbabilityRow
from cathartes.model import Detection, Plume
from cathartes.model.plume import UNKNOWN_GAS

LEAST_PROBABILITY = 0.01
"""Statements below this are not statements: a library of 40 gases would drown the rest."""


def judge_detection(subject: SkillScene, detection: Detection) -> DetectionRows:
    """Judge everything a detection says against the truth of its scene."""
    emitters = subject.truth.emitters
    outlines = [detection.plume_id == plume.plume_id for plume in detection.plumes]
    matches = [match_plume(outline, emitters) for outline in outlines]
    found_by = find_emitters(outlines, matches, emitters)
    pixel_area = (subject.scene.pixel_size_m or 1.0) ** 2
    emitter_rows = tuple(
        EmitterRow(
            gases=emitter.gases,
            strength=emitter.strength,
            area_m2=float((emitter.snr >= FOOTPRINT_SNR).sum()) * pixel_area,
            is_in_library=emitter.gases[0] not in subject.invented,
            is_found=bool(plumes),
        )
        for emitter, plumes in zip(emitters, found_by, strict=True)
    )
    plume_rows = tuple(
        _judge_plume(subject, detection, plume, outline, match)
        for plume, outline, match in zip(detection.plumes, outlines, matches, strict=True)
    )
    surest = []
    for emitter, plumes in zip(emitters, found_by, strict=True):
        if plumes:  # plumes are reported surest first
            plume = detection.plumes[plumes[0]]
            surest.append(head_distance_pixels(plume.head_line, plume.head_sample, emitter))
    return DetectionRows(emitter_rows, plume_rows, tuple(surest), len(detection.rejections))


def _judge_plume(
    subject: SkillScene,
    detection: Detection,
    plume: Plume,
    outline: np.ndarray[tuple[int, int], np.dtype[np.bool_]],
    match: PlumeMatch,
) -> PlumeRow:
    # Invented gases are "unknown" to whoever is right about them.
    held = {UNKNOWN_GAS if gas in subject.invented else gas for gas in match.held}
    emitter = None if match.emitter is None else subject.truth.emitters[match.emitter]
    true_column = 0.0
    if plume.gas != UNKNOWN_GAS and match.is_true:
        true_column = float(subject.truth.column_ppm_m(plume.gas)[outline].mean())
    return PlumeRow(
        gas=plume.gas,
        emitter=match.emitter,
        n_pixels=plume.n_pixels,
        score=plume.score,
        false_alarm_rate=plume.false_alarm_rate,
        plume_probability=plume.plume_probability,
        overlap=match.overlap,
        held=tuple(sorted(held)),
        is_invented=emitter is not None and emitter.gases[0] in subject.invented,
        is_top_1=plume.gas in held,
        is_in_group=bool(held & {plume.gas, *plume.group}),
        head_distance_pixels=(
            None
            if emitter is None
            else head_distance_pixels(plume.head_line, plume.head_sample, emitter)
        ),
        column_ppm_m=plume.column_mean_ppm_m,
        column_std_ppm_m=plume.column_std_ppm_m,
        true_column_ppm_m=true_column,
        column_remark=plume.column_remark,
        probabilities=_judge_probabilities(detection, plume, held, set(match.traces)),
    )


def _judge_probabilities(
    detection: Detection, plume: Plume, held: set[str], traces: set[str]
) -> tuple[ProbabilityRow, ...]:
    rows = []
    for gas, probability in plume.gas_probabilities.items():
        if probability < LEAST_PROBABILITY or gas in traces:
            continue
        group = next((set(one) for one in detection.groups if gas in one), {gas})
        rows.append(
            ProbabilityRow(gas, min(1.0, probability), gas in held, bool(held & (group | {gas})))
        )
    return tuple(rows)
