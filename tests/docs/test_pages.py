"""Tutorials and how-to pages do what they say: their blocks run, in order, in an empty folder."""

from __future__ import annotations

import doctest
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

DOCS = Path(__file__).resolve().parents[2] / "docs"
MARK = "<!-- run as a test -->"
BLOCK = re.compile(r"^```(console|python)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LOOSE = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


def pages() -> list[Path]:
    """Return every tutorial, and the other pages that ask to be run."""
    marked = [page for page in sorted(DOCS.rglob("*.md")) if MARK in page.read_text()]
    return [page for page in marked if "_build" not in page.parts]


def split_console(block: str) -> list[tuple[str, str]]:
    """Split a console block into commands and the output shown for each."""
    joined = block.replace("\\\n", " ")
    pairs: list[tuple[str, str]] = []
    for line in joined.splitlines():
        if line.startswith("$ "):
            pairs.append((line[2:].strip(), ""))
        else:
            assert pairs, f"a console block starts without '$ ': {line}"
            command, shown = pairs.pop()
            pairs.append((command, f"{shown}{line}\n"))
    return pairs


def run_command(command: str, shown: str, folder: Path) -> None:
    """Run one command as a person would; compare what it prints with what the page shows."""
    environment = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "COLUMNS": "100",
        "NO_COLOR": "1",
        "TERM": "dumb",
    }
    done = subprocess.run(
        shlex.split(command), cwd=folder, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    if shown.strip():
        matches = doctest.OutputChecker().check_output(shown, done.stdout, LOOSE)
        assert matches, f"{command}\nthe page shows:\n{shown}\nthe program printed:\n{done.stdout}"


def test_every_tutorial_is_run():
    tutorials = {page for page in (DOCS / "tutorials").glob("*.md") if page.stem != "index"}
    assert tutorials
    assert tutorials <= set(pages())


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.relative_to(DOCS).as_posix())
def test_page_does_what_it_says(page, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {"__name__": "__page__"}
    blocks = BLOCK.findall(page.read_text())
    assert blocks
    for language, block in blocks:
        if language == "console":
            for command, shown in split_console(block):
                run_command(command, shown, tmp_path)
        else:
            exec(compile(block, str(page), "exec"), names)
