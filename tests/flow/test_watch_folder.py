"""Waiting for deliveries: given once, when they have stopped growing."""

from __future__ import annotations

import os
from pathlib import Path

from cathartes.flow.collecting import watch_folder


class Story:
    """A clock on which things happen to a folder while the watcher sleeps."""

    def __init__(self, *events) -> None:
        self.now = 0.0
        self.events = list(events)

    def sleep(self, seconds: float) -> None:
        self.now += seconds
        if self.events:
            self.events.pop(0)()

    def watch(self, folder: Path, stable_for_s: float = 2.0) -> list[tuple[str, float]]:
        given = []
        looks = len(self.events) + 8

        def is_ended() -> bool:
            nonlocal looks
            looks -= 1
            return looks <= 0

        for path in watch_folder(
            folder, stable_for_s, every_s=1.0, is_ended=is_ended,
            clock=lambda: self.now, sleep=self.sleep,
        ):  # fmt: skip
            given.append((path.name, self.now))
        return given


def grow(path: Path, text: str):
    def act() -> None:
        with path.open("a") as file:
            file.write(text)

    return act


def test_a_file_that_is_there_is_given_once_after_it_was_stable(tmp_path):
    (tmp_path / "a.csv").write_text("x")
    assert Story().watch(tmp_path) == [("a.csv", 2.0)]


def test_a_file_that_grows_is_given_when_it_has_stopped(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("x")
    story = Story(*[grow(path, "more") for _ in range(5)])
    assert story.watch(tmp_path) == [("a.csv", 7.0)]


def test_a_file_that_arrives_later_is_given_and_one_that_is_replaced_is_given_again(tmp_path):
    path = tmp_path / "deep" / "b.csv"

    def arrive() -> None:
        path.parent.mkdir()
        path.write_text("x")

    def replace() -> None:
        path.write_text("another")
        os.utime(path, (1, 1))

    wait = [lambda: None] * 3
    assert [name for name, _ in Story(arrive, *wait, replace).watch(tmp_path)] == ["b.csv"] * 2


def test_unfinished_hidden_and_vanished_files_are_not_given(tmp_path):
    (tmp_path / "c.csv.partial").write_text("x")
    (tmp_path / ".d.csv").write_text("x")
    gone = tmp_path / "e.csv"
    gone.write_text("x")
    assert Story(gone.unlink).watch(tmp_path) == []
