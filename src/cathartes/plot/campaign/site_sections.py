"""The ranked table, and a card for each of the best sites."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cathartes.model.campaign.site import CandidateSite
from cathartes.model.fusion.summary import CampaignSummary
from cathartes.plot.campaign.looks_of_site import (
    Answer,
    LookIndex,
    SiteLook,
    looks_of_site,
    median_rates,
)
from cathartes.plot.campaign.reasons import (
    alternatives_list,
    gases_in_words,
    in_words,
    reason_bar,
    reasons_cell,
    strongest,
    titled,
)
from cathartes.plot.campaign.site_figure import draw_site
from cathartes.plot.report.markup import (
    figure_image,
    paragraph,
    probability_bar,
    section,
    table,
    text,
)
from cathartes.plot.words import place_in_words, probability_in_words

MOST_CARDS = 30
"""Sites beyond these have no figure of their own: a page must still open on a phone."""
MOST_ROWS = 200
"""Sites beyond these are in the exports only."""

_MOST_LOOKS = 40


def site_table(summary: CampaignSummary, titles: Mapping[str, str]) -> str:
    """Return the section of the ranked table."""
    if not summary.sites:
        return section(
            "Ranked sites",
            paragraph("No candidate site yet. That nothing was found does not mean that nothing is "
                      "there; see what this result cannot say."),
        )  # fmt: skip
    rows = [
        (
            _rank(rank, linked=rank <= MOST_CARDS) + _place(site),
            _probability(site),
            "not scored" if site.score is None else reasons_cell(site.score, most=4),
            "—" if site.score is None else alternatives_list(site.score, titles, most=3),
        )
        for rank, site in enumerate(summary.sites[:MOST_ROWS], start=1)
    ]
    heads = ("site", "probability", "strongest reasons (log odds)", "other explanations")
    body = paragraph(
        f"Probability that a place emits as {titled(summary.profile, titles)} does. Bars to the "
        "right (blue) speak for it, to the left (orange) against it; +1 multiplies the odds by "
        "2.7. The other explanations are innocent ones, with their own probabilities."
    )
    body += table(heads, rows, "cards ranked", label="Candidate sites, the most probable first")
    left = len(summary.sites) - MOST_ROWS
    if left > 0:
        body += paragraph(
            f"{left:,} less probable sites are not in this table; all {len(summary.sites):,} are "
            "in sites.geojson, sites.gpkg and sites.kmz, with every reason.",
            "note",
        )
    return section("Ranked sites", body, anchor="sites")


def site_cards(summary: CampaignSummary, titles: Mapping[str, str]) -> list[str]:
    """Return one section for each of the best sites."""
    index = LookIndex.of(summary.looks.values())
    return [
        _card(rank, site, summary, titles, looks_of_site(site, summary, index))
        for rank, site in enumerate(summary.sites[:MOST_CARDS], start=1)
    ]


def _card(
    rank: int,
    site: CandidateSite,
    summary: CampaignSummary,
    titles: Mapping[str, str],
    looks: Sequence[SiteLook],
) -> str:
    mine = [summary.estimates[one] for one in site.estimate_ids if one in summary.estimates]
    body = paragraph(f"{place_in_words(site.longitude, site.latitude)}, ± "
                     f"{site.position_std_m:.0f} m · {site.site_id}", "facts")  # fmt: skip
    rates = median_rates(mine)
    if rates:
        body += paragraph(f"Seen here (median rates): {gases_in_words(rates)}.")
    body += figure_image(
        draw_site(rank, site, summary, looks),
        f"Site {rank}: {len(mine)} estimates about the site, and {looks_in_words(looks)}",
        "Left: estimates (blue crosses, 90 % regions) and the site that they make (orange, 90 %). "
        "Right: each look at its time; its height tells how probably that look finds a source that "
        "emits as this one did when it was seen.",
    )
    if site.score is None:
        body += paragraph("Not scored yet.")
    else:
        body += (
            f"<h3>Probability {text(probability_in_words(site.score.probability))}: why</h3>"
            + table(
                ("reason", "log odds", "in words"),
                [
                    (text(in_words(one.feature)), reason_bar(one), text(one.sentence))
                    for one in strongest(site.score)
                ],
                "cards why",
                label=f"Reasons for the score of site {rank}",
            )
            + "<h3>What else it may be</h3>"
            + alternatives_list(site.score, titles)
        )
    body += _look_table(rank, looks)
    for one in sorted(summary.judgements.get(site.site_id, ()), key=lambda one: one.judged_at):
        told = f"{one.judged_at:%Y-%m-%d}, {one.judged_by}: {one.decision}. {one.sentence}"
        body += f'<p class="judgement"><strong>Judged</strong> {text(told)}</p>'
    return (
        f'<section class="plume site" id="site-{rank}"><h2><span class="badge">{rank}</span> '
        f"{'SIMULATED site' if summary.is_simulated else 'Site'} {text(site.site_id[5:13])}</h2>"
        f"{body}</section>"
    )


def _look_table(rank: int, looks: Sequence[SiteLook]) -> str:
    if not looks:
        return paragraph("No look covers this place.", "note")
    rows = [
        (
            text(f"{one.at:%Y-%m-%d %H:%M}"),
            f'<span class="answer {one.answer.name.lower()}">{text(one.answer.value)}</span>',
            _could(one),
        )
        for one in looks[-_MOST_LOOKS:]
    ]
    told = table(("time (UTC)", "answer", "would find it"), rows, "cards", label=f"Looks at {rank}")
    left = len(looks) - _MOST_LOOKS
    note = paragraph(f"{left} earlier looks are not listed.", "note") if left > 0 else ""
    return f"<h3>Looks: {text(looks_in_words(looks))}</h3>{told}{note}"


def _could(one: SiteLook) -> str:
    if one.look is None:
        return text("reported, not by a look of this campaign")
    if not one.gas:
        return text("no: none of its gases can be seen by this look")
    limit = one.look.limits_kg_per_h[one.gas]
    told = (
        f"{probability_in_words(one.probability_of_finding)}, by {one.gas} (it finds half of all "
        f"sources of {limit:.2g} kg/h)"
    )
    if one.look.clear_share < 0.995:
        told += f"; {100.0 * one.look.clear_share:.0f} % of the ground clear"
    return text(told)


def looks_in_words(looks: Sequence[SiteLook]) -> str:
    """Count the answers of looks in one line."""
    counts = {answer: sum(one.answer is answer for one in looks) for answer in Answer}
    return ", ".join(f"{count} {answer.value}" for answer, count in counts.items() if count) or (
        "none"
    )


def _rank(rank: int, *, linked: bool) -> str:
    return (
        f'<a class="badge" href="#site-{rank}">{rank}</a>'
        if linked
        else f'<span class="badge">{rank}</span>'
    )


def _place(site: CandidateSite) -> str:
    n = len(site.estimate_ids)
    told = (
        f"{site.latitude:.5f}, {site.longitude:.5f}".replace("-", "−"),
        f"± {site.position_std_m:.0f} m, {n} estimate{'' if n == 1 else 's'}",
        site.site_id[5:13],
    )
    return "".join(f'<span class="facts place">{text(one)}</span>' for one in told)


def _probability(site: CandidateSite) -> str:
    return "not scored" if site.score is None else probability_bar(site.score.probability)
