"""Where a result came from: inputs with hashes, options, versions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from attrs import field, frozen


@frozen
class InputFile:
    """One file that was read.

    Attributes
    ----------
    name : str
        File name without its folder: provenance travels, folders of one machine do not.
    sha256 : str
        Digest of the bytes, lower-case hex.
    size_bytes : int
        Length of the file.
    """

    name: str
    sha256: str
    size_bytes: int


@frozen
class Provenance:
    """What made a result, enough to make it again."""

    inputs: tuple[InputFile, ...] = ()
    options: Mapping[str, object] = field(factory=dict)
    versions: Mapping[str, str] = field(factory=dict)
    made_at: datetime | None = None
