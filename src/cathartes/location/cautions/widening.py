"""Wider regions and intervals where a caution asks for them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from attrs import evolve
from numpy.typing import NDArray

from cathartes.location.cautions.caution import Caution
from cathartes.location.concentrations.problem.gas_data import RATE_RANGE_KG_PER_H
from cathartes.model.location.posterior import SourcePosterior
from cathartes.model.location.source import Rings, SourceEstimate, SourceLocation

Array = NDArray[np.float64]
MOST = 4.0
"""However many cautions come together, nothing becomes more than this many times as wide."""


def apply_cautions(location: SourceLocation, cautions: Sequence[Caution]) -> SourceLocation:
    """Return the answer with the sentences, and as wide as they ask.

    A caution whose sentence the answer holds already has been applied and is passed over.

    Parameters
    ----------
    location : SourceLocation
    cautions : sequence of Caution

    Notes
    -----
    Independent errors add in squares: factors k_i together widen by
    ``sqrt(1 + sum_i (k_i^2 - 1))``. Regions and draws are stretched about the source's position
    (each mode about its own middle where there are several), the logarithm of rates about its
    median, so that regions, intervals and draws stay one answer.
    """
    new = [one for one in cautions if one.sentence not in location.warnings]
    if not new:
        return location
    position = _together([one.widen_position for one in new])
    rate = _together([one.widen_rate for one in new])
    return evolve(
        location,
        sources=tuple(_wider_source(one, position, rate) for one in location.sources),
        posterior=_wider_draws(location, position, rate),
        warnings=(*location.warnings, *dict.fromkeys(one.sentence for one in new)),
    )


def _together(factors: Sequence[float]) -> float:
    return float(min(MOST, np.sqrt(1.0 + sum(one**2 - 1.0 for one in factors))))


def _wider_source(source: SourceEstimate, position: float, rate: float) -> SourceEstimate:
    middle = source.emission_rate_kg_per_h

    def stretched(value: float) -> float:
        return float(_stretch_logarithm(np.array(value), middle, rate))

    centres = _centres(source)
    return evolve(
        source,
        region_50=_wider_rings(source.region_50, centres, position),
        region_90=_wider_rings(source.region_90, centres, position),
        emission_rate_q05=stretched(source.emission_rate_q05),
        emission_rate_q95=stretched(source.emission_rate_q95),
        emission_rate_std_kg_per_h=source.emission_rate_std_kg_per_h * rate,
    )


def _centres(source: SourceEstimate) -> Array:
    """Return what is stretched about, (centre, 2): the position, or each of several modes."""
    if len(source.region_90) < 2:
        return np.array([[source.easting_m, source.northing_m]])
    return np.array([np.asarray(ring)[:-1].mean(axis=0) for ring in source.region_90])


def _stretch(place: Array, centres: Array, factor: float) -> Array:
    """Move each place, (place, 2), away from the centre it is nearest to."""
    distance = np.linalg.norm(place[:, None] - centres[None], axis=2)
    centre = centres[np.argmin(distance, axis=1)]
    return np.asarray(centre + factor * (place - centre))


def _wider_rings(rings: Rings, centres: Array, factor: float) -> Rings:
    if factor == 1.0 or not rings:
        return rings
    wider = []
    for ring in rings:
        corners = np.asarray(ring, np.float64)
        # A ring stays in one piece: all of it moves away from one centre.
        middle = corners[:-1].mean(axis=0)
        nearest = centres[[np.argmin(np.linalg.norm(centres - middle, axis=1))]]
        wider.append(_stretch(corners, nearest, factor))
    return tuple(wider) if len(wider) == 1 else _joined(wider)


def _joined(rings: Sequence[Array]) -> Rings:
    """Join rings that have grown into each other."""
    from shapely import Polygon, union_all
    from shapely.geometry.polygon import orient

    whole = union_all([Polygon(ring).buffer(0.0) for ring in rings])
    parts = getattr(whole, "geoms", [whole])
    return tuple(np.array(orient(part).exterior.coords)[:, :2] for part in parts)


def _wider_draws(location: SourceLocation, position: float, rate: float) -> SourcePosterior:
    posterior = location.posterior
    easting, northing = posterior.easting_m.copy(), posterior.northing_m.copy()
    rates = posterior.emission_rate_kg_per_h.copy()
    for source in location.sources:
        mine = posterior.emitter == source.emitter
        place = np.stack([posterior.easting_m[mine], posterior.northing_m[mine]], axis=1)
        if len(place):
            easting[mine], northing[mine] = _stretch(place, _centres(source), position).T
        if source.gas in posterior.gas_names:
            gas = posterior.gas_names.index(source.gas)
            rates[mine, gas] = _stretch_logarithm(
                posterior.emission_rate_kg_per_h[mine, gas], source.emission_rate_kg_per_h, rate
            )
    return evolve(posterior, easting_m=easting, northing_m=northing, emission_rate_kg_per_h=rates)


def _stretch_logarithm(value: Array, middle: float, factor: float) -> Array:
    """Return values whose logarithms are ``factor`` times as far from that of ``middle``.

    None is moved beyond the rates that are held possible.
    """
    if not middle > 0.0:
        return value
    known = np.where(value > 0.0, value, np.nan)
    least, most = RATE_RANGE_KG_PER_H
    stretched = np.clip(
        middle * (known / middle) ** factor, np.minimum(known, least), np.maximum(known, most)
    )
    return np.asarray(np.where(np.isfinite(stretched), stretched, value))
