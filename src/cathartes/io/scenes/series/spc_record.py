"""What a GRAMS SPC file holds."""

from __future__ import annotations

from datetime import datetime

import numpy as np
from attrs import frozen
from numpy.typing import NDArray


@frozen(eq=False)
class SpcSpectrum:
    """One subfile.

    Attributes
    ----------
    x : (point,) float64
        In the unit of the file, in the order of the file.
    y : (point,) float64
        As stored, scaled by its exponent.
    z : float
        Position along the series, usually time; in the file's own unit.
    """

    x: NDArray[np.float64]
    y: NDArray[np.float64]
    z: float


@frozen(eq=False)
class SpcFile:
    """What an SPC file holds.

    Attributes
    ----------
    spectra : tuple of SpcSpectrum
        In the order of the file.
    x_unit : str
        A value of ``X_UNITS``, else ``"type N"``.
    y_kind : str
        A value of ``Y_KINDS``, else ``"type N"``.
    resolution : str
        As the instrument wrote it.
    instrument : str
        Source description, empty in old files.
    comment : str
        Free text.
    taken_at : datetime or None
        The file's clock, which says nothing of its zone: UTC is assumed.
    """

    spectra: tuple[SpcSpectrum, ...]
    x_unit: str
    y_kind: str
    resolution: str = ""
    instrument: str = ""
    comment: str = ""
    taken_at: datetime | None = None
