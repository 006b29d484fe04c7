"""Head, authority, numbers, flights, troubles: all that is not a site or a map."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

import numpy as np

from cathartes.model.campaign.record import Marking
from cathartes.model.fusion.summary import CampaignSummary, FlownFlight
from cathartes.plot.campaign.reasons import titled
from cathartes.plot.report.markup import paragraph, section, table, text
from cathartes.plot.words import VAPOUR_PROVES_NOTHING


def marking_line(marking: Marking) -> str:
    """Return the marking as a line at the top or the bottom."""
    return f'<p class="marking">{text(marking_in_words(marking))}</p>'


def marking_in_words(marking: Marking) -> str:
    """Return handling and compartments in one line."""
    return " // ".join([marking.handling, *filter(None, [", ".join(marking.compartments)])])


def header(summary: CampaignSummary, titles: Mapping[str, str]) -> str:
    """Return name, what is looked for, and what was found, in two sentences."""
    n_flown = sum(bool(one.tracks) for one in summary.flights)
    facts = [
        f"{n_flown} of {len(summary.flights)} flights came back",
        f"as of {summary.made_at:%Y-%m-%d %H:%M %Z}".strip(),
    ]
    banner = (
        '<p class="simulated"><strong>SIMULATED</strong> Every emitter, flight and site on this '
        "page was made up. Nothing here is about a real place.</p>"
        if summary.is_simulated
        else ""
    )
    return (
        f"{banner}<header><h1>Campaign {text(summary.name)}</h1>"
        f"{paragraph(' · '.join(facts), 'facts')}"
        f"{paragraph(_found(summary, titles), 'lead')}</header>"
    )


def _found(summary: CampaignSummary, titles: Mapping[str, str]) -> str:
    asked = titled(summary.profile, titles)
    n = len(summary.sites)
    if n == 0:
        return f"Looked for: {asked}. No candidate site was found."
    chances = [one.score.probability for one in summary.sites if one.score is not None]
    likely = sum(chance >= 0.5 for chance in chances)
    return (
        f"Looked for: {asked}. {n:,} candidate site{'s' if n > 1 else ''}; "
        f"{likely:,} of them more probably so than not. Added up, the probabilities expect "
        f"{sum(chances):.1f} such places among them."
    )


def warning() -> str:
    """Return what must be read before everything else."""
    return (
        f'<section class="warning"><strong>{text(VAPOUR_PROVES_NOTHING)}</strong>'
        + paragraph(
            "A site is a place from which gases seem to come. Its probability says how well what "
            "was sensed fits a pattern of emission, no more. The innocent explanations stand "
            "beside it. Judging a site, and telling anybody of it, are acts of people."
        )
        + "</section>"
    )


def authority_section(summary: CampaignSummary) -> str:
    """Return who approved what, where, when and for what."""
    if not summary.authorities:
        return section("Authority", paragraph("None is recorded: nothing may be flown."))
    rows = [
        (
            text(one.approved_by),
            text(one.legal_basis) + (f"<br>{text(one.reference)}" if one.reference else ""),
            text(one.area.name),
            text(f"{one.begins_at:%Y-%m-%d %H:%M} to {one.ends_at:%Y-%m-%d %H:%M} UTC"),
            text(f"to {one.purpose}"),
        )
        for one in summary.authorities
    ]
    heads = ("approved by", "legal basis", "area", "period", "purpose")
    return section("Authority", table(heads, rows, "cards", label="Authorities"))


def numbers(summary: CampaignSummary) -> str:
    """Return the overview in numbers."""
    shares = [0.0 if one.flown is None else one.flown.covered_share for one in summary.flights]
    found = [
        ("flights planned", f"{len(summary.flights):,}"),
        ("of the planned lines flown", f"{100 * np.mean(shares):.0f} %" if shares else "—"),
        ("scenes", f"{len(summary.scenes):,}"),
        ("looks", f"{len(summary.looks):,}"),
        ("source estimates", f"{len(summary.estimates):,}"),
        ("candidate sites", f"{len(summary.sites):,}"),
        ("judged by a person", f"{len(summary.judgements):,}"),
        ("troubles", f"{len(summary.troubles):,}"),
    ]
    tiles = "".join(
        f"<div><dt>{text(name)}</dt><dd>{text(value)}</dd></div>" for name, value in found
    )
    return f'<dl class="tiles">{tiles}</dl>'


def flight_table(summary: CampaignSummary) -> str:
    """Return a row for each flight: when, how much of it, what was wrong."""
    rows = [
        (
            text(one.plan.name),
            text(f"{one.plan.lines[0].begins_at:%Y-%m-%d %H:%M}"),
            text(len(one.plan.lines)),
            text(_share_flown(one)),
            text(_what_was_wrong(one)),
        )
        for one in summary.flights
    ]  # fmt: skip
    heads = ("flight", "first line (UTC)", "lines", "flown", "what was wrong")
    return table(heads, rows, "cards", label="Flights") if rows else ""


def _share_flown(flight: FlownFlight) -> str:
    if flight.flown is None:
        return "not come back"
    return f"{100.0 * flight.flown.covered_share:.0f} %"


def _what_was_wrong(flight: FlownFlight) -> str:
    if flight.flown is None:
        return "no track"
    by_flag: dict[str, list[str]] = defaultdict(list)
    for one in flight.flown.lines:
        for flag in one.flags:
            by_flag[flag.value].append(one.line.name)
    told = [
        f"{flag}: line{'s' if len(names) > 1 else ''} {', '.join(names[:12])}"
        + (" ..." if len(names) > 12 else "")
        for flag, names in by_flag.items()
    ]
    return "; ".join(told) or "—"


def limits_table(summary: CampaignSummary) -> str:
    """Return what the looks could have seen: by gas the limits of the best and of half of them."""
    limits: dict[str, list[float]] = defaultdict(list)
    for look in summary.looks.values():
        for gas, limit in look.limits_kg_per_h.items():
            limits[gas].append(limit)
    rows = [
        (text(gas), text(f"{min(found):.2g}"), text(f"{np.median(found):.2g}"),
         text(f"{max(found):.2g}"), text(f"{len(found):,}"))
        for gas, found in sorted(limits.items())
    ]  # fmt: skip
    heads = ("gas", "best look (kg/h)", "median look", "poorest look", "looks that see it")
    return table(heads, rows, "cards", label="Limits of the looks") if rows else ""


def troubles_section(summary: CampaignSummary) -> str:
    """Return what went wrong and did not stop the campaign."""
    if not summary.troubles:
        return section("Troubles", paragraph("None: everything that came back was used."))
    rows = [(text(one.name), text(one.step), text(one.message)) for one in summary.troubles]
    body = paragraph(
        "These deliveries were left out; everything else went on. Mend them and run it again."
    )
    body += table(("file", "step", "what was wrong"), rows, "cards", label="Troubles")
    return section("Troubles", body)
