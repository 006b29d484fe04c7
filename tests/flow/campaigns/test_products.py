"""Folders of products: what is left half-written goes, what a person put there does not."""

from __future__ import annotations

from pathlib import Path

import pytest

from cathartes.flow.campaigns.work.products import RECORDS_NAME, clean_products

NAME = "0123456789abcdef"


def left_behind(products: Path, *names: str) -> Path:
    """Make what a killed run leaves of a folder."""
    partial = products / f".{NAME}.4711-0a1b2c3d.partial"
    partial.mkdir(parents=True)
    for name in names:
        (partial / name).write_text(name)
    return partial


def test_what_is_ours_and_half_written_goes(tmp_path):
    partial = left_behind(tmp_path, RECORDS_NAME, ".report.html.4711-00000000.partial")
    (tmp_path / ".probe.partial").write_text("")
    assert clean_products(tmp_path) == 2
    assert not partial.exists()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("notes", ["notes.txt", ".hidden"])
def test_a_file_of_a_person_goes_into_the_folder_that_took_the_place_of_its_own(tmp_path, notes):
    partial = left_behind(tmp_path, RECORDS_NAME, notes)
    (tmp_path / NAME).mkdir()
    clean_products(tmp_path)
    assert not partial.exists()
    assert (tmp_path / NAME / notes).read_text() == notes
    assert not (tmp_path / NAME / RECORDS_NAME).exists()


def test_a_file_of_a_person_that_has_no_place_to_go_stays_where_it_is(tmp_path):
    partial = left_behind(tmp_path, RECORDS_NAME, "notes.txt")
    clean_products(tmp_path)
    assert (partial / "notes.txt").read_text() == "notes.txt"
    (tmp_path / NAME).mkdir()
    (tmp_path / NAME / "notes.txt").write_text("newer ones")
    clean_products(tmp_path)
    assert (partial / "notes.txt").read_text() == "notes.txt"
    assert (tmp_path / NAME / "notes.txt").read_text() == "newer ones"
