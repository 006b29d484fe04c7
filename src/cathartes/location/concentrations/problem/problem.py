"""A case made ready for the search: its gases, the wind, what is believed before."""

from __future__ import annotations

import copy

import numpy as np
from numpy.typing import NDArray

from cathartes.location.concentrations.problem.gas_data import GasData
from cathartes.location.concentrations.problem.priors import NOISE, SHAPE, shared_prior
from cathartes.location.concentrations.problem.schemes import Scheme, schemes_of_case
from cathartes.location.concentrations.problem.track import is_moving, where_sensed
from cathartes.model.location.case import SourceCase
from cathartes.model.location.observations import Observations

Array = NDArray[np.float64]

FEW_TIMES = 3
FEWEST_TIMES = 40
INDEPENDENT_S, INDEPENDENT_MOVING_S = 450.0, 25.0
"""Time over which errors of the plume are forgotten: what is sensed oftener counts as much less.
A moving platform leaves a plume sooner than the plume changes."""
HEIGHT_LOG_STD_HINT, HEIGHT_LOG_STD_FREE = 0.5, 1.0
IMPOSSIBLE = -1e9
COMPARED_LOG = float(np.log(10.0))
"""Tables of two schemes are compared over a factor of ten in distance."""


class Problem:
    """A case ready to be weighed; its gases come from the same places.

    Attributes
    ----------
    observations : Observations
        In the order of the case, the ones with wind, where the air was that they sensed.
    row : (observation,) int32
        Row of wind of each.
    area : (4,) float64
    is_single : bool
        Whether the values are means of one or a few intervals.
    is_moving : bool
        Whether most sensors change their place.
    schemes : tuple of Scheme
        The one that is believed most comes first.
    scheme : int
        The one of them that plumes are weighed with.
    """

    def __init__(self, case: SourceCase, observations: Observations, row: NDArray[np.int32]):
        self.observations = where_sensed(observations)
        self.row = row.astype(np.int32)
        self.area = np.array(case.search_area_m)
        self.is_single = np.unique(observations.time_s).size <= FEW_TIMES
        self.schemes = schemes_of_case(case)
        interval = float(np.median(observations.averaging_s))
        self.is_moving = is_moving(observations)
        independent = INDEPENDENT_MOVING_S if self.is_moving else INDEPENDENT_S
        self.worth = 1.0 if self.is_single else min(1.0, interval / independent)
        self.gases = []
        for number, gas in enumerate(case.gases):
            index = np.flatnonzero(observations.gas == number)
            if index.size > 0:
                self.gases.append(
                    GasData(
                        gas.name,
                        self.observations.take(index),
                        index,
                        self.row[index],
                        self.worth,
                        is_single=self.is_single,
                    )
                )
        self.gas_names = tuple(
            gas.name for n, gas in enumerate(case.gases) if np.any(observations.gas == n)
        )
        self._shared_mean, self._shared_std, self.noise_above = shared_prior(
            case, np.unique(self.row), is_single=self.is_single
        )
        self._take(0)
        hint = case.release_height_hint_m
        self._height = (
            (np.log(max(hint, 0.05)), HEIGHT_LOG_STD_HINT)
            if hint is not None
            else (0.0, HEIGHT_LOG_STD_FREE)
        )

    def under(self, scheme: int) -> Problem:
        """Return the same problem under another dispersion scheme."""
        if scheme == self.scheme:
            return self
        other = copy.copy(self)
        other._take(scheme)
        return other

    def shape_over(self, other: Problem) -> Array:
        """Return by how much this scheme's tables exceed the other's, as departures; (4,).

        Logarithms at the reference distance and exponents of distance beyond, of the cross-wind
        and the vertical spread; the median of the rows of wind in use.
        """
        one, two = self.tables, other.tables
        first = round((one.log_reference - one.log_first) * one.nodes_per_log)
        last = first + round(COMPARED_LOG * one.nodes_per_log)
        rows = np.unique(self.row)[:, None]
        apart = [
            np.median(np.log(a[rows, [first, last]] / b[rows, [first, last]]), axis=0)
            for a, b in ((one.sigma_y_m, two.sigma_y_m), (one.scale_z_m, two.scale_z_m))
        ]
        growth = [(far - near) / COMPARED_LOG for near, far in apart]
        return np.array([apart[0][0], apart[1][0], *growth])

    def _take(self, scheme: int) -> None:
        self.scheme = scheme
        chosen: Scheme = self.schemes[scheme]
        self.tables = chosen.tables
        self._shared_mean, self._shared_std = self._shared_mean.copy(), self._shared_std.copy()
        self._shared_mean[SHAPE] = chosen.departure.mean
        self._shared_std[SHAPE] = chosen.departure.std

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
        fewer.worth = min(1.0, self.worth * stride)
        fewer.gases = [gas.thinned(kept, fewer.worth) for gas in self.gases]
        fewer.gases = [gas for gas in fewer.gases if gas.observations.size > 0]
        return fewer if len(fewer.gases) == len(self.gases) else self

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
        """Return log posterior density (not normalised), rates in kg/s and their spread.

        Parameters
        ----------
        parameters : (draw, 3 n_sources + 11) float64

        Returns
        -------
        log_posterior : (draw,) float64
        rate, rate_std : (draw, source, gas) float64
            The optimum, not constrained.
        """
        each = [gas.weigh(parameters, n_sources, self.tables) for gas in self.gases]
        log_likelihood = np.sum([one[0] for one in each], axis=0)
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
        finite = np.where(np.isfinite(log_likelihood), log_likelihood, IMPOSSIBLE)
        return (
            finite + prior + inside,
            np.stack([one[1] for one in each], axis=-1),
            np.stack([one[2] for one in each], axis=-1),
        )

    def fit(self, parameters: Array, n_sources: int) -> Array:
        """Return background, what the sources add, and variance, (3, observation)."""
        whole = np.empty((3, self.observations.size))
        for gas in self.gases:
            whole[:, gas.index] = gas.fit(parameters, n_sources, self.tables)
        return whole


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
