"""A lookup table turned round says where each sensor pixel lies."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from cathartes.io.scenes.lookup_table import invert_lookup_table


@given(st.integers(1, 12), st.integers(1, 12), st.integers(0, 3))
def test_a_table_that_repeats_pixels_gives_their_middle(lines, samples, seed):
    rng = np.random.default_rng(seed)
    times = rng.integers(1, 4, 2)
    line, sample = np.mgrid[:lines, :samples]
    glt_line = np.kron(line + 1.0, np.ones(times))
    glt_sample = np.kron(sample + 1.0, np.ones(times))
    easting, northing = np.arange(glt_line.shape[1]) * 2.0, np.arange(glt_line.shape[0]) * -3.0
    east, north = invert_lookup_table(glt_line, glt_sample, easting, northing, (lines, samples))
    np.testing.assert_allclose(east, (sample + 0.5) * times[1] * 2.0 - 1.0)
    np.testing.assert_allclose(north, -((line + 0.5) * times[0] * 3.0 - 1.5))


def test_empty_filled_and_impossible_cells_say_nothing():
    glt_line = np.array([[1.0, -1.0, 0.0], [2.0, 99.0, np.nan]])
    glt_sample = np.array([[1.0, -1.0, 0.0], [1.0, 1.0, 1.0]])
    east, north = invert_lookup_table(
        glt_line, glt_sample, np.array([10.0, 20.0, 30.0]), np.array([5.0, 4.0]), (3, 1)
    )
    np.testing.assert_array_equal(east, [[10.0], [10.0], [np.nan]])
    np.testing.assert_array_equal(north, [[5.0], [4.0], [np.nan]])
