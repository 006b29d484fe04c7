"""What each sensor or stretch of a flight saw above the background, for the map."""

from __future__ import annotations

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from cathartes.model.location.observations import Observations
from cathartes.model.location.source import ObservationFit

Array = NDArray[np.float64]
_MOST_PLACES = 3000


@frozen(eq=False)
class Enhancements:
    """Places where something was sensed.

    Attributes
    ----------
    begin_m, end_m : (place, 2) float64
        Equal for points.
    mean : (place,) float64
        Mean of value minus background, not below 0, in units of the largest of its gas.
    moves : bool
        Whether the places are those of a moving platform.
    """

    begin_m: Array
    end_m: Array
    mean: Array
    moves: bool

    @property
    def is_path(self) -> NDArray[np.bool_]:
        """Which are paths, (place,)."""
        return np.asarray(np.any(self.begin_m != self.end_m, axis=1))


def is_moving(observations: Observations) -> bool:
    """Return whether some sensor was at more than three places."""
    both = np.column_stack([observations.sensor, observations.begin_m, observations.end_m])
    places = np.unique(np.round(both, 2), axis=0)
    _, counts = np.unique(places[:, 0], return_counts=True)
    return bool(counts.size and counts.max() > 3)


def mean_enhancements(observations: Observations, fit: ObservationFit) -> Enhancements:
    """Return the mean enhancement of each place, strongest last so that it is drawn on top."""
    # Without wind there is no fit: such an observation was not used and is not drawn.
    used = np.flatnonzero(np.isfinite(fit.background))
    observations, background = observations.take(used), fit.background[used]
    above = np.maximum(observations.value - background, 0.0)
    for gas in np.unique(observations.gas):
        mine = observations.gas == gas
        above[mine] /= max(float(above[mine].max()), 1e-300)
    ends = np.round(np.hstack([observations.begin_m[:, :2], observations.end_m[:, :2]]), 2)
    unique, which = np.unique(ends, axis=0, return_inverse=True)
    places = np.asarray(unique, np.float64)
    which = np.ravel(which)
    mean = np.bincount(which, above) / np.bincount(which)
    if len(places) > _MOST_PLACES:
        kept = np.linspace(0, len(places) - 1, _MOST_PLACES).astype(int)
        kept = np.union1d(kept, np.argsort(mean)[-_MOST_PLACES // 10 :])
        places, mean = places[kept], mean[kept]
    order = np.argsort(mean)
    peak = max(float(mean.max()), 1e-300) if mean.size else 1.0
    return Enhancements(
        begin_m=places[order, :2],
        end_m=places[order, 2:],
        mean=mean[order] / peak,
        moves=is_moving(observations),
    )
