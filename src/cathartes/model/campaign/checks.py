"""Validators of the fields of a campaign's records: each refuses with one clear sentence."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, NoReturn

from attrs import Attribute

from cathartes.errors import RecordError

Check = Callable[[Any, "Attribute[Any]", Any], None]
_SHA256 = re.compile(r"[0-9a-f]{64}")


def refuse(instance: object, name: str, found: object, expected: str, remedy: str) -> NoReturn:
    """Raise the error of one field of one record.

    Raises
    ------
    RecordError
        Always.
    """
    raise RecordError.about(
        f"{type(instance).__name__} record", name, found=found, expected=expected, remedy=remedy
    )


def utc_time(value: datetime) -> datetime:
    """Return the same instant in UTC; a time without a zone is left for ``is_aware`` to refuse."""
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(UTC)
    return value


def sorted_words(words: Iterable[str]) -> tuple[str, ...]:
    """Return words in one order, each once: as a set they are the same record."""
    return tuple(sorted(set(words)))


def is_aware(instance: Any, attribute: Attribute[Any], value: Any) -> None:
    """Refuse a time that does not say in which zone it is."""
    if not isinstance(value, datetime) or value.tzinfo is None:
        refuse(
            instance,
            attribute.name,
            value,
            "a date and time with its time zone",
            "Give the zone: the same clock time is another instant elsewhere.",
        )


def is_written(instance: Any, attribute: Attribute[Any], value: Any) -> None:
    """Refuse an empty text."""
    if not isinstance(value, str) or not value.strip():
        refuse(instance, attribute.name, repr(value), "a text", "Fill it in.")


def is_sha256(instance: Any, attribute: Attribute[Any], value: Any) -> None:
    """Refuse what is not a digest in lower-case hex."""
    if not isinstance(value, str) or not _SHA256.fullmatch(value):
        refuse(
            instance,
            attribute.name,
            repr(value),
            "64 lower-case hexadecimal digits",
            "Hash the bytes of the file with SHA-256.",
        )


def is_between(low: float, high: float) -> Check:
    """Return a validator that refuses what is not a finite number in [low, high]."""

    def check(instance: Any, attribute: Attribute[Any], value: Any) -> None:
        if not _is_number(value) or not low <= value <= high:
            bounds = f"a number from {low:g} to {high:g}"
            if high == math.inf:
                bounds = "a finite number" + (f", at least {low:g}" if low > -math.inf else "")
            refuse(instance, attribute.name, value, bounds, "Check its unit and its sign.")

    return check


is_longitude = is_between(-180.0, 180.0)
is_latitude = is_between(-90.0, 90.0)
is_probability = is_between(0.0, 1.0)
is_not_negative = is_between(0.0, math.inf)
is_finite = is_between(-math.inf, math.inf)


def is_one_of(allowed: Iterable[str]) -> Check:
    """Return a validator that refuses a word that is not in a closed set."""
    words = tuple(allowed)

    def check(instance: Any, attribute: Attribute[Any], value: Any) -> None:
        if value not in words:
            refuse(
                instance,
                attribute.name,
                repr(value),
                "one of " + ", ".join(words),
                "There are no others.",
            )

    return check


def are_probabilities(instance: Any, attribute: Attribute[Any], value: Any) -> None:
    """Refuse a mapping in which something is no probability."""
    if not isinstance(value, Mapping):
        refuse(instance, attribute.name, value, "names with probabilities", "Give a mapping.")
    for name, probability in value.items():
        if not _is_number(probability) or not 0.0 <= probability <= 1.0:
            refuse(
                instance,
                f"{attribute.name}[{name}]",
                probability,
                "a probability from 0 to 1",
                "Check how it was normalised.",
            )


def check_order(
    instance: object, first: str, begins_at: datetime, last: str, ends_at: datetime
) -> None:
    """Refuse an end that is not after its beginning.

    Raises
    ------
    RecordError
        If so.
    """
    if ends_at <= begins_at:
        refuse(
            instance,
            last,
            ends_at.isoformat(),
            f"a time after {first} = {begins_at.isoformat()}",
            "Check both clocks and their zones.",
        )


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)
