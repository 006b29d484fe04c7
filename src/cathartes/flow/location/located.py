"""What one piece of work of the step "locate" is, and what comes out of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from attrs import field, frozen

from cathartes.errors import CathartesError
from cathartes.model.location.case import SourceCase
from cathartes.model.location.plume_image import PlumeImage
from cathartes.model.location.source import SourceLocation
from cathartes.model.provenance import InputFile

OnProgress = Callable[[Path, str, float], None]
"""Called with the case's path, what is being done, and the share of it that is done."""
Tell = Callable[[str, float], None]


@frozen(eq=False)
class Located:
    """An answer with what it was made of.

    Attributes
    ----------
    location : SourceLocation
    inputs : tuple of InputFile
    options : mapping of str to object
        For the provenance.
    case : SourceCase or None
        What was sensed; an image has none.
    images : tuple of PlumeImage
        One of each pass, in the order of their times where these are known.
    """

    location: SourceLocation
    inputs: tuple[InputFile, ...]
    options: Mapping[str, object] = field(factory=dict)
    case: SourceCase | None = None
    images: tuple[PlumeImage, ...] = ()


@frozen(eq=False)
class Job:
    """A case or an image to be located.

    Attributes
    ----------
    path : Path
        As it was given, for messages.
    folder : Path
        Where its results go.
    locate : callable
        Reads and locates; told with what it tells of its progress.
    """

    path: Path
    folder: Path
    locate: Callable[[Tell], Located]


@frozen(eq=False)
class CaseOutcome:
    """What became of one case.

    Attributes
    ----------
    path : Path
        As it was given.
    location : SourceLocation or None
        None where it failed.
    folder : Path or None
        Where its results lie.
    error : CathartesError or None
        Why it failed.
    """

    path: Path
    location: SourceLocation | None = None
    folder: Path | None = None
    error: CathartesError | None = None
