"""``cathartes campaign init DIR``: settings with comments, and the folders."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder for the campaign.")],
    name: Annotated[
        str | None, typer.Option(help="Name of the campaign; that of the folder if not given.")
    ] = None,
) -> None:
    """Write campaign.toml with every option and comments, an example area, and the folders.

    [bold]Examples[/]

    cathartes campaign init survey

    cathartes campaign init survey --name "Survey of June"
    """
    from cathartes.cli.terminal import console
    from cathartes.flow.starting import start_campaign

    screen = console()
    for path in start_campaign(folder, name or folder.resolve().name):
        screen.print(f"written: {path}", markup=False, soft_wrap=True)
    screen.print(
        f"Fill in who approved it, put plans into {folder / 'plans'} and what came back into "
        f"{folder / 'incoming'}, then: cathartes campaign run {folder}",
        markup=False,
        soft_wrap=True,
    )
