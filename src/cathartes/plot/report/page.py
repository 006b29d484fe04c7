"""The whole page, from the summary down to the provenance."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from cathartes.model.gas import GasLibrary
from cathartes.model.plume import UNKNOWN_GAS, Detection
from cathartes.model.scene import Scene
from cathartes.plot.picture import MOST_NUMBERED, draw_picture
from cathartes.plot.report.frame import page_frame
from cathartes.plot.report.markup import (
    bullet_list,
    figure_image,
    paragraph,
    probability_bar,
    section,
    table,
    text,
)
from cathartes.plot.report.plume_section import gas_swatch, plume_section
from cathartes.plot.report.provenance import provenance_section
from cathartes.plot.series import draw_series, is_series
from cathartes.plot.style import gas_colours
from cathartes.plot.words import (
    VAPOUR_PROVES_NOTHING,
    column_in_words,
    gas_in_words,
    probability_in_words,
    rate_in_words,
)

MOST_ILLUSTRATED = 30
"""Plumes beyond this many have no figures of their own: a page must still open on a phone."""


def render_report(
    detection: Detection, library: GasLibrary | None = None, scene: Scene | None = None
) -> str:
    """Return the report of one scene as one self-contained HTML page.

    Parameters
    ----------
    detection : Detection
        What was found.
    library : GasLibrary, optional
        For the ordinary sources of each gas.
    scene : Scene, optional
        For place, scale, wind, instrument and time, as far as it knows them.
    """
    named = [gas for plume in detection.plumes for gas in (plume.gas, *plume.spectrum.fitted)]
    colours = gas_colours(
        [*(plume.gas for plume in detection.plumes if plume.gas != UNKNOWN_GAS), *named]
    )
    sections = [
        _header(detection, scene),
        _warning(),
        _overview(detection, scene, colours),
        *(
            plume_section(
                plume, detection, library, scene, colours, illustrated=index < MOST_ILLUSTRATED
            )
            for index, plume in enumerate(detection.plumes)
        ),
        _limits(detection),
        _rejections(detection),
        section("How to read the numbers", bullet_list(_HOW_TO_READ.splitlines())),
        provenance_section(detection.provenance),
    ]
    return page_frame(f"Gas plumes in {detection.scene_name}", sections)


def _header(detection: Detection, scene: Scene | None) -> str:
    facts = [f"{detection.shape[0]:,} lines × {detection.shape[1]:,} samples"]
    if scene is not None:
        facts.append(scene.instrument.name)
        if scene.pixel_size_m:
            facts.append(f"{scene.pixel_size_m:.3g} m pixels")
        if scene.acquired_at:
            facts.append(f"taken {scene.acquired_at:%Y-%m-%d %H:%M %Z}".strip())
        if scene.wind:
            facts.append(
                f"wind {scene.wind.speed_m_s:.1f} m/s from {scene.wind.from_direction_deg:.0f}°"
            )
    return (
        f"<header><h1>Gas plumes in {text(detection.scene_name)}</h1>"
        f"{paragraph(' · '.join(filter(None, facts)), 'facts')}"
        f"{paragraph(_summary(detection), 'lead')}</header>"
    )


def _summary(detection: Detection) -> str:
    number = len(detection.plumes)
    if number == 0:
        found = "No plume was found"
    else:
        gases = dict.fromkeys(gas_in_words(plume) for plume in detection.plumes)
        found = f"{number} plume{'s were' if number > 1 else ' was'} found: {', '.join(gases)}"
    rejected = len(detection.rejections)
    if rejected == 0:
        return f"{found}."
    things = (
        "things that scored like plumes were"
        if rejected > 1
        else ("thing that scored like a plume was")
    )
    return f"{found}. {rejected} {things} rejected; the reasons are below."


def _warning() -> str:
    return (
        f'<section class="warning"><strong>{text(VAPOUR_PROVES_NOTHING)}</strong>'
        + paragraph(
            "Every gas named here is also an ordinary emission of industry, farms, paint, fuel or "
            "households. This page says which vapours were seen, how sure that is and what else "
            "they could be. What follows from it is for a person to judge."
        )
        + "</section>"
    )


def _overview(detection: Detection, scene: Scene | None, colours: Mapping[str, str]) -> str:
    if is_series(detection.shape):
        figure = draw_series(detection)
        image = figure_image(
            figure, "Score of each gas along the series", "Score along the series."
        )
    else:
        caption = detection.picture_caption
        if len(detection.plumes) > MOST_NUMBERED:
            caption += f" Only the {MOST_NUMBERED} surest plumes are numbered."
        figure = draw_picture(detection, scene)
        image = figure_image(figure, "Map picture of the scene with plume outlines", caption)
    body = image
    if detection.plumes:
        rows = [
            (
                f'<a class="badge" href="#plume-{plume.plume_id}">{plume.plume_id}</a>',
                gas_swatch(plume.gas, colours)
                + (
                    f' <span class="facts">or {text(", ".join(others))}</span>'
                    if (others := [g for g in plume.group if g != plume.gas])
                    else ""
                ),
                probability_bar(plume.gas_probabilities.get(plume.gas, float("nan"))),
                text(column_in_words(plume)).replace(" ", "&nbsp;"),
                text(f"{plume.n_pixels:,}"),
                text(f"{plume.head_line:.0f}, {plume.head_sample:.0f}"),
                text(rate_in_words(plume.false_alarm_rate)),
            )
            for plume in detection.plumes
        ]
        heads = (
            "plume",
            "gas",
            "probability",
            "column (ppm\u00a0m)",
            "pixels",
            "head (line, sample)",
            "false-alarm rate",
        )
        body += table(heads, rows, "cards", label="Plumes, surest first")
    if len(detection.plumes) > MOST_ILLUSTRATED:
        body += paragraph(
            f"Figures are shown for the {MOST_ILLUSTRATED} surest plumes; the others have their "
            "numbers only. Their spectra and maps are in detection.nc.",
            "note",
        )
    if detection.remarks:
        body += "<h3>What to know about this result</h3>" + bullet_list(detection.remarks)
    return section("What was found", body)


def _limits(detection: Detection) -> str:
    body = ""
    if detection.invisible:
        body += "<h3>Gases this instrument could not see</h3>" + table(
            ("gas", "why"),
            [(text(gas), text(why)) for gas, why in detection.invisible.items()],
            "plain",
        )
    groups = [group for group in detection.groups if len(group) > 1]
    if groups:
        body += "<h3>Gases it could not tell apart</h3>"
        body += bullet_list(", ".join(group) for group in groups)
    if not body:
        body = paragraph("Every gas that was asked for can be seen and told apart by it.")
    body += paragraph(
        "No plume found does not mean no gas: a plume too weak, too small, or as warm as the "
        "ground behind it leaves no trace in this scene.",
        "note",
    )
    return section("What the instrument could not see or tell apart", body)


def _rejections(detection: Detection) -> str:
    if not detection.rejections:
        return section("What was rejected", paragraph("Nothing that scored like a plume was."))
    rows = []
    for one in detection.rejections:
        sample, line = np.asarray(one.pixel_polygon, np.float64).mean(axis=0)
        rows.append(
            (
                text(one.gas),
                text(f"{line:.0f}, {sample:.0f}"),
                text(f"{one.n_pixels:,}"),
                text(f"{one.score:.1f}"),
                text(probability_in_words(one.plume_probability)),
                text(one.reason),
            )
        )
    heads = ("resembled", "line, sample", "pixels", "score", "still a plume", "why rejected")
    return section(
        "What was rejected and why",
        table(heads, rows, "cards", label="Rejections, strongest first"),
    )


_HOW_TO_READ = """\
Probability: how likely the gas is in the plume, given its spectrum, the library and the \
possibility of a gas in no library.
Column: concentration times path through the plume, in ppm m. It is not an emission rate, and \
none is stated where the contrast is too small to say.
Head: the most upwind point of the plume, in pixel-centre coordinates from 0. It is where the \
plume becomes visible, which may lie downwind of its source.
False-alarm rate: the share of this scene's plume-free pixels expected to score at least as \
high. Small is good."""
