"""Writes one page with the help of every command, taken from the program itself."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer
from sphinx.application import Sphinx

PAGE = Path("api") / "generated" / "commands.md"
MARKUP = ((r"\[bold\](.*?)\[/(?:bold)?\]", r"**\1**"), (r"\[/?(?:dim|italic|red|green)?\]", ""))


def walk_commands(command: Any, name: str) -> Iterator[tuple[str, Any]]:
    """Yield every command below ``command`` with the words a person types."""
    yield name, command
    for word, child in getattr(command, "commands", {}).items():
        yield from walk_commands(child, f"{name} {word}")


def as_markdown(text: str) -> str:
    """Turn a help text into Markdown: terminal markup, and example lines as code."""
    text = inspect.cleandoc(text).replace("\b\n", "")
    for pattern, replacement in MARKUP:
        text = re.sub(pattern, replacement, text)
    return re.sub(r"^(cathartes .*)$", r"    \1", text, flags=re.MULTILINE)


def describe(name: str, command: Any) -> Iterator[str]:
    """Yield the lines of one command's part of the page."""
    yield f"## `{name}`\n"
    yield as_markdown(command.help or "") + "\n"
    if hasattr(command, "commands"):
        return
    records = [one.get_help_record(typer.Context(command)) for one in command.params]
    if any(records):
        yield "| argument or option | meaning |\n|---|---|"
        for record in filter(None, records):
            shown, meaning = (text.strip().replace("|", "\\|") for text in record)
            meaning = meaning.replace("<", "&lt;")
            yield f"| `{shown}` | {meaning} |"
        yield ""


def write_page(app: Sphinx) -> None:
    """Write the page before the sources are read."""
    from cathartes.cli.app import VERBS, load_verb

    parts = ["# Commands\n", "Every command prints the text below with `--help`.\n"]
    for verb in VERBS:
        for name, command in walk_commands(load_verb(verb), f"cathartes {verb.name}"):
            parts += describe(name, command)
    page = Path(app.srcdir) / PAGE
    page.parent.mkdir(parents=True, exist_ok=True)
    page.write_text("\n".join(parts) + "\n", encoding="utf-8")


def setup(app: Sphinx) -> dict[str, bool]:
    """Register with Sphinx."""
    app.connect("builder-inited", write_page, priority=100)
    return {"parallel_read_safe": True}
