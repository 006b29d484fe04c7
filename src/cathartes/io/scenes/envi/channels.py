"""Wavelengths, widths and good bands of an ENVI header."""

from __future__ import annotations

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from cathartes.errors import SceneError
from cathartes.io.scenes.channels import channel_spacing, read_channels
from cathartes.io.scenes.envi.header_text import EnviHeader

_AXES = {
    "um": ("micrometers", "micrometer", "micrometres", "micron", "microns", "um", "µm", "μm"),
    "nm": ("nanometers", "nanometer", "nanometres", "nm"),
    "cm-1": ("wavenumber", "wavenumbers", "cm-1", "1/cm", "cm^-1"),
}
_UNSAID = frozenset({"unknown", "index", ""})
LONGEST_GUESSED_UM = 50.0
"""Up to here numbers without a unit are um; nm begin at 200."""
WIDEST_SPACINGS = 50.0
"""A channel this many spacings wide has its width in another unit."""


@frozen(eq=False)
class EnviChannels:
    """The channels of an image.

    Attributes
    ----------
    wavelength_um, fwhm_um : (wavelength,) float64
    good_bands : (wavelength,) bool
    per_wavenumber : bool
        The header's axis is in cm-1, so an undeclared radiance may be per cm-1.
    remarks : tuple of str
    """

    wavelength_um: NDArray[np.float64]
    fwhm_um: NDArray[np.float64]
    good_bands: NDArray[np.bool_]
    per_wavenumber: bool
    remarks: tuple[str, ...]


def read_envi_channels(header: EnviHeader, n_channels: int) -> EnviChannels:
    """Read the spectral axis.

    Raises
    ------
    SceneError
        If wavelengths are missing or cannot be wavelengths.
    """
    centres = header.numbers("wavelength", n_channels)
    if centres is None:
        raise SceneError.about(
            header.path,
            "wavelength",
            found="nothing",
            expected=f"a list of {n_channels} channel centres",
            remedy="Gases are known by their wavelengths: add `wavelength = {...}` and "
            "`wavelength units = ...` to the header.",
        )
    number = np.array(centres)
    widths = header.numbers("fwhm", n_channels)
    width = None if widths is None else np.array(widths)
    unit, remarks = _unit(header, number)
    if unit == "cm-1":
        _require_positive(header, number)
        if width is not None:
            width = width * 1e4 / number**2
        number, unit = 1e4 / number, "um"
    if width is not None:
        width, width_remarks = _same_unit(header, number, width)
        remarks += width_remarks
    wavelength_um, fwhm_um, more = read_channels(
        header.path, "wavelength", number, width, unit=unit, n_channels=n_channels
    )
    good, good_remarks = _good_bands(header, n_channels)
    per_wavenumber = _declared_unit(header) == "cm-1"
    return EnviChannels(
        wavelength_um, fwhm_um, good, per_wavenumber, (*remarks, *more, *good_remarks)
    )


def _declared_unit(header: EnviHeader) -> str | None:
    text = (header.get("wavelength units") or "").strip().lower()
    if text in _UNSAID:
        return None
    for unit, spellings in _AXES.items():
        if text in spellings:
            return unit
    raise SceneError.about(
        header.path,
        "wavelength units",
        found=text,
        expected="Nanometers, Micrometers or Wavenumber",
        remedy="Correct this field of the header with a text editor.",
    )


def _unit(header: EnviHeader, number: NDArray[np.float64]) -> tuple[str, tuple[str, ...]]:
    declared = _declared_unit(header)
    if declared is not None:
        return declared, ()
    largest = float(np.nanmax(number)) if np.isfinite(number).any() else 0.0
    unit = "um" if largest <= LONGEST_GUESSED_UM else "nm"
    remark = (
        f"{header.path.name} does not name the unit of its wavelengths; {unit} was assumed "
        f"from their size (up to {largest:g})."
    )
    return unit, (remark,)


def _require_positive(header: EnviHeader, wavenumber: NDArray[np.float64]) -> None:
    if not (wavenumber > 0.0).all():
        raise SceneError.about(
            header.path,
            "wavelength",
            found=f"{int((~(wavenumber > 0.0)).sum())} wavenumbers that are not positive",
            expected="positive wavenumbers",
            remedy="The header is damaged; fetch it again.",
        )


def _same_unit(
    header: EnviHeader, number: NDArray[np.float64], width: NDArray[np.float64]
) -> tuple[NDArray[np.float64], tuple[str, ...]]:
    """Bring widths that are in the other of nm and um into the unit of the centres."""
    if not (np.isfinite(width).all() and (width > 0.0).all() and np.isfinite(number).all()):
        return width, ()  # judged by read_channels
    if number.size < 2 or np.ptp(number) == 0.0:
        return width, ()
    ratio = float(np.median(width / channel_spacing(number)))
    for factor in (1e-3, 1e3):
        if not 1.0 / WIDEST_SPACINGS < ratio < WIDEST_SPACINGS and 0.2 < ratio * factor < 10.0:
            remark = (
                f"The fwhm of {header.path.name} are in another unit than its wavelengths; "
                f"they were multiplied by {factor:g}."
            )
            return width * factor, (remark,)
    return width, ()


def _good_bands(header: EnviHeader, n_channels: int) -> tuple[NDArray[np.bool_], tuple[str, ...]]:
    flags = header.numbers("bbl", n_channels)
    if flags is None:
        return np.ones(n_channels, dtype=bool), ()
    good = np.array(flags) != 0.0
    if not good.any():
        return np.ones(n_channels, dtype=bool), (
            f"The bad-band list of {header.path.name} calls every channel bad; it was ignored.",
        )
    n_bad = int((~good).sum())
    return good, (f"The header calls {n_bad} of {n_channels} channels bad.",) if n_bad else ()
