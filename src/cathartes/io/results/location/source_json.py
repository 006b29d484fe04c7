"""``source.json``: where the sources are, how sure that is, and how much they emit.

Plain numbers for other programs. Nothing in it is NaN: what is not known is null.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from attrs import field, frozen

from cathartes.errors import InputError
from cathartes.io.atomic import replace_file
from cathartes.io.results.location.source_records import (
    COORDINATES_ARE_LOCAL,
    number,
    source_from_json,
    source_to_json,
    wind_from_json,
    wind_to_json,
)
from cathartes.io.results.location.wgs84 import is_local, to_wgs84
from cathartes.io.results.plume_records import provenance_from_json, provenance_to_json
from cathartes.model.location.source import SourceEstimate, SourceLocation, WindFit
from cathartes.model.provenance import Provenance


@frozen(eq=False)
class SourceSummary:
    """What ``source.json`` holds: a :class:`SourceLocation` without its draws and its fit.

    Attributes
    ----------
    case_name, crs : str
    sources : tuple of SourceEstimate
    p_number_of_sources : dict of int to float
    p_scheme : dict of str to float
    wind : WindFit
    warnings : tuple of str
    provenance : Provenance
    """

    case_name: str
    crs: str
    sources: tuple[SourceEstimate, ...]
    p_number_of_sources: dict[int, float]
    p_scheme: dict[str, float]
    wind: WindFit
    warnings: tuple[str, ...] = ()
    provenance: Provenance = field(factory=Provenance)


def write_source_json(path: Path, location: SourceLocation) -> None:
    """Write the sources of one case.

    Parameters
    ----------
    path : Path
        The file to make; an older one is replaced when the new one is whole.
    location : SourceLocation

    Raises
    ------
    OutputError
        If the file cannot be written; nothing half-written is left.
    CaseError
        If the coordinate system is not known.
    """
    text = json.dumps(location_to_json(location), ensure_ascii=False, allow_nan=False, indent=1)
    with replace_file(Path(path)) as unfinished:
        unfinished.write_text(text + "\n", encoding="utf-8")


def location_to_json(location: SourceLocation) -> dict[str, Any]:
    """Return what ``source.json`` holds, as plain values."""
    sources = location.sources
    longitude, latitude = to_wgs84(
        location.crs, [one.easting_m for one in sources], [one.northing_m for one in sources]
    )
    return {
        "case": location.case_name,
        "crs": location.crs,
        "coordinates_are": COORDINATES_ARE_LOCAL if is_local(location.crs) else location.crs,
        "sources": [
            source_to_json(one, float(east), float(north))
            for one, east, north in zip(sources, longitude, latitude, strict=True)
        ],
        "p_number_of_sources": {
            str(int(count)): number(p) for count, p in sorted(location.p_number_of_sources.items())
        },
        "p_scheme": {str(name): number(p) for name, p in location.p_scheme.items()},
        "wind": wind_to_json(location.wind),
        "warnings": list(location.warnings),
        "provenance": provenance_to_json(location.provenance),
    }


def read_source_json(path: Path) -> SourceSummary:
    """Read the sources back.

    Raises
    ------
    InputError
        If this is not a ``source.json`` that cathartes wrote.
    """
    try:
        values = json.loads(Path(path).read_text(encoding="utf-8"))
        return summary_from_json(values)
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise InputError.about(
            path,
            "the file",
            found=error,
            expected="a readable source.json of cathartes",
            remedy="Run `cathartes locate` on the case again.",
        ) from error
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise InputError.about(
            path,
            "the content",
            found=f"{type(error).__name__}: {error}",
            expected="what `cathartes locate` writes",
            remedy="Give the source.json of a folder that `cathartes locate` wrote.",
        ) from error


def summary_from_json(values: dict[str, Any]) -> SourceSummary:
    """Return the records again."""
    return SourceSummary(
        case_name=str(values["case"]),
        crs=str(values["crs"]),
        sources=tuple(source_from_json(one) for one in values["sources"]),
        p_number_of_sources={int(k): float(v) for k, v in values["p_number_of_sources"].items()},
        p_scheme={str(k): float(v) for k, v in values["p_scheme"].items()},
        wind=wind_from_json(values["wind"]),
        warnings=tuple(map(str, values["warnings"])),
        provenance=provenance_from_json(values["provenance"]),
    )
