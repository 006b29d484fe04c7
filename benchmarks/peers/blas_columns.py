"""The plain column matched filter on numpy's BLAS: the yardstick of the speed bars."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import partial

import numpy as np
from numpy.typing import NDArray

from benchmarks.peers.record import Peer


def _filter_columns(
    columns: range,
    cube: NDArray[np.float32],
    target: NDArray[np.floating],
    out: NDArray[np.floating],
) -> None:
    """Fill ``out[:, columns]`` with the matched filter of each column's own statistics."""
    n_lines = cube.shape[0]
    dtype = out.dtype
    for sample in columns:
        pixels = cube[:, sample, :].astype(dtype)
        pixels -= pixels.mean(axis=0)
        covariance = pixels.T @ pixels
        covariance /= n_lines - 1
        try:
            weights = np.linalg.solve(covariance, target)
        except np.linalg.LinAlgError:  # a dead column or channel: this peer has no answer
            weights = np.zeros_like(target)
        norm = target @ weights
        out[:, sample] = pixels @ (weights / norm if norm > 0 else weights)


def column_matched_filter(
    cube: NDArray[np.float32],
    target: NDArray[np.float64],
    n_threads: int = 1,
    *,
    dtype: type[np.floating] = np.float32,
) -> NDArray[np.floating]:
    """Score every pixel with its column's mean and covariance, in ppm m.

    Threads run over columns, each on one-thread BLAS: threaded BLAS is slower on matrices
    of this size.
    """
    out = np.zeros(cube.shape[:2], dtype)
    typed_target = target.astype(dtype)
    n_samples = cube.shape[1]
    # Short runs of neighbouring columns: the reads of one line stay within a cache line or two.
    runs = [range(start, min(start + 16, n_samples)) for start in range(0, n_samples, 16)]
    work = partial(_filter_columns, cube=cube, target=typed_target, out=out)
    if n_threads == 1:
        for run in runs:
            work(run)
    else:
        with ThreadPoolExecutor(n_threads) as pool:
            list(pool.map(work, runs))
    return out


BLAS_FLOAT32 = Peer("numpy BLAS column MF float32", column_matched_filter)
BLAS_FLOAT64 = Peer(
    "numpy BLAS column MF float64", partial(column_matched_filter, dtype=np.float64)
)
