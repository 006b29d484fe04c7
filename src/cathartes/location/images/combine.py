"""Several passes over the same sources: one position each, a rate that varies."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from cathartes.errors import CaseError
from cathartes.location.images.locate import draw_wind
from cathartes.location.images.options import ImageOptions
from cathartes.location.images.plume_source import PlumeSource, find_plume_sources
from cathartes.location.images.rate.hierarchy import mean_rate
from cathartes.location.images.summary import Emitter, summarise
from cathartes.location.images.wind.belief import WindBelief, believe_wind
from cathartes.model.location.plume_image import PlumeImage
from cathartes.model.location.source import SourceLocation
from cathartes.model.wind import Wind
from cathartes.physics.image_calibration import ImageCalibrationTable, bundled_image_calibration

Array = NDArray[np.float64]
FLOOR = 1e-3
"""Probability that a pass says nothing of the position, spread over its candidates' area."""
SAME_SPREADS = 3.0
SAME_PIXELS = 4.0


@frozen
class ImagePass:
    """One pass: the column map of each gas, and the wind at its moment.

    Attributes
    ----------
    images : tuple of PlumeImage
    wind : Wind
    wind_kind : str
    """

    images: tuple[PlumeImage, ...] = field(converter=tuple)
    wind: Wind
    wind_kind: str = "mast"


def combine_passes(
    passes: Sequence[ImagePass],
    options: ImageOptions | None = None,
    *,
    rng_seed: int = 0,
    calibration: ImageCalibrationTable | None = None,
) -> SourceLocation:
    """Locate the emitters that several passes show.

    Parameters
    ----------
    passes : sequence of ImagePass
        All in one coordinate system; grids may differ.
    options : ImageOptions, optional
    rng_seed : int
    calibration : ImageCalibrationTable, optional

    Returns
    -------
    SourceLocation
        The rate is the mean over the passes in which the emitter was seen; what passes without
        it say is in a warning.

    Raises
    ------
    CaseError
        No pass, or passes in different coordinate systems.

    Notes
    -----
    Given the position, passes are independent: the posterior is the product of theirs. The
    error of the wind is shared by passes with the very same wind.
    """
    _check(passes)
    chosen = options or ImageOptions()
    table = calibration or bundled_image_calibration()
    beliefs = [believe_wind(one.wind, one.wind_kind) for one in passes]
    found = [
        find_plume_sources(one.images, belief, chosen, table)
        for one, belief in zip(passes, beliefs, strict=True)
    ]
    rng = np.random.default_rng(rng_seed)
    errors = _wind_errors(beliefs, chosen.n_draws, rng)
    groups = _match(found)
    emitters, warnings = [], []
    for number, group in enumerate(groups, start=1):
        emitters.append(_join(group, errors, rng))
        if len(group) < len(passes):
            warnings.append(
                f"Source {number} was seen in {len(group)} of {len(passes)} passes; its rate is "
                "the mean over those, and less over all of them if it was off in the others."
            )
    if not groups:
        warnings.append("No plume stands out of the noise in any pass, so no source is stated.")
    first = [group[0][1] for group in groups]
    wind = draw_wind(beliefs[0], first, chosen.n_draws, rng)
    image = passes[0].images[0]
    return summarise(image.name, image.crs, emitters, beliefs[0], wind, rng, warnings)


def _check(passes: Sequence[ImagePass]) -> None:
    systems = {image.crs for one in passes for image in one.images}
    if len(systems) != 1:
        raise CaseError.about(
            "passes",
            "crs",
            found=", ".join(sorted(systems)) or "no image at all",
            expected="images in one coordinate system",
            remedy="Read all passes into one coordinate system.",
        )


def _wind_errors(
    beliefs: Sequence[WindBelief], count: int, rng: np.random.Generator
) -> list[Array]:
    drawn: dict[Wind, Array] = {}
    errors = []
    for belief in beliefs:
        if belief.given not in drawn:
            drawn[belief.given] = belief.log_speed_std * rng.normal(size=count)
        errors.append(drawn[belief.given])
    return errors


Group = list[tuple[int, PlumeSource]]


def _match(found: Sequence[Sequence[PlumeSource]]) -> list[Group]:
    """Group sources of different passes that may be one emitter, the nearest first."""
    groups: list[Group] = []
    for number, sources in enumerate(found):
        free = list(groups)
        for source in sources:
            nearest = min(free, key=lambda group: _apart(group, source), default=None)
            if nearest is not None and _apart(nearest, source) <= 1.0:
                nearest.append((number, source))
                free = [group for group in free if group is not nearest]
            else:
                groups.append([(number, source)])
    return groups


def _apart(group: Group, source: PlumeSource) -> float:
    """Return the distance to a group in units of what one emitter may show."""
    ratios = []
    for _, other in group:
        distance = float(np.linalg.norm(other.mean_m - source.mean_m))
        spread = float(np.hypot(other.spread_m, source.spread_m))
        pixel = max(_pixel(other), _pixel(source))
        ratios.append(distance / (SAME_SPREADS * spread + SAME_PIXELS * pixel))
    return float(np.median(ratios))


def _pixel(source: PlumeSource) -> float:
    return float(np.sqrt(abs(np.linalg.det(source.axes_m))))


def _join(group: Group, errors: Sequence[Array], rng: np.random.Generator) -> Emitter:
    sources = [source for _, source in group]
    finest = min(sources, key=_pixel)
    if len(sources) == 1:
        east, north, probability = finest.easting_m, finest.northing_m, finest.probability
    else:
        east, north = finest.easting_m, finest.northing_m
        log_p = np.zeros(east.size)
        for source in sources:
            tree = cKDTree(np.stack([source.easting_m, source.northing_m], axis=1))
            distance, nearest = tree.query(np.stack([east, north], axis=1))
            density = (1.0 - FLOOR) * source.probability + FLOOR / source.probability.size
            outside = FLOOR / source.probability.size
            log_p += np.log(np.where(distance <= _pixel(source), density[nearest], outside))
        probability = np.exp(log_p - log_p.max())
        probability /= probability.sum()
    rates = {}
    for gas in sorted({gas for source in sources for gas in source.rates}):
        seen = [(number, source) for number, source in group if gas in source.rates]
        shared = min(min(source.scale_log_std for _, source in seen), 0.1)
        rates[gas] = mean_rate(
            [source.rates[gas] for _, source in seen],
            [errors[number] for number, _ in seen],
            rng,
            shared if len(seen) > 1 else 0.0,
        ).rate_kg_per_h
    return Emitter(east, north, probability, finest.axes_m, rates)
