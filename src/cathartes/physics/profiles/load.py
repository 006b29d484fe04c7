"""The table of profiles that ships with this version, read and checked."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from cathartes.physics.profiles.checks import check_profile, refuse
from cathartes.physics.profiles.records import FacilityProfile, ProfileGas, ProfileTable, Rhythm

FILE = "profiles.yaml"
PROFILE_FIELDS = frozenset(
    {
        "name",
        "title",
        "is_clandestine",
        "abundance",
        "permitted_share",
        "rhythm",
        "gases",
        "references",
        "remark",
    }
)
MAY_BE_ABSENT = frozenset({"is_clandestine", "remark"})
RHYTHM_FIELDS = frozenset({"duty", "spell_h", "night_share"})


@cache
def load_profiles() -> ProfileTable:
    """Return the profiles that ship with this version.

    Raises
    ------
    InputError
        When the table of this installation is missing or damaged.
    """
    resource = files("cathartes.physics.profiles").joinpath(FILE)
    try:
        text = resource.read_text(encoding="utf-8")
    except OSError as trouble:
        raise refuse(FILE, "file", trouble, "the profiles of this version") from trouble
    return profiles_from_yaml(text)


def profiles_from_yaml(text: str, where: str = FILE) -> ProfileTable:
    """Return the profiles in a YAML text.

    Parameters
    ----------
    text : str
        As ``profiles.yaml`` of this package.
    where : str
        Name of the text, for messages.

    Raises
    ------
    InputError
        When the text is no YAML, a field is missing, unknown or given twice, a gas is not in the
        bundled library, or a number is out of its range.
    """
    try:
        document = yaml.load(text, Loader=_StrictLoader)  # noqa: S506 -- a SafeLoader
    except yaml.YAMLError as trouble:
        raise refuse(where, "text", trouble, "YAML") from trouble
    if not isinstance(document, dict) or not isinstance(document.get("profiles"), list):
        raise refuse(where, "profiles", type(document).__name__, "'version' and 'profiles', a list")
    profiles = tuple(
        _profile(where, number, one) for number, one in enumerate(document["profiles"])
    )
    names = [profile.name for profile in profiles]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice or not names:
        raise refuse(where, "name", ", ".join(twice) or "no profile", "profiles of different names")
    for profile in profiles:
        check_profile(where, profile)
    return ProfileTable(version=str(document.get("version", "")), profiles=profiles)


class _StrictLoader(yaml.SafeLoader):
    """YAML lets a key be given twice and keeps the last; here that is an error."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        for key in keys:
            if keys.count(key) > 1:
                raise yaml.constructor.ConstructorError(
                    None, None, f"'{key}' is given twice", node.start_mark
                )
        return super().construct_mapping(node, deep)


def _profile(where: str, number: int, entry: Any) -> FacilityProfile:
    if not isinstance(entry, dict):
        raise refuse(where, f"profile {number + 1}", type(entry).__name__, "a mapping of fields")
    place = f"{where}, profile {entry.get('name', number + 1)}"
    _check_fields(place, entry, PROFILE_FIELDS, MAY_BE_ABSENT)
    rhythm, gases = entry["rhythm"], entry["gases"]
    if not isinstance(rhythm, dict) or not isinstance(gases, dict):
        raise refuse(place, "rhythm, gases", "something else", "mappings")
    _check_fields(place, rhythm, RHYTHM_FIELDS, frozenset())
    try:
        return FacilityProfile(
            name=str(entry["name"]),
            title=str(entry["title"]),
            is_clandestine=_truth(entry.get("is_clandestine", False)),
            abundance=float(entry["abundance"]),
            permitted_share=float(entry["permitted_share"]),
            gases=tuple(_gas(str(name), numbers) for name, numbers in gases.items()),
            rhythm=Rhythm(**{field: float(value) for field, value in rhythm.items()}),
            references=tuple(str(key) for key in entry["references"]),
            remark=" ".join(str(entry.get("remark", "")).split()),
        )
    except (TypeError, ValueError) as trouble:
        raise refuse(place, "numbers", trouble, "numbers where numbers belong") from trouble


def _truth(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError(f"is_clandestine: {value!r} instead of true or false")
    return value


def _gas(name: str, numbers: Any) -> ProfileGas:
    if not isinstance(numbers, list) or len(numbers) != 3:
        raise ValueError(f"gas {name}: {numbers!r} instead of [presence, rate, factor]")
    presence, rate, factor = (float(number) for number in numbers)
    return ProfileGas(name=name, presence=presence, rate_kg_per_h=rate, rate_factor=factor)


def _check_fields(
    where: str, entry: dict[str, Any], known: frozenset[str], may_lack: frozenset[str]
) -> None:
    missing = sorted(known - may_lack - set(entry))
    unknown = sorted(str(field) for field in set(entry) - known)
    if missing or unknown:
        found = f"missing {missing}, unknown {unknown}"
        raise refuse(where, "fields", found, "the fields " + ", ".join(sorted(known)))
