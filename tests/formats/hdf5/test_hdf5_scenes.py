"""What holds for every maker's HDF5 layout."""

from __future__ import annotations

import pickle
import tracemalloc
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cathartes.errors import SceneError
from cathartes.io.scenes.hdf5 import unknown
from cathartes.io.scenes.hdf5.cube_source import Hdf5Cube


def test_radiance_comes_out_as_it_was_written_in_the_canonical_unit(product, cube, tmp_path):
    scene = product.reader.open_scene(product.write(tmp_path / "a.h5", cube))
    assert scene.shape == cube.shape
    lines = scene.source.read(0, cube.shape[0])
    assert lines.dtype == np.float32
    assert lines.flags.c_contiguous
    np.testing.assert_allclose(lines, cube * product.factor, rtol=1e-6)
    assert scene.quantity == "radiance"


def test_channels_are_in_micrometres_and_in_the_order_of_the_file(product, cube, tmp_path):
    instrument = product.reader.open_scene(product.write(tmp_path / "a.h5", cube)).instrument
    assert (np.diff(instrument.wavelength_um) > 0).all()
    assert 0.3 < instrument.wavelength_um[0] < 8
    assert 2 < instrument.wavelength_um[-1] < 13
    assert (instrument.fwhm_um > 0).all()


def test_only_its_own_reader_recognises_a_file(product, products, cube, tmp_path):
    path = product.write(tmp_path / "a.h5", cube)
    recognised = [name for name, other in products.items() if other.reader.recognises(path)]
    assert [products[name].reader for name in recognised] == [product.reader]


def test_the_name_of_the_file_does_not_matter(product, cube, tmp_path):
    path = product.write(tmp_path / "holiday.jpg", cube)
    assert product.reader.recognises(path)
    assert product.reader.open_scene(path).name == "holiday"


def test_fill_nan_and_infinity_become_nan_and_nothing_else_does(product, cube, tmp_path):
    spoilt = {(0, 0, 0): -9999.0, (1, 2, 3): np.nan, (4, 1, 0): np.inf, (8, 6, 4): -np.inf}
    for place, number in spoilt.items():
        cube[place] = number
    scene = product.reader.open_scene(product.write(tmp_path / "a.h5", cube))
    bad = np.isnan(scene.source.read(0, 9))
    assert {tuple(map(int, place)) for place in np.argwhere(bad)} == set(spoilt)


def test_pixels_lie_where_the_file_says(product, cube, tmp_path, where_aviris3_pixels_lie):
    scene = product.reader.open_scene(product.write(tmp_path / "a.h5", cube))
    place = scene.georeference
    assert place.longitude.shape == place.latitude.shape == cube.shape[:2]
    if product.reader.FORMAT.startswith("AVIRIS"):
        expected = where_aviris3_pixels_lie(*cube.shape[:2])
        np.testing.assert_allclose(place.longitude, expected[0], atol=1e-9)
        np.testing.assert_allclose(place.latitude, expected[1], atol=1e-9)
        assert scene.pixel_size_m == pytest.approx(5.0, rel=0.01)
    else:
        assert place.longitude[0, 0] == pytest.approx(-118.0)
        assert place.latitude[-1, 0] < place.latitude[0, 0] == pytest.approx(35.0)
        assert scene.pixel_size_m == pytest.approx(60.0, rel=0.01)


def test_the_time_has_a_zone(product, cube, tmp_path):
    scene = product.reader.open_scene(product.write(tmp_path / "a.h5", cube))
    assert scene.acquired_at is not None
    assert scene.acquired_at.tzinfo is not None
    assert scene.acquired_at.year in (2022, 2023, 2025)


@pytest.mark.parametrize("chunks", [None, (3, 2, 2), (1, 7, 1), "whole"])
def test_any_lines_in_any_order_are_the_same_lines(product, cube, tmp_path, chunks):
    stored = tuple(np.array(cube.shape)[np.argsort(product.axes)])
    if chunks == "whole":
        chunks = stored
    elif chunks is not None:
        chunks = tuple(min(n, m) for n, m in zip(chunks, stored, strict=True))
    path = product.write(tmp_path / "a.h5", cube, chunks=chunks)
    source = product.reader.open_scene(path).source
    whole = source.read(0, 9)
    for first, last in [(8, 9), (0, 1), (2, 7), (4, 4), (1, 9), (0, 0)]:
        np.testing.assert_array_equal(source.read(first, last), whole[first:last])


def test_the_caller_may_overwrite_what_was_read(product, cube, tmp_path):
    stored = tuple(int(n) for n in np.array(cube.shape)[np.argsort(product.axes)])
    source = product.reader.open_scene(product.write(tmp_path / "a.h5", cube, chunks=stored)).source
    source.read(0, 9)[...] = -1.0
    np.testing.assert_allclose(source.read(0, 9), cube * product.factor, rtol=1e-6)


def test_a_source_can_travel_to_another_process(product, cube, tmp_path):
    source = product.reader.open_scene(product.write(tmp_path / "a.h5", cube)).source
    source.read(0, 2)
    twin = pickle.loads(pickle.dumps(source))
    np.testing.assert_array_equal(twin.read(3, 9), source.read(3, 9))


def test_one_line_is_a_scene(product, cube, tmp_path):
    scene = product.reader.open_scene(product.write(tmp_path / "a.h5", cube[:1]))
    assert scene.source.read(0, 1).shape == (1, 7, 5)


@pytest.mark.parametrize("lines", [(-1, 2), (0, 10), (5, 4)])
def test_lines_that_do_not_exist_are_refused(product, cube, tmp_path, lines):
    source = product.reader.open_scene(product.write(tmp_path / "a.h5", cube)).source
    with pytest.raises(SceneError, match="lines asked for"):
        source.read(*lines)


def test_a_missing_part_is_named(product, cube, tmp_path):
    for name in product.needed:
        path = product.write(tmp_path / "a.h5", cube)
        with h5py.File(path, "a") as file:
            del file[name]
        with pytest.raises(SceneError, match=name):
            product.reader.open_scene(path)


def _replace(path: Path, where: str, change: Any) -> None:
    name, _, attribute = where.partition("@")
    with h5py.File(path, "a") as file:
        if attribute:
            file[name].attrs[attribute] = change(file[name].attrs[attribute])
        else:
            numbers = change(file[name][()])
            del file[name]
            file[name] = numbers


WRONG_CENTRES = {
    "not a number": lambda centres: np.where(centres == centres.min(), np.nan, centres),
    "all zero": np.zeros_like,
    "negative": np.negative,
    "in metres": lambda centres: centres * 1e-9,
    "all the same": lambda centres: np.full_like(centres, centres.mean()),
    "one too few": lambda centres: centres[..., :-1],
    "words": lambda centres: np.full(centres.shape, b"infrared"),
}


@pytest.mark.parametrize("wrong", WRONG_CENTRES.values(), ids=WRONG_CENTRES)
def test_nonsensical_wavelengths_are_refused(product, cube, tmp_path, wrong):
    path = product.write(tmp_path / "a.h5", cube)
    _replace(path, product.centres, wrong)
    with pytest.raises(SceneError, match="expected"):
        product.reader.open_scene(path)


@pytest.mark.parametrize("wrong", [lambda p: p[:-1], lambda p: p[..., np.newaxis]])
def test_positions_that_disagree_with_the_radiance_are_refused(product, cube, tmp_path, wrong):
    path = product.write(tmp_path / "a.h5", cube)
    _replace(path, product.places, wrong)
    with pytest.raises(SceneError, match=product.places):
        product.reader.open_scene(path)


def test_positions_that_are_no_degrees_are_refused(product, cube, tmp_path):
    path = product.write(tmp_path / "a.h5", cube)
    if product.reader.FORMAT.startswith("AVIRIS"):
        _replace(path, product.places, lambda northing: northing * np.inf)
        scene = product.reader.open_scene(path)
        assert scene.georeference is None
        assert any("no position" in remark for remark in scene.remarks)
        return
    _replace(path, product.places, lambda latitude: latitude * 100)
    with pytest.raises(SceneError, match="degrees"):
        product.reader.open_scene(path)


@pytest.mark.parametrize("unit", ["1", "reflectance", "K", "W/m^2", "W/(m2 sr cm-1)"])
def test_a_unit_that_is_no_radiance_per_wavelength_is_refused(product, cube, tmp_path, unit):
    path = product.write(tmp_path / "a.h5", cube)
    with h5py.File(path, "a") as file:
        file[product.dataset].attrs["units"] = np.bytes_(unit)
    with pytest.raises(SceneError, match="unit of"):
        product.reader.open_scene(path)


def test_another_radiance_unit_is_converted(product, cube, tmp_path):
    path = product.write(tmp_path / "a.h5", cube)
    with h5py.File(path, "a") as file:
        file[product.dataset].attrs["units"] = np.bytes_("W/(m² sr nm)".encode())
    scene = product.reader.open_scene(path)
    assert scene.radiance_unit_in_file == "W m-2 sr-1 nm-1"
    np.testing.assert_allclose(scene.source.read(0, 9), cube * 1e3, rtol=1e-6)


def test_a_file_without_a_unit_says_what_was_assumed(product, cube, tmp_path):
    path = product.write(tmp_path / "a.h5", cube)
    with h5py.File(path, "a") as file:
        file[product.dataset].attrs.pop("units", None)
    scene = product.reader.open_scene(path)
    assert any("no radiance unit" in remark for remark in scene.remarks)
    np.testing.assert_allclose(scene.source.read(0, 9), cube * product.factor, rtol=1e-6)


def test_links_to_other_files_are_not_followed(product, cube, tmp_path):
    secret = product.write(tmp_path / "secret.h5", cube)
    bait = product.write(tmp_path / "bait.h5", cube)
    with h5py.File(bait, "a") as file:
        del file[product.dataset]
        file[product.dataset] = h5py.ExternalLink(str(secret), product.dataset)
    assert not product.reader.recognises(bait)
    with pytest.raises(SceneError, match="a link"):
        product.reader.open_scene(bait)


def test_data_kept_in_another_file_are_not_read(product, cube, tmp_path):
    (tmp_path / "raw").write_bytes(bytes(cube.nbytes))
    bait = product.write(tmp_path / "bait.h5", cube)
    with h5py.File(bait, "a") as file:
        shape = file[product.dataset].shape
        del file[product.dataset]
        external = [(str(tmp_path / "raw"), 0, h5py.h5f.UNLIMITED)]
        file.create_dataset(product.dataset, shape, np.float32, external=external)
    with pytest.raises(SceneError, match="another file"):
        product.reader.open_scene(bait)


@pytest.mark.parametrize(
    ("shape", "complaint"),
    [
        ((16, 2**23, 64), "a line"),
        ((2**20, 512, 64, 2), "3 dimensions"),
        ((0, 7, 5), "at least one"),
        ((9, 7, 5), "nothing was ever written"),
        ((2**31, 2**10, 2**7), "TiB"),
    ],
)
def test_hostile_sizes_are_refused_before_memory_is_taken(
    product, cube, tmp_path, shape, complaint
):
    path = product.write(tmp_path / "a.h5", cube)
    if len(shape) == 3:
        shape = tuple(int(n) for n in np.array(shape)[np.argsort(product.axes)])
    with h5py.File(path, "a") as file:
        del file[product.dataset]
        chunks = tuple(min(n, 8) for n in shape) if all(shape) else None
        file.create_dataset(product.dataset, shape, np.float32, chunks=chunks)
    with pytest.raises(SceneError, match=complaint):
        Hdf5Cube(path, product.dataset, product.axes)
    with pytest.raises(SceneError):
        product.reader.open_scene(path)


def test_a_file_that_changed_under_way_is_noticed(product, cube, tmp_path):
    path = product.write(tmp_path / "a.h5", cube)
    source = product.reader.open_scene(path).source
    product.write(path, cube[:4])
    with pytest.raises(SceneError, match="changed"):
        source.read(0, 9)


def test_every_truncation_is_an_error_and_says_so(product, cube, tmp_path):
    whole = product.write(tmp_path / "a.h5", cube, chunks=(2, 2, 2)).read_bytes()
    path = tmp_path / "cut.h5"
    for kept in {0, 1, 7, 8, 100, 512, len(whole) // 3, len(whole) // 2, len(whole) - 1}:
        path.write_bytes(whole[:kept])
        assert not product.reader.recognises(path)
        if not unknown.recognises(path):
            assert kept < 8
            continue
        with pytest.raises(SceneError, match="truncated"):
            unknown.open_scene(path)
        with pytest.raises(SceneError, match="truncated"):
            product.reader.open_scene(path)


def test_a_damaged_chunk_is_an_error_where_it_is_read(product, cube, tmp_path):
    path = product.write(tmp_path / "a.h5", cube, chunks=(2, 2, 2))
    with h5py.File(path) as file:
        chunk = file[product.dataset].id.get_chunk_info(0)
    content = bytearray(path.read_bytes())
    content[chunk.byte_offset : chunk.byte_offset + 8] = b"\xff" * 8
    path.write_bytes(content)
    source = product.reader.open_scene(path).source
    with pytest.raises(SceneError, match="damaged"):
        source.read(0, 9)


def test_a_file_of_unknown_layout_is_told_what_it_holds(tmp_path):
    path = tmp_path / "l2.h5"
    with h5py.File(path, "w") as file:
        file["reflectance"] = np.zeros((3, 4, 5))
    assert unknown.recognises(path)
    with pytest.raises(SceneError, match=r"reflectance \(3, 4, 5\)"):
        unknown.open_scene(path)


def test_memory_does_not_grow_with_the_scene(product, tmp_path):
    big = np.ones((512, 64, 64), np.float32)  # 8 MiB
    stored = tuple(int(n) for n in np.array((16, 64, 8))[np.argsort(product.axes)])
    path = product.write(tmp_path / "a.h5", big, chunks=stored)
    source = Hdf5Cube(path, product.dataset, product.axes, budget_bytes=2**20)
    tracemalloc.start()
    for line in range(512):
        source.read(line, line + 1)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 3 * 2**20


def _keep_strings_apart(path: Path) -> None:
    """Store every text of a file as h5py does: with variable length, in a heap."""

    def convert(_: str, node: Any) -> None:
        for name in node.attrs:
            if isinstance(node.attrs[name], bytes | np.bytes_):
                node.attrs[name] = bytes(node.attrs[name]).decode()

    with h5py.File(path, "a") as file:
        convert("", file)
        file.visititems(convert)


def test_strings_of_any_length_say_the_same(product, cube, tmp_path):
    fixed = product.reader.open_scene(product.write(tmp_path / "a.h5", cube))
    path = product.write(tmp_path / "b.h5", cube)
    _keep_strings_apart(path)
    scene = product.reader.open_scene(path)
    assert scene.acquired_at == fixed.acquired_at
    assert scene.radiance_unit_in_file == fixed.radiance_unit_in_file
    assert scene.instrument.name == fixed.instrument.name


def test_a_damaged_heap_of_strings_does_not_take_the_program_down(
    products, cube, tmp_path, monkeypatch
):
    monkeypatch.setattr("cathartes.io.scenes.hdf5.attributes.TIME_LIMIT_S", 2.0)
    path = products["emit"].write(tmp_path / "a.h5", cube)
    _keep_strings_apart(path)
    content = bytearray(path.read_bytes())
    heap = content.index(b"GCOL")
    content[heap + 24 : heap + 4000] = b"\xff" * (4000 - 24)
    path.write_bytes(content)
    with pytest.raises(SceneError, match="strings"):
        products["emit"].reader.open_scene(path)


@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_chunks_of_any_shape_and_any_budget_give_the_same_lines(tmp_path_factory, data):
    shape = data.draw(st.tuples(*[st.integers(1, 12)] * 3))
    axes = data.draw(st.permutations([0, 1, 2]))
    dtype = data.draw(st.sampled_from(["<f4", ">f4", "<f8", "<i2", ">u2", "<i4", "<f2"]))
    cube = np.random.default_rng(0).integers(1, 900, shape).astype(dtype)
    stored = np.transpose(cube, np.argsort(axes))
    chunks = data.draw(st.none() | st.tuples(*[st.integers(1, n) for n in stored.shape]))
    path = tmp_path_factory.mktemp("chunks") / "a.h5"
    with h5py.File(path, "w") as file:
        file.create_dataset("cube", data=stored, chunks=chunks)
    source = Hdf5Cube(
        path, "cube", tuple(axes), scale=2.0, budget_bytes=data.draw(st.integers(1, 4000))
    )
    first = data.draw(st.integers(0, shape[0]))
    last = data.draw(st.integers(first, shape[0]))
    np.testing.assert_array_equal(source.read(first, last), 2 * cube[first:last].astype("f4"))


def test_flipped_bits_never_raise_anything_but_a_scene_error(product, cube, tmp_path):
    whole = product.write(tmp_path / "a.h5", cube, chunks=(2, 2, 2)).read_bytes()
    rng = np.random.default_rng(11)
    path = tmp_path / "flipped.h5"
    outcomes = set()
    for _ in range(40):
        content = np.frombuffer(whole, np.uint8).copy()
        where = rng.integers(0, content.size, rng.choice([1, 3, 20]))
        content[where] ^= rng.integers(1, 256, where.size).astype(np.uint8)
        path.write_bytes(content)
        try:
            scene = product.reader.open_scene(path)
            scene.source.read(0, min(9, scene.shape[0]))
            outcomes.add("read")
        except SceneError:
            outcomes.add("refused")
    assert outcomes == {"read", "refused"}
