"""One gas from several files: databases publish wide spectra band by band."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from attrs import evolve

from cathartes.errors import SpectrumError
from cathartes.model.gas import AbsorptionSpectrum, Gas

_WORST_FIRST = "BSLQ"
_SAME_TEMPERATURE_K = 5.0


def join_pieces(pieces: Sequence[Gas]) -> Gas:
    """Return one gas whose spectrum has the pieces one after the other, NaN between them.

    Parameters
    ----------
    pieces : sequence of Gas
        In any order; not empty. The first gives the name.

    Raises
    ------
    SpectrumError
        If two pieces overlap, or were measured at different temperatures.

    Notes
    -----
    Class, resolution and error are the worst of the pieces.
    """
    if len(pieces) == 1:
        return pieces[0]
    inorder = sorted(pieces, key=lambda gas: float(gas.spectrum.wavenumber_cm1[0]))
    nu: list[np.ndarray] = []
    sigma: list[np.ndarray] = []
    for before, gas in zip([None, *inorder], inorder, strict=False):
        axis = gas.spectrum.wavenumber_cm1
        if before is not None:
            _check_neighbours(before, gas)
            last = before.spectrum.wavenumber_cm1
            gap = [last[-1] + (last[-1] - last[-2]), axis[0] - (axis[1] - axis[0])]
            if gap[0] < gap[1]:
                nu.append(np.array(gap))
                sigma.append(np.full(2, np.nan))
        nu.append(axis)
        sigma.append(gas.spectrum.cross_section_cm2)
    return evolve(
        pieces[0],
        spectrum=AbsorptionSpectrum(
            np.concatenate(nu),
            np.concatenate(sigma),
            max(gas.spectrum.resolution_cm1 for gas in pieces),
        ),
        source_class=min((gas.source_class for gas in pieces), key=_WORST_FIRST.index),
        relative_error=max(gas.relative_error for gas in pieces),
        source="; ".join(gas.source for gas in inorder),
        remarks=tuple(dict.fromkeys(remark for gas in inorder for remark in gas.remarks)),
    )


def _check_neighbours(one: Gas, other: Gas) -> None:
    end, start = one.spectrum.wavenumber_cm1[-1], other.spectrum.wavenumber_cm1[0]
    if start <= end:
        raise SpectrumError.about(
            other.source,
            "first wavenumber",
            found=f"{start:g} cm-1",
            expected=f"more than {end:g} cm-1, where '{one.source}' ends",
            remedy="Give pieces of one spectrum that do not overlap.",
        )
    if abs(one.temperature_k - other.temperature_k) > _SAME_TEMPERATURE_K:
        raise SpectrumError.about(
            other.source,
            "temperature",
            found=f"{other.temperature_k:g} K",
            expected=f"{one.temperature_k:g} K, as in '{one.source}'",
            remedy="Give pieces that were measured at one temperature.",
        )
