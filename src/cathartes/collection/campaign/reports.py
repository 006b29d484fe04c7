"""What others say they saw, held against the authorities: outside of them all it is not used."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from attrs import frozen

from cathartes.errors import AuthorityError
from cathartes.model.campaign.authority import Authority
from cathartes.model.campaign.plume import EstimateRecord, PlumeRecord

_SHOWN = 3


@frozen(kw_only=True)
class CoveredReports:
    """Those plumes of others that an authority covers.

    Attributes
    ----------
    plumes : tuple of PlumeRecord
    estimates : tuple of EstimateRecord
        One for each of ``plumes``.
    refusal : str
        What is not used, one paragraph; empty where all is.
    """

    plumes: tuple[PlumeRecord, ...]
    estimates: tuple[EstimateRecord, ...]
    refusal: str = ""


def covered_reports(
    name: str,
    plumes: Sequence[PlumeRecord],
    estimates: Sequence[EstimateRecord],
    authorities: Collection[Authority],
) -> CoveredReports:
    """Keep the plumes whose place and time some authority covers.

    Parameters
    ----------
    name : str
        Of the list or report, for the message.
    plumes : sequence of PlumeRecord
    estimates : sequence of EstimateRecord
        One for each of ``plumes``, in the same order.
    authorities : collection of Authority
        Without one nothing is covered.

    Notes
    -----
    The place counts as it is stated, whatever its spread: a source that is authorised only
    perhaps is not authorised.
    """
    kept, left = [], []
    for plume, estimate in zip(plumes, estimates, strict=True):
        place = plume.longitude, plume.latitude
        if any(one.covers(plume.seen_at, *place) for one in authorities):
            kept.append((plume, estimate))
        else:
            left.append(plume)
    return CoveredReports(
        plumes=tuple(plume for plume, _ in kept),
        estimates=tuple(estimate for _, estimate in kept),
        refusal=_refusal(name, left, len(plumes), authorities) if left else "",
    )


def _refusal(
    name: str, left: Sequence[PlumeRecord], count: int, authorities: Collection[Authority]
) -> str:
    shown = "; ".join(_told(one, authorities) for one in left[:_SHOWN])
    more = "" if len(left) <= _SHOWN else f"; and {len(left) - _SHOWN} more"
    return str(
        AuthorityError.about(
            name,
            "place and time",
            found=f"{len(left)} of {count} plumes outside of every authority: {shown}{more}",
            expected="a place in the area, and a time in the period, of one authority",
            remedy="They are not used. Ask for an authority that covers them.",
        )
    )


def _told(plume: PlumeRecord, authorities: Collection[Authority]) -> str:
    """Return one plume with what of it is not covered."""
    place = plume.longitude, plume.latitude
    is_in_area = any(one.area.covers_place(*place) for one in authorities)
    is_in_time = any(one.covers_time(plume.seen_at) for one in authorities)
    why = "outside the period" if is_in_area else "outside the area"
    if is_in_area and is_in_time:
        why = "in the area of one and the period of another"
    elif not is_in_area and not is_in_time:
        why = "outside area and period"
    return f"{place[0]:.4f}, {place[1]:.4f} at {plume.seen_at.isoformat()}, {why}"
