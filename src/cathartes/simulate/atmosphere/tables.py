"""Air from a table instead of air that is drawn, with line structure put back if wanted."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter1d

from cathartes.errors import OptionError
from cathartes.io.atmosphere_tables import ThermalTable
from cathartes.model.instrument import FWHM_PER_SIGMA
from cathartes.simulate.atmosphere.air import Atmosphere
from cathartes.simulate.atmosphere.lines import lorentz_sum


def atmosphere_from_table(
    table: ThermalTable,
    wavenumber_cm1: NDArray[np.float64],
    *,
    resolution_cm1: float | None = None,
    rng: np.random.Generator | None = None,
) -> Atmosphere:
    """Put a table on the fine grid of the physics.

    Parameters
    ----------
    table : ThermalTable
        From :mod:`cathartes.io.atmosphere_tables`.
    wavenumber_cm1 : (wavenumber,) float64
        Regular, ascending; beyond the table its end values go on.
    resolution_cm1 : float, optional
        Full width at half maximum of the table. Given together with ``rng``, drawn lines are
        put under the table's optical depth, so that its mean over that width stays.
    rng : numpy.random.Generator, optional

    Raises
    ------
    OptionError
        The table covers less than half of the grid.
    """
    covered = (wavenumber_cm1 >= table.wavenumber_cm1[0]) & (
        wavenumber_cm1 <= table.wavenumber_cm1[-1]
    )
    if covered.mean() < 0.5:
        raise OptionError.about(
            "atmosphere table",
            "wavenumber",
            found=f"{table.wavenumber_cm1[0]:g} to {table.wavenumber_cm1[-1]:g} cm-1",
            expected=f"most of {wavenumber_cm1[0]:g} to {wavenumber_cm1[-1]:g} cm-1",
            remedy="Choose an instrument inside the table, or leave the table out.",
        )

    def on_grid(values: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.interp(wavenumber_cm1, table.wavenumber_cm1, values)

    depth = on_grid(-np.log(np.maximum(table.transmittance, 1e-6)))
    path, sky = on_grid(table.path_radiance), on_grid(table.sky_radiance)
    if resolution_cm1 is not None and rng is not None:
        factor = _line_factor(wavenumber_cm1, resolution_cm1, rng)
        # The air's mean source function stays: path radiance follows the absorptance.
        absorptance = np.maximum(-np.expm1(-depth), 1e-6)
        depth = depth * factor
        path = path / absorptance * -np.expm1(-depth)
    nothing = np.zeros(wavenumber_cm1.size)
    return Atmosphere(wavenumber_cm1, depth, path, sky, nothing, nothing)


def _line_factor(
    wavenumber_cm1: NDArray[np.float64], resolution_cm1: float, rng: np.random.Generator
) -> NDArray[np.float64]:
    count = int(np.ptp(wavenumber_cm1) * 0.25)
    lines = 0.35 + lorentz_sum(
        wavenumber_cm1,
        rng.uniform(wavenumber_cm1[0], wavenumber_cm1[-1], count),
        rng.lognormal(0.5, 1.2, count),
        rng.uniform(0.05, 0.1, count),
    )
    step = wavenumber_cm1[1] - wavenumber_cm1[0]
    smooth = gaussian_filter1d(lines, resolution_cm1 / FWHM_PER_SIGMA / step, mode="nearest")
    return np.asarray(lines / smooth)
