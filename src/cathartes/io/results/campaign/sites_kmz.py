"""``sites.kmz``: sites, lines and areas for a globe viewer, with the reasons in the balloons."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from cathartes.io.atomic import replace_file
from cathartes.io.results.campaign.kml import (
    add_line,
    add_point,
    add_polygon,
    add_style,
    as_bytes,
    document,
    folder,
)
from cathartes.io.results.campaign.site_records import (
    NO_PROOF,
    alternatives_text,
    marking_text,
    site_properties,
    site_title,
    title_of,
)
from cathartes.model.campaign.site import CandidateSite
from cathartes.model.fusion.summary import CampaignSummary

_PROBABLE, _POSSIBLE = 0.5, 0.2
_COLOURS = {
    "probable": "#D55E00", "possible": "#E69F00", "improbable": "#56B4E9",
    "line": "#6b7682", "missed": "#D55E00", "area": "#0072B2",
}  # fmt: skip
_BEGINNING_OF_ZIP_TIME = (1980, 1, 1, 0, 0, 0)


def write_sites_kmz(path: Path, summary: CampaignSummary) -> None:
    """Write folders of the sites, the lines of each flight, and the areas.

    Parameters
    ----------
    path : Path
        The file to make; an older one is replaced when the new one is whole.
    summary : CampaignSummary

    Raises
    ------
    OutputError
        If the file cannot be written; nothing half-written is left.

    Notes
    -----
    Equal campaigns give equal bytes: the times inside the archive are fixed.
    """
    content = as_bytes(_tree(summary))
    entry = ZipInfo("doc.kml", _BEGINNING_OF_ZIP_TIME)
    entry.compress_type = ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    entry.create_system = 3
    with replace_file(Path(path)) as unfinished, ZipFile(unfinished, "w") as archive:
        archive.writestr(entry, content)


def _tree(summary: CampaignSummary) -> ET.Element:
    marking = marking_text(summary.marking)
    described = "<br/>".join(escape(part) for part in (marking, NO_PROOF))
    root, inside = document(title_of(summary), f"<p>{described}</p>")
    for name, colour in _COLOURS.items():
        add_style(inside, name, colour, filled=name == "area")
    sites = folder(inside, _called("Sites", summary))
    for rank, site in enumerate(summary.sites, start=1):
        told = site_properties(summary, rank, site)
        add_point(
            sites,
            site_title(rank, site, is_simulated=summary.is_simulated),
            (site.longitude, site.latitude),
            style=_style_of(site),
            description=_balloon(told),
            facts={
                **told,
                "reasons": "\n".join(told["reasons"]),
                "alternatives": alternatives_text(told["alternatives"]),
            },
        )
    _add_lines(folder(inside, _called("Planned lines", summary)), summary)
    areas = folder(inside, _called("Areas", summary))
    for area in summary.areas:
        add_polygon(areas, area.name, area.polygon, style="area")
    return root


def _called(name: str, summary: CampaignSummary) -> str:
    return f"SIMULATED {name.lower()}" if summary.is_simulated else name


def _style_of(site: CandidateSite) -> str:
    chance = 0.0 if site.score is None else site.score.probability
    return (
        "probable" if chance >= _PROBABLE else "possible" if chance >= _POSSIBLE else "improbable"
    )


def _balloon(told: Mapping[str, Any]) -> str:
    chance = told["probability"]
    parts = [
        "<p><b>SIMULATED: this place was made up.</b></p>" if told["is_simulated"] else "",
        f"<p>{escape(told['marking'])}</p>",
        "<p>Not scored yet.</p>"
        if chance is None
        else f"<p>Probability of the profile {escape(told['profile'])}: "
        f"<b>{100.0 * chance:.1f} %</b></p>",
        f"<p>Position known to {told['position_std_m']:.0f} m (one standard deviation).</p>",
        f"<p>Estimates: {told['n_estimates']}.</p>",
    ]
    if told["reasons"]:
        parts += ["<p>Reasons:</p>", _items(told["reasons"])]
    if told["alternatives"]:
        shares = told["alternatives"].items()
        parts += [
            "<p>Other explanations:</p>",
            _items([f"{name}: {100.0 * share:.1f} %" for name, share in shares]),
        ]
    if told["judgement"]:
        parts.append(f"<p>Judged by {escape(told['judged_by'])}: {escape(told['judgement'])}.</p>")
    parts.append(f"<p><i>{escape(NO_PROOF)}</i></p>")
    return "".join(parts)


def _items(sentences: list[str]) -> str:
    return f"<ul>{''.join(f'<li>{escape(one)}</li>' for one in sentences)}</ul>"


def _add_lines(parent: ET.Element, summary: CampaignSummary) -> None:
    for flight in summary.flights:
        inside = folder(parent, flight.plan.name)
        covered = {} if flight.flown is None else {one.line.name: one for one in flight.flown.lines}
        for line in flight.plan.lines:
            one = covered.get(line.name)
            share = 0.0 if one is None else one.covered_share
            add_line(
                inside,
                f"{flight.plan.name} line {line.name}",
                line.places,
                style="line" if share >= 0.95 else "missed",
                description=escape(f"{100.0 * share:.0f} % of its strip was flown"),
            )
