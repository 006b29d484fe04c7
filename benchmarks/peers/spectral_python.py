"""Spectral Python (SPy): matched filter and ACE, with global and with column statistics."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
import spectral
from numpy.typing import NDArray

from benchmarks.peers.record import Peer


def _spy_score(
    cube: NDArray[np.float32],
    target: NDArray[np.float64],
    n_threads: int = 1,
    *,
    detector: Callable[..., NDArray[np.floating]],
    per_column: bool,
) -> NDArray[np.floating]:
    blocks = np.array_split(cube, cube.shape[1], axis=1) if per_column else [cube]
    scores = []
    # SPy has no remedy for the singular covariance of a dead column; the score there is 0.
    with np.errstate(all="ignore"):
        for block in blocks:
            background = spectral.calc_stats(block)
            # SPy asks for the mean of the target class, not for the difference it makes.
            try:
                score = detector(block, background.mean + target, background)
            except np.linalg.LinAlgError:
                score = np.zeros(block.shape[:2])
            scores.append(score.reshape(block.shape[:2]))
    return np.nan_to_num(np.concatenate(scores, axis=1), nan=0.0, posinf=0.0, neginf=0.0)


def _peer(name: str, detector: Callable[..., NDArray[np.floating]], has_sign: bool) -> list[Peer]:
    return [
        Peer(
            f"SPy {name} {statistics}",
            partial(_spy_score, detector=detector, per_column=statistics == "per column"),
            has_sign=has_sign,
        )
        for statistics in ("global", "per column")
    ]


SPY_PEERS: list[Peer] = [
    *_peer("matched filter", spectral.matched_filter, True),
    *_peer("ACE", spectral.ace, False),
]
