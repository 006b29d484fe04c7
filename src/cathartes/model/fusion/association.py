"""Which site an estimate belongs to, with the two answers that are no site."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import field, frozen

from cathartes.model.campaign.checks import are_probabilities, is_written

NEW_SITE = "new site"
NONE_OF_THESE = "none of these"


@frozen(kw_only=True)
class Association:
    """Where one estimate went, and how probable each other answer is.

    Attributes
    ----------
    estimate_id : str
    site_id : str or None
        None: it was taken for nothing that stands on the ground (``"none of these"``).
    probabilities : mapping of str to float
        By id of each site in reach, ``"new site"`` (a source of its own) and
        ``"none of these"`` (no source at all); they add up to one.
    """

    estimate_id: str = field(validator=is_written)
    site_id: str | None = None
    probabilities: Mapping[str, float] = field(validator=are_probabilities)
