"""The report of a located case: one page that needs nothing but itself and hides nothing."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import numpy as np
import pytest
from attrs import evolve
from matplotlib.backend_bases import RendererBase
from matplotlib.figure import Figure

from cathartes.model.location.case import SourceCase
from cathartes.model.location.source import ObservationFit, PlumeDrift, SourceLocation
from cathartes.model.wind import Wind
from cathartes.plot.location import GroundPicture, render_location_report
from tests.made_locations import make_case, make_location


class Page(HTMLParser):
    """Text and images of a page; fails where tags are not nested."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.open_tags: list[str] = []
        self.words: list[str] = []
        self.images: list[dict[str, str | None]] = []
        self.feed(source)
        assert self.open_tags == []
        self.text = " ".join(" ".join(self.words).split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in {"meta", "img", "br", "link"}:
            self.open_tags.append(tag)
        if tag == "img":
            self.images.append(dict(attrs))

    def handle_endtag(self, tag: str) -> None:
        assert self.open_tags.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open_tags and self.open_tags[-1] != "style":
            self.words.append(data)


def made(kind: str, n_sources: int = 1, **more: object) -> tuple[SourceLocation, SourceCase]:
    case = make_case(kind)
    return make_location(case, n_sources=n_sources, **more), case  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def source() -> str:
    location, case = made("network", 2, gases=("CH4", "C2H6"))
    location = evolve(location, warnings=("The wind is <light>.",))
    places = ((-105.1, 39.7), (-105.1, 39.7), (-105.2, 39.8), (-105.2, 39.8))
    return render_location_report(location, case, longitude_latitude=places)


@pytest.fixture(scope="module")
def page(source: str) -> Page:
    return Page(source)


def test_the_page_says_what_a_vapour_does_not_prove(page: Page) -> None:
    assert "A vapour alone never proves what a place is." in page.text
    assert "innocent explanations" in page.text


def test_the_page_needs_no_network(source: str, page: Page) -> None:
    assert not re.search(r"""(?:src|href)=["'](?!data:|#)""", source)
    assert not re.search(r"url\(|@import|<script|<link|https?://", source)
    assert page.images
    assert all(str(image["src"]).startswith("data:image/png;base64,") for image in page.images)
    assert all(image["alt"] for image in page.images)


def test_each_entry_has_place_region_rate_and_probability(page: Page) -> None:
    for words in (
        "2 sources were located.",
        "39.70000° N, 105.10000° W",
        "39.80000° N, 105.20000° W",
        "97 %",
        "77 %",
        "m² /",
        "Given: 3.0 m/s from 240°, in the mean. Fitted: 3.2 ± 0.4 m/s from 237 ± 4°.",
        "two sources 92 %",
    ):
        assert words in page.text, words


def test_warnings_and_provenance_stand_in_the_page_and_are_no_markup(
    source: str, page: Page
) -> None:
    assert "The wind is <light>." in page.text
    assert "<light>" not in source
    for words in ("observations.csv", "0" * 64, "rng_seed", "Made 2026-05-04 03:02:01 UTC."):
        assert words in page.text, words


@pytest.mark.parametrize(
    ("kind", "n_sources"),
    [("network", 0), ("network", 3), ("arcs", 0), ("arcs", 1), ("paths", 1), ("flight", 1)],
)
def test_every_kind_of_case_has_a_page(kind: str, n_sources: int) -> None:
    location, case = made(kind, n_sources)
    page = Page(render_location_report(location, case))
    assert ("No source can be told from the background." in page.text) == (n_sources == 0)
    assert "Data against fit" in page.text
    assert len(page.images) >= 5


def test_a_blank_case_says_whether_a_source_is_excluded() -> None:
    location, case = made("network", 0)
    assert "A source is not excluded: probability 9 %." in render_location_report(location, case)
    sure = evolve(location, p_number_of_sources={0: 0.99, 1: 0.01})
    assert "not excluded" not in Page(render_location_report(sure, case)).text.split("How to")[0]


def test_an_image_without_observations_has_a_page_with_its_picture() -> None:
    location = evolve(make_location(), fit=ObservationFit(np.zeros(0), np.zeros(0), np.zeros(0)))
    values = np.full((60, 80), np.nan)
    values[20:40, 30:70] = 50.0
    # Turned by 30 degrees, as a raw swath is.
    picture = GroundPicture(values, (1.7, 1.0, -40.0, 1.0, -1.7, 20.0), "column, ppm m")
    page = Page(render_location_report(location, picture=picture))
    assert "Data against fit" not in page.text
    assert "What was found" in page.text


def test_a_rate_nobody_knows_is_a_dash_and_no_histogram() -> None:
    location, case = made("network")
    unknown = evolve(
        location.sources[0],
        **dict.fromkeys(
            ("emission_rate_kg_per_h", "emission_rate_std_kg_per_h", "emission_rate_q05"), np.nan
        ),
        emission_rate_q95=np.nan,
    )
    rates = np.full_like(location.posterior.emission_rate_kg_per_h, np.nan)
    location = evolve(
        location,
        sources=(unknown,),
        posterior=evolve(location.posterior, emission_rate_kg_per_h=rates),
    )
    text = Page(render_location_report(location, case)).text
    assert "—" in text
    assert "How much they emit" not in text


def test_a_wind_that_is_missing_in_part_or_in_whole_is_drawn_without_it() -> None:
    location, case = made("network")
    direction = case.wind.from_direction_deg.copy()
    direction[::2] = np.nan
    half = evolve(case, wind=evolve(case.wind, from_direction_deg=direction))
    assert "The wind" in render_location_report(location, half)
    nothing = np.full(case.wind.size, np.nan)
    none = evolve(case, wind=evolve(case.wind, from_direction_deg=nothing, speed_m_s=nothing))
    unknown = evolve(
        location,
        wind=evolve(location.wind, given_speed_m_s=np.nan, given_from_direction_deg=np.nan),
    )
    assert "No wind was given." in Page(render_location_report(unknown, none)).text


def test_each_picture_is_gone_through_once_and_the_page_stays_small(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    drawn: list[Figure] = []
    draw = Figure.draw

    def counted(figure: Figure, renderer: RendererBase) -> None:
        drawn.append(figure)
        draw(figure, renderer)

    monkeypatch.setattr(Figure, "draw", counted)
    location, case = made("network")
    source = render_location_report(location, case)
    assert len(drawn) == len(Page(source).images) <= 8
    assert len(source) < 1_000_000


def test_passes_are_shown_side_by_side_where_there_are_several() -> None:
    location = make_location()
    values = np.full((30, 40), np.nan)
    values[10:20, 10:30] = 5.0
    picture = GroundPicture(values, (2.0, 0.0, -40.0, 0.0, -2.0, 20.0), "methane, ppm m", "pass")
    pages = [
        render_location_report(location, None, picture, passes=[picture] * count)
        for count in (1, 2, 11)
    ]
    assert "<h2>The passes</h2>" not in pages[0]
    assert "<h2>The passes</h2>" in pages[1]
    assert "2 more passes are not shown" in pages[2]


def test_the_drift_between_passes_is_told_beside_the_wind() -> None:
    location = make_location()
    seen = PlumeDrift(0.0, 12.0, Wind(3.3, 236.0, 0.9, 6.0), True)
    none = PlumeDrift(12.0, 7200.0, None, False, "more than ten minutes lie between them")
    page = render_location_report(evolve(location, wind=evolve(location.wind, drift=(seen, none))))
    assert "in 12.0 s between two passes: as in a wind of 3.3 ± 0.9 m/s from 236 ± 6°" in page
    assert "in 120 min between two passes: none, more than ten minutes lie between them." in page
    assert "Dashed: what the drift" in page
