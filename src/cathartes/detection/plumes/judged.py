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
    """

    candidate: Candidate
    identification: Identification
    probability: float
    spectrum: Array
    spectrum_std: Array
