"""The whole report of a campaign, from the marking at the top to the one at the bottom."""

from __future__ import annotations

from collections.abc import Mapping

from cathartes.model.fusion.summary import CampaignSummary
from cathartes.plot.campaign.coverage_map import (
    ClearLooks,
    count_clear_looks,
    draw_clear_looks,
    draw_flown,
)
from cathartes.plot.campaign.ground import GroundFrame, campaign_frame
from cathartes.plot.campaign.overview import (
    authority_section,
    flight_table,
    header,
    limits_table,
    marking_in_words,
    marking_line,
    numbers,
    troubles_section,
    warning,
)
from cathartes.plot.campaign.site_map import draw_site_map
from cathartes.plot.campaign.site_sections import MOST_CARDS, site_cards, site_table
from cathartes.plot.report.frame import page_frame
from cathartes.plot.report.markup import bullet_list, figure_image, paragraph, section
from cathartes.plot.report.provenance import provenance_section


def render_campaign_report(
    summary: CampaignSummary, *, profile_titles: Mapping[str, str] | None = None
) -> str:
    """Return the report of a campaign as one self-contained HTML page.

    Parameters
    ----------
    summary : CampaignSummary
    profile_titles : mapping of str to str, optional
        For people, by the name of a profile (``{"dry_cleaner": "a dry cleaner"}``); without
        them the names stand there in words.

    Returns
    -------
    str
        HTML. Figures of the 30 best sites and rows of the 200 best: the files beside the report
        hold all of them.
    """
    titles = dict(profile_titles or {})
    frame = campaign_frame(summary)
    looks = None if frame is None else count_clear_looks(summary, frame)
    sections = [
        marking_line(summary.marking),
        header(summary, titles),
        warning(),
        section("Overview", numbers(summary)),
        authority_section(summary),
        *([] if frame is None else [_map_of_sites(summary, frame)]),
        site_table(summary, titles),
        *([] if frame is None or looks is None else [_coverage(summary, frame, looks)]),
        *site_cards(summary, titles),
        troubles_section(summary),
        _cannot_say(summary, looks),
        section("How to read the numbers", bullet_list(_HOW_TO_READ.splitlines())),
        provenance_section(summary.provenance),
        marking_line(summary.marking),
    ]
    word = "SIMULATED: " if summary.is_simulated else ""
    return page_frame(
        f"{word}campaign {summary.name}", sections, further_style=_page_margins(summary)
    )


def _page_margins(summary: CampaignSummary) -> str:
    """Let a printer repeat the marking on every page, where it knows how."""
    word = "SIMULATED - " if summary.is_simulated else ""
    told = "".join(
        one if one.isalnum() and one.isascii() else f"\\{ord(one):06x}"
        for one in word + marking_in_words(summary.marking)
    )
    return (
        f'@page {{ @top-center {{ content: "{told}"; font-size: 8pt }} '
        f'@bottom-center {{ content: "{told}"; font-size: 8pt }} '
        "@bottom-right { content: counter(page); font-size: 8pt } }\n"
    )


def _map_of_sites(summary: CampaignSummary, frame: GroundFrame) -> str:
    n = min(len(summary.sites), MOST_CARDS)
    more = (
        f" The {MOST_CARDS} most probable have their rank; the others are dots."
        if len(summary.sites) > MOST_CARDS
        else ""
    )
    body = figure_image(
        draw_site_map(summary, frame, MOST_CARDS),
        f"Map of the areas with the {n} most probable sites by rank and the known emitters",
        f"North is up. The number is the rank in the table below.{more}",
    )
    return section("Map of the sites", body)


def _coverage(summary: CampaignSummary, frame: GroundFrame, looks: ClearLooks) -> str:
    never = 100.0 * looks.never_seen_share
    body = "<h3>Planned against flown</h3>" + figure_image(
        draw_flown(summary, frame),
        "Map of planned lines, flown tracks and gaps",
        "Dashed: what was asked for. Blue: where the aircraft were. Orange: what is left to fly.",
    )
    body += flight_table(summary)
    body += "<h3>How often each place was seen clearly</h3>" + figure_image(
        draw_clear_looks(summary, frame, looks),
        "Map of the number of clear looks at each place",
        "Sum of the clear shares of all looks; grey: never looked at.",
    )
    body += paragraph(
        f"{never:.0f} % of the area{'s' if len(summary.areas) > 1 else ''} had no clear look."
        if summary.areas
        else f"{never:.0f} % of the map above had no clear look."
    )
    told = limits_table(summary)
    if told:
        body += "<h3>What the looks could have seen</h3>" + told
        body += paragraph(
            "Emission rate that a look finds half the time, under its own wind, contrast and "
            "height. Weaker sources are found less often, not never.",
            "note",
        )
    return section("Coverage", body, anchor="coverage")


def _cannot_say(summary: CampaignSummary, looks: ClearLooks | None) -> str:
    told = _CANNOT_SAY.splitlines()
    if looks is not None and looks.never_seen_share >= 0.005:
        told.insert(
            1,
            f"Nothing is known of {100.0 * looks.never_seen_share:.0f} % of the ground that was "
            "asked for: it had no clear look.",
        )
    if summary.is_simulated:
        told.append("Nothing at all about the world: it was made up to test the system.")
    return section("What this result cannot say", bullet_list(told))


_CANNOT_SAY = """\
What a place is. A vapour alone never proves what a place is: the same gases come from paint \
shops, laboratories, farms and households, and a permit may be missing from the list.
That a place without a site is clean: a source that was off, below the limits or under cloud \
leaves nothing to see.
Who is there, or whether anybody knows of it.
That a probability holds where the world is unlike the simulated campaigns it was calibrated on.
That an explanation outside the table of profiles is wrong: it has no probability here."""

_HOW_TO_READ = """\
Site: a place that estimates of one or more flights agree on. It keeps its id for good.
Estimate: one source as one flight tells it, with the region that holds it with 90 %.
Look: one pass over the ground, whether it saw something or not.
Would find it: the probability that a look finds a source that emits as this one did when it was \
seen. Below 10 % a look that saw nothing says nothing: "could not see it".
Log odds: reasons add up in them. +1 multiplies the odds by 2.7, -1 divides them by it.
± of a position: one standard deviation along one axis."""
