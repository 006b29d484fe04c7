"""The layers of ``sites.gpkg``: a name, a kind of geometry, columns with a type, rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import shapely
from attrs import frozen

from cathartes.io.results.campaign.site_records import (
    alternatives_text,
    marking_text,
    site_properties,
)
from cathartes.model.campaign.record import Record
from cathartes.model.fusion.summary import CampaignSummary
from cathartes.model.identity import content_id

Row = tuple[Any, tuple[Any, ...]]
"""A shapely geometry and the values of the columns."""

_MOST_POINTS = 20_000
"""Of one track: a GIS draws more slowly than anybody looks."""
_NOT_KNOWN = float("nan")


@frozen(eq=False)
class Layer:
    """One layer.

    Attributes
    ----------
    name : str
    geometry : str
        In the words of OGC.
    columns : mapping of str to type
        ``str``, ``float``, ``int`` or ``bool``, in their order.
    rows : tuple of (geometry, values)
    """

    name: str
    geometry: str
    columns: Mapping[str, type]
    rows: tuple[Row, ...]


def campaign_layers(summary: CampaignSummary) -> tuple[Layer, ...]:
    """Return all layers, the sites first; a layer without rows is there all the same."""
    flights = {content_id(one.plan): one.plan.name for one in summary.flights}
    build = (
        ("sites", "Point", _SITE, _sites(summary)),
        ("estimates", "Point", _ESTIMATE, _estimates(summary, flights)),
        ("looks", "Polygon", _LOOK, _looks(summary, flights)),
        ("planned_lines", "LineString", _LINE, _lines(summary)),
        ("flown_tracks", "MultiLineString", _TRACK, _tracks(summary)),
        ("context", "Point", _CONTEXT, _context(summary)),
        ("areas", "Polygon", _AREA, _areas(summary)),
    )
    return tuple(
        Layer(name, geometry, {**columns, **_EVERYWHERE}, tuple(rows))
        for name, geometry, columns, rows in build
    )


_EVERYWHERE: dict[str, type] = {"is_simulated": bool, "marking": str}
_SITE: dict[str, type] = {
    "rank": int, "site_id": str, "probability": float, "profile": str, "position_std_m": float,
    "n_estimates": int, "reasons": str, "alternatives": str, "judgement": str, "judged_by": str,
}  # fmt: skip
_ESTIMATE: dict[str, type] = {
    "estimate_id": str, "site_id": str, "site_rank": int, "flight": str, "sensed_at": str,
    "position_std_m": float, "gases": str, "rates": str, "source_probability": float,
}  # fmt: skip
_LOOK: dict[str, type] = {
    "look_id": str, "flight": str, "looked_on": str, "looked_at": str, "clear_share": float,
    "limits_kg_per_h": str,
}  # fmt: skip
_LINE: dict[str, type] = {
    "flight": str, "line": str, "altitude_m": float, "begins_at": str, "ends_at": str,
    "swath_m": float, "covered_share": float, "flags": str,
}  # fmt: skip
_TRACK: dict[str, type] = {"flight": str, "track": str, "clock": str}
_CONTEXT: dict[str, type] = {
    "name": str, "layer": str, "profile": str, "is_permitted": bool, "position_std_m": float,
}  # fmt: skip
_AREA: dict[str, type] = {"name": str}


def _sites(summary: CampaignSummary) -> Iterator[Row]:
    for rank, site in enumerate(summary.sites, start=1):
        told = site_properties(summary, rank, site)
        told["reasons"] = "\n".join(told["reasons"])
        told["alternatives"] = alternatives_text(told["alternatives"])
        point = shapely.Point(site.longitude, site.latitude)
        yield point, tuple(told[name] for name in (*_SITE, *_EVERYWHERE))


def _estimates(summary: CampaignSummary, flights: Mapping[str, str]) -> Iterator[Row]:
    ranks = {
        estimate: (site.site_id, rank)
        for rank, site in enumerate(summary.sites, start=1)
        for estimate in site.estimate_ids
    }
    for name, one in sorted(summary.estimates.items()):
        site_id, rank = ranks.get(name, ("", 0))
        values = (
            name, site_id, rank, flights.get(one.flight_id or "", ""), one.sensed_at.isoformat(),
            one.position_std_m, _shares(one.gas_probabilities),
            "; ".join(
                f"{gas} {rate.emission_rate_kg_per_h:.3g} kg/h "
                f"({rate.emission_rate_q05:.3g} to {rate.emission_rate_q95:.3g})"
                for gas, rate in sorted(one.rates.items())
            ),
            one.source_probability,
        )  # fmt: skip
        yield shapely.Point(one.longitude, one.latitude), (*values, *_handled(summary, one))


def _looks(summary: CampaignSummary, flights: Mapping[str, str]) -> Iterator[Row]:
    for name, look in sorted(summary.looks.items()):
        limits = sorted(look.limits_kg_per_h.items())
        values = (
            name, flights.get(look.flight_id or "", ""), _looked_on(summary, look.scene_id,
            look.track_id), look.looked_at.isoformat(), look.clear_share,
            "; ".join(f"{gas} {limit:.3g}" for gas, limit in limits),
        )  # fmt: skip
        yield shapely.Polygon(look.footprint), (*values, *_handled(summary, look))


def _looked_on(summary: CampaignSummary, scene_id: str | None, track_id: str | None) -> str:
    scene, track = summary.scenes.get(scene_id or ""), summary.tracks.get(track_id or "")
    if scene is not None:
        return scene.name
    return (scene_id or track_id or "") if track is None else track.name


def _lines(summary: CampaignSummary) -> Iterator[Row]:
    for flight in summary.flights:
        covered = {} if flight.flown is None else {one.line.name: one for one in flight.flown.lines}
        for line in flight.plan.lines:
            one = covered.get(line.name)
            values = (
                flight.plan.name, line.name, line.altitude_m, line.begins_at.isoformat(),
                line.ends_at.isoformat(), _NOT_KNOWN if one is None else one.swath_m,
                0.0 if one is None else one.covered_share,
                "nothing came back" if one is None else "; ".join(one.flags),
            )  # fmt: skip
            yield shapely.LineString(line.places), (*values, *_handled(summary, flight.plan))


def _tracks(summary: CampaignSummary) -> Iterator[Row]:
    for flight in summary.flights:
        for track in flight.tracks:
            places = np.stack([track.longitude, track.latitude], axis=1)
            stride = max(1, track.n_points // _MOST_POINTS)
            pieces = [
                places[np.unique(np.concatenate([rows[::stride], rows[-1:]]))]
                for piece in np.unique(track.piece)
                if (rows := np.flatnonzero(track.piece == piece)).size > 1
            ]
            if pieces:
                _, marking = _handled(summary, flight.plan)
                is_simulated = summary.is_simulated or track.is_simulated
                values = (flight.plan.name, track.name, track.clock_note, is_simulated, marking)
                yield shapely.MultiLineString(pieces), values


def _context(summary: CampaignSummary) -> Iterator[Row]:
    for _, one in sorted(summary.context.items()):
        values = one.name, one.layer, one.profile, one.is_permitted, one.position_std_m
        # A real map of permits may lie under simulated emitters: each feature says for itself.
        handled = one.is_simulated, marking_text(one.marking)
        yield shapely.Point(one.longitude, one.latitude), (*values, *handled)


def _areas(summary: CampaignSummary) -> Iterator[Row]:
    for area in summary.areas:
        yield shapely.Polygon(area.polygon), (area.name, *_handled(summary, area))


def _handled(summary: CampaignSummary, record: Record) -> tuple[bool, str]:
    return summary.is_simulated or record.is_simulated, marking_text(record.marking)


def _shares(probabilities: Mapping[str, float]) -> str:
    ordered = sorted(probabilities.items(), key=lambda one: (-one[1], one[0]))
    return "; ".join(f"{name} {100.0 * share:.0f} %" for name, share in ordered)
