"""The error tree.

::

    CathartesError                 everything this program raises on purpose
    ├── InputError                 what a person gave cannot be used
    │   ├── SceneError             a scene file is broken, contradictory or not understood
    │   ├── SpectrumError          a gas spectrum or library is broken or not understood
    │   ├── InstrumentError        the instrument covers nothing of what was asked
    │   ├── CaseError              observations, wind or case of a source are not usable
    │   ├── TrackError             a recorded track or a flight plan is broken or not understood
    │   ├── RecordError            a record of a campaign contradicts itself or lacks something
    │   ├── AuthorityError         what was asked is not covered by a recorded authority
    │   └── OptionError            a setting is out of range or contradicts another
    ├── StoreError                 the database refuses, is refused, or cannot be reached
    │   ├── StoreVersionError      it was written by a newer cathartes
    │   ├── StoreUnreachableError  no connection, no such file, no right to it
    │   └── StoreConflictError     somebody else changed the same record in between
    ├── StatisticsError            the data are too few or too poor for the statistics
    └── OutputError                a result could not be written; nothing half-written is left

Every message is one paragraph: where (file and field), what was found, what was expected,
what to do. :meth:`CathartesError.about` builds it.
"""

from __future__ import annotations

from typing import Self


class CathartesError(Exception):
    """Raised when cathartes refuses to go on; the message says what to do."""

    @classmethod
    def about(cls, where: object, field: str, *, found: object, expected: str, remedy: str) -> Self:
        """Build the one-paragraph message.

        Parameters
        ----------
        where : object
            File, folder or record the trouble is in.
        field : str
            The field of it, in the words of the format.
        found : object
            What stands there; long values are cut at 200 characters.
        expected : str
            What would have been right.
        remedy : str
            What the person can do, as a sentence.
        """
        # A file's own text may hold line breaks or a terminal's control sequences.
        printable = "".join(c if c.isprintable() else " " for c in str(found))
        shown = " ".join(printable.split())
        if len(shown) > 200:
            shown = shown[:197] + "..."
        return cls(f"{where}: {field}: found {shown}; expected {expected}. {remedy}")


class InputError(CathartesError):
    """Raised when what a person gave cannot be used."""


class SceneError(InputError):
    """Raised when a scene file is broken, contradictory or not understood."""


class SpectrumError(InputError):
    """Raised when a gas spectrum or a gas library is broken or not understood."""


class InstrumentError(InputError):
    """Raised when an instrument covers nothing of what was asked."""


class CaseError(InputError):
    """Raised when the observations, the wind or the case of a source cannot be used."""


class TrackError(InputError):
    """Raised when a recorded track or a flight plan is broken, contradictory or not understood."""


class RecordError(InputError):
    """Raised when a record of a campaign contradicts itself or lacks what it must have."""


class AuthorityError(InputError):
    """Raised when a flight or its processing is not covered by a recorded authority."""


class OptionError(InputError):
    """Raised when a setting is out of range or contradicts another."""


class StoreError(CathartesError):
    """Raised when the database refuses something or is refused."""


class StoreVersionError(StoreError):
    """Raised when the database was written by a newer cathartes than this one."""


class StoreUnreachableError(StoreError):
    """Raised when the database cannot be opened or its server does not answer."""


class StoreConflictError(StoreError):
    """Raised when a record was changed by somebody else since it was read."""


class StatisticsError(CathartesError):
    """Raised when the data are too few or too poor for the statistics."""


class OutputError(CathartesError):
    """Raised when a result could not be written; nothing half-written is left behind."""
