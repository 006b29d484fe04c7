"""``cathartes campaign report DIR``: a page with maps, and the sites and gaps for others."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def report(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder of the campaign.")],
) -> None:
    """Write DIR/report: report.html, sites.geojson, sites.gpkg, sites.kmz and gaps.geojson.

    [bold]Example[/]

    cathartes campaign report survey
    """
    from cathartes.cli.terminal import console
    from cathartes.flow.campaigns.summary import write_campaign_report

    screen = console()
    for path in write_campaign_report(folder):
        screen.print(f"written: {path}", markup=False, soft_wrap=True)
