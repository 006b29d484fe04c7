"""The verbs of ``cathartes campaign``, in the order in which one meets them."""

from __future__ import annotations

import typer

from cathartes.cli.campaign.init import init
from cathartes.cli.campaign.report import report
from cathartes.cli.campaign.run import run
from cathartes.cli.campaign.sites import sites
from cathartes.cli.campaign.status import status

app = typer.Typer(
    no_args_is_help=True,
    help="A campaign of many flights: from what came back to ranked candidate sites.",
)


@app.callback()
def campaign() -> None:
    """From what many flights brought back to candidate sites, ranked with reasons.

    The machine stops there: judging a site is the act of a person.
    """


for _name, _verb in (
    ("init", init),
    ("run", run),
    ("status", status),
    ("sites", sites),
    ("report", report),
):
    app.command(_name, no_args_is_help=True)(_verb)
