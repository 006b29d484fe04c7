"""From the column maps of one scene to its sources."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cathartes.location.images.options import ImageOptions
from cathartes.location.images.plume_source import PlumeSource, find_plume_sources
from cathartes.location.images.summary import Emitter, WindDraws, summarise
from cathartes.location.images.warnings import warnings_of_plume, warnings_of_wind
from cathartes.location.images.wind.belief import WindBelief, believe_wind
from cathartes.model.location.plume_image import PlumeImage
from cathartes.model.location.source import SourceLocation
from cathartes.model.wind import Wind
from cathartes.physics.image_calibration import ImageCalibrationTable, bundled_image_calibration

_NOTHING = "No plume stands out of the noise of {}, so no source is stated."


def locate_plume_image(
    images: PlumeImage | Sequence[PlumeImage],
    wind: Wind,
    options: ImageOptions | None = None,
    *,
    wind_kind: str = "mast",
    rng_seed: int = 0,
    calibration: ImageCalibrationTable | None = None,
) -> SourceLocation:
    """Locate the emitters behind the plumes of one scene, and say how much they emit.

    Parameters
    ----------
    images : PlumeImage or sequence of PlumeImage
        The column map of each gas, all on one grid.
    wind : Wind
        At 10 m at the moment of the image; spreads it has count, else those of its kind.
    options : ImageOptions, optional
    wind_kind : str
        Where the wind is from, a key of ``WIND_ERRORS``.
    rng_seed : int
        Of the draws.
    calibration : ImageCalibrationTable, optional
        The one that ships with this version if not given.

    Returns
    -------
    SourceLocation
        One entry for each gas of each emitter. Without sources where nothing stands out of the
        noise, and a warning says so. Heights are not told by an image and are 0. The rate is NaN
        where a plume has no column of any gas.

    Raises
    ------
    CaseError
        The images are on different grids, or the wind cannot be used.
    """
    scene = [images] if isinstance(images, PlumeImage) else list(images)
    chosen = options or ImageOptions()
    table = calibration or bundled_image_calibration()
    belief = believe_wind(wind, wind_kind)
    seen = find_plume_sources(scene, belief, chosen, table)
    found = seen.sources
    rng = np.random.default_rng(rng_seed)
    draws = draw_wind(belief, found, chosen.n_draws, rng)
    emitters = [
        Emitter(
            one.easting_m,
            one.northing_m,
            one.probability,
            one.axes_m,
            {
                gas: np.exp(
                    rate.log_rate
                    + rate.by_log_speed * (draws.log_speed - belief.log_speed)
                    + rate.own_log_std * rng.normal(size=chosen.n_draws)
                )
                for gas, rate in one.rates.items()
            }
            or {scene[0].gas: np.full(chosen.n_draws, np.nan)},
        )
        for one in found
    ]
    warnings = [] if found else [_NOTHING.format(scene[0].name)]
    warnings += warnings_of_wind(belief)
    for number, one in enumerate(found, start=1):
        warnings += warnings_of_plume(number, one, scene)
    gas = [one.gas_probability for one in found] + list(seen.unstated_probability)
    return summarise(scene[0].name, scene[0].crs, emitters, belief, draws, rng, warnings, gas)


def draw_wind(
    belief: WindBelief, found: Sequence[PlumeSource], count: int, rng: np.random.Generator
) -> WindDraws:
    """Draw speeds and directions; the first plume's beginning shows where the air went."""
    # What is believed may be turned against what was given already: by the drift of a plume.
    given_toward = belief.given.from_direction_deg + 180.0
    offset = (belief.toward_deg - given_toward + 180.0) % 360.0 - 180.0
    spread = belief.direction_std_deg
    if found:
        offset += found[0].direction_offset_deg
        spread = found[0].direction_offset_std_deg
    return WindDraws(
        belief.log_speed + belief.log_speed_std * rng.normal(size=count),
        offset + spread * rng.normal(size=count),
    )
