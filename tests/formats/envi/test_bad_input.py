"""Hostile, broken and contradictory ENVI files end in one clear paragraph."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cathartes.errors import SceneError
from cathartes.io.scenes.envi import write_envi
from cathartes.io.scenes.envi.header_text import parse_header
from cathartes.io.scenes.envi.layout import read_layout
from cathartes.io.scenes.envi.writer import format_header
from cathartes.io.scenes.readers import read_scene


def assert_one_paragraph(error: pytest.ExceptionInfo[SceneError]) -> None:
    message = str(error.value)
    assert "\n" not in message.strip()
    assert "found" in message
    assert "expected" in message
    assert len(message) < 1500


@pytest.mark.parametrize(
    ("field", "text", "told"),
    [
        ("lines", "-5", "lines"),
        ("lines", "0", "lines"),
        ("samples", "99999999999999999999999999", "samples"),
        ("bands", "1_0", "bands"),
        ("bands", "2147483647", "wavelength"),
        ("samples", "2147483647", "file size"),
        ("lines", "12", "file size"),
        ("lines", None, "lines"),
        ("data type", "6", "complex"),
        ("data type", "7", "data type"),
        ("data type", "5", "file size"),
        ("byte order", "2", "byte order"),
        ("interleave", "bxp", "interleave"),
        ("interleave", None, "interleave"),
        ("header offset", "-4", "header offset"),
        ("header offset", "9223372036854775807", "header offset"),
        ("header offset", "64", "file size"),
        ("wavelength", None, "wavelength"),
        ("wavelength", "{1, 2, 3}", "wavelength"),
        ("wavelength", "{" + ", ".join(["nan"] * 24) + "}", "wavelength"),
        ("wavelength", "{" + ", ".join(["10.0"] * 24) + "}", "wavelength"),
        ("wavelength", "{" + ", ".join(["-3"] * 24) + "}", "wavelength"),
        ("wavelength", "{" + ", ".join(["x"] * 24) + "}", "wavelength"),
        ("wavelength units", "Nanometers", "wavelength"),
        ("wavelength units", "furlongs", "wavelength units"),
        ("fwhm", "{" + ", ".join(["-1"] * 24) + "}", "widths"),
        ("bbl", "{1, 0}", "bbl"),
        ("data ignore value", "none", "data ignore value"),
        ("data gain values", "{" + ", ".join(["0"] * 24) + "}", "data gain values"),
        ("data offset values", "{" + ", ".join(["inf"] * 24) + "}", "data offset values"),
        ("reflectance scale factor", "0", "reflectance scale factor"),
        ("scale factor", "-2", "scale factor"),
        ("data units", "Reflectance", "data units"),
        ("file type", "ENVI Spectral Library", "file type"),
        ("file compression", "1", "file compression"),
        ("major frame offsets", "{16, 0}", "major frame offsets"),
        ("map info", "{UTM, 1, 1, nan, 0, 2, 2, 13, North}", "map info"),
        ("map info", "{UTM, 1, 1, 0, 0, -2, 2, 13, North}", "map info"),
        ("map info", "{UTM}", "map info"),
        ("description", "{never closed", "description"),
    ],
)
def test_a_nonsensical_field_is_named(write, edit_header, field, text, told):
    image = write()
    edit_header(image, {field: text})
    with pytest.raises(SceneError, match=told) as error:
        read_scene(image)
    assert_one_paragraph(error)


def test_truncated_and_overlong_images_are_told_with_both_sizes(write):
    image = write()
    size = image.stat().st_size
    os.truncate(image, size - 1)
    with pytest.raises(SceneError, match=rf"found {size - 1} bytes; expected {size} bytes"):
        read_scene(image)
    os.truncate(image, size + 1)
    with pytest.raises(SceneError, match=rf"found {size + 1} bytes; expected {size} bytes"):
        read_scene(image)


def test_an_empty_file_or_folder_is_no_scene(tmp_path):
    empty = tmp_path / "empty.img"
    empty.touch()
    for path in (empty, tmp_path, tmp_path / "absent", Path("\0"), Path("x" * 500)):
        with pytest.raises(SceneError) as error:
            read_scene(path)
        assert_one_paragraph(error)


def test_a_header_without_an_image_is_told(write):
    image = write()
    image.unlink()
    with pytest.raises(SceneError, match="no image beside the header"):
        read_scene(image.with_suffix(".hdr"))


def test_a_header_cannot_name_other_files_to_open(write, edit_header, tmp_path):
    secret = tmp_path / "elsewhere" / "secret.img"
    secret.parent.mkdir()
    secret.write_bytes(b"secret")
    image = write()
    edit_header(image, {"data file": str(secret), "igm file": "../elsewhere/secret.img"})
    assert {one.parent for one in read_scene(image).input_paths} == {image.parent}


def test_a_scene_s_name_can_always_be_a_folder(write):
    scene = read_scene(write(name="..what & where?.img"))
    assert "/" not in scene.name
    assert not scene.name.startswith(".")


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda cube: np.zeros_like(cube), "zero everywhere"),
        (lambda cube: np.full_like(cube, np.nan), "no valid number"),
        (lambda cube: np.full_like(cube, np.inf), "no valid number"),
        (lambda cube: np.broadcast_to(cube[:1, :1], cube.shape).copy(), "same spectrum"),
        (lambda cube: -cube, "no positive number"),
    ],
)
def test_scenes_that_hold_nothing_are_refused(write, thermal_cube, spoil, told):
    with pytest.raises(SceneError, match=told) as error:
        read_scene(write(spoil(thermal_cube)))
    assert_one_paragraph(error)


def test_one_valid_corner_is_enough_for_a_scene(write, thermal_cube):
    cube = np.full((300, 40, 24), np.nan)
    cube[150:160, 20:30] = thermal_cube[:10, :10]
    assert read_scene(write(cube)).shape == cube.shape


def test_a_one_line_scene_opens_with_a_warning(write, thermal_cube):
    scene = read_scene(write(thermal_cube[:1]))
    assert any("Too small for detection" in remark for remark in scene.remarks)


@settings(max_examples=150, deadline=None)
@given(noise=st.binary(max_size=400))
def test_random_bytes_after_the_first_line_raise_nothing_but_scene_errors(tmp_path_factory, noise):
    folder = tmp_path_factory.mktemp("noise")
    image = folder / "scene.img"
    image.write_bytes(b"\0" * 64)
    image.with_suffix(".hdr").write_bytes(b"ENVI\n" + noise)
    with pytest.raises(SceneError):
        read_scene(image)


_VALID = format_header(
    {
        "samples": 4,
        "lines": 3,
        "bands": 5,
        "header offset": 0,
        "data type": 4,
        "interleave": "bil",
        "byte order": 0,
        "wavelength units": "Micrometers",
        "wavelength": [8.0, 9.0, 10.0, 11.0, 12.0],
        "fwhm": [0.1, 0.1, 0.1, 0.1, 0.1],
        "map info": ["UTM", 1, 1, 368000.0, 4420000.0, 2.0, 2.0, 13, "North", "WGS-84"],
        "data units": "W m-2 sr-1 um-1",
    }
).encode()


@settings(max_examples=250, deadline=None)
@given(
    changes=st.lists(
        st.tuples(
            st.integers(0, len(_VALID) - 1),
            st.integers(0, 12),
            st.one_of(
                st.binary(max_size=6),
                st.sampled_from(
                    [b"-1", b"nan", b"1e999", b"{", b"}", b"=", b"\n", b"9" * 30, b"", b"\xff"]
                ),
            ),
        ),
        max_size=4,
    )
)
def test_a_damaged_header_opens_or_raises_a_scene_error(tmp_path_factory, changes):
    header = _VALID
    for start, length, new in changes:
        header = header[:start] + new + header[start + length :]
    folder = tmp_path_factory.mktemp("damaged")
    image = folder / "scene.img"
    rng = np.random.default_rng(0)
    image.write_bytes(rng.uniform(7.0, 9.0, 3 * 4 * 5).astype("<f4").tobytes())
    image.with_suffix(".hdr").write_bytes(header)
    try:
        scene = read_scene(image)
    except SceneError:
        return
    assert scene.source.read(0, scene.shape[0]).shape == scene.shape


@settings(max_examples=150, deadline=None)
@given(
    fields=st.dictionaries(
        st.sampled_from(["samples", "lines", "bands", "header offset", "data type", "byte order"]),
        st.one_of(st.integers(-(2**70), 2**70).map(str), st.text(max_size=12)),
    ),
    interleave=st.sampled_from(["bil", "BSQ", "Bip", "", "x"]),
)
def test_any_layout_is_either_possible_or_refused(fields, interleave):
    text = "ENVI\n" + "\n".join(f"{key} = {value}" for key, value in fields.items())
    text += f"\ninterleave = {interleave}\n"
    try:
        layout, _ = read_layout(parse_header(Path("x.hdr"), text))
    except SceneError:
        return
    assert min(layout.shape) >= 1
    assert layout.n_bytes > 0


@pytest.mark.parametrize(
    ("extra", "told"),
    [
        ({"a = b": 1}, "key"),
        ({"description": "two\nlines"}, "value"),
        ({"description": "brace } inside"}, "value"),
        ({"lines": 7}, "sets"),
    ],
)
def test_the_writer_writes_no_header_that_would_break_apart(tmp_path, extra, told):
    with pytest.raises(ValueError, match=told):
        write_envi(tmp_path / "scene.img", np.ones((2, 2, 2)), extra=extra)
    assert not list(tmp_path.iterdir())
