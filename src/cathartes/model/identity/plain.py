"""Records as plain values and back: one text for one record, on every machine.

The text is JSON with sorted keys, no spaces, ASCII only; floats in their shortest form that
reads back as the same number; times in UTC with microseconds; text in Unicode's form NFC (file
systems differ in it). NaN and infinity are refused: they are equal to nothing.
"""

from __future__ import annotations

import json
import math
import types
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from numbers import Integral, Real
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

import attrs

from cathartes.errors import RecordError

Plain = None | bool | int | float | str | list["Plain"] | dict[str, "Plain"]
T = TypeVar("T")


def to_plain(value: object, *, for_id: bool = False) -> Plain:
    """Return a record as dictionaries, lists, texts and numbers.

    Parameters
    ----------
    value : object
        A record, or anything a field of one may hold.
    for_id : bool
        Leave out fields that are not content, and those that have their default: a field added
        later does not change the ids of what was there before.

    Raises
    ------
    RecordError
        If something has no exact plain form.
    """
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, Integral):
        return int(value)
    if isinstance(value, Real):
        return _plain_number(float(value))
    if isinstance(value, datetime):
        return _plain_time(value)
    if attrs.has(type(value)):
        return _plain_record(value, for_id)
    if isinstance(value, Mapping):
        return _plain_mapping(value, for_id)
    if hasattr(value, "tolist"):
        return to_plain(value.tolist(), for_id=for_id)
    if isinstance(value, (list, tuple)):
        return [to_plain(item, for_id=for_id) for item in value]
    raise _not_plain(value, "a text, number, time, record, sequence or mapping")


def canonical_text(plain: Plain) -> str:
    """Return the one text of a plain value."""
    return json.dumps(plain, sort_keys=True, separators=(",", ":"), allow_nan=False)


def from_text(record_type: type[T], text: str) -> T:
    """Return the record that ``canonical_text(to_plain(record))`` wrote.

    Raises
    ------
    RecordError
        If the text is not that of such a record.
    """
    try:
        record: T = from_plain(record_type, json.loads(text))
        return record
    except (KeyError, TypeError, ValueError) as error:
        raise RecordError.about(
            f"stored {record_type.__name__}",
            "body",
            found=f"{type(error).__name__}: {error}",
            expected="a record of this data model",
            remedy="It was altered outside this program; restore it from a copy.",
        ) from error


def from_plain(kind: Any, plain: Any) -> Any:
    """Return the value of the given type (an annotation of a record's field)."""
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        if plain is None:
            return None
        return from_plain(next(arg for arg in get_args(kind) if arg is not type(None)), plain)
    if origin is Literal or kind in (object, Any, str, bool, int):
        return plain
    if kind is float:
        return float(plain)
    if kind is datetime:
        return datetime.fromisoformat(plain)
    if origin is tuple:
        return _tuple_from(get_args(kind), plain)
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return {name: from_plain(get_args(kind)[1], item) for name, item in plain.items()}
    if attrs.has(kind):
        hints = _hints(kind)
        return kind(**{name: from_plain(hints[name], item) for name, item in plain.items()})
    raise TypeError(f"no reading of {kind}")


@lru_cache(maxsize=256)
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _tuple_from(kinds: Sequence[Any], plain: Sequence[Any]) -> tuple[Any, ...]:
    if len(kinds) == 2 and kinds[1] is Ellipsis:
        return tuple(from_plain(kinds[0], item) for item in plain)
    return tuple(from_plain(kind, item) for kind, item in zip(kinds, plain, strict=True))


def _plain_number(number: float) -> float:
    if not math.isfinite(number):
        raise _not_plain(number, "a finite number")
    return number + 0.0  # minus nought is nought


def _plain_time(time: datetime) -> str:
    if time.tzinfo is None:
        raise _not_plain(time, "a time with its zone")
    return time.astimezone(UTC).isoformat(timespec="microseconds")


def _plain_mapping(mapping: Mapping[Any, Any], for_id: bool) -> dict[str, Plain]:
    plain: dict[str, Plain] = {}
    for name, item in mapping.items():
        key = to_plain(name)
        if not isinstance(key, str) or key in plain:
            raise _not_plain(name, "a text as name, each once")
        plain[key] = to_plain(item, for_id=for_id)
    return plain


def _plain_record(record: Any, for_id: bool) -> dict[str, Plain]:
    kind: Any = type(record)
    if not for_id:
        return {name: to_plain(getattr(record, name)) for name in _names(kind)}
    plain: dict[str, Plain] = {}
    for name, (has_default, default) in _content_fields(kind).items():
        item = to_plain(getattr(record, name), for_id=True)
        if not (has_default and item == default):
            plain[name] = item
    return plain


@lru_cache(maxsize=256)
def _names(kind: type) -> tuple[str, ...]:
    return tuple(one.name for one in attrs.fields(kind))


@lru_cache(maxsize=256)
def _content_fields(kind: type) -> dict[str, tuple[bool, Plain]]:
    """Return the fields that count for an id: whether each has a default, and its plain form."""
    found: dict[str, tuple[bool, Plain]] = {}
    for one in attrs.fields(kind):
        if one.metadata.get("is_in_id", True):
            has_default = one.default is not attrs.NOTHING
            found[one.name] = (has_default, _plain_default(one) if has_default else None)
    return found


def _plain_default(one: attrs.Attribute[Any]) -> Plain:
    default: Any = one.default
    if hasattr(default, "takes_self"):  # an attrs factory
        default = default.factory()
    return to_plain(default, for_id=True)


def _not_plain(value: object, expected: str) -> RecordError:
    return RecordError.about(
        "record",
        "value",
        found=f"{type(value).__name__} {value!r}",
        expected=expected,
        remedy="Only what reads back exactly can be stored and hashed.",
    )
