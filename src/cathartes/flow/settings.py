"""What a person typed as options and library, with errors in the program's own words."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from cathartes.detection.options import DetectionOptions
from cathartes.errors import OptionError

if TYPE_CHECKING:
    from cathartes.model.gas import GasLibrary


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
        name = ".".join(map(str, first["loc"]))
        if not name:  # several options together are wrong
            name = "atmosphere"
            found: object = given.get(name, os.environ.get(f"CATHARTES_DETECT_{name.upper()}"))
        else:
            found = first.get("input")
        typed = name in given
        message = first["msg"].removeprefix("Value error, ")
        raise OptionError.about(
            "the command line" if typed else "the environment",
            f"--{name.replace('_', '-')}" if typed else f"CATHARTES_DETECT_{name.upper()}",
            found=found,
            expected=f"a valid value ({message[0].lower() + message[1:]})",
            remedy="Correct it, or leave it out for the default.",
        ) from error


def gas_library(*, full: bool = False) -> GasLibrary:
    """Return the library of this person: bundled and imported, with ``full`` also the fetched.

    Raises
    ------
    OptionError
        If fetched spectra are asked for and none was ever fetched.
    """
    from cathartes.io.gases import FETCHED, gas_folder
    from cathartes.physics.gases import load_library

    folder = gas_folder(FETCHED)
    if full and not (folder.is_dir() and any(folder.iterdir())):
        raise OptionError.about(
            "the command line",
            "--full",
            found=f"no fetched spectra in {folder}",
            expected="the full-resolution spectra of `cathartes gases fetch nist`",
            remedy="Fetch them first, or leave --full out: the bundled bands are fitted to them.",
        )
    return load_library("full" if full else "bundled")
