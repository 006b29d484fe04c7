"""Equally likely worlds: the posterior as draws."""

from __future__ import annotations

import numpy as np
from attrs import frozen
from numpy.typing import NDArray


@frozen(eq=False)
class SourcePosterior:
    """Draws of everything that was not known; each draw is one world, all equally likely.

    Attributes
    ----------
    number_of_sources : (draw,) int32
        0 to 3.
    easting_m, northing_m, height_m : (draw, source) float64
        NaN from ``number_of_sources`` on. Model error is in the draws.
    emission_rate_kg_per_h : (draw, source, gas) float64
    emitter : (draw, source) int32
        Which ``SourceEstimate.emitter`` it belongs to; 0 for none.
    scheme : (draw,) int32
        Index into ``scheme_names``.
    scheme_names : tuple of str
        Dispersion schemes.
    gas_names : tuple of str
    direction_offset_deg : (draw,) float64
        To be added to the given direction.
    log_speed_factor, log_sigma_y_factor, log_sigma_z_factor : (draw,) float64
        Natural logarithms of the factors on the given speed and the scheme's spreads.
    """

    number_of_sources: NDArray[np.int32]
    easting_m: NDArray[np.float64]
    northing_m: NDArray[np.float64]
    height_m: NDArray[np.float64]
    emission_rate_kg_per_h: NDArray[np.float64]
    emitter: NDArray[np.int32]
    scheme: NDArray[np.int32]
    scheme_names: tuple[str, ...]
    gas_names: tuple[str, ...]
    direction_offset_deg: NDArray[np.float64]
    log_speed_factor: NDArray[np.float64]
    log_sigma_y_factor: NDArray[np.float64]
    log_sigma_z_factor: NDArray[np.float64]

    @property
    def n_draws(self) -> int:
        """Number of draws."""
        return int(self.number_of_sources.size)
