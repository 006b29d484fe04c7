"""How each detector column looks at the ground: its angle, its smile, its responses."""

from __future__ import annotations

import numpy as np
from attrs import define, field
from numpy.typing import NDArray
from scipy.sparse import csr_array

from cathartes.model.instrument import Instrument
from cathartes.simulate.sensor.response import response_matrix
from cathartes.simulate.settings import ArtefactSettings


@define(eq=False)
class ColumnOptics:
    """Responses of every detector column, made when first asked for.

    Attributes
    ----------
    instrument : Instrument
    wavenumber_cm1 : (wavenumber,) float64
    shift_um : (sample,) float64
        Smile.
    secant : (sample,) float64
        1 / cos(view zenith).
    """

    instrument: Instrument
    wavenumber_cm1: NDArray[np.float64]
    shift_um: NDArray[np.float64]
    secant: NDArray[np.float64]
    _made: dict[int, csr_array] = field(factory=dict)

    def responses(self, sample: int) -> csr_array:
        """Return the (channel, wavenumber) response of one detector column."""
        if sample not in self._made:
            shift = float(self.shift_um[sample])
            self._made[sample] = response_matrix(self.instrument, self.wavenumber_cm1, shift)
        return self._made[sample]


def look_down(
    instrument: Instrument,
    wavenumber_cm1: NDArray[np.float64],
    samples: int,
    settings: ArtefactSettings,
) -> ColumnOptics:
    """Spread columns evenly over the field of view; smile is a parabola, zero in the middle."""
    across = np.linspace(-1.0, 1.0, samples)
    angle = np.radians(0.5 * settings.field_of_view_deg) * across
    # Rounded to a thousandth of a width, so that mirrored columns share their shift.
    shift = np.round(settings.smile * across**2, 3) * float(np.median(instrument.fwhm_um))
    return ColumnOptics(instrument, wavenumber_cm1, shift, 1.0 / np.cos(angle))
