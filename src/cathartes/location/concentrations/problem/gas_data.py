"""The data of one gas, ready to be weighed: noise, background columns, likelihood."""

from __future__ import annotations

import copy

import numpy as np
from numpy.typing import NDArray

from cathartes.kernels.dispersion.plume import PlumeTables
from cathartes.kernels.inversion.linear_terms import Sensed
from cathartes.kernels.inversion.source_likelihood import source_log_likelihood
from cathartes.location.concentrations.problem.priors import COMMON, OFFSET
from cathartes.location.concentrations.problem.terms import terms_of_series, terms_of_single
from cathartes.model.location.observations import MOLE_FRACTION_UNIT, Observations
from cathartes.physics.clean_air import clean_air_of

Array = NDArray[np.float64]

FLOOR_SHARE_SINGLE, FLOOR_SHARE_SERIES = 0.03, 0.01
"""Noise that is always there, as a share of the range of the data: what no model explains."""
LEAST_SPAN_SHARE = 1e-3
STRETCH, FEWEST_STRETCHES, QUIET_SHARE = 10, 3, 0.2
RATE_RANGE_KG_PER_H = (1e-3, 1e5)
"""From what no sensor would notice to the largest blowouts; even in the logarithm between."""
SECONDS_PER_HOUR = 3600.0
N_UPDATES_SINGLE, N_UPDATES_SERIES = 3, 2


class GasData:
    """What was sensed of one gas.

    Attributes
    ----------
    observations : Observations
    index : (observation,) int64
        Where they stand among those of all gases.
    level : float
        Taken from the values before the fit.
    noise : float
        Typical noise of a value.
    """

    def __init__(
        self,
        name: str,
        observations: Observations,
        index: NDArray[np.int64],
        row: NDArray[np.int32],
        worth: float,
        *,
        is_single: bool,
    ) -> None:
        self.observations, self.index, self._row = observations, index, row
        self.is_single = is_single
        value = observations.value
        least = LEAST_SPAN_SHARE * max(float(np.max(np.abs(value))), 1e-9)
        self.span = max(float(np.ptp(value)), least)
        self.level = float(np.quantile(value, 0.0 if is_single else 0.05))
        self._level_std = self.span
        air = clean_air_of(name)
        if not is_single and air is not None and observations.unit == MOLE_FRACTION_UNIT:
            self.level, self._level_std = air.mole_fraction_ppm, min(air.std_ppm, self.span)
        self._unstated = quiet_noise(observations)
        self._choose(worth)
        self.noise = float(np.sqrt(np.median(self._sensed.noise_variance)))

    def thinned(self, kept: NDArray[np.bool_], worth: float) -> GasData:
        """Return some of the data, each worth more.

        Parameters
        ----------
        kept : (observation,) bool
            Of all gases.
        worth : float
        """
        own = kept[self.index]
        fewer = copy.copy(self)
        fewer.observations = self.observations.take(own)
        fewer._row = self._row[own]
        fewer.index = (np.cumsum(kept) - 1)[self.index[own]]
        fewer._choose(worth)
        return fewer

    def weigh(
        self, parameters: Array, n_sources: int, tables: PlumeTables
    ) -> tuple[Array, Array, Array]:
        """Return log likelihood, rates (kg/s) and their spread; see :meth:`Problem.weigh`."""
        return self._run(parameters, n_sources, tables)[:3]

    def fit(self, parameters: Array, n_sources: int, tables: PlumeTables) -> Array:
        """Return background, what the sources add, and variance, (3, observation)."""
        fit = self._run(parameters[None], n_sources, tables)[3]
        fit[0] += self.level
        return fit

    def _choose(self, worth: float) -> None:
        make_terms = terms_of_single if self.is_single else terms_of_series
        self._terms = make_terms(self.observations, self.span, self._level_std)
        self._half_log_prior = 0.5 * float(np.linalg.slogdet(self._terms.precision)[1])
        seen = self.observations
        share = FLOOR_SHARE_SINGLE if self.is_single else FLOOR_SHARE_SERIES
        own = np.where(np.isfinite(seen.value_std), seen.value_std, self._unstated[seen.sensor])
        _, first = np.unique(seen.time_s, return_index=True)
        self._sensed = Sensed(
            value=seen.value - self.level,
            noise_variance=own**2 + (share * self.span) ** 2,
            per_mass=1.0 / seen.kg_m3_per_unit,
            begin_m=seen.begin_m,
            end_m=seen.end_m,
            is_path=seen.is_path,
            row=self._row,
            first_of_time=np.append(first, seen.size).astype(np.int64),
            worth=worth,
        )

    def _run(
        self, parameters: Array, n_sources: int, tables: PlumeTables
    ) -> tuple[Array, Array, Array, Array]:
        draws = parameters.shape[0]
        own = np.array(parameters, np.float64, order="C")
        # The spreads of what sensors share are told in units of this gas's noise.
        own[:, 3 * n_sources + COMMON] += np.log(self.noise_scale)
        own[:, 3 * n_sources + OFFSET] += np.log(self.noise_scale)
        log_likelihood = np.empty(draws)
        rate = np.empty((draws, n_sources))
        covariance = np.empty((draws, n_sources, n_sources))
        fit = np.empty((3, self.observations.size))
        least, most = RATE_RANGE_KG_PER_H
        source_log_likelihood(
            own,
            n_sources,
            self._sensed,
            tables,
            self._terms,
            N_UPDATES_SINGLE if self.is_single else N_UPDATES_SERIES,
            (least / SECONDS_PER_HOUR, most / SECONDS_PER_HOUR),
            log_likelihood,
            rate,
            covariance,
            fit,
        )
        spread = np.sqrt(np.maximum(np.diagonal(covariance, axis1=1, axis2=2), 1e-300))
        return log_likelihood + self._half_log_prior, rate, spread, fit

    @property
    def noise_scale(self) -> float:
        """What the spreads of shared errors are told in: 1 where there are none."""
        return 1.0 if self.is_single else self.noise


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
