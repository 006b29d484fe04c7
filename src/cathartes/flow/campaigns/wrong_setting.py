"""What is wrong with an option of a stage that ``campaign.toml`` gives."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path

from pydantic import BaseModel, ValidationError

from cathartes.errors import OptionError
from cathartes.io.campaign_files.settings import SETTINGS_NAME


def wrong_setting(
    folder: Path, table: str, options: type[BaseModel], error: ValidationError
) -> OptionError:
    """Return the first fault in words: which setting of which table, and what is expected.

    Parameters
    ----------
    folder : Path
        Of the campaign.
    table : str
        Of ``campaign.toml``.
    options : type
        Whose fields are the settings of the table.
    error : ValidationError
    """
    fault = error.errors()[0]
    name = ".".join(map(str, fault["loc"]))
    expected = f"a valid setting ({fault['msg'][0].lower() + fault['msg'][1:]})"
    remedy = "Correct it, or leave it out for the default."
    if fault["type"] == "extra_forbidden":
        known = sorted(options.model_fields)
        expected = "a setting that there is: " + ", ".join(get_close_matches(name, known) or known)
        remedy = "Correct its name, or leave it out; `cathartes campaign init` lists every one."
    return OptionError.about(
        folder / SETTINGS_NAME,
        f"{table}.{name}",
        found=f"{fault.get('input')!r}",
        expected=expected,
        remedy=remedy,
    )
