"""A plume's own spectrum against the gases that explain it."""

from __future__ import annotations

from collections.abc import Mapping
from textwrap import fill

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import ArrayLike, NDArray

from cathartes.model.plume import PlumeSpectrum
from cathartes.plot.style import (
    BAND,
    FAINT,
    HAIRLINE,
    INK,
    SMALL_PT,
    WIDTH_IN,
    dress_axes,
    halo,
    new_figure,
    readable_unit,
)

_GAP = 4.0  # channel spacings; a line drawn across a wider gap would claim data there
_THERMAL_FROM_UM = 5.5
_BASELINE_DEGREE = 3


def draw_spectrum(spectrum: PlumeSpectrum, colours: Mapping[str, str]) -> Figure:
    """Draw the difference with its spread, what each gas explains, and what is left over.

    Parameters
    ----------
    spectrum : PlumeSpectrum
        Evidence of one plume.
    colours : mapping of str to str
        Colour of each gas, as in the map picture.
    """
    figure = new_figure(WIDTH_IN, 3.7)
    upper, lower = figure.subplots(2, 1, sharex=True, height_ratios=[3.4, 1.0])
    order = np.argsort(spectrum.wavelength_um, kind="stable")
    wavelength = spectrum.wavelength_um[order]
    difference, spread = spectrum.difference[order], spectrum.difference_std[order]
    cut = _gap_positions(wavelength)

    def opened(values: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.insert(np.asarray(values, np.float64), cut, np.nan)

    along = opened(wavelength)
    upper.axhline(0.0, color=HAIRLINE, linewidth=0.8, zorder=0)
    upper.fill_between(
        along,
        opened(difference - spread),
        opened(difference + spread),
        color=BAND,
        linewidth=0,
        label="± 1 standard deviation",
    )
    upper.plot(along, opened(difference), color=INK, linewidth=1.1, label="plume − background")
    total = np.zeros_like(difference)
    for values in spectrum.fitted.values():
        total += values[order]
    baseline = smooth_baseline(wavelength, difference - total, spread)
    if not spectrum.fitted:
        baseline = np.zeros_like(difference)  # it would swallow the very bands to be shown
    for gas, values in spectrum.fitted.items():
        upper.plot(
            along,
            opened(baseline + values[order]),
            color=colours.get(gas, FAINT),
            linewidth=2.0,
            path_effects=halo(2.8),
            label=gas,
        )
    if len(spectrum.fitted) > 1:
        upper.plot(
            along,
            opened(baseline + total),
            color=INK,
            linewidth=1.3,
            linestyle=(0, (4, 2)),
            label="together",
        )
    upper.set_ylabel(fill(readable_unit(spectrum.unit), 26))
    handles, labels = upper.get_legend_handles_labels()
    figure.legend(
        handles,
        labels,
        loc="outside upper center",
        ncols=min(len(labels), 3),
        fontsize=SMALL_PT,
        frameon=False,
        labelcolor=INK,
    )

    left_over = np.divide(
        difference - total - baseline,
        spread,
        out=np.full_like(difference, np.nan),
        where=spread > 0,
    )
    lower.axhspan(-1.0, 1.0, color=BAND, alpha=0.5, linewidth=0)
    lower.axhline(0.0, color=HAIRLINE, linewidth=0.8)
    lower.plot(along, opened(left_over), color=INK, linewidth=0.9)
    reach = max(1.1, float(np.nanmax(np.abs(left_over), initial=0.0)) * 1.15)
    lower.set(ylim=(-reach, reach), xlabel="wavelength, µm", ylabel="left over, σ")
    for axes in (upper, lower):
        dress_axes(axes)
    if wavelength.size and wavelength[0] > _THERMAL_FROM_UM:
        _add_wavenumbers(upper)
    lower.yaxis.label.set_size(SMALL_PT)
    return figure


def smooth_baseline(
    wavelength: NDArray[np.float64], left_over: NDArray[np.float64], spread: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return a cubic through what the gases leave over, blind to narrow features.

    The ground under a plume is never quite as warm or bright as the ground beside it. Gases are
    drawn on this slow difference so that an eye can compare bands; no number rests on it.
    """
    usable = np.isfinite(left_over) & (spread > 0)
    baseline = np.zeros_like(left_over)
    for _ in range(4):
        if usable.sum() < 3 * (_BASELINE_DEGREE + 1):
            return baseline
        fit = np.polynomial.Polynomial.fit(
            wavelength[usable], left_over[usable], _BASELINE_DEGREE, w=1.0 / spread[usable]
        )
        baseline = np.asarray(fit(wavelength), np.float64)
        deviation = np.abs(left_over - baseline)
        typical = 1.4826 * float(np.median(deviation[usable]))
        usable &= deviation <= max(3.0 * typical, 1e-12)
    return baseline


def _gap_positions(wavelength: NDArray[np.float64]) -> NDArray[np.intp]:
    steps = np.diff(wavelength)
    positive = steps[steps > 0]
    if positive.size == 0:
        return np.zeros(0, np.intp)
    return np.flatnonzero(steps > _GAP * np.median(positive)) + 1


def _add_wavenumbers(axes: Axes) -> None:
    def convert(value: ArrayLike) -> ArrayLike:
        # The same both ways; matplotlib also asks about 0 while it looks for its limits.
        return 1e4 / np.maximum(np.asarray(value, np.float64), 1e-3)

    top = axes.secondary_xaxis("top", functions=(convert, convert))
    top.set_xlabel("wavenumber, cm⁻¹", fontsize=SMALL_PT, color=FAINT)
    top.tick_params(labelsize=SMALL_PT, colors=FAINT, length=3, width=0.6)
    top.spines["top"].set_color(HAIRLINE)
