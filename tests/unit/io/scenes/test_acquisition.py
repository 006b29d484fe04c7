"""Times and names of scenes."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cathartes.io.scenes.acquisition import parse_time, scene_name, unix_time


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2022-09-03T16:31:29+0000", "2022-09-03T16:31:29+00:00"),
        ("2022-09-03T16:31:29Z", "2022-09-03T16:31:29+00:00"),
        ("2022-09-03 16:31:29.5", "2022-09-03T16:31:29.500000+00:00"),
        ("20220903T163129", "2022-09-03T16:31:29+00:00"),
        ("2022-09-03T16:31:29-05:00", "2022-09-03T16:31:29-05:00"),
    ],
)
def test_dialects_of_a_time_are_read_with_their_zone(text, expected):
    assert parse_time(text).isoformat() == expected


@given(st.text(max_size=60))
def test_any_text_is_a_time_with_a_zone_or_none(text):
    moment = parse_time(text)
    assert moment is None or moment.tzinfo is not None


@pytest.mark.parametrize("seconds", [-9999.0, 0.0, 1e12, float("nan")])
def test_implausible_seconds_are_no_time(seconds):
    assert unix_time(seconds) is None


@given(st.text(alphabet=st.characters(exclude_characters="/\0"), max_size=300))
def test_a_scene_name_is_safe_as_a_folder(stem):
    name = scene_name(Path("folder") / f"x{stem}.img") if stem else scene_name(Path("a"))
    assert 0 < len(name) <= 100
    assert name not in (".", "..")
    assert not set(name) & set('/\\:*?"<>| \n')
