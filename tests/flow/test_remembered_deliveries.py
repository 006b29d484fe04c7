"""What was read once and has not changed is not read again; the result is the same."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

import pytest

from cathartes.flow.collecting import Collected, collect_folder
from cathartes.flow.collection import reading, remembered
from cathartes.flow.collection.remembered import Remembered
from cathartes.io.deliveries import read_scene
from cathartes.model.identity import content_id
from tests import made_deliveries as made


@pytest.fixture
def root(tmp_path: Path) -> Path:
    made.write_plan(made.make_plan(made.make_authority()), tmp_path / "plans")
    made.write_flight(tmp_path)
    made.write_track(tmp_path / "incoming" / "track.csv")
    age(tmp_path)
    return tmp_path


def age(root: Path, by_s: float = 60.0) -> None:
    """Let everything be as if it had come a while ago."""
    for path in (root / "incoming").rglob("*"):
        if path.is_file() and path.stat().st_mtime > time.time() - 10.0:
            os.utime(path, (time.time() - by_s, time.time() - by_s))


def collect(root: Path, run_all=map) -> Collected:
    authority = made.make_authority()
    return collect_folder(
        root,
        made.SETTINGS,
        [made.make_plan(authority)],
        {content_id(authority): authority},
        True,
        run_all=run_all,
        remembered=Remembered(root, root / "products" / "deliveries.json"),
    )


def essence(collected: Collected) -> list[str]:
    records = [*collected.scenes, *(one for one, _ in collected.tracks), *collected.weather]
    return sorted(content_id(one) for one in records)


@pytest.fixture
def work(monkeypatch) -> dict[str, int]:
    """Count what is opened and what is hashed."""
    counts = {"opened": 0, "hashed": 0}

    def counted(module, name, what):
        function = getattr(module, name)

        def wrapper(*given, **more):
            counts[what] += 1
            return function(*given, **more)

        monkeypatch.setattr(module, name, wrapper)

    counted(reading, "read_delivered_scene", "opened")
    counted(read_scene, "digest_of", "hashed")
    counted(remembered, "digest_of", "hashed")
    return counts


def test_an_unchanged_folder_is_neither_opened_nor_hashed_again(root, work):
    first = collect(root)
    assert (work["opened"], work["hashed"]) == (4, 5)
    again = collect(root)
    assert (work["opened"], work["hashed"]) == (4, 5)
    assert essence(again) == essence(first)
    assert again.deliveries == first.deliveries
    assert again.clocks == first.clocks


def test_a_new_scene_alone_is_opened_and_several_go_to_whoever_runs_them(root, work):
    collect(root)
    made.write_flight(root / "other")
    for path in (root / "other" / "incoming" / "imager").glob("l1p1*"):
        new = root / "incoming" / "imager" / path.name.replace("l1p1", "again")
        new.write_bytes(path.read_bytes())
    asked = []

    def run_all(function, paths):
        asked.extend(paths)
        return map(function, paths)

    collect(root, run_all)
    assert [one.stem for one in asked] == ["again"]
    assert work["opened"] == 5


def test_a_file_that_changed_is_read_again(root, work):
    before = collect(root)
    beside = (root / "incoming" / "imager").glob("l1p1*")
    image = max(beside, key=lambda one: one.stat().st_size)
    content = bytearray(image.read_bytes())
    content[0] ^= 1
    image.write_bytes(bytes(content))
    after = collect(root)
    assert work["opened"] == 5
    assert len(set(essence(after)) - set(essence(before))) == 1


def test_a_sidecar_that_comes_later_is_heeded(root, work):
    imager = root / "incoming" / "imager"
    (sidecar,) = imager.glob("l1p1*.scene.json")
    text = sidecar.read_text()
    sidecar.unlink()
    without = collect(root)
    sidecar.write_text(text)
    age(root)
    assert essence(collect(root)) != essence(without)
    told = json.loads(text)
    told["sensor"] = "another"
    sidecar.write_text(json.dumps(told))
    assert {one.instrument for one in collect(root).scenes} >= {"another"}


def test_a_track_that_comes_later_still_tells_whether_the_clocks_agree(tmp_path, work):
    made.write_plan(made.make_plan(made.make_authority()), tmp_path / "plans")
    made.write_flight(tmp_path, late_s=30.0)
    age(tmp_path)
    alone = collect(tmp_path)
    assert {one.quality for one in alone.scenes} == {()}
    made.write_track(tmp_path / "incoming" / "track.csv")
    with_track = collect(tmp_path)
    assert work["opened"] == 4
    assert {one.quality for one in with_track.scenes} == {("clock off",)}


def test_what_was_just_written_is_not_trusted_to_be_the_same(root, work):
    for path in (root / "incoming").rglob("*"):
        os.utime(path)
    collect(root)
    collect(root)
    assert work["opened"] == 8


def test_a_broken_memory_is_no_memory_and_costs_time_alone(root, work):
    first = collect(root)
    memory = root / "products" / "deliveries.json"
    for text in ("", "[]", '{"version": 3}'):
        memory.write_text(text)
        assert essence(collect(root)) == essence(first)
    assert work["opened"] == 16
    collect(root)
    assert work["opened"] == 16


def test_what_another_version_read_is_read_again(root, work, monkeypatch):
    collect(root)
    monkeypatch.setattr(remembered, "READ_VERSION", remembered.READ_VERSION + 1)
    collect(root)
    assert work["opened"] == 8


def test_what_is_gone_is_forgotten(root, work):
    collect(root)
    for path in (root / "incoming" / "imager").glob("l1p1*"):
        path.unlink()
    assert len(collect(root).scenes) == 3
    made.write_flight(root)
    age(root)
    assert len(collect(root).scenes) == 4
