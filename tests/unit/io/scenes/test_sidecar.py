"""What a sidecar may say, what it must not, and whose word counts."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cathartes.errors import SceneError
from cathartes.io.scenes.sidecar import find_sidecar, merge_sidecar, read_sidecar
from cathartes.model import ArraySource, Instrument, Scene, Wind

EVERYTHING = {
    "sensor": "HyTES",
    "acquired_at": "2023-07-01T11:30:00-07:00",
    "platform_altitude_m": 1900.0,
    "ground_elevation_m": 640.5,
    "radiance_unit": "µW cm⁻² sr⁻¹ nm⁻¹",
    "wind": {"speed_m_s": 3.2, "from_direction_deg": 285},
    "air_temperature_k": 301.4,
}


def scene(**fields) -> Scene:
    instrument = Instrument("unnamed", [9.0, 10.0], [0.04, 0.04], np.array([0.01, 0.02]))
    source = ArraySource(np.ones((3, 4, 2), np.float32))
    return Scene("test", source, instrument, [True, True], **fields)


def written(folder, content) -> object:
    path = folder / "scene.scene.json"
    path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    return path


def test_everything_a_sidecar_may_say_is_merged(tmp_path):
    path = written(tmp_path, EVERYTHING)
    merged = merge_sidecar(scene(), read_sidecar(path), path)
    assert merged.instrument.name == "HyTES"
    assert merged.instrument.noise_radiance is not None
    assert merged.acquired_at == datetime(2023, 7, 1, 18, 30, tzinfo=UTC)
    assert (merged.platform_altitude_m, merged.ground_elevation_m) == (1900.0, 640.5)
    assert merged.wind == Wind(3.2, 285.0)
    assert merged.air_temperature_k == 301.4
    np.testing.assert_allclose(merged.source.read(0, 3), 10.0)
    assert merged.radiance_unit_in_file == "uW cm-2 sr-1 nm-1"


def test_every_field_is_optional(tmp_path):
    path = written(tmp_path, {})
    before = scene(platform_altitude_m=5.0, remarks=("kept",))
    after = merge_sidecar(before, read_sidecar(path), path)
    assert after == before or after.remarks == ("kept",)
    assert after.platform_altitude_m == 5.0
    assert after.source is before.source


def test_a_person_s_word_goes_before_the_file_s_and_the_difference_is_told(tmp_path):
    path = written(tmp_path, {"ground_elevation_m": 100.0})
    merged = merge_sidecar(scene(ground_elevation_m=90.0), read_sidecar(path), path)
    assert merged.ground_elevation_m == 100.0
    assert any("states ground_elevation_m 100.0" in remark for remark in merged.remarks)


@pytest.mark.parametrize(
    ("content", "field"),
    [
        ({"windspeed": 3}, "windspeed"),
        ({"wind": {"speed_m_s": -1, "from_direction_deg": 0}}, "wind.speed_m_s"),
        ({"wind": {"speed_m_s": 5}}, "wind.from_direction_deg"),
        ({"wind": {"speed_m_s": 5, "from_direction_deg": 361}}, "wind.from_direction_deg"),
        ({"wind": {"speed_m_s": 5, "from_direction_deg": 1, "gust": 9}}, "wind.gust"),
        ({"acquired_at": "2023-07-01T11:30:00"}, "acquired_at"),
        ({"acquired_at": "yesterday"}, "acquired_at"),
        ({"platform_altitude_m": 1e300}, "platform_altitude_m"),
        ({"ground_elevation_m": "high"}, "ground_elevation_m"),
        ({"air_temperature_k": 28.0}, "air_temperature_k"),
        ({"radiance_unit": "furlongs"}, "radiance_unit"),
        ({"sensor": ""}, "sensor"),
        (b'{"air_temperature_k": NaN}', "air_temperature_k"),
        (b"[1, 2]", "sidecar"),
        (b"{", "sidecar"),
        (b"", "sidecar"),
        (b"\xff\xfe", "sidecar"),
        (b" " * (2**20 + 1), "sidecar"),
        (b"[" * 100_000, "sidecar"),
    ],
)
def test_what_it_must_not_say_is_refused_by_the_name_of_the_field(tmp_path, content, field):
    path = written(tmp_path, content)
    with pytest.raises(SceneError) as error:
        read_sidecar(path)
    assert f"{path}: {field}: found" in str(error.value)
    assert "\n" not in str(error.value)


def test_the_units_it_may_name_are_listed(tmp_path):
    with pytest.raises(SceneError, match=r"one of W m-2 sr-1 um-1, .*counts"):
        read_sidecar(written(tmp_path, {"radiance_unit": "K"}))


@pytest.mark.parametrize("name", ["scene.img", "scene.hdr", "scene.img.hdr", "scene.nc", "scene"])
def test_it_is_found_beside_the_scene_whichever_file_is_given(tmp_path, name):
    path = written(tmp_path, {})
    assert find_sidecar(tmp_path / name) == path


def test_the_sidecar_of_another_scene_is_not_taken(tmp_path):
    written(tmp_path, {})
    assert find_sidecar(tmp_path / "other.img") is None
    assert find_sidecar(tmp_path / "scene.scene.json") is None


@settings(max_examples=150, deadline=None)
@given(noise=st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_random_bytes_raise_nothing_but_scene_errors(tmp_path_factory, noise):
    path = written(tmp_path_factory.mktemp("noise"), noise)
    try:
        read_sidecar(path)
    except SceneError:
        return


_JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=6,
)


@settings(max_examples=150, deadline=None)
@given(content=st.dictionaries(st.sampled_from(sorted(EVERYTHING)), _JSON))
def test_any_json_is_either_taken_or_refused(tmp_path_factory, content):
    path = written(tmp_path_factory.mktemp("json"), content)
    try:
        sidecar = read_sidecar(path)
    except SceneError:
        return
    merge_sidecar(scene(), sidecar, path)
