"""``case.json``: what the crew knows."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

from cathartes.errors import CaseError
from cathartes.model.location.observations import GasOfCase
from cathartes.model.location.wind_series import WIND_ERRORS


def read_case_json(path: Path) -> dict[str, Any]:
    """Return the object of the file.

    Raises
    ------
    CaseError
        If it is no JSON object.
    """
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


def wind_kind_of(path: Path, told: dict[str, Any]) -> str | None:
    """Return where the wind is from; None where nobody says.

    Raises
    ------
    CaseError
        If it is no such kind.
    """
    kind = told.get("wind_kind")
    if kind is not None and not (isinstance(kind, str) and kind in WIND_ERRORS):
        raise CaseError.about(
            path,
            "wind_kind",
            found=repr(kind),
            expected="one of " + ", ".join(WIND_ERRORS),
            remedy="Say where the wind is from, or leave it out.",
        )
    return kind


def gases_of(path: Path, told: dict[str, Any]) -> tuple[GasOfCase, ...]:
    """Return the gases with their molar masses.

    Raises
    ------
    CaseError
        If none is named, or a molar mass is none.
    """
    masses = told.get("gases")
    if masses is None and isinstance(told.get("gas"), str):
        masses = {told["gas"]: told.get("molar_mass_g_per_mol")}
    if not isinstance(masses, dict) or not masses:
        raise CaseError.about(
            path,
            "gas",
            found=masses or told.get("gas") or "nothing",
            expected="`gas` and `molar_mass_g_per_mol`, or a map `gases` of name to molar mass",
            remedy="Say what was measured.",
        )
    for name, mass in masses.items():
        if isinstance(mass, bool) or not isinstance(mass, int | float) or not 1.0 < mass < 1000.0:
            raise CaseError.about(
                path,
                f"molar mass of {name}",
                found="nothing" if mass is None else mass,
                expected="g/mol, between 1 and 1000",
                remedy="Give the molar mass of the gas.",
            )
    names = [name.strip() for name in masses]
    folded = {name.casefold() for name in names}
    if "" in folded or len(folded) < len(names):
        raise CaseError.about(
            path,
            "gases",
            found=", ".join(map(repr, masses)),
            expected="different names",
            remedy="Name each gas once.",
        )
    return tuple(GasOfCase(name, masses[key]) for name, key in zip(names, masses, strict=True))


def search_area_of(path: Path, area: object) -> tuple[float, float, float, float]:
    """Return easting and northing of the lower left, then of the upper right corner.

    Raises
    ------
    CaseError
        If it is no rectangle.
    """
    if isinstance(area, list) and len(area) == 4:
        numbers = [float(x) for x in area if isinstance(x, int | float) and not isinstance(x, bool)]
        finite = len(numbers) == 4 and all(map(math.isfinite, numbers))
        if finite and numbers[0] < numbers[2] and numbers[1] < numbers[3]:
            return numbers[0], numbers[1], numbers[2], numbers[3]
    raise CaseError.about(
        path,
        "search_area",
        found="nothing" if area is None else area,
        expected="[easting min, northing min, easting max, northing max] in metres",
        remedy="Give the lower left corner first, then the upper right.",
    )


def number_or_none(
    path: Path, told: dict[str, Any], name: str, *, most: float = 1e4
) -> float | None:
    """Return a number of 0 or more; None where it is not given.

    Raises
    ------
    CaseError
        If it is no such number.
    """
    value = told.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0.0 <= value <= most:
        raise CaseError.about(
            path,
            name,
            found=value,
            expected=f"a number from 0 to {most:g}, or null",
            remedy="Correct it, or leave it out.",
        )
    return float(value)
