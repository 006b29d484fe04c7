"""One way to open any scene, its sidecar included, and the hashes of what was read."""

from __future__ import annotations

import hashlib

import numpy as np
import pytest
from attrs import evolve

from cathartes.errors import SceneError
from cathartes.io.scenes import readers
from cathartes.io.scenes.envi import write_envi
from cathartes.io.scenes.readers import READERS, SceneReader, find_reader, hash_inputs, read_scene
from cathartes.kernels.planck import planck_radiance

WAVELENGTH_UM = np.linspace(7.6, 12.9, 12)


@pytest.fixture
def image(tmp_path):
    cube = planck_radiance(WAVELENGTH_UM, np.random.default_rng(1).uniform(285, 305, (12, 9, 1)))
    extra = {"data units": "W m-2 sr-1 um-1"}
    return write_envi(tmp_path / "scene.img", cube, wavelength_um=WAVELENGTH_UM, extra=extra)[0]


def test_each_reader_has_a_name_of_its_own():
    assert len({reader.name for reader in READERS}) == len(READERS)


def test_no_reader_trips_over_a_file_of_another_kind(tmp_path, image):
    for content in (b"", b"\x89HDF\r\n\x1a\n", b"PK\x03\x04", b"CDF\x01", b"ENVI", bytes(4096)):
        path = tmp_path / "stranger"
        path.write_bytes(content)
        for path_given in (path, tmp_path, image):
            for reader in READERS:
                assert reader.recognises(path_given) in (True, False)


def test_exactly_one_reader_recognises_an_envi_image(image):
    assert [reader.name for reader in READERS if reader.recognises(image)] == ["ENVI"]
    assert find_reader(image).name == "ENVI"


def test_the_sidecar_is_merged_and_counted_among_the_inputs(image):
    image.with_name("scene.scene.json").write_text(
        '{"sensor": "Mako", "wind": {"speed_m_s": 4, "from_direction_deg": 370.0}}'
    )
    with pytest.raises(SceneError, match=r"wind\.from_direction_deg"):
        read_scene(image)
    image.with_name("scene.scene.json").write_text(
        '{"sensor": "Mako", "wind": {"speed_m_s": 4, "from_direction_deg": 10.0}}'
    )
    scene = read_scene(image)
    assert scene.instrument.name == "Mako"
    assert scene.wind.from_direction_deg == 10.0
    assert [one.name for one in scene.inputs] == ["scene.img", "scene.hdr", "scene.scene.json"]


def test_inputs_are_hashed_only_when_asked(image):
    scene = read_scene(image)
    assert {one.sha256 for one in scene.inputs} == {""}
    hashed = hash_inputs(scene)
    for entry, path in zip(hashed.inputs, scene.input_paths, strict=True):
        assert entry.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
        assert entry.size_bytes == path.stat().st_size
    assert hash_inputs(hashed).inputs == hashed.inputs


def test_an_input_that_has_gone_is_told_when_it_should_be_hashed(image):
    scene = read_scene(image)
    image.unlink()
    with pytest.raises(SceneError, match="Keep the inputs in place"):
        hash_inputs(scene)


def test_a_folder_is_hashed_by_names_and_contents(image, tmp_path):
    folder = tmp_path / "store.zarr"
    (folder / "inner").mkdir(parents=True)
    (folder / "inner" / "chunk").write_bytes(b"12")
    scene = read_scene(image)
    scene = evolve(scene, inputs=scene.inputs[:1], input_paths=(folder,))
    before = hash_inputs(scene).inputs[0].sha256
    (folder / "inner" / "chunk").rename(folder / "inner" / "other")
    renamed = hash_inputs(scene).inputs[0].sha256
    (folder / "inner" / "other").write_bytes(b"13")
    changed = hash_inputs(scene).inputs[0].sha256
    assert len({before, renamed, changed}) == 3


def test_a_reader_that_names_no_paths_has_its_inputs_found_beside_the_scene(
    image, monkeypatch, tmp_path
):
    plain = read_scene(image)

    def open_it(path):
        return evolve(plain, input_paths=())

    reader = SceneReader("test", lambda path: True, open_it)
    monkeypatch.setattr(readers, "READERS", (reader,))
    assert read_scene(image).input_paths == (image, image.with_suffix(".hdr"))


def test_a_folder_of_scenes_is_not_taken_for_one(tmp_path):
    with pytest.raises(SceneError, match=r"a folder .*Name the scenes in it"):
        find_reader(tmp_path)
