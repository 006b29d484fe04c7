"""mag1c 1.2.0 as its command line runs it: one column at a time, 30 iterations."""

from __future__ import annotations

import warnings
from functools import partial

import numpy as np
import torch
from numpy.typing import NDArray

from benchmarks.peers.record import Peer

with warnings.catch_warnings():
    # mag1c names numpy.core and pkg_resources, which warn; it is not ours to change.
    warnings.simplefilter("ignore")
    from mag1c.mag1c import acrwl1mf

N_ITERATIONS = 30
COLUMN_SCALE_PPM_M = 1e5
"""mag1c counts its template per 1e5 ppm m."""


def mag1c_score(
    cube: NDArray[np.float32],
    target: NDArray[np.float64],
    n_threads: int = 1,
    *,
    dtype: torch.dtype = torch.float64,
) -> NDArray[np.floating]:
    """Return mag1c's column map, ppm m, float64 by its own default."""
    torch.set_num_threads(n_threads)
    out = np.zeros(cube.shape[:2])
    mean = cube.mean(axis=(0, 1), dtype=np.float64)
    template = torch.from_numpy(target / mean * COLUMN_SCALE_PPM_M).to(dtype)
    everywhere = torch.ones((1, cube.shape[0]), dtype=torch.bool)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=".*torch.cholesky is deprecated.*")
        for sample in range(cube.shape[1]):
            column = torch.from_numpy(np.ascontiguousarray(cube[:, sample])).to(dtype)[None]
            try:
                enhancement, _ = acrwl1mf(
                    column, template, N_ITERATIONS, False, False, False, 1.0, 0.0, everywhere
                )
            except torch.linalg.LinAlgError:  # a dead column: its covariance is singular
                continue
            out[:, sample] = enhancement[0, :, 0].numpy()
    return np.nan_to_num(out)


MAG1C_PEERS: list[Peer] = [
    Peer("mag1c float64", mag1c_score, is_slow=True),
    Peer("mag1c float32", partial(mag1c_score, dtype=torch.float32), is_slow=True),
]
