"""Every type, order and interleave gives back the numbers that were written."""

from __future__ import annotations

import os
import pickle
import threading
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cathartes.errors import SceneError
from cathartes.io.scenes.envi import write_envi
from cathartes.io.scenes.envi.layout import DATA_TYPES, EnviLayout
from cathartes.io.scenes.envi.source import EnviSource

INTERLEAVES = ("bip", "bil", "bsq")
_FILE_ORDER = {"bip": (0, 1, 2), "bil": (0, 2, 1), "bsq": (2, 0, 1)}


def source_of(path: Path, shape, dtype, interleave, **options) -> EnviSource:
    channels = shape[2]
    gain = options.pop("gain", np.ones(channels))
    offset = options.pop("offset", np.zeros(channels))
    offset_bytes = options.pop("offset_bytes", 0)
    layout = EnviLayout(shape, np.dtype(dtype), interleave, offset_bytes)
    return EnviSource(path, layout, gain, offset, **options)


@st.composite
def cubes(draw):
    """Cubes whose sizes lie around the kernels' block of 8 and the groups of channels."""
    shape = tuple(draw(st.integers(1, limit)) for limit in (5, 19, 35))
    dtype = np.dtype(draw(st.sampled_from(sorted(DATA_TYPES.values()))))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    if dtype.kind == "f":
        cube = rng.normal(0.0, 100.0, shape).astype(dtype)
    else:
        limits = np.iinfo(dtype)
        cube = rng.integers(limits.min, limits.max, shape, dtype=dtype, endpoint=True)
    return cube


@settings(max_examples=60, deadline=None)
@given(
    cube=cubes(),
    interleave=st.sampled_from(INTERLEAVES),
    byte_order=st.sampled_from(["little", "big"]),
    ends=st.tuples(st.integers(0, 5), st.integers(0, 5)),
)
def test_what_is_written_is_read_whatever_type_order_and_lines(
    tmp_path_factory, cube, interleave, byte_order, ends
):
    path = tmp_path_factory.mktemp("cube") / "cube.img"
    write_envi(path, cube, interleave=interleave, dtype=cube.dtype, byte_order=byte_order)
    dtype = cube.dtype.newbyteorder(byte_order)
    source = source_of(path, cube.shape, dtype, interleave)
    first, last = sorted(min(end, cube.shape[0]) for end in ends)
    lines = source.read(first, last)
    assert lines.dtype == np.float32
    assert lines.flags.c_contiguous
    assert lines.flags.writeable
    np.testing.assert_array_equal(lines, cube[first:last].astype(np.float32))


@pytest.mark.parametrize("code", sorted(DATA_TYPES))
@pytest.mark.parametrize("interleave", INTERLEAVES)
@pytest.mark.parametrize("byte_order", ["little", "big"])
def test_bytes_in_the_file_are_those_numpy_would_write(tmp_path, code, interleave, byte_order):
    dtype = np.dtype(DATA_TYPES[code])
    cube = np.arange(3 * 4 * 5).reshape(3, 4, 5).astype(dtype)
    path, header = write_envi(
        tmp_path / "cube.img", cube, interleave=interleave, dtype=dtype, byte_order=byte_order
    )
    ordered = cube.transpose(_FILE_ORDER[interleave])
    assert path.read_bytes() == ordered.astype(dtype.newbyteorder(byte_order)).tobytes()
    assert f"data type = {code}\n" in header.read_text()


@pytest.mark.parametrize("interleave", INTERLEAVES)
def test_pieces_of_a_large_image_join_without_a_seam(tmp_path, interleave):
    rng = np.random.default_rng(3)
    # More pixels than one piece of a band, and lines larger than one piece of the file.
    cube = rng.random((5, 70_000, 3), dtype=np.float32)
    path, _ = write_envi(tmp_path / "cube.img", cube, interleave=interleave)
    np.testing.assert_array_equal(source_of(path, cube.shape, "<f4", interleave).read(0, 5), cube)


@pytest.mark.parametrize("interleave", INTERLEAVES)
@pytest.mark.parametrize("dtype", ["<f4", ">f4", "<f8", "<i2"])
def test_fill_nan_and_infinity_become_nan_and_nothing_else_does(tmp_path, interleave, dtype):
    cube = np.ones((4, 10, 18), dtype)
    spoilt = {(0, 0, 0): -9999}
    if np.dtype(dtype).kind == "f":
        spoilt |= {(1, 9, 17): np.nan, (2, 3, 4): np.inf, (3, 8, 16): -np.inf}
    for place, number in spoilt.items():
        cube[place] = number
    path, _ = write_envi(
        tmp_path / "c.img",
        cube,
        interleave=interleave,
        dtype=dtype[1:],
        byte_order="big" if dtype[0] == ">" else "little",
    )
    bad = np.isnan(source_of(path, cube.shape, dtype, interleave, ignored=-9999.0).read(0, 4))
    assert {tuple(map(int, place)) for place in np.argwhere(bad)} == set(spoilt)


@pytest.mark.parametrize("interleave", INTERLEAVES)
def test_each_channel_has_its_own_gain_and_offset(tmp_path, interleave):
    rng = np.random.default_rng(4)
    cube = rng.integers(0, 60_000, (3, 11, 21)).astype(np.uint16)
    gain, offset = rng.uniform(1e-4, 1e-2, 21), rng.uniform(-3, 3, 21)
    path, _ = write_envi(tmp_path / "cube.img", cube, interleave=interleave, dtype=np.uint16)
    source = source_of(path, cube.shape, "<u2", interleave, gain=gain, offset=offset)
    np.testing.assert_allclose(source.read(0, 3), cube * gain + offset, rtol=2e-6, atol=1e-5)


def test_overflow_of_single_precision_is_no_data(tmp_path):
    cube = np.full((2, 2, 2), 1e300)
    cube[0, 0, 0] = 5.0
    path, _ = write_envi(tmp_path / "cube.img", cube, dtype=np.float64)
    lines = source_of(path, cube.shape, "<f8", "bip").read(0, 2)
    assert np.isnan(lines).sum() == 7


@pytest.mark.parametrize("interleave", INTERLEAVES)
@pytest.mark.parametrize("dtype", ["<f4", "<f8", ">i2"])
def test_numbers_may_begin_at_any_byte(tmp_path, interleave, dtype):
    cube = np.arange(2 * 9 * 17).reshape(2, 9, 17).astype(dtype)
    path = tmp_path / "cube.img"
    path.write_bytes(b"xyz" + cube.transpose(_FILE_ORDER[interleave]).tobytes())
    source = source_of(path, cube.shape, dtype, interleave, offset_bytes=3)
    source.check_size()
    np.testing.assert_array_equal(source.read(0, 2), cube)


def test_a_band_is_read_in_full_precision(tmp_path):
    rng = np.random.default_rng(5)
    cube = rng.normal(1e6, 1.0, (4, 6, 3))
    for interleave in INTERLEAVES:
        path, _ = write_envi(
            tmp_path / f"{interleave}.img", cube, interleave=interleave, dtype=np.float64
        )
        source = source_of(path, cube.shape, "<f8", interleave)
        np.testing.assert_array_equal(source.read_band(1), cube[:, :, 1])


def test_the_caller_may_overwrite_what_was_read(tmp_path):
    cube = np.ones((2, 3, 4), np.float32)
    path, _ = write_envi(tmp_path / "cube.img", cube)
    source = source_of(path, cube.shape, "<f4", "bip")
    source.read(0, 2)[:] = 7.0
    assert (source.read(0, 2) == 1.0).all()
    assert np.frombuffer(path.read_bytes(), "<f4").max() == 1.0


@pytest.mark.parametrize("interleave", INTERLEAVES)
def test_a_file_that_shrinks_after_opening_is_told_and_does_not_crash(tmp_path, interleave):
    cube = np.ones((64, 32, 20), np.float32)
    path, _ = write_envi(tmp_path / "cube.img", cube, interleave=interleave)
    source = source_of(path, cube.shape, "<f4", interleave)
    source.check_size()
    os.truncate(path, 5000)
    with pytest.raises(SceneError, match="has become shorter"):
        source.read(0, 64)
    path.unlink()
    with pytest.raises(SceneError, match="readable file"):
        source.read(0, 64)


def test_lines_beyond_the_scene_are_refused(tmp_path):
    path, _ = write_envi(tmp_path / "cube.img", np.ones((2, 3, 4), np.float32))
    source = source_of(path, (2, 3, 4), "<f4", "bip")
    assert source.read(1, 1).shape == (0, 3, 4)
    with pytest.raises(SceneError, match="lines asked for"):
        source.read(0, 3)


def test_threads_and_other_processes_can_share_a_source(tmp_path):
    cube = np.random.default_rng(6).random((40, 30, 20), dtype=np.float32)
    path, _ = write_envi(tmp_path / "cube.img", cube, interleave="bil")
    source = pickle.loads(pickle.dumps(source_of(path, cube.shape, "<f4", "bil")))
    wrong = []

    def check(first: int) -> None:
        if not np.array_equal(source.read(first, first + 10), cube[first : first + 10]):
            wrong.append(first)

    threads = [threading.Thread(target=check, args=(first,)) for first in (0, 10, 20, 30) * 5]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
