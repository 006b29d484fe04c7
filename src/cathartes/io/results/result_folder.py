"""The folder of one scene's results, and the only names cathartes writes there."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path

from cathartes.io.atomic import replace_folder

GEOJSON_NAME = "plumes.geojson"
NETCDF_NAME = "detection.nc"
REPORT_NAME = "report.html"
RESULT_NAMES = frozenset({GEOJSON_NAME, NETCDF_NAME, REPORT_NAME})
"""Whatever else lies in a result folder is a person's, and never vanishes."""


def replace_result_folder(folder: Path) -> AbstractContextManager[Path]:
    """Give an empty folder to write to; when the block ends well it becomes ``folder``.

    An older result there is replaced in one step. People put notes beside results, and with
    ``--out .`` results may land beside the raw data: all of that moves into the new folder.

    Raises
    ------
    OutputError
        If something cannot be written; ``folder`` is as it was before.
    """
    return replace_folder(folder, RESULT_NAMES)
