"""Gas spectra: what is known of them, and what an instrument sees."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray

from cathartes.model.gas import ChannelLibrary, Gas
from cathartes.model.instrument import Instrument
from cathartes.plot.style import (
    FAINT,
    SMALL_PT,
    WIDTH_IN,
    dress_axes,
    gas_colours,
    gas_line_style,
    new_figure,
)
from cathartes.units import MOLECULES_CM2_PER_PPM_M

PPM_M = 1000.0
"""Optical depth of this column is drawn: numbers of order one, as a plume has."""
_WIDEST_GAP = 4.0
_SUMMIT_IN, _ROW_IN = 1.0, 1.5


def draw_gases(
    gases: Sequence[Gas],
    *,
    first_um: float,
    last_um: float,
    instrument: Instrument | None = None,
    channels: ChannelLibrary | None = None,
) -> Figure:
    """Draw each gas in a row of its own over wavelength.

    Parameters
    ----------
    gases : sequence of Gas
        Not empty.
    first_um, last_um : float
        Ends of the axis.
    instrument : Instrument, optional
        With ``channels``: what its channels see is drawn over the spectrum.
    channels : ChannelLibrary, optional
    """
    figure = new_figure(WIDTH_IN, _SUMMIT_IN + _ROW_IN * len(gases))
    rows = figure.subplots(len(gases), 1, sharex=True, squeeze=False)[:, 0]
    colours = gas_colours(gas.name for gas in gases)
    for index, (axes, gas) in enumerate(zip(rows, gases, strict=True)):
        colour, line_style = colours[gas.name], gas_line_style(index)
        wavelength, depth = _optical_depth(gas, first_um, last_um)
        axes.fill_between(wavelength, depth, color=colour, alpha=0.35, linewidth=0)
        axes.plot(wavelength, depth, color=colour, linewidth=1.2, linestyle=line_style)
        if instrument is not None and channels is not None and gas.name in channels.names:
            seen = channels.absorption_per_ppm_m[channels.names.index(gas.name)] * PPM_M
            inside = (instrument.wavelength_um >= first_um) & (instrument.wavelength_um <= last_um)
            order = np.argsort(instrument.wavelength_um[inside])
            axes.plot(
                instrument.wavelength_um[inside][order],
                seen[inside][order],
                color="black",
                linewidth=0.8,
                marker=".",
                markersize=2.5,
            )
        axes.set_ylim(bottom=0.0)
        axes.text(
            0.01, 0.95, f"{gas.name}  (class {gas.source_class})",
            transform=axes.transAxes, va="top", fontsize=SMALL_PT + 1, weight="bold",
        )  # fmt: skip
        if not depth[np.isfinite(depth)].size:
            axes.text(
                0.5, 0.5, "not measured here", transform=axes.transAxes, ha="center",
                va="center", color=FAINT, fontsize=SMALL_PT,
            )  # fmt: skip
        dress_axes(axes)
    rows[-1].set_xlim(first_um, last_um)
    rows[-1].set_xlabel("wavelength, µm")
    figure.supylabel(f"optical depth of {PPM_M:g} ppm m", fontsize=SMALL_PT + 1)
    return figure


def _optical_depth(
    gas: Gas, first_um: float, last_um: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return wavelength and optical depth, with NaN where the spectrum has a gap."""
    nu, sigma = gas.spectrum.wavenumber_cm1, gas.spectrum.cross_section_cm2
    inside = (nu >= 1e4 / last_um) & (nu <= 1e4 / first_um)
    nu, depth = nu[inside][::-1], sigma[inside][::-1] * MOLECULES_CM2_PER_PPM_M * PPM_M
    if len(nu) > 1:
        spacing = -np.diff(nu)
        gaps = np.flatnonzero(spacing > _WIDEST_GAP * np.median(spacing)) + 1
        nu, depth = np.insert(nu, gaps, np.nan), np.insert(depth, gaps, np.nan)
    return 1e4 / nu, depth
