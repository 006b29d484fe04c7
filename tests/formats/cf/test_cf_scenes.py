"""Our own scenes lose nothing on the way to the disk and back."""

from __future__ import annotations

import json
import shutil
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType

import h5py
import numpy as np
import pytest
import xarray as xr
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from cathartes.errors import OutputError, SceneError
from cathartes.io.scenes.cf import netcdf, write_scene, zarr_store
from cathartes.model import ArraySource, Georeference, InputFile, Instrument, Scene, Wind

pytest.importorskip("zarr", reason="zarr is an optional extra")


@pytest.fixture(params=[(netcdf, "scene.nc"), (zarr_store, "scene.zarr")], ids=["nc", "zarr"])
def container(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[ModuleType, Path]:
    module, name = request.param
    return module, tmp_path / name


def make_scene(shape: tuple[int, int, int] = (6, 4, 3)) -> Scene:
    rng = np.random.default_rng(5)
    radiance = rng.normal(8.0, 1.0, shape).astype(np.float32)
    radiance.flat[0] = np.nan
    line, sample = np.mgrid[: shape[0], : shape[1]]
    longitude = -99.0 + 1e-5 * sample
    longitude[0, 0] = np.nan
    return Scene(
        name="line_07",
        source=ArraySource(radiance),
        instrument=Instrument(
            "Mako class", np.linspace(13.4, 7.8, shape[2]), np.full(shape[2], 0.044), None
        ),
        good_bands=np.arange(shape[2]) != 1,
        file_format="ENVI",
        radiance_unit_in_file="uW cm-2 sr-1 um-1",
        georeference=Georeference(longitude=longitude, latitude=19.0 - 1e-5 * line),
        pixel_size_m=2.5,
        acquired_at=datetime(2026, 5, 1, 9, 30, tzinfo=UTC),
        platform_altitude_m=3100.0,
        ground_elevation_m=2240.5,
        wind=Wind(3.2, 245.0, 0.4, None),
        air_temperature_k=288.15,
        inputs=(InputFile("line_07.img", "ab" * 32, 288), InputFile("line_07.hdr", "", 9)),
        remarks=("The unit was guessed.", "Ünïcode: 10 µm²"),
    )


def assert_same_scene(read: Scene, written: Scene) -> None:
    whole = written.source.read(0, written.shape[0])
    np.testing.assert_array_equal(read.source.read(0, written.shape[0]), whole)
    for name in ("quantity", "pixel_size_m", "acquired_at", "platform_altitude_m"):
        assert getattr(read, name) == getattr(written, name), name
    for name in ("ground_elevation_m", "wind", "air_temperature_k"):
        assert getattr(read, name) == getattr(written, name), name
    for name in ("wavelength_um", "fwhm_um", "noise_radiance"):
        one, other = getattr(read.instrument, name), getattr(written.instrument, name)
        assert (one is None) == (other is None), name
        if one is not None:
            np.testing.assert_array_equal(one, other)
    assert read.instrument.name == written.instrument.name
    np.testing.assert_array_equal(read.good_bands, written.good_bands)
    assert set(written.remarks) <= set(read.remarks)
    one, other = read.georeference, written.georeference
    assert (one is None) == (other is None)
    if one is not None and other is not None:
        assert (one.crs_wkt, one.affine) == (other.crs_wkt, other.affine)
        if other.longitude is not None:
            np.testing.assert_array_equal(one.longitude, other.longitude)
            np.testing.assert_array_equal(one.latitude, other.latitude)


def test_a_scene_comes_back_as_it_went(container):
    module, path = container
    scene = make_scene()
    module.write_scene(scene, path)
    assert module.recognises(path)
    assert_same_scene(module.open_scene(path), scene)


def test_what_a_scene_was_made_from_is_remembered(container):
    module, path = container
    module.write_scene(make_scene(), path)
    scene = module.open_scene(path)
    assert [entry.name for entry in scene.inputs] == [path.name, "line_07.img"]
    assert scene.inputs[1].sha256 == "ab" * 32
    assert len(scene.input_paths) == 2
    assert scene.radiance_unit_in_file == "W m-2 sr-1 um-1"
    assert "Made by cathartes from ENVI, uW cm-2 sr-1 um-1." in scene.remarks


def test_a_map_grid_comes_back_as_it_went(container):
    module, path = container
    place = Georeference(crs_wkt='LOCAL_CS["here"]', affine=(2.0, 0.5, 4e5, 0.5, -2.0, 3.9e6))
    scene = evolve(make_scene(), georeference=place)
    module.write_scene(scene, path)
    assert_same_scene(module.open_scene(path), scene)


def test_a_bare_single_beam_scene_comes_back_as_it_went(container):
    module, path = container
    scene = Scene(
        name="vent",
        source=ArraySource(np.ones((3, 1, 4), np.float32)),
        instrument=Instrument("FTIR", 1e4 / np.linspace(600, 4000, 4), np.full(4, 0.01)),
        good_bands=np.ones(4, bool),
        quantity="single_beam",
    )
    module.write_scene(scene, path)
    read = module.open_scene(path)
    assert_same_scene(read, scene)
    assert read.radiance_unit_in_file == "counts (single beam)"


def test_an_older_scene_is_replaced(container):
    module, path = container
    module.write_scene(make_scene((9, 2, 2)), path)
    module.write_scene(make_scene((2, 9, 2)), path)
    assert module.open_scene(path).shape == (2, 9, 2)
    assert [entry.name for entry in path.parent.iterdir()] == [path.name]


class _BrokenSource(ArraySource):
    def read(self, first_line: int, last_line: int) -> np.ndarray:
        raise KeyboardInterrupt


def test_ctrl_c_leaves_what_was_there_before(container):
    module, path = container
    scene = make_scene()
    module.write_scene(scene, path)
    broken = evolve(scene, source=_BrokenSource(scene.source.radiance))
    with pytest.raises(KeyboardInterrupt):
        module.write_scene(broken, path)
    assert_same_scene(module.open_scene(path), scene)
    assert [entry.name for entry in path.parent.iterdir()] == [path.name]


def test_a_place_that_cannot_be_written_is_an_output_error(container, tmp_path):
    module, path = container
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(OutputError):
        module.write_scene(make_scene(), tmp_path / "file" / path.name)


def test_the_suffix_chooses_the_container(tmp_path):
    write_scene(make_scene(), tmp_path / "a.nc")
    write_scene(make_scene(), tmp_path / "a.zarr")
    assert netcdf.recognises(tmp_path / "a.nc")
    assert zarr_store.recognises(tmp_path / "a.zarr")
    assert not netcdf.recognises(tmp_path / "a.zarr")
    assert not zarr_store.recognises(tmp_path / "a.nc")


def test_other_programs_read_the_netcdf(tmp_path):
    scene = make_scene()
    netcdf.write_scene(scene, tmp_path / "a.nc")
    with xr.open_dataset(tmp_path / "a.nc", engine="h5netcdf") as found:
        assert found.radiance.dims == ("line", "sample", "wavelength")
        assert found.radiance.attrs["units"] == "W m-2 sr-1 um-1"
        assert found.attrs["Conventions"] == "CF-1.11"
        assert set(found.coords) >= {"longitude", "latitude", "wavelength"}
        np.testing.assert_array_equal(found.radiance.values, scene.source.radiance)


@settings(max_examples=20, deadline=None)
@given(
    shape=st.tuples(st.integers(1, 9), st.integers(1, 5), st.integers(1, 6)),
    name=st.text(min_size=1, max_size=30),
    remarks=st.lists(st.text(max_size=40), max_size=3),
    height=st.floats(-400, 9000),
)
def test_any_scene_comes_back_as_it_went(tmp_path_factory, shape, name, remarks, height):
    path = tmp_path_factory.mktemp("any") / "a.nc"
    clean = [remark for remark in remarks if remark.isprintable()]
    scene = evolve(make_scene(shape), remarks=tuple(clean), ground_elevation_m=height, name=name)
    netcdf.write_scene(scene, path)
    read = netcdf.open_scene(path)
    assert_same_scene(read, evolve(scene, name=read.name))
    assert set(read.name) <= set(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-"
    )


NONSENSE = {
    "quantity": "reflectance",
    "acquired_at": "yesterday",
    "pixel_size_m": "nan",
    "wind_speed_m_s": -3.0,
    "platform_altitude_m": "high",
    "remarks": "{not json",
    "inputs": json.dumps([["../../etc/passwd"]]),
}


@pytest.mark.parametrize("name", NONSENSE)
def test_a_nonsensical_attribute_is_named(container, name):
    module, path = container
    module.write_scene(make_scene(), path)
    _set_attribute(path, name, NONSENSE[name])
    with pytest.raises(SceneError, match=name):
        module.open_scene(path)


def test_the_names_of_inputs_lead_nowhere(container):
    module, path = container
    module.write_scene(make_scene(), path)
    _set_attribute(path, "inputs", json.dumps([["../../etc/passwd", "aa", 3]]))
    scene = module.open_scene(path)
    assert scene.inputs[1].name == "passwd"
    assert scene.input_paths[1].parent == path.parent


def test_a_scene_is_called_what_its_file_is_called_now(container):
    module, path = container
    module.write_scene(make_scene(), path)
    renamed = path.rename(path.with_name(f"tuesday (2){path.suffix}"))
    assert module.open_scene(renamed).name == "tuesday_2"


def _set_attribute(path: Path, name: str, value: object) -> None:
    if path.is_dir():
        metadata = json.loads((path / "zarr.json").read_text())
        metadata["attributes"][name] = value
        (path / "zarr.json").write_text(json.dumps(metadata))
    else:
        with h5py.File(path, "a") as file:
            file.attrs[name] = value


def test_variables_that_disagree_are_refused(container):
    module, path = container
    module.write_scene(make_scene(), path)
    other = path.with_name(f"other{path.suffix}")
    module.write_scene(make_scene((5, 4, 7)), other)
    for name in ("wavelength", "longitude"):
        spoilt = path.with_name(f"{name}{path.suffix}")
        if path.is_dir():
            shutil.copytree(path, spoilt)
            shutil.rmtree(spoilt / name)
            shutil.copytree(other / name, spoilt / name)
        else:
            shutil.copy(path, spoilt)
            with h5py.File(other) as source, h5py.File(spoilt, "a") as file:
                del file[name]
                file[name] = source[name][()]
        with pytest.raises(SceneError, match=name):
            module.open_scene(spoilt)


def test_a_missing_wavelength_is_named(container):
    module, path = container
    module.write_scene(make_scene(), path)
    if path.is_dir():
        shutil.rmtree(path / "wavelength")
        with pytest.raises(SceneError, match="wavelength"):
            module.open_scene(path)
    else:
        with h5py.File(path, "a") as file:
            del file["wavelength"]
        assert not module.recognises(path)


def test_a_store_that_lacks_a_chunk_is_refused(tmp_path):
    path = tmp_path / "a.zarr"
    zarr_store.write_scene(make_scene(), path)
    chunks = [file for file in (path / "radiance").rglob("*") if file.is_file()]
    next(file for file in chunks if file.name != "zarr.json").unlink()
    with pytest.raises(SceneError, match="1 of 1 chunks missing"):
        zarr_store.open_scene(path)


@pytest.mark.parametrize("kept", [0, 1, 20])
def test_a_damaged_chunk_of_a_store_is_an_error_where_it_is_read(tmp_path, kept):
    path = tmp_path / "a.zarr"
    zarr_store.write_scene(make_scene(), path)
    chunk = next(
        file
        for file in (path / "radiance").rglob("*")
        if file.is_file() and file.name != "zarr.json"
    )
    chunk.write_bytes(chunk.read_bytes()[:kept])
    scene = zarr_store.open_scene(path)
    with pytest.raises(SceneError, match="radiance"):
        scene.source.read(0, 6)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"attributes": 3}', b"\xff\xfe"])
def test_damaged_metadata_of_a_store_are_not_recognised(tmp_path, content):
    path = tmp_path / "a.zarr"
    zarr_store.write_scene(make_scene(), path)
    (path / "zarr.json").write_bytes(content)
    assert not zarr_store.recognises(path)


def test_a_hostile_chunk_size_is_refused(tmp_path):
    path = tmp_path / "a.zarr"
    zarr_store.write_scene(make_scene(), path)
    metadata = json.loads((path / "radiance" / "zarr.json").read_text())
    metadata["chunk_grid"]["configuration"]["chunk_shape"] = [10**6, 10**4, 10**3]
    (path / "radiance" / "zarr.json").write_text(json.dumps(metadata))
    with pytest.raises(SceneError, match="chunks"):
        zarr_store.open_scene(path)


@pytest.mark.parametrize("shape", [[10**10, 4, 3], [6, 10**9, 10**9], [0, 4, 3], [6, 4], "six"])
def test_a_hostile_shape_is_refused_before_memory_is_taken(tmp_path, shape):
    path = tmp_path / "a.zarr"
    zarr_store.write_scene(make_scene(), path)
    metadata = json.loads((path / "radiance" / "zarr.json").read_text())
    metadata["shape"] = shape
    (path / "radiance" / "zarr.json").write_text(json.dumps(metadata))
    with pytest.raises(SceneError, match="radiance"):
        zarr_store.open_scene(path)


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_damaged_metadata_are_a_scene_or_a_scene_error(small_store, data):
    pristine, path = small_store
    shutil.rmtree(path, ignore_errors=True)
    shutil.copytree(pristine, path)
    names = ["zarr.json", "radiance/zarr.json", "wavelength/zarr.json", "longitude/zarr.json"]
    file = path / data.draw(st.sampled_from(names))
    content = bytearray(file.read_bytes())
    for _ in range(data.draw(st.integers(1, 3))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    file.write_bytes(content)
    with suppress(SceneError):
        if zarr_store.recognises(path):
            scene = zarr_store.open_scene(path)
            scene.source.read(0, min(9, scene.shape[0]))


@pytest.fixture(scope="module")
def small_store(tmp_path_factory):
    folder = tmp_path_factory.mktemp("store")
    zarr_store.write_scene(make_scene(), folder / "pristine.zarr")
    return folder / "pristine.zarr", folder / "damaged.zarr"


def test_without_zarr_the_person_is_told_how_to_get_it(tmp_path, monkeypatch):
    path = tmp_path / "a.zarr"
    zarr_store.write_scene(make_scene(), path)
    monkeypatch.setitem(__import__("sys").modules, "zarr", None)
    assert zarr_store.recognises(path)
    with pytest.raises(SceneError, match=r"cathartes\[zarr\]"):
        zarr_store.open_scene(path)
    with pytest.raises(OutputError, match=r"cathartes\[zarr\]"):
        zarr_store.write_scene(make_scene(), tmp_path / "b.zarr")
