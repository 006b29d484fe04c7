"""The report of one located case, from the summary down to the provenance."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import numpy as np

from cathartes.model.location.case import SourceCase
from cathartes.model.location.source import SourceLocation
from cathartes.plot.location.fit_figure import draw_fit
from cathartes.plot.location.map.ground_picture import GroundPicture
from cathartes.plot.location.map.region_map import draw_region_map, needs_close_up
from cathartes.plot.location.odds_figure import draw_odds, draw_rates
from cathartes.plot.location.passes_figure import MOST_PASSES, draw_passes
from cathartes.plot.location.residual_figure import draw_residuals, residuals
from cathartes.plot.location.wind_figure import draw_wind
from cathartes.plot.location.words import (
    area_in_words,
    counts_in_words,
    emission_in_words,
    one_more_in_words,
    place_of,
    wind_in_words,
)
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
from cathartes.plot.report.provenance import provenance_section
from cathartes.plot.words import VAPOUR_PROVES_NOTHING, place_in_words, probability_in_words


def render_location_report(
    location: SourceLocation,
    case: SourceCase | None = None,
    picture: GroundPicture | None = None,
    *,
    longitude_latitude: tuple[tuple[float, float], ...] = (),
    passes: Sequence[GroundPicture] = (),
) -> str:
    """Return the report of one case as one self-contained HTML page.

    Parameters
    ----------
    location : SourceLocation
    case : SourceCase, optional
        What was located; an image has none.
    picture : GroundPicture, optional
        The columns of an image.
    longitude_latitude : tuple of (float, float)
        Of each entry of ``location.sources``, degrees; empty for local metres.
    passes : sequence of GroundPicture
        The columns of each pass, where there are several.
    """
    sections = [
        _header(location, case),
        _warning(),
        _found(location, case, picture, longitude_latitude),
        *([_passes(passes, location)] if len(passes) > 1 else []),
        _how_many(location),
        _how_much(location),
        *([_data_and_fit(location, case)] if case is not None else []),
        _wind(location, case),
        section("How to read the numbers", bullet_list(_HOW_TO_READ.splitlines())),
        provenance_section(location.provenance),
    ]
    return page_frame(f"Sources of {location.case_name}", filter(None, sections))


def _header(location: SourceLocation, case: SourceCase | None) -> str:
    facts = []
    if case is not None:
        o = case.observations
        first, last = (datetime.fromtimestamp(float(o.time_s[k]), UTC) for k in (0, -1))
        sensors = np.unique(o.sensor).size
        facts = [
            ", ".join(gas.name for gas in case.gases),
            f"{o.size:,} observations of {sensors} sensor{'s' if sensors > 1 else ''}",
            f"{first:%Y-%m-%d %H:%M} to {last:%Y-%m-%d %H:%M} UTC",
            f"wind: {case.wind.kind}",
        ]
    return (
        f"<header><h1>Sources of {text(location.case_name)}</h1>"
        f"{paragraph(' · '.join(facts), 'facts') if facts else ''}"
        f"{paragraph(summary_sentence(location), 'lead')}</header>"
    )


def summary_sentence(location: SourceLocation) -> str:
    """Say in one or two sentences what was found and how sure its number is."""
    emitters = {one.emitter: one for one in location.sources}
    number = len(emitters)
    if number == 0:
        found = "No source can be told from the background."
    elif number == 1:
        (one,) = emitters.values()
        found = (
            f"One source was located, to {area_in_words(one.region_90)} with a probability of 90 %."
        )
    else:
        found = f"{number} sources were located."
    return f"{found} {one_more_in_words(location.p_number_of_sources, number)}".strip()


def _warning() -> str:
    return (
        f'<section class="warning"><strong>{text(VAPOUR_PROVES_NOTHING)}</strong>'
        + paragraph(
            "A source of gas has many innocent explanations: a vent, a stack, a leak, a tank, an "
            "engine, a farm, a landfill, a paint shop, a household. This page says where a gas "
            "comes from and how much of it, and how sure that is. What stands there, and why, is "
            "for a person to judge with evidence of other kinds."
        )
        + "</section>"
    )


def _found(
    location: SourceLocation,
    case: SourceCase | None,
    picture: GroundPicture | None,
    places: tuple[tuple[float, float], ...],
) -> str:
    close = needs_close_up(location, case, picture)
    sensed = (
        "Sensors and paths are the darker and larger the more gas they saw above the background, "
        "in the mean. " if case is not None else ""
    )  # fmt: skip
    body = figure_image(
        draw_region_map(location, case, picture),
        "Map of the regions that hold the sources, with what was sensed where",
        f"{sensed}Orange: density of the source's possible places. Coordinates: {location.crs}.",
    )
    if close:
        body += figure_image(
            draw_region_map(location, case, picture, close_up=True),
            "The regions from near",
            "The same, from near.",
        )
    if location.sources:
        body += _source_table(location, places)
    if location.warnings:
        body += "<h3>What to know about this result</h3>" + bullet_list(location.warnings)
    return section("What was found", body)


def _passes(passes: Sequence[GroundPicture], location: SourceLocation) -> str:
    left_out = len(passes) - MOST_PASSES
    body = figure_image(
        draw_passes(passes, location),
        "What each pass saw, on the same ground",
        "Columns of each pass in shades of its own; crosses: the sources, from all passes."
        + (f" {left_out} more passes are not shown." if left_out > 0 else ""),
    )
    return section("The passes", body)


def _source_table(location: SourceLocation, places: tuple[tuple[float, float], ...]) -> str:
    rows = []
    for index, one in enumerate(location.sources):
        place = text(place_of(one))
        if index < len(places) and np.isfinite(places[index]).all():
            place += f'<br><span class="facts">{text(place_in_words(*places[index]))}</span>'
        rows.append(
            (
                f'<span class="badge">{one.emitter}</span>',
                text(one.gas),
                place,
                text(f"{one.height_m:.1f}"),
                text(f"{area_in_words(one.region_50)} / {area_in_words(one.region_90)}"),
                text(emission_in_words(one)),
                probability_bar(one.probability),
            )
        )
    heads = (
        "source",
        "gas",
        "easting, northing (m)",
        "height (m)",
        "50 % / 90 % region",
        "rate (kg/h), 90 % interval",
        "probability",
    )
    return table(heads, rows, "cards", label="Sources")


def _how_many(location: SourceLocation) -> str:
    body = figure_image(
        draw_odds(location), "Bars of the probability of each number of sources and each scheme"
    )
    counted = counts_in_words(location.p_number_of_sources)
    body += paragraph(
        f"By number: {counted}. The sources above are those of the likeliest number; posterior.nc "
        "holds draws of every number, as many as its probability says."
    )
    return section("How many sources", body)


def _how_much(location: SourceLocation) -> str:
    figure = draw_rates(location)
    if figure is None:
        return ""
    return section(
        "How much they emit",
        figure_image(
            figure,
            "Histograms of the emission rates",
            "Histogram: draws of the rate, in the worlds where the source exists. Grey band: "
            "central 90 % interval. Line: median.",
        ),
    )


def _data_and_fit(location: SourceLocation, case: SourceCase) -> str:
    if location.fit.std.size != case.observations.size:
        return ""
    left = residuals(location, case)
    left = left[np.isfinite(left)]
    if left.size == 0:
        return ""
    within = float(np.mean(np.abs(left) < 2.0))
    body = figure_image(
        draw_fit(location, case),
        "What was sensed and what the fit makes of it",
        "The sensors that saw most, or the samplers by distance. A standard deviation holds the "
        "model's error too.",
    )
    body += "<h3>What the fit leaves</h3>" + figure_image(
        draw_residuals(location, case),
        "Residuals against time, wind direction and fitted enhancement",
        "Orange: running mean. Grey band: two standard deviations.",
    )
    body += paragraph(
        f"{probability_in_words(within)} of the residuals are below two standard deviations; 95 % "
        "would be, if all were as the model says."
    )
    return section("Data against fit", body)


def _wind(location: SourceLocation, case: SourceCase | None) -> str:
    image = figure_image(
        draw_wind(location, case),
        "Wind given and wind fitted, speed and direction",
        "Dots: given. Blue: what the data ask for, with one standard deviation."
        + (
            " Dashed: what the drift of the plume between passes tells."
            if location.wind.drift
            else ""
        ),
    )
    note = (
        "The emission rate is proportional to the speed of the wind: an error of the one is an "
        "error of the other."
    )
    return section("The wind", image + paragraph(wind_in_words(location.wind)) + paragraph(note))


_HOW_TO_READ = """\
Region: the source is inside with this probability, the model's own error included. One in ten \
lies outside its 90 % region; that is what 90 % means.
Emission rate: median, and the central 90 % interval. Half of the interval is usually the wind's.
Probability of a source: that there is one in this region at all.
Number of sources: "not excluded" is no finding. It says that the data do not rule it out.
Background: what the air holds without the sources, with the offset and drift of each sensor.
Height: above ground; concentrations near the ground say little about it."""
