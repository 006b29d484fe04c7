"""Cholesky factor of a positive matrix, in place; a small one without a call into a library."""

from __future__ import annotations

import math

import numpy as np
from numba import njit
from numpy.typing import NDArray

SMALLEST_PIVOT = 1e-200
LARGEST_SMALL = 40


@njit(cache=True, error_model="numpy", fastmath=True)
def factor_in_place(matrix: NDArray[np.float64], size: int) -> float:
    """Overwrite the lower triangle by its Cholesky factor; return the log-determinant."""
    log_determinant = 0.0
    if size > LARGEST_SMALL:
        # The library reads one triangle; here the other is not filled.
        factor = np.linalg.cholesky(matrix)
        for i in range(size):
            log_determinant += 2.0 * math.log(factor[i, i])
            for j in range(i + 1):
                matrix[i, j] = factor[i, j]
        return log_determinant
    for i in range(size):
        for j in range(i + 1):
            rest = matrix[i, j]
            for k in range(j):
                rest -= matrix[i, k] * matrix[j, k]
            if i == j:
                pivot = math.sqrt(max(rest, SMALLEST_PIVOT))
                matrix[i, i] = pivot
                log_determinant += 2.0 * math.log(pivot)
            else:
                matrix[i, j] = rest / matrix[j, j]
    return log_determinant


@njit(cache=True, error_model="numpy", fastmath=True)
def solve_forward(
    factor: NDArray[np.float64],
    size: int,
    right: NDArray[np.float64],
    solution: NDArray[np.float64],
) -> None:
    """Write the solution of L x = right."""
    for i in range(size):
        rest = right[i]
        for k in range(i):
            rest -= factor[i, k] * solution[k]
        solution[i] = rest / factor[i, i]


@njit(cache=True, error_model="numpy", fastmath=True)
def solve_backward(factor: NDArray[np.float64], size: int, solution: NDArray[np.float64]) -> None:
    """Overwrite x by the solution of L' z = x."""
    for i in range(size - 1, -1, -1):
        rest = solution[i]
        for k in range(i + 1, size):
            rest -= factor[k, i] * solution[k]
        solution[i] = rest / factor[i, i]
