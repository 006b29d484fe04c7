"""Every command explains itself: what it does, an example, every option."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from cathartes.cli.app import VERBS, load_verb


def leaf_commands(command: Any, words: str) -> Iterator[tuple[str, Any]]:
    """Yield every command that does something, with the words a person types."""
    children = getattr(command, "commands", None)
    if children is None:
        yield words, command
        return
    for word, child in sorted(children.items()):
        yield from leaf_commands(child, f"{words} {word}")


COMMANDS = {
    words: command
    for verb in VERBS
    for words, command in leaf_commands(load_verb(verb), f"cathartes {verb.name}")
}


def test_the_commands_of_the_first_step_are_there():
    wanted = {"info", "detect", "demo", "simulate scene"}
    wanted |= {f"gases {verb}" for verb in ("list", "show", "plot", "import", "fetch")}
    assert {f"cathartes {words}" for words in wanted} <= set(COMMANDS)


@pytest.mark.parametrize("words", COMMANDS)
def test_help_gives_an_example_that_can_be_typed(words):
    example = f"{words} "
    lines = [line.strip() for line in (COMMANDS[words].help or "").splitlines()]
    assert any(example in f"{line} " for line in lines[1:]), f"no line with '{words} ...' in --help"


@pytest.mark.parametrize("words", COMMANDS)
def test_every_option_says_what_it_is_for(words):
    silent = [
        parameter.name
        for parameter in COMMANDS[words].params
        if not getattr(parameter, "hidden", False) and not getattr(parameter, "help", None)
    ]
    assert silent == []
