"""What every record of a campaign carries: handling, provenance, and whether it is real."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from attrs import field, frozen

from cathartes.errors import RecordError
from cathartes.model.campaign.checks import is_written, sorted_words
from cathartes.model.provenance import Provenance

NOT_IN_ID = {"is_in_id": False}
"""Metadata of a field that says where or when, not what: it leaves the content id alone."""


@frozen
class Marking:
    """How a record may be handled; the program claims no accreditation.

    Attributes
    ----------
    handling : str
        The marking's text, of whichever scheme the user works under.
    compartments : tuple of str
        Who is let in beyond that: a reader needs all of them. Sorted, each once.
    """

    handling: str = field(default="UNCLASSIFIED - LAW ENFORCEMENT SENSITIVE", validator=is_written)
    compartments: tuple[str, ...] = field(default=(), converter=sorted_words)


@frozen(kw_only=True)
class Record:
    """The part that all records of a campaign have in the same way.

    Attributes
    ----------
    is_simulated : bool
        Whether it is, or was made from, something simulated. There is no default: who makes a
        record says so.
    marking : Marking
    provenance : Provenance
        Inputs with hashes, options, versions.
    """

    kind: ClassVar[str] = "record"
    """The noun, first part of the id."""

    is_simulated: bool = field()
    marking: Marking = field(factory=Marking)
    provenance: Provenance = field(factory=Provenance)

    @is_simulated.validator
    def _says_yes_or_no(self, attribute: object, value: object) -> None:
        if not isinstance(value, bool):
            raise RecordError.about(
                f"{type(self).__name__} record",
                "is_simulated",
                found=value,
                expected="True or False",
                remedy="Say whether anything it was made from is simulated.",
            )


def inherits_simulation(parents: Iterable[Record]) -> bool:
    """Tell whether what is made from ``parents`` is simulated: one such parent is enough."""
    return any(parent.is_simulated for parent in parents)


def refuse_simulated(
    records: Iterable[Record], campaign: str, *, campaign_is_simulated: bool
) -> None:
    """Refuse that a real campaign takes a simulated record.

    A simulated campaign may take real ones (a real map of permits under simulated emitters).

    Raises
    ------
    RecordError
        If a record is simulated and the campaign is real.
    """
    if campaign_is_simulated:
        return
    for record in records:
        if record.is_simulated:
            raise RecordError.about(
                campaign,
                f"{record.kind}.is_simulated",
                found=True,
                expected="real records only: this campaign is a real one",
                remedy="Put simulated records into a campaign that was begun as a simulation.",
            )
