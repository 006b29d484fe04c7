"""A case made ready for the search: arrays, background columns, priors."""

from __future__ import annotations

import copy

import numpy as np
from numpy.typing import NDArray
from scipy.special import gamma

from cathartes.kernels.dispersion.plume import PlumeTables
from cathartes.kernels.inversion.linear_terms import Sensed
from cathartes.kernels.inversion.source_likelihood import source_log_likelihood
from cathartes.location.concentrations.priors import NOISE, shared_prior
from cathartes.location.concentrations.terms import terms_of_series, terms_of_single
from cathartes.model.location.case import SourceCase
from cathartes.model.location.observations import MOLE_FRACTION_UNIT, Observations
from cathartes.physics.clean_air import clean_air_of
from cathartes.physics.turbulence.similarity import (
    REFERENCE_DISTANCE_M,
    similarity_spreads,
)

Array = NDArray[np.float64]

FLOOR_SHARE_SINGLE, FLOOR_SHARE_SERIES = 0.03, 0.01
"""Noise that is always there, as a share of the range of the data: what no model explains."""
FEW_TIMES = 3
STRETCH, FEWEST_STRETCHES, QUIET_SHARE = 10, 3, 0.2
FEWEST_TIMES = 40
INDEPENDENT_S = 900.0
"""Time over which errors of the plume are forgotten: what is sensed oftener counts as much less."""
HEIGHT_LOG_STD_HINT, HEIGHT_LOG_STD_FREE = 0.5, 1.0
RATE_RANGE_KG_PER_H = (1e-3, 1e5)
"""From what no sensor would notice to the largest blowouts; even in the logarithm between."""
SECONDS_PER_HOUR = 3600.0
N_UPDATES_SINGLE, N_UPDATES_SERIES = 3, 2
IMPOSSIBLE = -1e9


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
        self.row = row.astype(np.int32)
        self.area = np.array(case.search_area_m)
        self.is_single = np.unique(observations.time_s).size <= FEW_TIMES
        self.span = max(float(np.ptp(observations.value)), 1e-12)
        self.level = float(np.quantile(observations.value, 0.0 if self.is_single else 0.05))
        self._level_std = self.span
        air = clean_air_of(case.gases[0].name)
        if not self.is_single and air is not None and observations.unit == MOLE_FRACTION_UNIT:
            self.level, self._level_std = air.mole_fraction_ppm, min(air.std_ppm, self.span)
        self._unstated = quiet_noise(observations)
        self.tables = _tables(case)
        interval = float(np.median(observations.averaging_s))
        self._choose(1.0 if self.is_single else min(1.0, interval / INDEPENDENT_S))
        noise = float(np.sqrt(np.median(self.sensed.noise_variance)))
        self._shared_mean, self._shared_std, self.noise_above = shared_prior(
            case, np.unique(self.row), noise, is_single=self.is_single
        )
        hint = case.release_height_hint_m
        self._height = (
            (np.log(max(hint, 0.05)), HEIGHT_LOG_STD_HINT)
            if hint is not None
            else (0.0, HEIGHT_LOG_STD_FREE)
        )

    def thinned(self, most: int) -> Problem:
        """Return the problem with every n-th time only, each worth more, or this one if small.

        Parameters
        ----------
        most : int
            Observations to keep, about.
        """
        times, number = np.unique(self.observations.time_s, return_inverse=True)
        stride = min(-(-self.observations.size // most), max(times.size // FEWEST_TIMES, 1))
        if self.is_single or stride < 2:
            return self
        kept = number % stride == stride // 2
        fewer = copy.copy(self)
        fewer.observations = self.observations.take(kept)
        fewer.row = self.row[kept]
        fewer._choose(min(1.0, self.sensed.worth * stride))
        return fewer

    def _choose(self, worth: float) -> None:
        make_terms = terms_of_single if self.is_single else terms_of_series
        self.terms = make_terms(self.observations, self.span, self._level_std)
        self._half_log_prior = 0.5 * float(np.linalg.slogdet(self.terms.precision)[1])
        self.sensed = self._sensed(worth)

    def _sensed(self, worth: float) -> Sensed:
        seen = self.observations
        share = FLOOR_SHARE_SINGLE if self.is_single else FLOOR_SHARE_SERIES
        own = np.where(np.isfinite(seen.value_std), seen.value_std, self._unstated[seen.sensor])
        _, first = np.unique(seen.time_s, return_index=True)
        return Sensed(
            value=seen.value - self.level,
            noise_variance=own**2 + (share * self.span) ** 2,
            per_mass=1.0 / seen.kg_m3_per_unit,
            begin_m=seen.begin_m,
            end_m=seen.end_m,
            is_path=seen.is_path,
            row=self.row,
            first_of_time=np.append(first, seen.size).astype(np.int64),
            worth=worth,
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
        parameters : (draw, 3 n_sources + 11) float64

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
        counts = std > 0.0
        for j in range(n_sources):
            counts[3 * j : 3 * j + 2] = False
        away = parameters - mean
        spread = np.tile(std, (away.shape[0], 1))
        # Noise may well be stronger than the floor, hardly weaker: a normal in two halves.
        noise = 3 * n_sources + NOISE
        spread[:, noise] = np.where(away[:, noise] > 0.0, self.noise_above, std[noise])
        width = std.copy()
        width[noise] = 0.5 * (self.noise_above + std[noise])
        away, spread, width = away[:, counts], spread[:, counts], width[counts]
        z = away / spread
        prior = np.sum(-0.5 * z * z - np.log(width * np.sqrt(2.0 * np.pi)), axis=1)
        finite = np.where(np.isfinite(log_posterior), log_posterior, IMPOSSIBLE)
        return finite + prior + inside + self._half_log_prior, rate, covariance

    def fit(self, parameters: Array, n_sources: int) -> tuple[Array, Array, Array]:
        """Return background, what the sources add, and variance, (observation,) each."""
        background, added, variance = self._run(parameters[None], n_sources)[3]
        return background + self.level, added, variance

    def _run(self, parameters: Array, n_sources: int) -> tuple[Array, Array, Array, Array]:
        draws = parameters.shape[0]
        log_likelihood = np.empty(draws)
        rate = np.empty((draws, n_sources))
        covariance = np.empty((draws, n_sources, n_sources))
        fit = np.empty((3, self.observations.size))
        least, most = RATE_RANGE_KG_PER_H
        source_log_likelihood(
            np.ascontiguousarray(parameters),
            n_sources,
            self.sensed,
            self.tables,
            self.terms,
            N_UPDATES_SINGLE if self.is_single else N_UPDATES_SERIES,
            (least / SECONDS_PER_HOUR, most / SECONDS_PER_HOUR),
            log_likelihood,
            rate,
            covariance,
            fit,
        )
        return log_likelihood, rate, covariance, fit


def _tables(case: SourceCase) -> PlumeTables:
    table = similarity_spreads(case.wind)
    exponent = table.profile_exponent
    logs = np.log(table.distance_m)
    scale = np.sqrt(gamma(1.0 / exponent) / gamma(3.0 / exponent))[:, None] * table.sigma_z_m
    direction = case.wind.from_direction_deg
    return PlumeTables(
        from_direction_deg=np.where(np.isfinite(direction), direction, 0.0),
        log_first=float(logs[0]),
        nodes_per_log=float(1.0 / (logs[1] - logs[0])),
        sigma_y_m=table.sigma_y_m,
        scale_z_m=scale,
        speed_m_s=table.transport_speed_m_s,
        lid_m=table.mixing_height_m,
        exponent=exponent,
        norm=2.0 * gamma(1.0 + 1.0 / exponent),
        log_reference=float(np.log(REFERENCE_DISTANCE_M)),
    )


def quiet_noise(seen: Observations) -> Array:
    """Return the noise of each sensor by its steps in quiet times, (sensor,); 0 for short records.

    The root mean square of steps between neighbouring values, over sqrt(2), in stretches of ten:
    the fifth of them with the smallest is free of plumes, as a rule.
    """
    noise = np.zeros(len(seen.sensor_names))
    for sensor in range(noise.size):
        steps = np.diff(seen.value[seen.sensor == sensor])
        stretches = steps.size // STRETCH
        if stretches >= FEWEST_STRETCHES:
            parts = steps[: stretches * STRETCH].reshape(stretches, STRETCH)
            rms = np.sqrt(np.mean(parts**2, axis=1) / 2.0)
            noise[sensor] = np.quantile(rms, QUIET_SHARE)
    return noise


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
