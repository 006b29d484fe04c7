"""A case made ready for the search: arrays, background columns, priors."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import block_diag
from scipy.special import gamma

from cathartes.kernels.inversion.source_likelihood import source_log_likelihood
from cathartes.model.location.case import SourceCase
from cathartes.model.location.observations import Observations
from cathartes.physics.turbulence.similarity import (
    REFERENCE_DISTANCE_M,
    departure_of_spreads,
    similarity_spreads,
)

Array = NDArray[np.float64]

FLOOR_SHARE_SINGLE, FLOOR_SHARE_SERIES = 0.03, 0.01
"""Noise that is always there, as a share of the range of the data: what no model explains."""
FEW_TIMES = 3
SHAPE_STD = (0.03, 0.1, 0.05, 0.05, 0.05)
MODEL_ERROR = (np.log(0.4), 0.1)
MODEL_ERROR_SERIES = (np.log(0.5), 0.3)
NOISE_FACTOR_SINGLE, NOISE_FACTOR_SERIES = (0.0, 0.1), (0.0, 0.7)
NOISE_FACTOR_ABOVE = 1.5
KNOT_S = 600.0
BACKGROUND_STEP_STD = 0.03
"""Drift of the background between knots, as a share of the range of the data."""
OFFSET_SHARE = 0.03
"""Spread of offsets of sensors, as a share of the range of the data."""
LEAST_FOR_OFFSET = 5
HEIGHT_LOG_STD_HINT, HEIGHT_LOG_STD_FREE = 0.5, 1.0
RATE_RANGE_KG_PER_H = (1e-3, 1e5)
"""From what no sensor would notice to the largest blowouts; even in the logarithm between."""
SECONDS_PER_HOUR = 3600.0
N_UPDATES = 3
IMPOSSIBLE = -1e5


class Problem:
    """One gas of one case, ready to be weighed.

    Attributes
    ----------
    observations : Observations
        In the order of the case, the ones with wind.
    area : (4,) float64
    """

    def __init__(self, case: SourceCase, observations: Observations, row: NDArray[np.int32]):
        self.observations = observations
        self.row = row
        self.area = np.array(case.search_area_m)
        table = similarity_spreads(case.wind)
        exponent = table.profile_exponent
        self._scale = np.sqrt(gamma(1.0 / exponent) / gamma(3.0 / exponent))[:, None]
        self._scale = self._scale * table.sigma_z_m
        self._table = table
        self._norm = 2.0 * gamma(1.0 + 1.0 / exponent)
        self._from = np.where(
            np.isfinite(case.wind.from_direction_deg), case.wind.from_direction_deg, 0.0
        )
        self.is_single = np.unique(observations.time_s).size <= FEW_TIMES
        self._columns()
        self._priors(case)
        low = np.quantile(observations.value, 0.0 if self.is_single else 0.05)
        self.level = float(low)
        span = max(float(np.ptp(observations.value)), 1e-12)
        floor = FLOOR_SHARE_SINGLE if self.is_single else FLOOR_SHARE_SERIES
        known = np.where(np.isfinite(observations.value_std), observations.value_std, 0.0)
        self._noise = known**2 + (floor * span) ** 2
        self._per_mass = 1.0 / observations.kg_m3_per_unit

    def _columns(self) -> None:
        seen = self.observations
        n = seen.size
        span = max(float(np.ptp(seen.value)), 1e-12)
        if self.is_single:
            self._column = np.zeros((n, 1), np.int64)
            self._weight = np.ones((n, 1))
            self._precision = np.eye(1) / span**2
        else:
            times = np.unique(seen.time_s)
            parts = np.split(times, np.flatnonzero(np.diff(times) > 3.0 * KNOT_S) + 1)
            column, weight = np.zeros((n, 3), np.int64), np.zeros((n, 3))
            blocks, first = [], 0
            for part in parts:
                knots = max(2, int(np.ceil((part[-1] - part[0]) / KNOT_S)) + 1)
                inside = (seen.time_s >= part[0]) & (seen.time_s <= part[-1])
                place = (seen.time_s[inside] - part[0]) / max(part[-1] - part[0], 1.0)
                place *= knots - 1
                knot = np.minimum(place.astype(np.int64), knots - 2)
                column[inside, 0], column[inside, 1] = first + knot, first + knot + 1
                weight[inside, 0], weight[inside, 1] = 1.0 - (place - knot), place - knot
                step = np.diff(np.eye(knots), axis=0)
                block = step.T @ step / (BACKGROUND_STEP_STD * span) ** 2
                block[0, 0] += 1.0 / span**2
                blocks.append(block)
                first += knots
            counts = np.bincount(seen.sensor, minlength=len(seen.sensor_names))
            steady = np.flatnonzero(counts >= LEAST_FOR_OFFSET)
            if steady.size > 1:
                number = np.full(counts.size, -1)
                number[steady] = first + np.arange(steady.size)
                own = number[seen.sensor]
                column[:, 2], weight[:, 2] = np.maximum(own, 0), own >= 0
                blocks.append(np.eye(steady.size) / (OFFSET_SHARE * span) ** 2)
            self._column, self._weight, self._precision = column, weight, block_diag(*blocks)
        self._half_log_prior = 0.5 * float(np.linalg.slogdet(self._precision)[1])
        self._shape_std = np.array(SHAPE_STD if self.is_single else ())

    def _priors(self, case: SourceCase) -> None:
        departure = departure_of_spreads(case.wind)
        used = np.unique(self.row)
        model = MODEL_ERROR if self.is_single else MODEL_ERROR_SERIES
        noise = NOISE_FACTOR_SINGLE if self.is_single else NOISE_FACTOR_SERIES
        direction = max(float(np.mean(case.wind.from_direction_error_deg[used])), 1.0)
        speed = float(np.mean(case.wind.speed_log_std[used]))
        self._shared_mean = np.array([0.0, 0.0, *departure.mean, model[0], noise[0]])
        self._shared_std = np.array([direction, speed, *departure.std, model[1], noise[1]])
        hint = case.release_height_hint_m
        self._height = (
            (np.log(max(hint, 0.05)), HEIGHT_LOG_STD_HINT)
            if hint is not None
            else (0.0, HEIGHT_LOG_STD_FREE)
        )

    def prior(self, n_sources: int) -> tuple[Array, Array]:
        """Return mean and spread of the parameters; of positions centre and 1."""
        centre = 0.5 * (self.area[:2] + self.area[2:])
        own_mean = np.tile([*centre, self._height[0]], n_sources)
        own_std = np.tile([1.0, 1.0, self._height[1]], n_sources)
        return (
            np.concatenate([own_mean, self._shared_mean]),
            np.concatenate([own_std, self._shared_std]),
        )

    def weigh(self, parameters: Array, n_sources: int) -> tuple[Array, Array, Array]:
        """Return log posterior density (not normalised), rates in kg/s and their covariance.

        Parameters
        ----------
        parameters : (draw, 3 n_sources + 8) float64

        Returns
        -------
        log_posterior : (draw,) float64
        rate : (draw, source) float64
        rate_covariance : (draw, source, source) float64
        """
        log_posterior, rate, covariance, _ = self._run(parameters, n_sources)
        inside = np.zeros(parameters.shape[0])
        sides = self.area[2:] - self.area[:2]
        for j in range(n_sources):
            place = parameters[:, 3 * j : 3 * j + 2]
            within = np.all((place >= self.area[:2]) & (place <= self.area[2:]), axis=1)
            inside += np.where(within, -np.log(np.prod(sides)), IMPOSSIBLE)
        mean, std = self.prior(n_sources)
        counts = np.ones(mean.size, bool)
        for j in range(n_sources):
            counts[3 * j : 3 * j + 2] = False
        away = parameters[:, counts] - mean[counts]
        spread = np.tile(std[counts], (away.shape[0], 1))
        # Noise may well be stronger than the floor, hardly weaker: a normal in two halves.
        spread[:, -1] = np.where(away[:, -1] > 0.0, NOISE_FACTOR_ABOVE, std[-1])
        width = std[counts].copy()
        width[-1] = 0.5 * (NOISE_FACTOR_ABOVE + std[-1])
        z = away / spread
        prior = np.sum(-0.5 * z * z - np.log(width * np.sqrt(2.0 * np.pi)), axis=1)
        finite = np.where(np.isfinite(log_posterior), log_posterior, IMPOSSIBLE)
        return finite + prior + inside + self._half_log_prior, rate, covariance

    def fit(self, parameters: Array, n_sources: int) -> tuple[Array, Array, Array]:
        """Return background, what the sources add, and variance, (observation,) each."""
        background, added, variance = self._run(parameters[None], n_sources)[3]
        return background + self.level, added, variance

    def _run(
        self, parameters: Array, n_sources: int
    ) -> tuple[Array, Array, Array, tuple[Array, Array, Array]]:
        seen, table = self.observations, self._table
        draws = parameters.shape[0]
        log_likelihood = np.empty(draws)
        rate = np.empty((draws, n_sources))
        covariance = np.empty((draws, n_sources, n_sources))
        fit = (np.empty(seen.size), np.empty(seen.size), np.empty(seen.size))
        logs = np.log(table.distance_m)
        source_log_likelihood(
            np.ascontiguousarray(parameters),
            n_sources,
            seen.value - self.level,
            self._noise,
            seen.begin_m,
            seen.end_m,
            seen.is_path,
            self.row,
            self._from,
            float(logs[0]),
            float(1.0 / (logs[1] - logs[0])),
            table.sigma_y_m,
            self._scale,
            table.transport_speed_m_s,
            table.mixing_height_m,
            table.profile_exponent,
            self._norm,
            float(np.log(REFERENCE_DISTANCE_M)),
            self._per_mass,
            self._column,
            self._weight,
            self._precision,
            self._shape_std,
            N_UPDATES,
            RATE_RANGE_KG_PER_H[0] / SECONDS_PER_HOUR,
            RATE_RANGE_KG_PER_H[1] / SECONDS_PER_HOUR,
            log_likelihood,
            rate,
            covariance,
            *fit,
        )
        return log_likelihood, rate, covariance, fit


def rows_of_wind(case: SourceCase) -> tuple[NDArray[np.int32], NDArray[np.bool_]]:
    """Return the row of wind at each observation, and whether that row can be used."""
    wind, seen = case.wind, case.observations
    middle = seen.time_s + 0.5 * seen.averaging_s
    row = np.clip(np.searchsorted(wind.time_s, middle, side="right") - 1, 0, wind.size - 1)
    covered = (middle >= wind.time_s[row]) & (
        middle <= wind.time_s[row] + np.maximum(wind.averaging_s[row], seen.averaging_s) + 1.0
    )
    known = np.isfinite(wind.speed_m_s) & np.isfinite(wind.from_direction_deg)
    return row.astype(np.int32), covered & known[row]
