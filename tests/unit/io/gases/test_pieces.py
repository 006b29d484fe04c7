"""Pieces of one spectrum become one gas."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose

from cathartes.errors import SpectrumError
from cathartes.io.gases.pieces import join_pieces
from cathartes.model.gas import AbsorptionSpectrum, Gas, SourceClass
from cathartes.physics.gases.spectra import convolve_spectrum


def piece(
    first: float, last: float, *, step: float = 0.5, kelvin: float = 296.0, kind: SourceClass = "Q"
) -> Gas:
    nu = np.arange(first, last, step)
    spectrum = AbsorptionSpectrum(nu, np.full(len(nu), 1e-19), 2.0 * step)
    return Gas("made", kind, spectrum, temperature_k=kelvin, source=f"{first:g}")


def test_pieces_follow_each_other_with_nothing_known_between() -> None:
    whole = join_pieces([piece(1100, 1200, step=0.1), piece(800, 900)])
    nu = whole.spectrum.wavenumber_cm1
    assert np.all(np.diff(nu) > 0.0)
    between = (nu > 899.6) & (nu < 1099.95)
    assert np.isnan(whole.spectrum.cross_section_cm2[between]).all()
    seen = convolve_spectrum(
        whole.spectrum, np.array([850.0, 1000.0, 1150.0]), np.array([8.0, 8.0, 8.0])
    )
    assert_allclose(seen, [1e-19, 0.0, 1e-19])


def test_the_whole_is_no_better_than_its_worst_piece() -> None:
    whole = join_pieces([piece(800, 900, kind="Q"), piece(1000, 1100, step=1.0, kind="S")])
    assert whole.source_class == "S"
    assert whole.spectrum.resolution_cm1 == 2.0
    assert whole.source == "800; 1000"


def test_one_piece_is_the_whole() -> None:
    only = piece(800, 900)
    assert join_pieces([only]) is only


@pytest.mark.parametrize(
    ("second", "field"),
    [(piece(850, 950), "first wavenumber"), (piece(950, 990, kelvin=233.0), "temperature")],
)
def test_pieces_that_do_not_belong_together_are_refused(second: Gas, field: str) -> None:
    with pytest.raises(SpectrumError, match=field):
        join_pieces([piece(800, 900), second])
