"""The folder of one located case, and the only names cathartes writes there."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path

from cathartes.io.atomic import replace_folder
from cathartes.io.results.result_folder import REPORT_NAME

SOURCE_NAME = "source.json"
GEOJSON_NAME = "source.geojson"
POSTERIOR_NAME = "posterior.nc"
LOCATION_NAMES = frozenset({SOURCE_NAME, GEOJSON_NAME, POSTERIOR_NAME, REPORT_NAME})
"""Whatever else lies in the folder, the tables of the case for one, never vanishes."""


def replace_location_folder(folder: Path) -> AbstractContextManager[Path]:
    """Give an empty folder to write to; when the block ends well it becomes ``folder``.

    Raises
    ------
    OutputError
        If something cannot be written; ``folder`` is as it was before.
    """
    return replace_folder(folder, LOCATION_NAMES)
