"""A case as a folder: ``observations.csv``, ``wind.csv`` and ``case.json``."""

from __future__ import annotations

from pathlib import Path

from cathartes.errors import CaseError
from cathartes.io.cases.assembly import assemble_case
from cathartes.io.cases.case_json import (
    gases_of,
    number_or_none,
    read_case_json,
    search_area_of,
    wind_kind_of,
)
from cathartes.io.cases.search_area import check_area
from cathartes.io.cases.tables.ground import check_metric
from cathartes.model.location.case import LOCAL_CRS, SourceCase

FILES = ("observations.csv", "wind.csv", "case.json")
STEEPEST = 3.0
_ENDINGS = {
    "observations": (".csv", ".gpkg", ".nc", ".nc4"),
    "wind": (".csv", ".txt", ".metar", ".nc", ".nc4", ".grib2", ".grib", ".grb2", ".grb"),
}


def read_case(folder: Path) -> SourceCase:
    """Read a case; truth, where it lies beside, is never looked at.

    Observations may also be ``observations.gpkg`` or ``.nc``, the wind ``wind.txt`` or ``.metar``
    (METAR), ``.nc``, ``.grib2``.

    Raises
    ------
    CaseError
        If a file is missing, broken or contradictory; the message names file, row and field.
    """
    folder = Path(folder)
    observations, wind = _one_of(folder, "observations"), _one_of(folder, "wind")
    path = folder / "case.json"
    if not path.is_file():
        raise _no_file(folder, "case.json")
    told = read_case_json(path)
    crs = str(told.get("crs") or LOCAL_CRS)
    check_metric(path, crs)
    area = search_area_of(path, told.get("search_area"))
    check_area(path, "search_area", area)
    return assemble_case(
        name=str(told.get("name") or folder.resolve().name),
        observations=observations,
        wind=wind,
        gases=gases_of(path, told),
        crs=crs,
        wind_kind=wind_kind_of(path, told),
        kind_of_tables="sonic",
        search_area_m=area,
        release_height_hint_m=number_or_none(path, told, "release_height_m_hint"),
        terrain_slope=number_or_none(path, told, "terrain_slope", most=STEEPEST),
        notes=str(told.get("notes", "")),
        also_read=(path,),
    )


def _one_of(folder: Path, stem: str) -> Path:
    """Return the file of a name; the CSV table before others."""
    found = [folder / (stem + ending) for ending in _ENDINGS[stem]]
    found = [path for path in found if path.is_file()]
    if not found:
        raise _no_file(folder, f"{stem}.csv")
    if len(found) > 1 and found[0].suffix != ".csv":
        raise CaseError.about(
            folder,
            stem,
            found=" and ".join(path.name for path in found),
            expected="one of them",
            remedy="Leave the one that is meant in the folder.",
        )
    return found[0]


def _no_file(folder: Path, name: str) -> CaseError:
    found = "no such folder"
    if folder.is_dir():
        found = "a folder in its place" if (folder / name).is_dir() else "no such file"
    elif folder.exists():
        found = "a file, not a folder"
    return CaseError.about(
        folder,
        name,
        found=found,
        expected="a folder with " + ", ".join(FILES),
        remedy="Give the folder of one case; bare tables go to --observations and --wind.",
    )
