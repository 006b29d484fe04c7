"""Options of a run from what a person typed, with errors in the program's own words."""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError

from cathartes.detection.options import DetectionOptions
from cathartes.errors import OptionError


def detection_options(**given: Any) -> DetectionOptions:
    """Return the options, from ``given`` first and from the environment after it.

    Raises
    ------
    OptionError
        If one is out of range, here or in a ``CATHARTES_DETECT_...`` variable.
    """
    try:
        return DetectionOptions(**given)
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(map(str, first["loc"])) or "options"
        typed = name in given
        raise OptionError.about(
            "the command line" if typed else "the environment",
            name if typed else f"CATHARTES_DETECT_{name.upper()}",
            found=first.get("input"),
            expected=f"a valid value ({first['msg'].lower()})",
            remedy="Correct it, or leave it out for the default.",
        ) from error
