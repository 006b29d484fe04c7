"""What must hold of every profile."""

from __future__ import annotations

import math
import re

from cathartes.errors import InputError
from cathartes.physics.gases.library import bundled_library
from cathartes.physics.profiles.records import FacilityProfile

NIGHT_HOURS, DAY_HOURS = 10.0, 14.0
"""Night is from 20 to 6 o'clock local solar time."""
SLACK = 0.01
"""Shares are written with three digits."""


def refuse(where: str, field: str, found: object, expected: str) -> InputError:
    """Return the error about one field of a table of profiles."""
    return InputError.about(
        where,
        field,
        found=found,
        expected=expected,
        remedy="Correct the table, or install cathartes again if it is the one it came with.",
    )


def check_profile(where: str, profile: FacilityProfile) -> None:
    """Check one profile against the gas library and the ranges of its numbers.

    Raises
    ------
    InputError
        With the field that is wrong.
    """
    where = f"{where}, profile {profile.name}"
    if not re.fullmatch(r"[a-z][a-z0-9_]*", profile.name):
        raise refuse(where, "name", repr(profile.name), "snake case")
    if not profile.title:
        raise refuse(where, "title", "nothing", "words that can stand after 'may be'")
    if not profile.references:
        raise refuse(where, "references", "none", "at least one key of docs/references.bib")
    if not profile.gases:
        raise refuse(where, "gases", "none", "at least one gas of the library")
    _check_share(where, "permitted_share", profile.permitted_share)
    _check_positive(where, "abundance", profile.abundance)
    _check_rhythm(where, profile)
    library = bundled_library()
    for gas in profile.gases:
        if gas.name not in library.gases:
            raise refuse(where, "gases", repr(gas.name), "a name of the bundled gas library")
        if not 0.0 < gas.presence <= 1.0:
            raise refuse(where, f"{gas.name}, presence", gas.presence, "above 0, at most 1")
        _check_positive(where, f"{gas.name}, rate", gas.rate_kg_per_h)
        if not (math.isfinite(gas.rate_factor) and gas.rate_factor >= 1.0):
            raise refuse(where, f"{gas.name}, factor", gas.rate_factor, "a factor of 1 or more")


def _check_rhythm(where: str, profile: FacilityProfile) -> None:
    rhythm = profile.rhythm
    _check_share(where, "duty", rhythm.duty)
    _check_share(where, "night_share", rhythm.night_share)
    _check_positive(where, "duty", rhythm.duty)
    _check_positive(where, "spell_h", rhythm.spell_h)
    # Emission of more hours than the night (or the day) has cannot fall into it.
    by_night = 24.0 * rhythm.duty * rhythm.night_share
    by_day = 24.0 * rhythm.duty * (1.0 - rhythm.night_share)
    if by_night > NIGHT_HOURS * (1.0 + SLACK) or by_day > DAY_HOURS * (1.0 + SLACK):
        raise refuse(
            where,
            "night_share",
            f"{rhythm.night_share:g} at a duty of {rhythm.duty:g}",
            f"at most {NIGHT_HOURS:g} hours of emission by night and {DAY_HOURS:g} by day",
        )


def _check_share(where: str, field: str, share: float) -> None:
    if not 0.0 <= share <= 1.0:
        raise refuse(where, field, share, "0 to 1")


def _check_positive(where: str, field: str, value: float) -> None:
    if not (math.isfinite(value) and value > 0.0):
        raise refuse(where, field, value, "a positive number")
