"""The report: one page that needs nothing but itself and hides nothing."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import numpy as np
import pytest
from attrs import evolve

from cathartes.model import ArraySource, Detection, Instrument, Scene, Wind
from cathartes.plot.report import render_report
from tests.made_detections import WAVELENGTH_UM, make_detection, make_library, utm_georeference

NEVER_CLOSED = {"meta", "img", "br", "link"}


class Page(HTMLParser):
    """Text, images and links of a page; fails where tags are not nested."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.open_tags: list[str] = []
        self.words: list[str] = []
        self.images: list[dict[str, str | None]] = []
        self.links: list[str] = []
        self.anchors: set[str] = set()
        self.feed(source)
        assert self.open_tags == []
        self.text = " ".join(" ".join(self.words).split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag not in NEVER_CLOSED:
            self.open_tags.append(tag)
        if tag == "img":
            self.images.append(found)
        if tag == "a":
            self.links.append(str(found["href"]))
        if found.get("id"):
            self.anchors.add(str(found["id"]))

    def handle_endtag(self, tag: str) -> None:
        assert self.open_tags.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open_tags and self.open_tags[-1] != "style":
            self.words.append(data)


@pytest.fixture(scope="module")
def detection() -> Detection:
    return make_detection()


@pytest.fixture(scope="module")
def scene(detection: Detection) -> Scene:
    channels = WAVELENGTH_UM.size
    return Scene(
        name=detection.scene_name,
        source=ArraySource(np.zeros((*detection.shape, channels), np.float32)),
        instrument=Instrument("Mako class", WAVELENGTH_UM, np.full(channels, 0.05)),
        good_bands=np.ones(channels, bool),
        georeference=utm_georeference(),
        pixel_size_m=2.0,
        wind=Wind(4.0, 250.0),
    )


@pytest.fixture(scope="module")
def source(detection: Detection, scene: Scene) -> str:
    return render_report(detection, make_library(), scene)


@pytest.fixture(scope="module")
def page(source: str) -> Page:
    return Page(source)


def test_the_page_says_what_a_vapour_does_not_prove(page: Page) -> None:
    assert "A vapour alone never proves what a place is." in page.text


def test_the_page_needs_no_network(source: str, page: Page) -> None:
    assert not re.search(r"""(?:src|href)=["'](?!data:|#)""", source)
    assert not re.search(r"url\(|@import|<script|<link|https?://", source)
    assert all(str(image["src"]).startswith("data:image/png;base64,") for image in page.images)


def test_every_image_is_told_in_words(page: Page) -> None:
    assert len(page.images) == 1 + 2 * 4
    assert all(image["alt"] for image in page.images)


def test_each_plume_has_a_row_and_a_section_to_go_to(page: Page) -> None:
    assert page.links == [f"#plume-{k}" for k in range(1, 5)]
    assert {link[1:] for link in page.links} <= page.anchors


def test_each_plume_tells_gas_column_place_and_ordinary_sources(page: Page) -> None:
    for words in (
        "Plume 1: ethyl acetate (or butyl acetate)",
        "84 ± 19 ppm m on average",
        "Line 60.2, sample 29.8, ± 1.6 pixels (± 3.2 m); 25.31",
        "printing and coating plants; nail varnish and glue; wineries",
        "butyl acetate: none is listed in the library, which does not mean none exists.",
        "Plume 4: a gas in no library",
        "No gas of the library explains it, so it has no column.",
        "high-voltage switchgear",
    ):
        assert words in page.text, words


def test_probabilities_are_bars_with_numbers(source: str, page: Page) -> None:
    assert 'style="width:94.0%"' in source
    assert "94 %" in page.text
    assert 'class="unknown" style="width:83.0%"' in source


def test_limits_rejections_and_provenance_are_told(page: Page) -> None:
    for words in (
        "HCl has no band between 7.8 and 12.2 um.",
        "ethyl acetate, butyl acetate",
        "toluene, p-xylene",
        "Its spectrum is that of a quartz roof.",
        "It follows a detector column.",
        "The file did not say when the scene was taken.",
        "ab" * 32,
        "random_seed",
        "made_scene.img",
    ):
        assert words in page.text, words


def test_words_from_outside_are_never_markup(detection: Detection) -> None:
    hostile = "<script>alert('x')</script>\"&"
    plume = evolve(
        detection.plumes[0],
        gas=hostile,
        group=(hostile,),
        column_remark=hostile,
        head_remark=hostile,
    )
    rejection = evolve(detection.rejections[0], gas=hostile, reason=hostile)
    source = render_report(
        evolve(
            detection,
            scene_name=hostile,
            plumes=(plume,),
            rejections=(rejection,),
            remarks=(hostile,),
            invisible={hostile: hostile},
            picture_caption=hostile,
        )
    )
    assert "<script" not in source
    assert "alert" in Page(source).text


def test_a_clean_scene_has_a_whole_report_too() -> None:
    page = Page(render_report(evolve(make_detection(n_plumes=0), rejections=())))
    assert "No plume was found." in page.text
    assert "No plume found does not mean no gas" in page.text
    assert len(page.images) == 1


def test_a_scene_without_a_place_says_so(detection: Detection) -> None:
    assert "not georeferenced" in Page(render_report(detection)).text


def test_many_plumes_keep_the_page_small_and_are_all_listed(
    detection: Detection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cathartes.plot.report.page.MOST_ILLUSTRATED", 2)
    page = Page(render_report(detection))
    assert len(page.links) == 4
    assert len(page.images) == 1 + 2 * 2
    assert "the 2 surest plumes" in page.text


def test_a_series_of_spectra_has_a_curve_instead_of_a_map() -> None:
    score = {"SO2": np.linspace(0, 9, 140, dtype=np.float32)[:, None]}
    plume = evolve(make_detection().plumes[0], gas="SO2", group=("SO2",))
    series = evolve(
        make_detection(n_plumes=0),
        shape=(140, 1),
        plumes=(plume,),
        score=score,
        column={},
        quality=np.zeros((140, 1), np.uint8),
        plume_id=(score["SO2"] > 6).astype(np.int32),
        picture=np.zeros((140, 1, 3), np.float32),
    )
    page = Page(render_report(series))
    assert page.images[0]["alt"] == "Score of each gas along the series"
    assert len(page.images) == 2
