"""What a person or a header states the numbers to be, and how that converts."""

from __future__ import annotations

import numpy as np
from attrs import evolve, field, frozen
from numpy.typing import NDArray

from cathartes.io.scenes.radiance_unit import parse_radiance_unit
from cathartes.model import RadianceSource, Scene
from cathartes.model.arrays import float64_array
from cathartes.units import RADIANCE_UNITS, RADIANCE_UNITS_PER_WAVENUMBER

SINGLE_BEAM = "counts (single beam)"
"""The unit of numbers that are not calibrated: gases can be named, columns not stated."""

_SINGLE_BEAM_SPELLINGS = frozenset(
    {"counts", "raw counts", "dn", "digital numbers", "arbitrary", "arbitrary units", "a.u."}
    | {"single beam", "single_beam", "single-beam", "raw", "uncalibrated", SINGLE_BEAM}
)


def parse_stated_unit(text: str) -> str | None:
    """Return a radiance unit of ``units.py``, :data:`SINGLE_BEAM`, or None if it is neither."""
    if " ".join(text.lower().split()) in _SINGLE_BEAM_SPELLINGS:
        return SINGLE_BEAM
    return parse_radiance_unit(text) if len(text) <= 200 else None


def factor_to_canonical(unit: str, wavelength_um: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the factors that turn a unit into W m-2 sr-1 um-1, channel by channel.

    Parameters
    ----------
    unit : str
        A key of ``units.RADIANCE_UNITS`` or its per-wavenumber sibling, or
        :data:`SINGLE_BEAM`, which has no conversion and keeps its numbers.
    wavelength_um : (wavelength,) float64
        Channel centres, um.

    Notes
    -----
    ``L_lambda = L_nu |d nu / d lambda| = L_nu * nu**2 / 1e4`` with nu in cm-1, lambda in um.
    """
    if unit == SINGLE_BEAM:
        return np.ones_like(wavelength_um)
    if unit in RADIANCE_UNITS:
        return np.full_like(wavelength_um, RADIANCE_UNITS[unit])
    wavenumber_cm1 = 1e4 / wavelength_um
    return RADIANCE_UNITS_PER_WAVENUMBER[unit] * wavenumber_cm1**2 / 1e4


@frozen(eq=False)
class ScaledSource:
    """Another source with each channel multiplied by a factor.

    Attributes
    ----------
    source : RadianceSource
    factor : (wavelength,) float64
    """

    source: RadianceSource
    factor: NDArray[np.float64] = field(converter=float64_array)

    @property
    def shape(self) -> tuple[int, int, int]:
        """(line, sample, wavelength)."""
        return self.source.shape

    def read(self, first_line: int, last_line: int) -> NDArray[np.float32]:
        """Return lines ``first_line:last_line``, (line, sample, wavelength) float32."""
        radiance = self.source.read(first_line, last_line)
        radiance *= self.factor.astype(np.float32)
        return radiance


def restate_unit(scene: Scene, unit: str, told_by: str) -> Scene:
    """Return the scene with its numbers taken to be in another unit.

    Parameters
    ----------
    scene : Scene
        In the unit ``scene.radiance_unit_in_file``.
    unit : str
        As :func:`parse_stated_unit` gives it.
    told_by : str
        Who says so, for the remark.
    """
    old = scene.radiance_unit_in_file
    if unit == old:
        return scene
    wavelength_um = scene.instrument.wavelength_um
    was_known = old in RADIANCE_UNITS or old in RADIANCE_UNITS_PER_WAVENUMBER
    factor = factor_to_canonical(unit, wavelength_um)
    if was_known:
        factor = factor / factor_to_canonical(old, wavelength_um)
    return evolve(
        scene,
        source=ScaledSource(scene.source, factor),
        quantity="single_beam" if unit == SINGLE_BEAM else "radiance",
        radiance_unit_in_file=unit,
        remarks=(*scene.remarks, f"{told_by} states {unit}; the file itself says {old}."),
    )
