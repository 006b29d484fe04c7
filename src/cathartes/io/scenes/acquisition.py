"""When a scene was taken, and what it is called, as far as the file says."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")


def parse_time(text: str) -> datetime | None:
    """Return a time of acquisition with its zone, None where the text is no such time.

    ISO 8601 in its usual dialects; UTC where no zone is given, as satellites and aircraft do.
    """
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment


def unix_time(seconds: float) -> datetime | None:
    """Return the time of a count of seconds since 1970, None where it is not plausible."""
    if not 0.0 < seconds < 4e9:  # 1970 to 2096
        return None
    return datetime.fromtimestamp(seconds, tz=UTC)


def scene_name(path: Path) -> str:
    """Return a short name for a scene that is safe as the name of a folder."""
    name = _UNSAFE.sub("_", path.stem).strip("._-")[:100]
    return name or "scene"
