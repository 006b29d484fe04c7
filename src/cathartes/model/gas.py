"""Gases and their absorption, at full resolution and on an instrument's channels."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from cathartes.model.arrays import float64_array

SourceClass = Literal["Q", "L", "S", "B"]
"""Q traceable quantitative, L line list, S semi-quantitative, B band facts only."""


@frozen(eq=False)
class AbsorptionSpectrum:
    """Absorption cross-section of one gas on a wavenumber grid.

    Attributes
    ----------
    wavenumber_cm1 : (wavenumber,) float64
        Ascending.
    cross_section_cm2 : (wavenumber,) float64
        cm2 per molecule, natural-logarithm convention; NaN where not measured.
    resolution_cm1 : float
        Full width at half maximum of what is resolved; 0 for a line-by-line spectrum.
    """

    wavenumber_cm1: NDArray[np.float64] = field(converter=float64_array)
    cross_section_cm2: NDArray[np.float64] = field(converter=float64_array)
    resolution_cm1: float = 0.0


@frozen(eq=False)
class GaussianBands:
    """Absorption as a sum of Gaussians, which convolve exactly with Gaussian channels.

    Attributes
    ----------
    centre_cm1, fwhm_cm1 : (band,) float64
        Centre and full width at half maximum, as fitted.
    peak_cm2 : (band,) float64
        Peak cross-section, cm2 per molecule, natural logarithm; never negative.
    resolution_cm1 : (band,) float64
        Full width of the resolution the band was measured at, contained in ``fwhm_cm1``.
    windows_cm1 : tuple of (float, float)
        Where the spectrum was measured; outside nothing is known.
    """

    centre_cm1: NDArray[np.float64] = field(converter=float64_array)
    fwhm_cm1: NDArray[np.float64] = field(converter=float64_array)
    peak_cm2: NDArray[np.float64] = field(converter=float64_array)
    resolution_cm1: NDArray[np.float64] = field(converter=float64_array)
    windows_cm1: tuple[tuple[float, float], ...] = ()


@frozen(eq=False)
class Gas:
    """One gas of the library.

    Attributes
    ----------
    name : str
        The library's name, lower case where the field writes it so (``acetone``, ``SF6``).
    source_class : {"Q", "L", "S", "B"}
        No column is ever reported from class B.
    spectrum : AbsorptionSpectrum
        The absorption, possibly evaluated from band parameters.
    bands : GaussianBands or None
        The band parameters ``spectrum`` was evaluated from; None for a measured spectrum.
    relative_error : float
        One standard deviation of the spectrum's shape, as a share of its peak.
    remarks : tuple of str
        What a user must know of this spectrum, in whole sentences.
    """

    name: str
    source_class: SourceClass
    spectrum: AbsorptionSpectrum
    formula: str = ""
    cas_number: str = ""
    molar_mass_g_per_mol: float | None = None
    temperature_k: float = 296.0
    pressure_hpa: float = 1013.25
    source: str = ""
    aliases: tuple[str, ...] = ()
    ordinary_sources: tuple[str, ...] = ()
    bands: GaussianBands | None = None
    relative_error: float = 0.05
    remarks: tuple[str, ...] = ()


@frozen(eq=False)
class GasLibrary:
    """Gases by name, in a fixed order."""

    gases: Mapping[str, Gas]
    name: str = "bundled"

    def __iter__(self) -> Iterator[Gas]:
        """Iterate over gases in library order."""
        return iter(self.gases.values())

    def __len__(self) -> int:
        """Return the number of gases."""
        return len(self.gases)


@frozen(eq=False)
class ChannelLibrary:
    """The library as one instrument sees it.

    Attributes
    ----------
    names : tuple of str
        Gases this instrument can see, (gas,).
    absorption_per_ppm_m : (gas, wavelength) float64
        Optical depth per ppm m in each channel at small columns (one way, vertical path).
    source_classes : tuple of str
        Class of each gas, (gas,).
    relative_error : (gas,) float64
        One standard deviation of the spectrum's shape error, as a share of its peak.
    invisible : mapping of str to str
        Gases that were asked for and cannot be seen, with the reason as a sentence.
    groups : tuple of tuple of str
        Sets of names this instrument cannot tell apart; every visible gas is in exactly one.
    """

    names: tuple[str, ...]
    absorption_per_ppm_m: NDArray[np.float64]
    source_classes: tuple[SourceClass, ...]
    relative_error: NDArray[np.float64]
    invisible: Mapping[str, str] = field(factory=dict)
    groups: tuple[tuple[str, ...], ...] = ()

    def group_of(self, name: str) -> tuple[str, ...]:
        """Return the group that holds ``name``."""
        for group in self.groups:
            if name in group:
                return group
        return (name,)
