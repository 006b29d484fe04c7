"""Where to hold a sampler next: places ranked by what a mean at each would tell."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from cathartes.errors import CaseError
from cathartes.location.legs.options import LegOptions
from cathartes.location.legs.planning.information import (
    imagine,
    imagined_log_likelihood,
    outcome_weights,
    position_gain,
    smoothing_matrix,
)
from cathartes.location.legs.planning.views import LegView
from cathartes.location.legs.spread import tables_for_wind
from cathartes.location.legs.worlds.draws import Air, Worlds
from cathartes.location.legs.worlds.likelihood import stabilised
from cathartes.model.location.dispersion import DispersionTable
from cathartes.model.location.posterior import SourcePosterior
from cathartes.model.location.wind_series import WindSeries

Float = NDArray[np.float64]

LEAST_SCALE_M = 5.0


def rank_places(
    posterior: SourcePosterior,
    places_m: Float,
    wind: WindSeries,
    *,
    noise_kg_m3: float,
    dispersion: Mapping[str, DispersionTable] | None = None,
    options: LegOptions | None = None,
    rng_seed: int = 0,
) -> Float:
    """Return what a mean at each place is expected to tell of the position, nats.

    Parameters
    ----------
    posterior : SourcePosterior
        What is believed now.
    places_m : (place, 3) float64
        Easting, northing, height of places that can be had.
    wind : WindSeries
        Its last row is the wind of now.
    noise_kg_m3 : float
        One standard deviation of the instrument's mean.
    dispersion : mapping of str to DispersionTable, optional
        By the posterior's scheme names; the last row counts. Made from the wind when left out.
    options : LegOptions, optional
    rng_seed : int

    Returns
    -------
    (place,) float64
        The same for the same arguments.

    Raises
    ------
    CaseError
        If no place is given, or the wind of now is not known.

    Notes
    -----
    Expected information on the position [lindley1956], from outcomes imagined in worlds drawn
    from the posterior, as :func:`cathartes.location.legs.suggest_next_legs` has it for legs.
    """
    settings = options or LegOptions()
    if places_m.ndim != 2 or places_m.shape[0] == 0 or places_m.shape[1] != 3:
        raise CaseError.about(
            "rank_places",
            "places_m",
            found=f"an array of shape {places_m.shape}",
            expected="one row of easting, northing and height for each place",
            remedy="Give the places where a sampler can be put.",
        )
    rng = np.random.default_rng(rng_seed)
    tables, speed, direction = tables_for_wind(wind, dispersion)
    air = Air.of(tables, speed, row=-1)
    size = min(settings.n_draws, posterior.n_draws)
    chosen = np.sort(rng.choice(posterior.n_draws, size, replace=False)).astype(np.int64)
    worlds = Worlds.of(posterior, air, chosen, gas=0)
    n = places_m.shape[0]
    seen = worlds.means(places_m, air, np.full(n, speed), np.full(n, direction))
    imagined = imagine(worlds, settings, rng)
    spread = float(np.sqrt(np.nanvar(worlds.position_m[:, :, :2], axis=0).mean()))
    smoothing = smoothing_matrix(worlds, max(spread / np.sqrt(size), LEAST_SCALE_M))
    return np.array(
        [
            position_gain(
                outcome_weights(
                    imagined_log_likelihood(
                        _view(mean, noise_kg_m3, settings), imagined, settings.stray
                    ),
                    imagined,
                ),
                imagined,
                smoothing,
            )
            for mean in seen
        ]
    )


def _view(mean: Float, noise: float, options: LegOptions) -> LegView:
    """Return a mean as a passage that is always met and has no middle."""
    row = np.ones((1, mean.size))
    return LegView(
        level=stabilised(mean, noise, options.mean_log_std)[None, :],
        covered=row,
        share=0.0 * row,
        middle=0.0 * row,
        middle_std=row,
        noise_share=row,
        log_std=options.mean_log_std,
        length_m=1.0,
    )
