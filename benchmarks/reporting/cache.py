"""Results of one method on one scene, kept until the scene or the method changes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).resolve().parents[2]


def fingerprint_of_sources(*folders: str) -> str:
    """Return a digest of every Python and data file below the named folders."""
    digest = hashlib.sha256()
    for file in _sources(folders):
        digest.update(str(file.relative_to(REPOSITORY)).encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _sources(folders: Iterable[str]) -> list[Path]:
    found: list[Path] = []
    for folder in folders:
        place = REPOSITORY / folder
        found += [place] if place.is_file() else [*place.rglob("*.py"), *place.rglob("*.json")]
    return sorted(found)


def cached(file: Path, fingerprint: str, make: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Return the document in ``file`` if it carries ``fingerprint``, else make and keep it."""
    if file.is_file():
        document = json.loads(file.read_text(encoding="utf-8"))
        if document.get("fingerprint") == fingerprint:
            return dict(document["result"])
    result = make()
    file.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps({"fingerprint": fingerprint, "result": result}, indent=1)
    half_written = file.with_suffix(".part")
    half_written.write_text(text, encoding="utf-8")
    half_written.replace(file)
    return dict(json.loads(text)["result"])
