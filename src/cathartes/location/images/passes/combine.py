"""Several passes over the same sources: one position each, a rate that varies."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from attrs import evolve
from numpy.typing import NDArray

from cathartes.errors import CaseError
from cathartes.location.images.locate import draw_wind
from cathartes.location.images.options import ImageOptions
from cathartes.location.images.passes.beliefs import believe_passes
from cathartes.location.images.passes.image_pass import ImagePass, in_order_of_time
from cathartes.location.images.passes.matching import Group, match_sources
from cathartes.location.images.passes.mean_rate import mean_rate
from cathartes.location.images.passes.position import join_positions
from cathartes.location.images.passes.winds import draw_wind_errors
from cathartes.location.images.plume_source import PlumeSource, find_plume_sources
from cathartes.location.images.summary import Emitter, summarise
from cathartes.location.images.warnings import warnings_of_plume
from cathartes.location.images.wind.belief import WindBelief
from cathartes.model.location.source import SourceLocation
from cathartes.physics.image_calibration import (
    ImageCalibrationTable,
    PassesCalibration,
    bundled_image_calibration,
)

Array = NDArray[np.float64]


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
        All in one coordinate system; grids may differ, and so may their order: where all times
        are known they are put in the order of these.
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
        No pass, passes in different coordinate systems, or a pass without wind where no drift
        tells it.

    Notes
    -----
    Given the position, passes are independent but for errors they share (see ``join_positions``);
    winds of one kind share half of the variance of their error. Where two passes follow
    each other within minutes, the drift of the plume counts as a wind measured beside the given
    one, see ``believe_passes``.
    """
    _check(passes)
    passes = in_order_of_time(passes)
    chosen = options or ImageOptions()
    table = calibration or bundled_image_calibration()
    winds = believe_passes(passes, table, chosen)
    found = [
        find_plume_sources(one.images, belief, chosen, table).sources
        for one, belief in zip(passes, winds.beliefs, strict=True)
    ]
    passes = [evolve(one, wind_kind=kind) for one, kind in zip(passes, winds.kinds, strict=True)]
    located = join_found(
        passes, winds.beliefs, found, chosen, table, rng_seed=rng_seed, warnings=winds.warnings
    )
    return evolve(located, wind=evolve(located.wind, drift=winds.drift))


def join_found(
    passes: Sequence[ImagePass],
    beliefs: Sequence[WindBelief],
    found: Sequence[Sequence[PlumeSource]],
    options: ImageOptions | None = None,
    calibration: ImageCalibrationTable | None = None,
    *,
    rng_seed: int = 0,
    warnings: Sequence[str] = (),
) -> SourceLocation:
    """Join what was found in each pass, (pass,) each of sources; see ``combine_passes``."""
    chosen = options or ImageOptions()
    table = calibration or bundled_image_calibration()
    rng = np.random.default_rng(rng_seed)
    kinds = [one.wind_kind for one in passes]
    errors = draw_wind_errors(beliefs, kinds, chosen.n_draws, rng)
    groups = match_sources(found)
    image = passes[0].images[0]
    told = list(warnings)
    emitters, gas = [], []
    for number, group in enumerate(groups, start=1):
        emitters.append(_join(group, errors, table.passes, chosen, image.gas, rng))
        gas.append(1.0 - float(np.prod([1.0 - source.gas_probability for _, source in group])))
        told += _warnings(number, group, passes)
    if not groups:
        told.append("No plume stands out of the noise in any pass, so no source is stated.")
    first = [group[0][1] for group in groups]
    wind = draw_wind(beliefs[0], first, chosen.n_draws, rng)
    told = list(dict.fromkeys(told))
    return summarise(image.name, image.crs, emitters, beliefs[0], wind, rng, told, gas)


def _warnings(number: int, group: Group, passes: Sequence[ImagePass]) -> list[str]:
    warnings = []
    if len(group) < len(passes):
        warnings.append(
            f"Source {number} was seen in {len(group)} of {len(passes)} passes; its rate is "
            "the mean over those, and less over all of them if it was off in the others."
        )
    for index, source in group:
        warnings += warnings_of_plume(number, source, passes[index].images)
    return warnings


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


def _join(
    group: Group,
    errors: Sequence[Array],
    calibration: PassesCalibration,
    options: ImageOptions,
    gas_of_image: str,
    rng: np.random.Generator,
) -> Emitter:
    sources = [source for _, source in group]
    place = join_positions(sources, calibration, options)
    rates = {}
    for gas in sorted({gas for source in sources for gas in source.rates}):
        seen = [(number, source) for number, source in group if gas in source.rates]
        shared = calibration.rate_log_std if len(seen) > 1 else 0.0
        rates[gas] = mean_rate(
            [source.rates[gas] for _, source in seen],
            [errors[number] for number, _ in seen],
            rng,
            shared,
        ).rate_kg_per_h
    if not rates:
        rates = {gas_of_image: np.full(options.n_draws, np.nan)}
    return Emitter(place.easting_m, place.northing_m, place.probability, place.axes_m, rates)
