"""The plain column matched filter on numpy's BLAS: the yardstick of the speed bars."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import partial

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from benchmarks.peers.record import Peer


def _filter_columns(
    columns: range,
    cube: NDArray[np.float32],
    target: NDArray[np.floating],
    out: NDArray[np.floating],
) -> None:
    """Fill ``out[:, columns]`` with the matched filter of each column's own statistics."""
    n_lines = cube.shape[0]
    # The mean as a product is twice as fast as ``mean(axis=0)`` over a narrow array.
    average = np.full(n_lines, 1.0 / n_lines, out.dtype)
    for sample in columns:
        pixels = cube[:, sample, :].astype(out.dtype)
        pixels -= average @ pixels
        try:
            weights = np.linalg.solve(pixels.T @ pixels, target)
        except np.linalg.LinAlgError:  # a dead column or channel: this peer has no answer
            continue
        norm = target @ weights
        if norm > 0:
            out[:, sample] = pixels @ (weights / norm)


def column_matched_filter(
    cube: NDArray[np.float32],
    target: NDArray[np.float64],
    n_threads: int = 1,
    *,
    dtype: type[np.floating] = np.float32,
) -> NDArray[np.floating]:
    """Score every pixel with its column's mean and covariance, in ppm m.

    Threads run over columns, each on one-thread BLAS: threaded BLAS is slower on matrices
    of this size. Of the obvious ways to write it this was the fastest by measurement.
    """
    out = np.zeros(cube.shape[:2], dtype)
    work = partial(_filter_columns, cube=cube, target=target.astype(dtype), out=out)
    if n_threads == 1:
        work(range(cube.shape[1]))
        return out
    n_samples = cube.shape[1]
    runs = [range(start, min(start + 16, n_samples)) for start in range(0, n_samples, 16)]
    with threadpool_limits(1), ThreadPoolExecutor(n_threads) as pool:
        list(pool.map(work, runs))
    return out


BLAS_FLOAT32 = Peer("numpy BLAS column MF float32", column_matched_filter)
BLAS_FLOAT64 = Peer(
    "numpy BLAS column MF float64", partial(column_matched_filter, dtype=np.float64)
)
