"""``cathartes campaign status DIR``: how far it is."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

MOST_FAILURES = 20


def status(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder of the campaign.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print records, not words.")] = False,
) -> None:
    """Say how far a campaign is; also beside a run that is at work.

    [bold]Example[/]

    cathartes campaign status survey
    """
    import json

    from cathartes.cli.terminal import console
    from cathartes.flow.campaigns.summary import campaign_status

    now = campaign_status(folder)
    if as_json:
        told = {
            "campaign": now.name,
            "profile": now.profile,
            "is_simulated": now.is_simulated,
            "counts": now.counts,
            "work": {"done": now.done, "failed": now.failed, "put off": now.put_off},
            "failures": list(now.failures),
            "sites": len(now.best),
        }
        print(json.dumps(told, indent=1, ensure_ascii=False))
        return
    screen = console()
    word = ", SIMULATED" if now.is_simulated else ""
    screen.print(f"{now.name}{word}: looks for {now.profile}", style="bold", markup=False)
    for noun, count in now.counts.items():
        screen.print(f"  {noun:<10} {count:>8,}", markup=False)
    screen.print(
        f"  {'work':<10} {now.done:>8,} done, {now.failed:,} failed, {now.put_off:,} put off",
        markup=False,
    )
    screen.print(f"  {'sites':<10} {len(now.best):>8,}", markup=False)
    for message in now.failures[:MOST_FAILURES]:
        screen.print(f"note: {message}", style="yellow", markup=False, soft_wrap=True)
