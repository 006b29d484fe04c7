"""Ids derived from content: the same product has the same id, in every run and everywhere."""

from __future__ import annotations

import hashlib

from cathartes.model.campaign.record import Record
from cathartes.model.identity.plain import Plain, canonical_text, to_plain

ID_DIGITS = 32
"""Hexadecimal digits of SHA-256 that are kept: 128 bits."""

_NOT_CONTENT = ("made_at", "versions")
"""Of provenance: when it was made and by which versions. The same numbers made again by a newer
library are the same product; other numbers have another id by themselves."""


def content_id(record: Record) -> str:
    """Return the id of an immutable product.

    Parameters
    ----------
    record : Record
        Anything but a site.

    Returns
    -------
    str
        Kind, hyphen, first 128 bits of the SHA-256 of the canonical text.

    Raises
    ------
    RecordError
        If a value has no exact plain form.
    """
    plain = to_plain(record, for_id=True)
    text = canonical_text({record.kind: _without_circumstances(plain)})
    return f"{record.kind}-{hashlib.sha256(text.encode('ascii')).hexdigest()[:ID_DIGITS]}"


def _without_circumstances(plain: Plain) -> Plain:
    if not isinstance(plain, dict):
        return plain
    kept: dict[str, Plain] = {}
    for name, item in plain.items():
        if name == "provenance" and isinstance(item, dict):
            item = {part: value for part, value in item.items() if part not in _NOT_CONTENT}
            if not item:
                continue
        kept[name] = item
    return kept
