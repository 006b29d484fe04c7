"""Is the wind written down the wrong way round? Asked of observations and wind alone.

Half of the world writes where the wind comes from, the other half where it goes to. A record in
the wrong convention gives a confident wrong answer, unless the data are asked: gas lies down the
wind of its source, spreads and thins with the distance, and comes and goes at a sensor as the
wind turns. So the best single plume of the wind as given is held against the best one of the
wind reversed.
"""

from __future__ import annotations

import numpy as np
from attrs import evolve, frozen
from numpy.typing import NDArray

from cathartes.location.cautions.caution import Caution
from cathartes.location.cautions.used_wind import rows_of
from cathartes.model.location.case import SourceCase
from cathartes.model.location.observations import Observations
from cathartes.model.location.source import SourceLocation

Array = NDArray[np.float64]
_CELLS = 22
_MOST_OBSERVATIONS = 360
_WIDTHS = (0.06, 0.18)
"""Tangents of the half-angle of the plumes that the search begins with."""
_POINTS_OF_PATH = 4
_LOW = 0.15
"""Quantile of simultaneous values, or else of a sensor's, that stands for the background."""
_FEWEST_AT_ONCE, _FEWEST_OF_SENSOR = 4, 12
_STARTS, _STEPS = 3, 160
_MOST_TURN = np.radians(20.0)
_FEWEST = 10
_MOST_SIZES = 5.0
CORRELATION, LEFT_OVER = 0.5, 1.3
"""Correlation the reversed wind must reach, and how many times as much variance the given one
must leave. Of 56 real cases the right wind leaves at most 1.01 times as much as the reversed one,
of 90 simulated networks 1.14 times, so that none is accused; turned, 55 of the 56 are found, and of
the networks those in which the wind turned enough."""


@frozen
class WindDirectionTest:
    """How well one plume explains the data, with the wind as given and reversed.

    Attributes
    ----------
    as_given, as_reversed : float
        Correlation of the roots of enhancement and of plume, the best over places, widths and
        small turns of the wind; 0 where the data do not vary.
    """

    as_given: float
    as_reversed: float

    @property
    def left_over(self) -> float:
        """Variance that the wind as given leaves, over what the reversed one leaves."""
        return (1.0 - self.as_given**2) / max(1.0 - self.as_reversed**2, 1e-9)

    @property
    def is_reversed(self) -> bool:
        """Whether only the reversed wind explains the data."""
        return self.as_reversed >= CORRELATION and self.left_over >= LEFT_OVER


@frozen(eq=False)
class _Seen:
    """What the plumes are held against."""

    at: Array  # (point of a path, observation, 2)
    toward: Array  # (observation,) radians
    speed: Array
    root: Array  # centred, of length one

    def correlation(self, place: Array, log_width: float, turn: float, soft: float) -> float:
        """Return the correlation with the plume of one place."""
        away = self.at - place
        east, north = np.sin(self.toward + turn), np.cos(self.toward + turn)
        along = away[..., 0] * east + away[..., 1] * north
        across = away[..., 0] * north - away[..., 1] * east
        reach = np.maximum(along, soft)
        sigma = np.exp(log_width) * reach + soft
        plume = np.exp(-0.5 * (across / sigma) ** 2) / (sigma * reach * self.speed)
        predicted = np.sqrt(np.where(along > 0.0, plume, 0.0).sum(axis=0))
        predicted = predicted - predicted.mean()
        norm = float(np.linalg.norm(predicted))
        return float(predicted @ self.root) / norm if norm > 1e-12 else 0.0


def reversed_wind(case: SourceCase, location: SourceLocation) -> Caution | None:
    """Caution where the data can only be explained with the wind reversed."""
    found = compare_with_reversed_wind(case)
    if not found.is_reversed:
        return None
    return Caution(
        "The data can only be explained with the wind reversed (correlation with the best plume "
        f"{found.as_given:.2f} as given, {found.as_reversed:.2f} reversed): wind.csv probably says "
        "where the wind goes to, not where it comes from. Until that is settled the position and "
        "the rate are worth nothing: turn from_direction_deg by 180 degrees and locate again.",
        widen_position=3.0,
        widen_rate=2.0,
    )


def compare_with_reversed_wind(case: SourceCase) -> WindDirectionTest:
    """Hold the best plume of the given wind against the best of the reversed wind.

    Parameters
    ----------
    case : SourceCase
        Only its observations, wind and search area are used.

    Notes
    -----
    The plume is the plainest there is: ``exp(-y^2 / 2 s^2) / (s x u)`` with ``s`` in proportion
    to the distance ``x``. Its place, width and a turn of the wind by up to 20 degrees are
    free, for both winds alike.
    """
    o = case.observations
    rows = rows_of(o, case.wind)
    direction, speed = case.wind.from_direction_deg[rows], case.wind.speed_m_s[rows]
    known = np.flatnonzero(np.isfinite(direction))
    if known.size > _MOST_OBSERVATIONS:
        known = known[np.linspace(0, known.size - 1, _MOST_OBSERVATIONS).astype(int)]
    root = np.sqrt(_above_background(o)[known])
    if known.size < _FEWEST or float(root.std()) <= 0.0:
        return WindDirectionTest(0.0, 0.0)
    blown = speed[known]
    usual = float(np.median(blown[np.isfinite(blown)])) if np.isfinite(blown).any() else 1.0
    begin, end = o.begin_m[known, :2], o.end_m[known, :2]
    is_path = bool(np.any(begin != end))
    shares = np.linspace(0.0, 1.0, _POINTS_OF_PATH if is_path else 1)
    centred = root - root.mean()
    seen = _Seen(
        at=np.stack([begin + share * (end - begin) for share in shares]),
        toward=np.radians(direction[known] + 180.0),
        speed=np.maximum(np.where(np.isfinite(blown), blown, usual), 0.3),
        root=centred / np.linalg.norm(centred),
    )
    return WindDirectionTest(
        _best_correlation(case, seen),
        _best_correlation(case, evolve(seen, toward=seen.toward + np.pi)),
    )


def _above_background(observations: Observations) -> Array:
    """Return value minus background, not below 0, in units of the largest, (observation,).

    Each sensor has an offset, in its own low values where it has enough of them; what is left of
    several sensors at one moment has the background's drift in its low values.
    """
    above = np.zeros(observations.size)
    for gas in np.unique(observations.gas):
        mine = np.flatnonzero(observations.gas == gas)
        value = observations.value[mine]
        sensor = observations.sensor[mine]
        _, moment = np.unique(observations.time_s[mine], return_inverse=True)
        for group, fewest in ((sensor, _FEWEST_OF_SENSOR), (np.ravel(moment), _FEWEST_AT_ONCE)):
            order = np.argsort(group, kind="stable")
            value = value.copy()
            for rows in np.split(order, np.flatnonzero(np.diff(group[order])) + 1):
                if rows.size >= fewest:
                    value[rows] -= np.quantile(value[rows], _LOW)
        if value.size:
            above[mine] = value - min(float(np.quantile(value, _LOW)), 0.0)
            above[mine] /= max(float(above[mine].max()), 1e-300)
    return np.maximum(above, 0.0)


def _where_to_look(case: SourceCase) -> tuple[float, float, float, float]:
    """Return what lies around the sensors, and of the search area what is not far from them.

    A wrong search area must not look like a wrong wind.
    """
    o = case.observations
    ends = np.concatenate([o.begin_m[:, :2], o.end_m[:, :2]])
    low, high = ends.min(axis=0), ends.max(axis=0)
    size = max(float((high - low).max()), 1.0)
    area = np.array(case.search_area_m)
    begin = np.minimum(np.maximum(area[:2], low - _MOST_SIZES * size), low - size)
    end = np.maximum(np.minimum(area[2:], high + _MOST_SIZES * size), high + size)
    return float(begin[0]), float(begin[1]), float(end[0]), float(end[1])


def _best_correlation(case: SourceCase, seen: _Seen) -> float:
    """Return the best correlation over the search area: a grid first, then downhill from it."""
    from scipy.optimize import minimize

    east, north, east_end, north_end = _where_to_look(case)
    size = np.array([east_end - east, north_end - north])
    cell = float(size.max()) / _CELLS
    grid = np.stack(
        np.meshgrid(np.linspace(east, east_end, _CELLS), np.linspace(north, north_end, _CELLS)),
        axis=-1,
    ).reshape(-1, 2)
    begun = [
        (seen.correlation(place, float(np.log(width)), 0.0, 0.3 * cell), *place, np.log(width))
        for place in grid
        for width in _WIDTHS
    ]
    low, high = np.array([east, north]), np.array([east_end, north_end])

    def lacking(unknown: Array) -> float:
        place = np.clip(unknown[:2] * cell + low, low, high)
        width = float(np.clip(unknown[2], -4.0, 0.0))
        turn = float(np.clip(unknown[3] * 0.1, -_MOST_TURN, _MOST_TURN))
        return -seen.correlation(place, width, turn, 0.02 * cell)

    best = 0.0
    for start in sorted(begun, reverse=True)[:_STARTS]:
        first = np.array([*((np.array(start[1:3]) - low) / cell), start[3], 0.0])
        found = minimize(
            lacking, first, method="Nelder-Mead", options={"maxfev": _STEPS, "fatol": 1e-4}
        )
        best = max(best, start[0], -float(found.fun))
    return best
