"""Gas figures show each gas in its own row, and say where nothing was measured."""

from __future__ import annotations

import numpy as np

from cathartes.model.gas import AbsorptionSpectrum, Gas
from cathartes.physics.gases import channel_library, select_gases
from cathartes.physics.gases.library import bundled_library
from cathartes.physics.instruments import find_instrument
from cathartes.plot.gas_figure import draw_gases
from cathartes.plot.style import png_bytes


def test_each_gas_has_a_row_with_its_name_and_class() -> None:
    library = select_gases(bundled_library(), ["SF6", "ammonia", "HCl"])
    instrument = find_instrument("HyTES")
    figure = draw_gases(
        list(library),
        first_um=7.5,
        last_um=13.5,
        instrument=instrument,
        channels=channel_library(library, instrument),
    )
    words = [[text.get_text() for text in axes.texts] for axes in figure.axes]
    assert [row[0].split()[0] for row in words] == ["SF6", "ammonia", "HCl"]
    assert "not measured here" in words[2]
    assert [len(axes.lines) for axes in figure.axes] == [2, 2, 1]
    assert png_bytes(figure).startswith(b"\x89PNG")


def test_a_gap_in_the_grid_is_not_bridged_by_a_line() -> None:
    nu = np.concatenate([np.arange(900.0, 950.0), np.arange(1050.0, 1100.0)])
    gas = Gas("made", "Q", AbsorptionSpectrum(nu, np.full(len(nu), 1e-19)))
    figure = draw_gases([gas], first_um=9.0, last_um=11.2)
    assert np.isnan(figure.axes[0].lines[0].get_ydata()).sum() == 1
