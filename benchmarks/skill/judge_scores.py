"""Judge score maps: pixel recall at fixed false-positive rates."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from benchmarks.metrics import PLUME_FREE_SNR, POSITIVE_SNR, count_found, threshold_at_rate
from benchmarks.scenery.skill_scene import SkillScene
from benchmarks.skill.rows import PixelRow

RATES = (1e-4, 1e-5)
WEAK_STRENGTH = 15.0
"""An emitter is weak when its 50 strongest pixels have a mean true SNR below this."""


def judge_scores(subject: SkillScene, scores: Mapping[str, NDArray[np.floating]]) -> list[PixelRow]:
    """Judge one method's maps, one row for each gas with pixels that ought to be found.

    Pixels with true SNR between 0.5 and 5 are left out on both sides; so is every pixel of
    another gas's plume, and every dead column.
    """
    plume_free = (subject.truth.snr < PLUME_FREE_SNR) & subject.is_judged
    rows = []
    for gas in sorted(subject.peer_targets):
        positive = (subject.gas_snr(gas) >= POSITIVE_SNR) & subject.is_judged
        if not positive.any():
            continue
        strong = np.zeros_like(positive)
        for emitter in subject.truth.emitters:
            if emitter.strength >= WEAK_STRENGTH:
                strong |= emitter.snr >= PLUME_FREE_SNR
        weak = positive & ~strong
        if gas in scores:
            limits = [threshold_at_rate(scores[gas], plume_free, rate) for rate in RATES]
            found = [count_found(scores[gas], positive, limit)[0] for limit in limits]
            weak_found = [count_found(scores[gas], weak, limit)[0] for limit in limits]
        else:  # a detector that will not score the gas has not found it
            found = weak_found = [0, 0]
        rows.append(
            PixelRow(
                gas,
                int(positive.sum()),
                (found[0], found[1]),
                int(weak.sum()),
                (weak_found[0], weak_found[1]),
            )
        )
    return rows
