"""What holds for a scene of any format."""

from __future__ import annotations

import numpy as np

from cathartes.io.scenes.readers import READERS, find_reader, hash_inputs, read_scene


def test_one_reader_takes_it(written):
    name, path = written
    takers = [reader.name for reader in READERS if reader.recognises(path)]
    assert takers in ([name], [name, "HDF5"])
    assert find_reader(path).name == name


def test_it_is_plausible_and_says_what_it_is(written):
    scene = read_scene(written[1])
    assert scene.name == "mission_7"
    assert scene.file_format
    assert scene.instrument.wavelength_um.size == scene.shape[2] == scene.good_bands.size
    assert all(remark.endswith((".", ")")) for remark in scene.remarks)


def test_its_lines_are_numbers_a_caller_may_change(written):
    source = read_scene(written[1]).source
    lines = source.read(0, source.shape[0])
    assert lines.dtype == np.float32
    assert lines.flags.c_contiguous
    assert lines.flags.writeable
    assert lines.shape == source.shape
    assert np.isfinite(lines).all()


def test_every_input_can_be_hashed(written):
    scene = hash_inputs(read_scene(written[1]))
    assert scene.inputs
    assert all(len(entry.sha256) == 64 for entry in scene.inputs)
    assert not any("/" in entry.name for entry in scene.inputs)


def test_a_sidecar_adds_the_wind(written):
    path = written[1]
    path.with_name(f"{path.name}.scene.json").write_text(
        '{"wind": {"speed_m_s": 4, "from_direction_deg": 10}}'
    )
    assert read_scene(path).wind.speed_m_s == 4.0
