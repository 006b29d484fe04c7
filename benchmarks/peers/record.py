"""What a peer is to the benchmark: a name and a function from cube and target to a map."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from attrs import frozen
from numpy.typing import NDArray


class ScoreFunction(Protocol):
    """One gas, one cube, one map."""

    def __call__(
        self, cube: NDArray[np.float32], target: NDArray[np.float64], n_threads: int = 1
    ) -> NDArray[np.floating]:
        """Score a cube.

        Parameters
        ----------
        cube : (line, sample, wavelength) float32
            Radiance, W m-2 sr-1 um-1, finite everywhere.
        target : (wavelength,) float64
            Change of radiance per ppm m over the scene's mean surface, with its sign.
        n_threads : int
            Threads the peer may use where it can use more than one.

        Returns
        -------
        (line, sample) floating
            Larger means more gas.
        """
        ...


@frozen
class Peer:
    """Somebody else's detector.

    Attributes
    ----------
    name : str
        As it stands in the tables.
    score : ScoreFunction
        The detector itself.
    has_sign : bool
        False where the score is blind to the sign of the contrast (ACE is squared).
    is_slow : bool
        More than a few seconds on the speed cubes: fewer repetitions are made.
    """

    name: str
    score: ScoreFunction
    has_sign: bool = True
    is_slow: bool = False
