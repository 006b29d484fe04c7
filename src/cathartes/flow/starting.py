"""A new campaign: its folder, and settings that list every option of the stages."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Collection
from pathlib import Path

from pydantic import BaseModel

from cathartes.detection.options import DetectionOptions
from cathartes.fusion import FusionOptions
from cathartes.io.campaign_files import write_starting_folder

SET_ELSEWHERE = ("profile",)
"""Options that ``[campaign]`` states for all steps."""
_WIDTH = 100
_COMMENT_AT = 37


def start_campaign(folder: Path, name: str) -> tuple[Path, ...]:
    """Write settings with every option and comments, an example area, and the folders.

    Returns
    -------
    tuple of Path
        What was written.

    Raises
    ------
    OutputError
        If there is a campaign already, or the folder cannot be written.
    """
    return write_starting_folder(
        folder,
        name,
        detect=option_lines(DetectionOptions),
        fuse=option_lines(FusionOptions, without=SET_ELSEWHERE),
    )


def option_lines(options: type[BaseModel], without: Collection[str] = ()) -> str:
    """Return the options of a stage as lines of TOML that are commented out, with defaults.

    Parameters
    ----------
    options : type of BaseModel
        Each field with a description.
    without : collection of str
        Fields to leave out.

    Returns
    -------
    str
        What is uncommented is a valid setting; one without a default has an empty text.
    """
    lines = []
    for name, field in options.model_fields.items():
        if name in without:
            continue
        default = field.get_default(call_default_factory=False)
        value = json.dumps("" if default is None else default)
        line = f"# {name} = {value}".ljust(_COMMENT_AT - 1) + " # "
        lines += textwrap.wrap(
            field.description or "",
            _WIDTH,
            initial_indent=line,
            subsequent_indent="#".ljust(_COMMENT_AT) + "# ",
        )
    return "".join(f"{line}\n" for line in lines)
