"""The command line: one verb per file, loaded when it is called and not before."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Annotated, Any

import typer
from attrs import frozen
from typer.core import TyperGroup
from typer.main import get_command

from cathartes import __version__
from cathartes.cli.interruption import INTERRUPTED, listen_for_signals
from cathartes.cli.terminal import DEBUG_VARIABLE, print_error
from cathartes.errors import CathartesError

DEBUG_FLAG = "--debug"


@frozen
class Verb:
    """A command: where its function or its group of commands is.

    Attributes
    ----------
    name : str
        As typed.
    target : str
        ``module:attribute`` of a function, or of a Typer app with commands of its own.
    summary : str
        For the list of commands, which must not load the commands.
    """

    name: str
    target: str
    summary: str


VERBS: tuple[Verb, ...] = (
    Verb("demo", "cathartes.cli.demo.campaign:demo", "Simulate a campaign, run it, show both."),
    Verb("detect", "cathartes.cli.detect:detect", "Find and name the gas plumes in scenes."),
    Verb("locate", "cathartes.cli.locate:locate", "Say where sources are, from concentrations."),
    Verb("legs", "cathartes.cli.flights.legs:legs", "Say where to fly next, and when to stop."),
    Verb(
        "flights", "cathartes.cli.flights.flights:app", "What was flown against what was planned."
    ),
    Verb("campaign", "cathartes.cli.campaign.verbs:app", "Many flights: from deliveries to sites."),
    Verb("info", "cathartes.cli.info:info", "Print what was understood of a scene."),
    Verb("gases", "cathartes.cli.gases:app", "The gas library: list, show, plot, import, fetch."),
    Verb("simulate", "cathartes.cli.simulate.simulate:app", "Make scenes whose truth is known."),
)
"""In the order a newcomer meets them."""


class LazyVerbs(TyperGroup):
    """Commands known by name and summary until one is called."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Load the command that is called, then go on as usual."""
        verb = next((verb for verb in VERBS if args and verb.name == args[0]), None)
        if verb is not None:
            self.commands[verb.name] = load_verb(verb)
        return super().resolve_command(ctx, args)


def load_verb(verb: Verb) -> Any:
    """Import the module of a verb and return its command."""
    module, _, attribute = verb.target.partition(":")
    target = getattr(import_module(module), attribute)
    if not isinstance(target, typer.Typer):
        single = typer.Typer(
            add_completion=False, rich_markup_mode="rich", pretty_exceptions_enable=False
        )
        single.command(verb.name, no_args_is_help=_needs_arguments(target))(target)
        target = single
    command = get_command(target)
    command.name = verb.name
    return command


def _needs_arguments(function: Callable[..., Any]) -> bool:
    from inspect import Parameter, signature

    return any(one.default is Parameter.empty for one in signature(function).parameters.values())


app = typer.Typer(
    cls=LazyVerbs,
    name="cathartes",
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Start with [bold]cathartes demo --out demo[/], then "
    "[bold]cathartes detect SCENE --out results[/].",
)


def _print_version(asked: bool) -> None:
    if asked:
        print(f"cathartes {__version__}")
        raise typer.Exit


_WHAT_IT_IS = """\
A radiance cube goes in, named gas plumes come out.

A vapour alone never proves what a place is: every gas found here has ordinary sources."""


@app.callback(help=_WHAT_IT_IS)
def cathartes(
    version: Annotated[
        bool,
        typer.Option(
            "--version", help="Print the version.", callback=_print_version, is_eager=True
        ),
    ] = False,
    debug: Annotated[
        bool,
        typer.Option(DEBUG_FLAG, help="Show where in the program an error arose; goes anywhere."),
    ] = False,
) -> None:
    """Take the options that stand before the verb."""


def _placeholder() -> None:
    """Stand for a command that has not been loaded."""


for _verb in VERBS:
    app.command(_verb.name, help=_verb.summary)(_placeholder)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and leave with its status: 0 done, 1 failed, 2 misused, 130 Ctrl-C.

    An error of cathartes is one paragraph on stderr; ``--debug`` shows its trace as well.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    if DEBUG_FLAG in given:
        given = [one for one in given if one != DEBUG_FLAG]
        os.environ[DEBUG_VARIABLE] = "1"
    # Before numpy is loaded: every product here is of small matrices, for which the threads of
    # the linear algebra library cost memory and time; ``--threads`` are threads of our own.
    for variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(variable, "1")
    listen_for_signals()
    try:
        app(given, prog_name="cathartes")
    except CathartesError as error:
        print_error(error)
        sys.exit(1)
    except SystemExit as ended:
        if ended.code == INTERRUPTED:
            print("Interrupted: nothing half-written was left behind.", file=sys.stderr)
        raise
