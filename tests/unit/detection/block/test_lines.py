"""Blocks of lines tile the scene."""

from __future__ import annotations

import resource
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from cathartes.detection.block.lines import BLOCK_BYTES, core_blocks

SHAPES = st.tuples(st.integers(1, 30_000), st.integers(1, 3000), st.integers(1, 500))


@given(SHAPES, st.integers(0, 80), st.integers(0, 2000))
def test_cores_tile_the_scene_and_lie_inside_what_is_read(shape, n_gases, wanted) -> None:
    blocks = core_blocks(shape, n_gases, wanted)
    assert blocks[0][0][0] == 0
    assert blocks[-1][0][1] == shape[0]
    for (core, halo), (following, _) in pairwise(blocks):
        assert core[1] == following[0]
        assert halo[1] <= shape[0]
    for core, halo in blocks:
        assert 0 <= halo[0] <= core[0] < core[1] <= halo[1] <= shape[0]


@given(st.integers(400, 30_000), st.integers(200, 2000), st.integers(50, 400), st.integers(1, 60))
def test_radiance_and_score_maps_of_a_block_fit_its_memory(lines, samples, channels, n_gases):
    # Score maps are smoothed in place; those at half resolution come on top.
    line_bytes = samples * 4 * (channels + 1.25 * n_gases)
    for _, (first, last) in core_blocks((lines, samples, channels), n_gases):
        # A few very wide lines must be read whatever they weigh.
        assert (last - first) * line_bytes <= max(1.01 * BLOCK_BYTES, 200 * line_bytes)


def test_blocks_do_not_depend_on_the_memory_at_hand() -> None:
    before = core_blocks((20_000, 400, 128), 50)
    soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
    resource.setrlimit(resource.RLIMIT_DATA, (2**31, hard))
    try:
        assert core_blocks((20_000, 400, 128), 50) == before
    finally:
        resource.setrlimit(resource.RLIMIT_DATA, (soft, hard))


def test_neighbours_read_across_their_border() -> None:
    (_, first), (core, second) = core_blocks((200, 10, 10), 3, 100)[:2]
    assert first[1] > core[0] > second[0]


def test_a_scene_that_fits_is_one_block() -> None:
    assert core_blocks((50, 40, 30), 50) == [((0, 50), (0, 50))]
