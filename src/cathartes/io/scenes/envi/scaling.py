"""From the stored numbers of an ENVI image to numbers in some unit, and which unit.

ENVI defines ``radiance = data gain values * number + data offset values`` in
W m-2 sr-1 um-1, and ``reflectance = number / reflectance scale factor``. ``scale factor`` is
no field of ENVI, but is met: up to 1 it is taken as a multiplier, above 1 as a divisor.
"""

from __future__ import annotations

import re

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from cathartes.errors import SceneError
from cathartes.io.scenes.envi.header_text import EnviHeader
from cathartes.io.scenes.radiance_unit import parse_radiance_unit
from cathartes.io.scenes.stated_unit import parse_stated_unit

ENVI_GAIN_UNIT = "W m-2 sr-1 um-1"
_UNIT_KEYS = (
    "radiance unit",
    "radiance units",
    "data units",
    "data unit",
    "measurement units",
    "units",
    "unit",
)
_UNIT_IN_PROSE = re.compile(
    r"(?:micro|milli|nano)?\s?[uµμmn]?W(?:atts?)?[\s/(*·][^,;\r\n{}]{3,80}", re.I
)
_OTHER_QUANTITIES = ("reflectance", "temperature", "emissivity", "kelvin", "ppm")


@frozen(eq=False)
class EnviScaling:
    """How stored numbers turn into physical ones.

    Attributes
    ----------
    gain, offset : (wavelength,) float64
        ``physical = gain * number + offset``, in ``unit``.
    unit : str or None
        A key of ``units.RADIANCE_UNITS`` or its sibling, ``stated_unit.SINGLE_BEAM``, or None
        where the header does not say.
    unit_of_gains : str or None
        What ENVI defines the result of the header's gains to be. Not every maker keeps to it
        (EnMAP's gains give W m-2 sr-1 nm-1), so the numbers have the first word.
    is_scaled : bool
        The header gives gains or a scale factor: integers are not raw counts.
    may_be_reflectance : bool
        The header speaks of reflectance without naming a unit.
    remarks : tuple of str
    """

    gain: NDArray[np.float64]
    offset: NDArray[np.float64]
    unit: str | None
    unit_of_gains: str | None
    is_scaled: bool
    may_be_reflectance: bool
    remarks: tuple[str, ...]


def read_scaling(header: EnviHeader, n_channels: int) -> EnviScaling:
    """Read gains, offsets, scale factors and unit.

    Raises
    ------
    SceneError
        If a factor is no usable number, or the unit is that of something else.
    """
    remarks: list[str] = []
    gain, offset = np.ones(n_channels), np.zeros(n_channels)
    gains = _per_band(header, "data gain values", n_channels)
    offsets = _per_band(header, "data offset values", n_channels)
    if gains is not None:
        gain = _usable(header, "data gain values", gains, zero_allowed=False)
    if offsets is not None:
        offset = _usable(header, "data offset values", offsets, zero_allowed=True)
    for key in ("reflectance scale factor", "scale factor"):
        factor = _factor(header, key)
        if factor is not None and factor != 1.0:
            divided = key.startswith("reflectance") or factor > 1.0
            by = 1.0 / factor if divided else factor
            gain, offset = gain * by, offset * by
            verb = "divided" if divided else "multiplied"
            remarks.append(f"The numbers were {verb} by the header's {key}, {factor:g}.")
    unit, unit_remarks = _unit(header)
    # Some writers put gains of 1 into every header, which says nothing.
    has_gains = gains is not None and bool((gains != 1.0).any())
    return EnviScaling(
        gain=gain,
        offset=offset,
        unit=unit,
        unit_of_gains=ENVI_GAIN_UNIT if has_gains else None,
        is_scaled=has_gains or bool(remarks),
        may_be_reflectance=unit is None and header.get("reflectance scale factor") is not None,
        remarks=(*remarks, *unit_remarks),
    )


def read_ignored(header: EnviHeader) -> float:
    """Return the ``data ignore value``, NaN where there is none.

    Raises
    ------
    SceneError
        If it is no number.
    """
    ignored = header.number("data ignore value")
    return float("nan") if ignored is None else ignored


def _unit(header: EnviHeader) -> tuple[str | None, tuple[str, ...]]:
    for key in _UNIT_KEYS:
        text = header.get(key)
        if text is None:
            continue
        unit = parse_stated_unit(text)
        if unit is None and any(word in text.lower() for word in _OTHER_QUANTITIES):
            raise SceneError.about(
                header.path,
                key,
                found=text,
                expected="a spectral radiance such as uW cm-2 sr-1 nm-1",
                remedy="Give the calibrated radiance (level 1) of this scene.",
            )
        if unit is not None:
            return unit, ()
        return None, (f"The {key} of the header, {text!r}, is no radiance unit known here.",)
    titles = header.items("z plot titles") or []
    for text in titles[1:]:
        unit = _unit_in_prose(text)
        if unit is not None:
            return unit, ("The radiance unit was taken from the z plot titles of the header.",)
    unit = _unit_in_prose(header.get("description") or "")
    if unit is not None:
        return unit, ("The radiance unit was taken from the description in the header.",)
    return None, ()


def _unit_in_prose(text: str) -> str | None:
    """Find a unit within a sentence: the longest run of words that is one."""
    for match in _UNIT_IN_PROSE.finditer(text[:4000]):
        words = re.split(r"(?<=[\s)\]])", match[0])
        for n_words in range(min(len(words), 12), 0, -1):
            unit = parse_radiance_unit("".join(words[:n_words]).strip(" .)]"))
            if unit is not None:
                return unit
    return None


def _per_band(header: EnviHeader, key: str, n_channels: int) -> NDArray[np.float64] | None:
    """Return one number for each band; a single number stands for all of them."""
    parts = header.items(key)
    if parts is not None and len(parts) == 1:
        number = header.number(key)
        return None if number is None else np.full(n_channels, number)
    numbers = header.numbers(key, n_channels)
    return None if numbers is None else np.array(numbers)


def _factor(header: EnviHeader, key: str) -> float | None:
    factor = header.number(key)
    if factor is not None:
        _usable(header, key, np.array([factor]), zero_allowed=False)
        if factor < 0.0:
            raise SceneError.about(
                header.path,
                key,
                found=factor,
                expected="a positive number",
                remedy="Correct this field of the header with a text editor.",
            )
    return factor


def _usable(
    header: EnviHeader, key: str, numbers: NDArray[np.float64], *, zero_allowed: bool
) -> NDArray[np.float64]:
    wrong = ~np.isfinite(numbers) | (np.abs(numbers) > 1e30)
    if not zero_allowed:
        wrong |= numbers == 0.0
    if wrong.any():
        raise SceneError.about(
            header.path,
            key,
            found=f"{numbers[wrong][0]:g} in {int(wrong.sum())} of {numbers.size} places",
            expected="finite numbers" + ("" if zero_allowed else " other than zero"),
            remedy="Correct this field of the header with a text editor.",
        )
    return numbers
