"""The folder of one coverage, and the only names cathartes writes there."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path

from cathartes.io.atomic import replace_folder

COVERAGE_NAME = "coverage.geojson"
GAPS_NAME = "gaps.geojson"
RECORDS_NAME = "coverage.json"
PICTURE_NAME = "coverage.png"
COVERAGE_NAMES = frozenset({COVERAGE_NAME, GAPS_NAME, RECORDS_NAME, PICTURE_NAME})


def replace_coverage_folder(folder: Path) -> AbstractContextManager[Path]:
    """Give an empty folder to write to; when the block ends well it becomes ``folder``.

    Raises
    ------
    OutputError
        If something cannot be written; ``folder`` is as it was before.
    """
    return replace_folder(folder, COVERAGE_NAMES)
