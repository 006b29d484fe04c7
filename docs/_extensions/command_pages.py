"""Writes one page with the help of every command, taken from the program itself."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from pathlib import Path

import typer
from sphinx.application import Sphinx

PAGE = Path("api") / "generated" / "commands.md"


def walk_commands(command: typer.core.TyperCommand, name: str) -> Iterator[tuple[str, object]]:
    """Yield every command below ``command`` with the words a person types."""
    yield name, command
    for word, child in sorted(getattr(command, "commands", {}).items()):
        yield from walk_commands(child, f"{name} {word}")


def write_page(app: Sphinx) -> None:
    """Write the page before the sources are read."""
    from cathartes.cli.app import app as program

    parts = ["# Commands\n", "Every command prints the text below with `--help`.\n"]
    for name, command in walk_commands(typer.main.get_command(program), "cathartes"):
        if " " in name:
            parts.append(f"## `{name}`\n")
        parts.append(inspect.cleandoc(command.help or "").replace("\b\n", "") + "\n")
        rows = [
            (parameter, record[0].strip(), record[1].strip())
            for parameter in command.params
            if " " in name and (record := parameter.get_help_record(typer.Context(command)))
        ]
        if rows:
            parts.append("| argument or option | meaning |\n|---|---|")
            parts += [f"| `{shown}` | {text.replace('|', '/')} |" for _, shown, text in rows]
            parts.append("")
    page = Path(app.srcdir) / PAGE
    page.parent.mkdir(parents=True, exist_ok=True)
    page.write_text("\n".join(parts) + "\n", encoding="utf-8")


def setup(app: Sphinx) -> dict[str, bool]:
    """Register with Sphinx."""
    app.connect("builder-inited", write_page, priority=100)
    return {"parallel_read_safe": True}
