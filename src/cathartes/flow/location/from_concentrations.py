"""From a case of concentrations to an answer with its cautions."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from cathartes.flow.location.located import Located, Tell
from cathartes.model.location.case import SourceCase
from cathartes.model.location.source import SourceLocation

LocateSources = Callable[..., SourceLocation]
"""``locate_sources`` of :mod:`cathartes.location`, or another with its signature."""


def locate_folder(
    path: Path, tell: Tell, *, rng_seed: int, locate: LocateSources | None
) -> Located:
    """Read the case of a folder and locate its sources.

    Raises
    ------
    CaseError
        If the case cannot be read or used.
    """
    from cathartes.io.cases import read_case

    tell("reading", 0.0)
    return locate_case(read_case(path), tell, rng_seed=rng_seed, locate=locate)


def locate_case(
    case: SourceCase, tell: Tell, *, rng_seed: int, locate: LocateSources | None
) -> Located:
    """Locate the sources of a case, and say what a person should know about the answer.

    Raises
    ------
    CaseError
        If the case cannot be used.
    """
    from cathartes.location.cautions import apply_cautions, cautions_for

    tell("locating", 0.1)
    location = (locate or _stage())(case, rng_seed=rng_seed)
    tell("doubting", 0.85)
    location = apply_cautions(location, cautions_for(case, location))
    options: dict[str, object] = {
        "rng_seed": rng_seed,
        "search_area_m": list(case.search_area_m),
        "wind_kind": case.wind.kind,
        "gases": [gas.name for gas in case.gases],
        "release_height_hint_m": case.release_height_hint_m,
        "terrain_slope": case.terrain_slope,
    }
    return Located(location=location, inputs=case.inputs, options=options, case=case)


def _stage() -> LocateSources:
    """Load the stage when the first case has been understood: it takes a moment."""
    from cathartes.location import locate_sources

    return locate_sources
