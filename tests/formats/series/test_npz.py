"""NPZ series as scenes."""

from __future__ import annotations

import io
import tracemalloc
import zipfile
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cathartes.errors import SceneError
from cathartes.io.scenes.series import npz as reader


def test_self_emission_is_subtracted_and_wavelengths_are_um(write_npz):
    path = write_npz("vent.bin")
    assert reader.recognises(path)
    scene = reader.open_scene(path)
    assert scene.shape == (4, 1, 60)
    assert scene.quantity == "single_beam"
    expected = np.arange(240.0).reshape(4, 60) + 7
    np.testing.assert_array_equal(scene.source.read(0, 4)[:, 0], expected)
    np.testing.assert_allclose(scene.instrument.wavelength_um, 1e4 / np.linspace(500.0, 4500.0, 60))


def test_the_order_of_the_file_is_kept(write_npz):
    wavenumber = np.linspace(4500.0, 500.0, 60)
    centres = reader.open_scene(write_npz(wn=wavenumber)).instrument.wavelength_um
    np.testing.assert_allclose(centres, 1e4 / wavenumber)


def test_what_is_missing_is_told(write_npz):
    remarks = reader.open_scene(write_npz(self_emission=None, t_s=None)).remarks
    assert any("no self-emission" in remark for remark in remarks)
    assert any("no resolution" in remark for remark in remarks)


def test_a_stated_resolution_is_taken(write_npz):
    scene = reader.open_scene(write_npz(resolution_cm1=np.float64(0.85)))
    width_cm1 = 1e4 * scene.instrument.fwhm_um / scene.instrument.wavelength_um**2
    np.testing.assert_allclose(width_cm1, 0.85)
    assert not any("resolution" in remark for remark in scene.remarks)


@pytest.mark.parametrize("name", ["wn", "spec"])
def test_an_archive_without_spectra_is_not_recognised(write_npz, name):
    path = write_npz(**{name: None})
    assert not reader.recognises(path)
    with pytest.raises(SceneError, match=name):
        reader.open_scene(path)


WRONG = {
    "wn": [
        np.ones((60, 2)),
        np.linspace(500, 4500, 59),
        np.full(60, np.nan),
        np.zeros(60),
        np.full(60, 900.0),
        np.array(["a"] * 60),
        -np.linspace(500, 4500, 60),
    ],
    "spec": [np.ones((4, 59)), np.ones(60), np.ones((0, 60)), np.full((4, 60), np.nan)],
    "t_s": [np.arange(3.0)],
    "self_emission": [np.ones(61), np.float64(3)],
    "resolution_cm1": [np.float64(-1), np.ones(2), np.float64(np.nan)],
}


@pytest.mark.parametrize(
    ("name", "wrong"), [(name, one) for name, several in WRONG.items() for one in several]
)
def test_arrays_that_make_no_sense_are_refused(write_npz, name, wrong):
    with pytest.raises(SceneError, match=name if name != "spec" else "spec"):
        reader.open_scene(write_npz(**{name: wrong}))


def test_objects_are_never_unpickled(write_npz):
    path = write_npz(wn=np.array([print] * 60, dtype=object))
    with pytest.raises(SceneError, match="type object"):
        reader.open_scene(path)


def test_every_truncation_is_an_error(write_npz, tmp_path):
    whole = write_npz().read_bytes()
    path = tmp_path / "cut.npz"
    for kept in range(0, len(whole), 41):
        path.write_bytes(whole[:kept])
        assert not reader.recognises(path)
        with pytest.raises(SceneError):
            reader.open_scene(path)


def test_a_header_that_claims_more_than_is_there_takes_no_memory(tmp_path):
    header = io.BytesIO()
    np.lib.format.write_array_header_2_0(
        header, {"descr": "<f8", "fortran_order": False, "shape": (10**6, 10**6)}
    )
    path = tmp_path / "bomb.npz"
    with zipfile.ZipFile(path, "w") as archive:
        wavenumber = io.BytesIO()
        np.save(wavenumber, np.linspace(500, 4500, 10**6))
        archive.writestr("wn.npy", wavenumber.getvalue())
        archive.writestr("spec.npy", header.getvalue())
    tracemalloc.start()
    with pytest.raises(SceneError, match="bytes"):
        reader.open_scene(path)
    assert tracemalloc.get_traced_memory()[1] < 2**26
    tracemalloc.stop()


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_flipped_bytes_are_a_scene_or_a_scene_error(tmp_path_factory, small_archive, data):
    content = bytearray(small_archive)
    for _ in range(data.draw(st.integers(1, 5))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    path = tmp_path_factory.mktemp("flipped") / "a.npz"
    path.write_bytes(content)
    assert isinstance(reader.recognises(path), bool)
    with suppress(SceneError):
        reader.open_scene(path)


@pytest.fixture(scope="module")
def small_archive(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path: Path = tmp_path_factory.mktemp("npz") / "a.npz"
    with path.open("wb") as stream:
        np.savez_compressed(stream, wn=np.linspace(600, 900, 6), spec=np.ones((2, 6)))
    return path.read_bytes()
