"""A case as a folder: ``observations.csv``, ``wind.csv`` and ``case.json``."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from cathartes.errors import CaseError
from cathartes.io.cases.observation_table import read_observation_table
from cathartes.io.cases.wind_table import read_wind_table
from cathartes.model.location.case import LOCAL_CRS, SourceCase
from cathartes.model.location.observations import GasOfCase
from cathartes.model.location.wind_series import WIND_ERRORS
from cathartes.model.provenance import InputFile

FILES = ("observations.csv", "wind.csv", "case.json")


def read_case(folder: Path) -> SourceCase:
    """Read a case; truth, where it lies beside, is never looked at.

    Raises
    ------
    CaseError
        If a file is missing, broken or contradictory; the message names file, row and field.
    """
    folder = Path(folder)
    for name in FILES:
        if not (folder / name).is_file():
            raise CaseError.about(
                folder,
                name,
                found="no such file",
                expected="a folder with " + ", ".join(FILES),
                remedy="Give the folder of one case; bare tables go to --observations and --wind.",
            )
    told = _read_json(folder / "case.json")
    kind = _wind_kind(folder / "case.json", told)
    wind, about_wind = read_wind_table(folder / "wind.csv", kind)
    gases = _gases(folder / "case.json", told)
    observations, about_values = read_observation_table(folder / "observations.csv", gases, wind)
    return SourceCase(
        name=str(told.get("name") or folder.name),
        gases=gases,
        observations=observations,
        wind=wind,
        search_area_m=_search_area(folder / "case.json", told.get("search_area")),
        crs=str(told.get("crs") or LOCAL_CRS),
        release_height_hint_m=_number_or_none(folder / "case.json", told, "release_height_m_hint"),
        terrain_slope=_number_or_none(folder / "case.json", told, "terrain_slope"),
        notes=str(told.get("notes", "")),
        warnings=(*about_wind, *about_values),
        inputs=tuple(hash_input(folder / name) for name in FILES),
    )


def _read_json(path: Path) -> dict[str, Any]:
    try:
        told = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as error:
        raise CaseError.about(
            path,
            "file",
            found=error,
            expected="JSON in UTF-8",
            remedy="Correct the file.",
        ) from error
    if not isinstance(told, dict):
        raise CaseError.about(
            path,
            "file",
            found=type(told).__name__,
            expected="one JSON object",
            remedy="Write the case as {...}.",
        )
    return told


def _wind_kind(path: Path, told: dict[str, Any]) -> str:
    """Return where the wind is from; a sonic on site where nobody says otherwise."""
    kind = told.get("wind_kind", "sonic")
    if kind not in WIND_ERRORS:
        raise CaseError.about(
            path,
            "wind_kind",
            found=repr(kind),
            expected="one of " + ", ".join(WIND_ERRORS),
            remedy="Say where the wind is from, or leave it out for a sonic on site.",
        )
    return str(kind)


def _gases(path: Path, told: dict[str, Any]) -> tuple[GasOfCase, ...]:
    masses = told.get("gases")
    if masses is None and "gas" in told:
        masses = {told["gas"]: told.get("molar_mass_g_per_mol")}
    if not isinstance(masses, dict) or not masses:
        raise CaseError.about(
            path,
            "gas",
            found=masses,
            expected="`gas` and `molar_mass_g_per_mol`, or a map `gases` of name to molar mass",
            remedy="Say what was measured.",
        )
    for name, mass in masses.items():
        if isinstance(mass, bool) or not isinstance(mass, int | float) or not 1.0 < mass < 1000.0:
            raise CaseError.about(
                path,
                f"molar mass of {name}",
                found=mass,
                expected="g/mol, between 1 and 1000",
                remedy="Give the molar mass of the gas.",
            )
    return tuple(GasOfCase(str(name), mass) for name, mass in masses.items())


def _search_area(path: Path, area: object) -> tuple[float, float, float, float]:
    if isinstance(area, list) and len(area) == 4:
        numbers = [float(x) for x in area if isinstance(x, int | float) and not isinstance(x, bool)]
        if len(numbers) == 4 and numbers[0] < numbers[2] and numbers[1] < numbers[3]:
            return numbers[0], numbers[1], numbers[2], numbers[3]
    raise CaseError.about(
        path,
        "search_area",
        found=area,
        expected="[easting min, northing min, easting max, northing max] in metres",
        remedy="Give the lower left corner first, then the upper right.",
    )


def _number_or_none(path: Path, told: dict[str, Any], name: str) -> float | None:
    value = told.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0.0 <= value < 1e4:
        raise CaseError.about(
            path,
            name,
            found=value,
            expected="a number of 0 or more, or null",
            remedy="Correct it, or leave it out.",
        )
    return float(value)


def hash_input(path: Path) -> InputFile:
    """Return name, digest and length of a file that was read."""
    content = path.read_bytes()
    return InputFile(path.name, hashlib.sha256(content).hexdigest(), len(content))
