"""``context/*.geojson``: layers of permitted and known emitters; the layer is the file's stem."""

from __future__ import annotations

from pathlib import Path

from cathartes.errors import RecordError
from cathartes.io.campaign_files.feature_file import (
    Feature,
    read_features,
    refuse_simulated_features,
)
from cathartes.model.campaign import ContextFeature, Marking

UNSTATED_POSITION_STD_M = 50.0
"""Of a layer that does not say how far its positions may be off: a street address."""


def read_context(
    folder: Path, *, is_simulated: bool, marking: Marking
) -> tuple[ContextFeature, ...]:
    """Read every layer in a folder, in the order of the files' names.

    Raises
    ------
    InputError
        If a file cannot be read, or a feature is no point with a name and ``is_permitted``.
    RecordError
        If a layer says it is simulated and the campaign is real. A simulated campaign may take a
        real layer: what it makes of it is simulated.
    """
    emitters: list[ContextFeature] = []
    for path in sorted(Path(folder).glob("*.geojson")):
        members, features = read_features(path)
        refuse_simulated_features(path, members, features, is_simulated=is_simulated)
        emitters += [_emitter(one, path.stem, is_simulated, marking) for one in features]
    return tuple(emitters)


def _emitter(feature: Feature, layer: str, is_simulated: bool, marking: Marking) -> ContextFeature:
    if feature.geometry != "Point":
        feature.refuse("geometry", feature.geometry, "a Point", "Give the place of the emission.")
    is_permitted = feature.properties.get("is_permitted")
    if not isinstance(is_permitted, bool):
        feature.refuse("is_permitted", repr(is_permitted), "true or false", "Fill it in.")
    ((longitude, latitude),) = feature.parts[0]
    try:
        return ContextFeature(
            is_simulated=is_simulated,
            marking=marking,
            name=feature.text("name"),
            layer=layer,
            profile=feature.text("profile", ""),
            is_permitted=is_permitted,
            longitude=longitude,
            latitude=latitude,
            position_std_m=feature.number_of("position_std_m", UNSTATED_POSITION_STD_M),
        )
    except RecordError as error:
        raise RecordError(f"{feature.path}, feature {feature.number}: {error}") from error
