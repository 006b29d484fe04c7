"""``areas.geojson``: the areas of a campaign, each with a name."""

from __future__ import annotations

from pathlib import Path

from cathartes.errors import InputError, RecordError
from cathartes.io.campaign_files.feature_file import read_features, refuse_simulated_features
from cathartes.model.campaign import Area, Marking, refuse_overlapping

AREAS_NAME = "areas.geojson"


def read_areas(folder: Path, *, is_simulated: bool, marking: Marking) -> dict[str, Area]:
    """Read the areas of a campaign's folder, by name.

    Raises
    ------
    InputError
        If the file cannot be read, its coordinate system is not known, or a feature is no
        polygon without holes.
    RecordError
        If an area crosses itself, or two overlap; if the file says it is simulated and the
        campaign is real.
    """
    path = Path(folder) / AREAS_NAME
    areas: dict[str, Area] = {}
    members, features = read_features(path)
    refuse_simulated_features(path, members, features, is_simulated=is_simulated)
    for feature in features:
        name = feature.text("name")
        if feature.geometry != "Polygon" or len(feature.parts) != 1:
            found = feature.geometry if feature.geometry != "Polygon" else "a polygon with holes"
            feature.refuse("geometry", found, "a polygon without holes", "Draw it anew.")
        if name in areas:
            feature.refuse("name", f"{name!r} twice", "each name once", "Rename one.")
        try:
            areas[name] = Area(
                is_simulated=is_simulated, marking=marking, name=name, polygon=feature.parts[0]
            )
        except RecordError as error:
            raise RecordError(f"{path}, area {name!r}: {error}") from error
    if not areas:
        raise InputError.about(
            path,
            "features",
            found="none",
            expected="at least one area",
            remedy="Draw the area of the authority.",
        )
    try:
        refuse_overlapping(list(areas.values()))
    except RecordError as error:
        raise RecordError(f"{path}: {error}") from error
    return areas
