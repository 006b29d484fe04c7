"""Which unit makes the numbers a plausible scene, and whether only one does.

Each unit is weighed by how well the temperature or reflectance that it implies agrees with
ordinary scenes; a unit is taken only where it beats every other by 20 to 1. Radiance units
differ by factors of ten, and a factor of ten turns 300 K into 203 K or 561 K at 10 um, so a
thermal scene almost always decides.
"""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from cathartes.errors import SceneError
from cathartes.io.scenes.plausibility.implied import (
    Implied,
    implied,
    is_reflective,
    sunlight_radiance,
)
from cathartes.io.scenes.stated_unit import factor_to_canonical
from cathartes.units import RADIANCE_UNITS, RADIANCE_UNITS_PER_WAVENUMBER

COLDEST_K, HOTTEST_K = 230.0, 400.0
USUAL_TEMPERATURE_K, USUAL_SPREAD_K = 290.0, 25.0
USUAL_CHANNEL_SPREAD_K = 6.0
"""Air and emissivity make the brightness temperature of a real scene vary this much."""
LARGEST_REFLECTANCE = 1.2
SMALLEST_REFLECTANCE = 0.003
USUAL_REFLECTANCE, USUAL_REFLECTANCE_DECADES = 0.2, 0.3
NEEDED_ODDS = 20.0
FLATTEST_SLOPE = 0.4
"""Radiance of sunlit ground follows the sun (slope 1); reflectance does not (slope 0)."""
SMALLEST_SUN_RANGE = 2.5
"""Natural logarithm; over fewer wavelengths vegetation and soil fall as steeply as the sun."""

_REMEDY = (
    "Name the unit: `data units = ...` in the header, or a NAME.scene.json beside the scene with "
    '{"radiance_unit": "W m-2 sr-1 um-1"} or whichever it is.'
)


@frozen
class UnitGuess:
    """The unit that was worked out, and why."""

    unit: str
    remark: str


def guess_radiance_unit(
    where: Path,
    spectra: NDArray[np.floating],
    wavelength_um: NDArray[np.float64],
    good_bands: NDArray[np.bool_],
    *,
    per_wavenumber: bool = False,
    may_be_reflectance: bool = False,
    preferred: str | None = None,
) -> UnitGuess:
    """Work out the unit of radiance from a sample of it.

    Parameters
    ----------
    where : Path
        The file that should have named the unit, for messages.
    spectra : (pixel, wavelength)
        A sample of the numbers, in the unknown unit; NaN where unknown.
    wavelength_um : (wavelength,) float64
        Channel centres, um.
    good_bands : (wavelength,) bool
        Channels to judge by.
    per_wavenumber : bool
        Weigh units per cm-1 too, because the file's axis is in cm-1.
    may_be_reflectance : bool
        The file speaks of reflectance: sunlit channels cannot then decide.
    preferred : str, optional
        The unit to take where the numbers allow it among others.

    Raises
    ------
    SceneError
        If no unit fits, more than one does, or the numbers look like reflectance.
    """
    spectra, wavelength_um = spectra[:, good_bands], wavelength_um[good_bands]
    if not (np.isfinite(spectra) & (spectra != 0.0)).any():
        # Nothing to judge by here; empty scenes are refused for that, with their own reason.
        return UnitGuess("W m-2 sr-1 um-1", "No unit is named, and there are no numbers to judge.")
    reflective = is_reflective(wavelength_um)
    if reflective.any() and not (wavelength_um > 3.0).any():
        _refuse_reflectance(where, spectra, wavelength_um, reflective, may_be_reflectance)
    candidates = dict(RADIANCE_UNITS)
    if per_wavenumber:
        candidates |= RADIANCE_UNITS_PER_WAVENUMBER
    weighed: list[tuple[float, str, Implied]] = []
    seen: set[tuple[float, ...]] = set()
    for unit in candidates:
        factor = factor_to_canonical(unit, wavelength_um)
        # Two names of one unit are no contradiction; the first stands for both.
        key = tuple(np.round(np.log(factor[[0, -1]]), 6))
        if key in seen:
            continue
        seen.add(key)
        result = implied(spectra * factor, wavelength_um)
        weight = _log_likelihood(result)
        if math.isfinite(weight):
            weighed.append((weight, unit, result))
    weighed.sort(key=lambda entry: -entry[0])
    if not weighed:
        as_written = implied(spectra.astype(np.float64), wavelength_um)
        raise SceneError.about(
            where,
            "radiance unit",
            found=f"none named; taken as W m-2 sr-1 um-1 the numbers imply {describe(as_written)}, "
            "and no other unit gives a plausible scene either",
            expected="calibrated radiance",
            remedy=f"If this is radiance: {_REMEDY}",
        )
    contenders = [entry for entry in weighed if weighed[0][0] - entry[0] < math.log(NEEDED_ODDS)]
    for _, unit, result in contenders:
        if unit == preferred:
            remark = f"the format defines it, and it implies {describe(result)}."
            return UnitGuess(unit, f"No radiance unit is named; {unit} was taken: {remark}")
    if len(contenders) > 1:
        told = " or ".join(f"{unit} ({describe(result)})" for _, unit, result in contenders[:2])
        raise SceneError.about(
            where,
            "radiance unit",
            found=f"none named, and the numbers could be {told}",
            expected="one unit",
            remedy=_REMEDY,
        )
    _, unit, result = weighed[0]
    return UnitGuess(
        unit,
        f"No radiance unit is named; {unit} was taken, because it implies {describe(result)}.",
    )


def describe(result: Implied) -> str:
    """Say what spectra imply, in words."""
    parts = []
    if math.isfinite(result.temperature_k):
        parts.append(f"a brightness temperature of {result.temperature_k:.0f} K")
    if math.isfinite(result.reflectance):
        parts.append(f"{100 * result.reflectance:.3g} % of the sunlight reflected")
    return " and ".join(parts) or "nothing that can be judged"


def _log_likelihood(result: Implied) -> float:
    total, judged = 0.0, False
    if math.isfinite(result.temperature_k):
        if not COLDEST_K <= result.temperature_k <= HOTTEST_K:
            return -math.inf
        total -= 0.5 * ((result.temperature_k - USUAL_TEMPERATURE_K) / USUAL_SPREAD_K) ** 2
        total -= 0.5 * (result.temperature_spread_k / USUAL_CHANNEL_SPREAD_K) ** 2
        judged = True
    if math.isfinite(result.reflectance):
        if not SMALLEST_REFLECTANCE <= result.reflectance <= LARGEST_REFLECTANCE:
            return -math.inf
        decades = math.log10(result.reflectance / USUAL_REFLECTANCE)
        total -= 0.5 * (decades / USUAL_REFLECTANCE_DECADES) ** 2
        judged = True
    return total if judged else -math.inf


def _refuse_reflectance(
    where: Path,
    spectra: NDArray[np.floating],
    wavelength_um: NDArray[np.float64],
    reflective: NDArray[np.bool_],
    may_be_reflectance: bool,
) -> None:
    typical = np.nanmedian(np.where(spectra > 0.0, spectra, np.nan)[:, reflective], axis=0)
    sun = np.log(sunlight_radiance(wavelength_um[reflective]))
    known = np.isfinite(typical)
    if not known.any() or float(np.nanmedian(typical)) > LARGEST_REFLECTANCE:
        return
    slope = 0.0
    if known.sum() >= 3 and np.ptp(sun[known]) > SMALLEST_SUN_RANGE:
        slope = float(np.polyfit(sun[known], np.log(typical[known]), 1)[0])
    if may_be_reflectance or slope < FLATTEST_SLOPE:
        raise SceneError.about(
            where,
            "radiance unit",
            found="none named, and numbers that may be reflectance "
            f"({np.nanmin(typical):.3g} to {np.nanmax(typical):.3g})",
            expected="calibrated radiance",
            remedy=f"Give the radiance (level 1) of this scene. If this is radiance: {_REMEDY}",
        )
