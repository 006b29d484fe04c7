"""GRAMS SPC series as scenes."""

from __future__ import annotations

import struct
from contextlib import suppress

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cathartes.errors import SceneError, SpectrumError
from cathartes.io.scenes.series import spc as reader
from cathartes.io.scenes.series.spc_file import read_spc
from cathartes.io.scenes.series.spc_header import is_spc


def test_a_multifile_is_a_scene_with_one_sample(spc, spectra, tmp_path):
    path = tmp_path / "vent.dat"
    path.write_bytes(spc(spectra))
    assert reader.recognises(path)
    scene = reader.open_scene(path)
    assert scene.shape == (3, 1, 50)
    assert scene.quantity == "single_beam"
    np.testing.assert_array_equal(scene.source.read(0, 3)[:, 0], np.stack(spectra))
    np.testing.assert_allclose(1e4 / scene.instrument.wavelength_um, np.linspace(600, 4000, 50))
    assert scene.instrument.name == "MIDAC"
    assert scene.acquired_at.isoformat() == "2021-08-11T01:52:00+00:00"
    np.testing.assert_allclose(
        scene.instrument.fwhm_um, 0.5 * scene.instrument.wavelength_um**2 / 1e4
    )


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize(("exponent", "short"), [(-128, False), (10, False), (10, True)])
@pytest.mark.parametrize("axis", ["even", "xy", "xyxy", "xyxy with a directory"])
def test_every_way_to_store_numbers_gives_the_same_spectra(
    spc, spectra, tmp_path, order, exponent, short, axis
):
    x = np.linspace(600, 4000, 50).astype(np.float32)
    how = {"even": None, "xy": x}.get(axis, [x, x, x])
    path = tmp_path / "a.spc"
    path.write_bytes(
        spc(
            spectra,
            x=how,
            order=order,
            exponent=exponent,
            short=short,
            directory="directory" in axis,
            log=b"\0" * 100,
        )
    )
    file = read_spc(path)
    assert len(file.spectra) == 3
    for found, expected in zip(file.spectra, spectra, strict=True):
        np.testing.assert_allclose(found.y, expected, atol=0.02 if short else 1e-5)
        np.testing.assert_allclose(found.x, x, rtol=1e-6)
    assert [one.z for one in file.spectra] == [0.0, 1.5, 3.0]


@pytest.mark.parametrize("short", [False, True])
@pytest.mark.parametrize("n", [1, 3])
def test_the_old_format_is_read_too(old_spc, spectra, tmp_path, short, n):
    path = tmp_path / "old.spc"
    path.write_bytes(old_spc(spectra[:n], short=short))
    scene = reader.open_scene(path)
    assert scene.shape == (n, 1, 50)
    np.testing.assert_allclose(
        scene.source.read(0, n)[:, 0], np.stack(spectra[:n]), atol=0.02 if short else 1e-5
    )
    assert scene.acquired_at.isoformat() == "1994-07-16T13:30:00+00:00"


def test_axes_may_descend_and_subfiles_may_lie_in_any_order(spc, spectra, tmp_path):
    path = tmp_path / "a.spc"
    path.write_bytes(spc(spectra, first=4000.0, last=600.0))
    centres = reader.open_scene(path).instrument.wavelength_um
    assert (np.diff(centres) > 0).all()
    assert centres[0] == pytest.approx(2.5)


@pytest.mark.parametrize(("code", "unit"), [(2, "um"), (3, "nm")])
def test_wavelength_axes_are_read_as_wavelengths(spc, spectra, tmp_path, code, unit):
    scale = 1.0 if unit == "um" else 1e3
    path = tmp_path / "a.spc"
    path.write_bytes(spc(spectra, first=7.5 * scale, last=13.0 * scale, x_type=code))
    scene = reader.open_scene(path)
    np.testing.assert_allclose(scene.instrument.wavelength_um[[0, -1]], [7.5, 13.0])


def test_a_folder_of_files_is_a_series_in_order_of_time(spc, spectra, tmp_path):
    for minute, y in zip((40, 20, 30), spectra, strict=True):
        name = f"vent{90 - minute}.spc"
        (tmp_path / name).write_bytes(spc([y], date=(2021, 8, 11, 1, minute)))
    (tmp_path / "notes.txt").write_text("windy")
    assert reader.recognises(tmp_path)
    scene = reader.open_scene(tmp_path)
    expected = np.stack([spectra[1], spectra[2], spectra[0]])
    np.testing.assert_array_equal(scene.source.read(0, 3)[:, 0], expected)
    assert [entry.name for entry in scene.inputs] == ["vent70.spc", "vent60.spc", "vent50.spc"]
    assert scene.acquired_at.minute == 20
    assert any("1 other file" in remark for remark in scene.remarks)


def test_a_folder_with_one_spc_file_is_not_a_series(spc, spectra, tmp_path):
    (tmp_path / "a.spc").write_bytes(spc(spectra))
    assert not reader.recognises(tmp_path)
    assert not reader.recognises(tmp_path / "nothing")


def test_spectra_with_different_axes_are_refused(spc, spectra, tmp_path):
    (tmp_path / "a.spc").write_bytes(spc(spectra[:1]))
    (tmp_path / "b.spc").write_bytes(spc(spectra[:1], last=3900.0))
    with pytest.raises(SceneError, match="X axis"):
        reader.open_scene(tmp_path)
    x = [np.linspace(600, 4000, 50), np.linspace(600, 4000, 50), np.linspace(700, 4000, 50)]
    (tmp_path / "c.spc").write_bytes(spc(spectra, x=x))
    with pytest.raises(SceneError, match="subfile 3"):
        reader.open_scene(tmp_path / "c.spc")


@pytest.mark.parametrize("code", [1, 2, 10, 129, 24])
def test_what_is_no_single_beam_is_refused(spc, spectra, tmp_path, code):
    (tmp_path / "a.spc").write_bytes(spc(spectra, y_type=code))
    with pytest.raises(SceneError, match="type of Y"):
        reader.open_scene(tmp_path / "a.spc")


@pytest.mark.parametrize("code", [0, 4, 13, 30, 255])
def test_an_axis_that_is_not_spectral_is_refused(spc, spectra, tmp_path, code):
    (tmp_path / "a.spc").write_bytes(spc(spectra, x_type=code))
    with pytest.raises(SceneError, match="type of X"):
        reader.open_scene(tmp_path / "a.spc")


@pytest.mark.parametrize("ends", [(-5.0, 4000.0), (0.0, 4000.0), (1e6, 2e6), (1e-9, 1e-8)])
def test_nonsensical_wavenumbers_are_refused(spc, spectra, tmp_path, ends):
    (tmp_path / "a.spc").write_bytes(spc(spectra, first=ends[0], last=ends[1]))
    with pytest.raises(SceneError, match="X axis"):
        reader.open_scene(tmp_path / "a.spc")


def test_an_axis_that_turns_back_is_refused(spc, spectra, tmp_path):
    x = np.linspace(600, 4000, 50)
    x[20] = 610.0
    (tmp_path / "a.spc").write_bytes(spc(spectra, x=x))
    with pytest.raises(SceneError, match="turn back"):
        reader.open_scene(tmp_path / "a.spc")


def test_nan_and_infinity_are_no_data_and_nothing_but_them_is_refused(spc, tmp_path):
    y = np.linspace(1, 2, 50)
    y[3], y[4] = np.nan, np.inf
    path = tmp_path / "a.spc"
    path.write_bytes(spc([y, y]))
    bad = np.isnan(reader.open_scene(path).source.read(0, 2))
    assert bad[:, 0, 3:5].all()
    assert bad.sum() == 4
    path.write_bytes(spc([np.full(50, np.nan)] * 2))
    with pytest.raises(SceneError, match="not one finite"):
        reader.open_scene(path)


def test_an_unknown_resolution_is_assumed_and_told(spc, spectra, tmp_path):
    (tmp_path / "a.spc").write_bytes(spc(spectra, resolution=""))
    scene = reader.open_scene(tmp_path / "a.spc")
    assert any("no resolution" in remark for remark in scene.remarks)


def test_an_importer_of_spectra_gets_its_own_error(tmp_path):
    (tmp_path / "a.spc").write_bytes(b"K" * 600)
    with pytest.raises(SpectrumError, match="GRAMS SPC header"):
        read_spc(tmp_path / "a.spc", SpectrumError)
    with pytest.raises(SceneError, match="file"):
        read_spc(tmp_path / "none.spc")


def test_every_truncation_is_an_error(spc, old_spc, spectra, tmp_path):
    path = tmp_path / "a.spc"
    for whole in (spc(spectra), spc(spectra, x=[np.arange(50.0)] * 3), old_spc(spectra)):
        for kept in [*range(0, 600, 37), *range(600, len(whole), 61), len(whole) - 1]:
            path.write_bytes(whole[:kept])
            if whole[1] == 0x4D and (kept - 224) % (32 + 200) == 0 and kept > 224:
                continue  # an old file does not say how many subfiles it has
            with pytest.raises(SceneError):
                reader.open_scene(path)


def test_hostile_counts_are_refused_before_memory_is_taken(spc, spectra, tmp_path):
    path = tmp_path / "a.spc"
    for offset, value in ((4, 2**31 - 1), (24, 9_999_999)):
        content = bytearray(spc(spectra))
        struct.pack_into("<i", content, offset, value)
        path.write_bytes(content)
        with pytest.raises(SceneError, match="truncated"):
            reader.open_scene(path)


def test_a_directory_that_points_to_one_subfile_many_times_is_refused(spc, tmp_path):
    x, y = np.linspace(600.0, 4000.0, 500), np.ones(500)
    content = bytearray(spc([y] * 12, x=[x] * 12, directory=True))
    directory = struct.unpack_from("<i", content, 4)[0]
    content += struct.pack("<iif", 512, 0, 0.0) * 5000
    for index in range(12):
        struct.pack_into("<i", content, directory + 12 * index, 512)
    struct.pack_into("<i", content, 24, 5000)
    path = tmp_path / "a.spc"
    path.write_bytes(content)
    with pytest.raises(SceneError, match="overlap"):
        reader.open_scene(path)


@settings(max_examples=150, deadline=None)
@given(content=st.binary(max_size=900), version=st.sampled_from([0x4B, 0x4C, 0x4D]))
def test_any_bytes_are_a_scene_or_a_scene_error(tmp_path_factory, content, version):
    path = tmp_path_factory.mktemp("any") / "a.spc"
    content = bytearray(content)
    if len(content) > 1:
        content[1] = version
    path.write_bytes(content)
    assert isinstance(is_spc(path), bool)
    with suppress(SceneError):
        reader.open_scene(path)


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_flipped_bytes_of_a_real_header_are_a_scene_or_a_scene_error(
    tmp_path_factory, spc_files, data
):
    content = bytearray(data.draw(st.sampled_from(spc_files)))
    for _ in range(data.draw(st.integers(1, 6))):
        where = data.draw(st.integers(0, 255) | st.integers(0, len(content) - 1))
        content[where] = data.draw(st.integers(0, 255))
    path = tmp_path_factory.mktemp("flipped") / "a.spc"
    path.write_bytes(content)
    with suppress(SceneError):
        scene = reader.open_scene(path)
        assert scene.source.read(0, scene.shape[0]).shape == scene.shape


@pytest.fixture(scope="module")
def spc_files(spc_writers):
    """Return one small file of each way to store numbers."""
    y = [np.arange(1.0, 9.0), np.arange(2.0, 10.0)]
    x = np.linspace(600.0, 4000.0, 8)
    new, old = spc_writers
    return [
        new(y),
        new(y, x=x, order=">"),
        new(y, x=[x, x], directory=True),
        new(y[:1], exponent=5, short=True),
        old(y),
    ]
