"""Scaling and turning over pieces of a cube."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cathartes.kernels.cube_order import (
    scale_channels_in_columns,
    scale_channels_in_rows,
    transpose_into,
)


def compiled_or_not(kernel, compiled):
    return kernel if compiled else kernel.py_func


@settings(max_examples=60, deadline=None)
@given(rows=st.integers(1, 40), columns=st.integers(1, 40))
def test_a_piece_is_turned_over_whatever_its_size(rows, columns):
    numbers = np.arange(rows * columns, dtype=np.float32).reshape(rows, columns)
    out = np.full((columns, rows), -1.0, np.float32)
    transpose_into(numbers, out)
    np.testing.assert_array_equal(out, numbers.T)


def test_a_piece_goes_into_part_of_a_wider_array_and_touches_nothing_else():
    out = np.full((19, 50), -1.0, np.float32)
    numbers = np.random.default_rng(1).random((17, 11), dtype=np.float32)
    transpose_into(numbers, out[3:14, 20:37])
    np.testing.assert_array_equal(out[3:14, 20:37], numbers.T)
    out[3:14, 20:37] = -1.0
    assert (out == -1.0).all()


@pytest.mark.parametrize("compiled", [True, False])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_rows_and_columns_are_scaled_alike(compiled, dtype):
    rng = np.random.default_rng(2)
    numbers = rng.normal(0, 5, (7, 5)).astype(dtype)
    gain, offset = rng.random(5).astype(dtype), rng.random(5).astype(dtype)
    numbers[0, 0], numbers[1, 1], numbers[2, 2], numbers[3, 3] = np.nan, np.inf, -np.inf, 7.0
    by_column, by_row = np.empty((7, 5), np.float32), np.empty((5, 7), np.float32)
    columns = compiled_or_not(scale_channels_in_columns, compiled)
    rows = compiled_or_not(scale_channels_in_rows, compiled)
    with np.errstate(invalid="ignore"):
        columns(numbers, gain, offset, dtype(7.0), by_column)
        rows(np.ascontiguousarray(numbers.T), gain, offset, dtype(7.0), by_row)
    expected = gain * numbers + offset
    expected[[0, 1, 2, 3], [0, 1, 2, 3]] = np.nan
    np.testing.assert_allclose(by_column, expected, rtol=1e-6)
    np.testing.assert_array_equal(by_row, by_column.T)


@pytest.mark.parametrize("compiled", [True, False])
def test_without_a_fill_value_only_what_is_not_finite_is_lost(compiled):
    numbers = np.array([[0.0, -9999.0, 3.4e38, np.nan]], np.float32)
    out = np.empty_like(numbers)
    ones, zeros = np.ones(4, np.float32), np.zeros(4, np.float32)
    compiled_or_not(scale_channels_in_columns, compiled)(
        numbers, ones, zeros, np.float32(np.nan), out
    )
    np.testing.assert_array_equal(out, numbers)


def test_scaling_may_happen_in_place():
    numbers = np.ones((3, 4), np.float32)
    gain = np.arange(4, dtype=np.float32)
    scale_channels_in_columns(numbers, gain, gain, np.float32(np.nan), numbers)
    np.testing.assert_array_equal(numbers, np.broadcast_to(2 * gain, (3, 4)))
