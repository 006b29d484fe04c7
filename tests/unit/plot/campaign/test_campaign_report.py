"""The report of a campaign shows what must be shown, escapes what it was given, stays small."""

from __future__ import annotations

import re
from datetime import timedelta
from html.parser import HTMLParser

import attrs
import pytest

from cathartes.model.campaign import CandidateSite, Marking, new_site_id
from cathartes.model.fusion import CampaignSummary
from cathartes.plot.campaign import render_campaign_report
from cathartes.plot.campaign.coverage_map import count_clear_looks
from cathartes.plot.campaign.ground import campaign_frame
from cathartes.plot.campaign.looks_of_site import (
    Answer,
    LookIndex,
    SiteLook,
    looks_of_site,
    median_rates,
)
from cathartes.plot.campaign.reasons import FULL_BAR, contribution, reason_bar
from cathartes.plot.campaign.site_sections import MOST_CARDS, MOST_ROWS
from tests.made_summaries import make_summary, nothing_found

TITLES = {"coating_shop": "a coating shop", "solvent_acid_mixture": "a solvent and acid mixture"}


@pytest.fixture(scope="module")
def summary() -> CampaignSummary:
    """Return one made-up campaign for all that only read it."""
    return make_summary()


@pytest.fixture(scope="module")
def page(summary) -> str:
    """Return its report."""
    return render_campaign_report(summary, profile_titles=TITLES)


class Outline(HTMLParser):
    """Counts what a screen reader needs, and refuses tags that do not match."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.images: list[str] = []
        self.ids: set[str] = set()
        self.links: list[str] = []
        self.loose_heads = 0
        self.feed(page)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        """Note a tag."""
        told = dict(attributes)
        if tag not in {"meta", "img", "br"}:
            self.open.append(tag)
        if tag == "img":
            self.images.append(told.get("alt") or "")
        if told.get("id"):
            self.ids.add(str(told["id"]))
        if tag == "a":
            self.links.append(str(told["href"]))
        self.loose_heads += tag == "th" and told.get("scope") != "col"

    def handle_endtag(self, tag: str) -> None:
        """Close the last tag."""
        assert self.open.pop() == tag


def test_every_site_stands_in_the_table_with_probability_reasons_and_alternatives(page, summary):
    for rank, site in enumerate(summary.sites, start=1):
        assert f'href="#site-{rank}"' in page
        assert site.site_id in page
        for reason in site.score.reasons:
            assert reason.sentence in page
    assert "a coating shop" in page
    assert "semiconductor plant" in page


def test_the_page_is_well_formed_readable_without_eyes_and_links_within_itself(page):
    outline = Outline(page)
    assert outline.open == []
    assert len(outline.images) == 3 + 15
    assert all(len(alternative) > 20 for alternative in outline.images)
    assert outline.loose_heads == 0
    assert {link.removeprefix("#") for link in outline.links} <= outline.ids


def test_the_page_needs_no_network(page):
    assert not re.search(r"(?:src|href)=\"(?!data:|#)", page)
    assert "http://" not in page.replace("http://www.w3.org", "")
    assert "<script" not in page


def test_the_marking_stands_at_top_and_bottom_and_the_authority_between(page):
    line = '<p class="marking">UNCLASSIFIED - LAW ENFORCEMENT SENSITIVE // VALLE</p>'
    assert page.count(line) == 2
    assert page.index(line) < page.index("<h1>")
    assert page.rindex(line) > page.index("Where this result came from")
    for told in ("Juez de Control 3", "Order 7/2026", "2026-06-01 15:00", "to locate"):
        assert told in page


def test_a_simulated_campaign_says_so_and_a_real_one_does_not(page):
    assert "<title>SIMULATED" in page
    assert "Nothing here is about a real place" in page
    real = render_campaign_report(make_summary(2, is_simulated=False))
    assert "SIMULATED" not in real.replace("\\", "")


def test_the_page_says_that_vapours_prove_nothing_and_what_it_cannot_say(page):
    assert page.count("A vapour alone never proves what a place is") >= 2
    assert "What this result cannot say" in page
    assert "incoming/2026-06-02/line 4b.hdr" in page


def test_text_from_outside_is_never_markup(summary):
    odd = attrs.evolve(
        summary,
        name="<script>alert(1)</script>",
        marking=Marking(handling='A "B" <i>C</i> \'; } body { display: none'),
        sites=summary.sites[:1],
    )
    page = render_campaign_report(odd, profile_titles={"coating_shop": "<b>shop</b>"})
    assert "<script" not in page
    assert "<b>shop" not in page
    assert "<i>C" not in page
    assert "} body { display" not in page[: page.index("</head>")]
    assert "under Art. 252 &lt;CNPP&gt;" in page


def test_the_same_campaign_gives_the_same_page(summary):
    few = attrs.evolve(summary, sites=summary.sites[:2])
    assert render_campaign_report(few) == render_campaign_report(few)


def test_a_campaign_of_which_nothing_came_back_has_a_page_too():
    page = render_campaign_report(nothing_found())
    assert "No candidate site" in page
    assert "None is recorded: nothing may be flown" in page
    assert Outline(page).open == []


def test_a_site_without_score_estimates_or_looks_is_shown_as_what_it_is():
    bare = CandidateSite(longitude=-107.4, latitude=24.8, position_std_m=30.0, is_simulated=True)
    page = render_campaign_report(nothing_found(sites=(bare,)))
    assert "not scored" in page
    assert "No look covers this place" in page


def test_a_site_whose_gases_nobody_could_name_is_shown(summary):
    nameless = {
        one: attrs.evolve(record, gas_probabilities={"unknown": 0.9}, rates={})
        for one, record in summary.estimates.items()
    }
    page = render_campaign_report(attrs.evolve(summary, estimates=nameless))
    assert summary.sites[0].site_id[:12] in page


def test_thousands_of_sites_do_not_make_it_huge(summary):
    many = tuple(
        attrs.evolve(summary.sites[k % 15], site_id=new_site_id(), estimate_ids=())
        for k in range(3000)
    )
    page = render_campaign_report(attrs.evolve(summary, sites=many, looks={}))
    assert page.count('<section class="plume site"') == MOST_CARDS
    assert page.count("strongest reasons (log odds)") == 1 + MOST_ROWS
    assert "2,800 less probable sites are not in this table; all 3,000 are" in page
    assert len(page) < 8e6


def test_a_bar_begins_in_the_middle_and_grows_to_the_side_it_speaks_for(summary):
    reason = summary.sites[0].score.reasons[0]
    for value, left, width in ((1.0, 50.0, 12.5), (-1.0, 37.5, 12.5), (-99.0, 0.0, 50.0)):
        bar = reason_bar(attrs.evolve(reason, weight=FULL_BAR / 4.0, value=value))
        assert f"left:{left:.1f}%;width:{width:.1f}%" in bar
    assert contribution(attrs.evolve(reason, weight=2.0, value=-1.5)) == -3.0


def test_a_look_that_saw_nothing_speaks_only_if_it_could_have_seen(summary):
    site = next(one for one in summary.sites if one.estimate_ids)
    rates = median_rates(summary.estimates[name] for name in site.estimate_ids)
    (look, *_) = LookIndex.of(summary.looks.values()).over(site.longitude, site.latitude)

    def told(factor: float, gases=tuple(rates)) -> SiteLook:
        other = attrs.evolve(
            look,
            limits_kg_per_h={gas: factor * rates[gas] for gas in gases},
            looked_at=look.looked_at + timedelta(days=9),
        )
        (one,) = looks_of_site(site, attrs.evolve(summary), LookIndex.of([other]))[-1:]
        return one

    assert told(1.0).answer is Answer.NOT_SEEN
    assert told(100.0).answer is Answer.COULD_NOT_SEE
    chances = [told(factor).probability_of_finding for factor in (0.1, 0.5, 1.0, 2.0, 10.0)]
    assert chances == sorted(chances, reverse=True)
    # Every gas of the mixture counts, not the best alone.
    for gas in rates:
        assert told(1.0, (gas,)).probability_of_finding <= chances[2] + 1e-9
    assert told(1.0, ()).probability_of_finding == 0.0


def test_each_estimate_is_one_seen_look_and_no_look_is_told_twice(summary):
    index = LookIndex.of(summary.looks.values())
    for site in summary.sites:
        told = looks_of_site(site, summary, index)
        assert sum(one.answer is Answer.SEEN for one in told) == len(site.estimate_ids)
        assert len(told) == len(index.over(site.longitude, site.latitude))


def test_an_estimate_far_from_every_look_in_time_is_told_by_itself(summary):
    site = next(one for one in summary.sites if one.estimate_ids)
    (name, *_) = site.estimate_ids
    late = attrs.evolve(
        summary.estimates[name],
        sensed_at=summary.estimates[name].sensed_at + timedelta(days=3),
        flight_id=None,
    )
    alone = attrs.evolve(site, estimate_ids=("late",))
    told = looks_of_site(
        alone,
        attrs.evolve(summary, estimates={"late": late}),
        LookIndex.of(summary.looks.values()),
    )
    seen = [one for one in told if one.answer is Answer.SEEN]
    assert [one.look for one in seen] == [None]
    assert seen[0].at == late.sensed_at


def test_clear_looks_are_counted_where_they_were_and_clouds_count_less(summary):
    frame = campaign_frame(summary)
    assert frame is not None
    counted = count_clear_looks(summary, frame)
    assert counted.count.max() <= 4.0
    assert 0.0 < counted.never_seen_share < 0.5
    nothing = count_clear_looks(attrs.evolve(summary, looks={}), frame)
    assert nothing.never_seen_share == 1.0
    twice = {f"{name}-{k}": one for name, one in summary.looks.items() for k in (1, 2)}
    doubled = count_clear_looks(attrs.evolve(summary, looks=twice), frame)
    assert doubled.count == pytest.approx(2.0 * counted.count)
