"""fastmag1c 0.1.0: the same filter with a rank-two update of the covariance, 30 iterations."""

from __future__ import annotations

import fastmag1c
import numpy as np
import torch
from numpy.typing import NDArray

from benchmarks.peers.record import Peer

COLUMN_SCALE_PPM_M = 1e5
"""fastmag1c counts its template per 1e5 ppm m, as mag1c does."""


def fastmag1c_score(
    cube: NDArray[np.float32], target: NDArray[np.float64], n_threads: int = 1
) -> NDArray[np.floating]:
    """Return fastmag1c's column map, ppm m, float32 by its own default."""
    torch.set_num_threads(n_threads)
    mean = cube.mean(axis=(0, 1), dtype=np.float64)
    template = target / mean * COLUMN_SCALE_PPM_M
    try:
        enhancement = fastmag1c.retrieve(cube, template=template, device="cpu")
    except torch.linalg.LinAlgError:
        # One singular column stops its whole batch; its own remedy is a smaller batch.
        enhancement = np.zeros(cube.shape[:2], np.float32)
        for sample in range(cube.shape[1]):
            try:
                enhancement[:, [sample]] = fastmag1c.retrieve(
                    np.ascontiguousarray(cube[:, [sample]]), template=template, device="cpu"
                )
            except torch.linalg.LinAlgError:
                continue
    return np.asarray(np.nan_to_num(enhancement))


FASTMAG1C = Peer("fastmag1c float32", fastmag1c_score, is_slow=True)
