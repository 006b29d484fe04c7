"""A candidate with its verdict."""

from __future__ import annotations

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from cathartes.detection.evidence.identify import Identification
from cathartes.detection.plumes.candidates import Candidate

Array = NDArray[np.float64]


@frozen(eq=False)
class Judged:
    """A candidate with what its spectrum says.

    Attributes
    ----------
    candidate : Candidate
    identification : Identification
    probability : float
        That it is a plume of any gas.
    spectrum, spectrum_std : (wavelength,) float64
        Working units.
    parted : frozenset of int
        Numbers of partings: one part has n, the other -n, and the two are never joined again.
    """

    candidate: Candidate
    identification: Identification
    probability: float
    spectrum: Array
    spectrum_std: Array
    parted: frozenset[int] = frozenset()

    def is_parted_from(self, other: Judged) -> bool:
        """Return whether the two were one candidate that was parted."""
        return any(-number in other.parted for number in self.parted)
