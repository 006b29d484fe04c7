"""The gas library as one instrument sees it: absorption per channel, blind spots, groups."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cathartes.errors import InstrumentError, OptionError
from cathartes.model.gas import ChannelLibrary, Gas, GasLibrary
from cathartes.model.instrument import Instrument
from cathartes.physics.gases.bands import convolve_bands
from cathartes.physics.gases.groups import group_gases, remove_baseline
from cathartes.physics.gases.spectra import convolve_spectrum
from cathartes.units import MOLECULES_CM2_PER_PPM_M

THERMAL_OPTICAL_DEPTH_NOISE = 0.025
"""NEdT 0.1 K over a thermal contrast of 5 K through an atmosphere of transmittance 0.8."""
SOLAR_OPTICAL_DEPTH_NOISE = 0.0025
"""Signal-to-noise ratio of 200 on light that passes the plume twice."""
WEAKEST_COLUMN_PPM_M = 5000.0
"""A gas that takes more than this for 3 sigma in a pixel is not worth a false alarm."""
GROUP_CORRELATION = 0.71
"""Average-link threshold; docs/adr gives the numbers behind it."""
FINENESS_ERROR = 0.01
"""Shape error added when the measurement is twice as coarse as the channel (see docs/adr)."""


def channel_absorption(gas: Gas, instrument: Instrument) -> NDArray[np.float64]:
    """Return the absorption of one gas in each channel.

    Parameters
    ----------
    gas : Gas
    instrument : Instrument
        Gaussian channel responses.

    Returns
    -------
    (wavelength,) float64
        Optical depth per ppm m, one way, natural logarithm, at small columns. Zero where the
        gas was not measured.
    """
    centre = instrument.wavenumber_cm1
    fwhm = channel_fwhm_cm1(instrument)
    if gas.bands is not None:
        cross_section = convolve_bands(gas.bands, centre, fwhm)
    else:
        cross_section = convolve_spectrum(gas.spectrum, centre, fwhm)
    return np.maximum(cross_section, 0.0) * MOLECULES_CM2_PER_PPM_M


def channel_fwhm_cm1(instrument: Instrument) -> NDArray[np.float64]:
    """Return channel widths in cm-1, (wavelength,), to first order in width over centre."""
    return instrument.fwhm_um * 1e4 / instrument.wavelength_um**2


def optical_depth_noise(instrument: Instrument) -> NDArray[np.float64]:
    """Return the usual noise of a pixel's optical depth in each channel, (wavelength,)."""
    return np.where(instrument.is_thermal, THERMAL_OPTICAL_DEPTH_NOISE, SOLAR_OPTICAL_DEPTH_NOISE)


def faintest_column(
    absorption_per_ppm_m: NDArray[np.float64],
    instrument: Instrument,
    noise: NDArray[np.float64] | None = None,
) -> float:
    """Return the ppm m that stand out by 3 sigma in one pixel, with all channels together.

    Parameters
    ----------
    absorption_per_ppm_m : (wavelength,) float64
        Of one gas.
    instrument : Instrument
    noise : (wavelength,) float64, optional
        Of a pixel's optical depth; :func:`optical_depth_noise` by default.
    """
    noise = optical_depth_noise(instrument) if noise is None else noise
    good = np.ones(len(noise), bool)
    return float(
        _three_sigma_columns(absorption_per_ppm_m[None], noise, _parts(instrument, good))[0]
    )


def channel_library(
    library: GasLibrary,
    instrument: Instrument,
    *,
    good_bands: NDArray[np.bool_] | None = None,
    noise: NDArray[np.float64] | None = None,
    weakest_column_ppm_m: float = WEAKEST_COLUMN_PPM_M,
    group_correlation: float = GROUP_CORRELATION,
) -> ChannelLibrary:
    """Convolve a library with an instrument's channels and say what it cannot do.

    Parameters
    ----------
    library : GasLibrary
        The gases asked for.
    instrument : Instrument
    good_bands : (wavelength,) bool, optional
        Channels that count; all by default.
    noise : (wavelength,) float64, optional
        Standard deviation of one pixel's optical depth; by default that of a common thermal
        or solar instrument (:func:`optical_depth_noise`).
    weakest_column_ppm_m : float
        A gas whose 3-sigma column in one pixel is larger counts as invisible.
    group_correlation : float
        Average correlation above which gases are reported as one group.

    Returns
    -------
    ChannelLibrary
        Rows span all channels of the instrument, bad ones too.

    Raises
    ------
    InstrumentError
        When the instrument can see none of the gases.
    OptionError
        When ``good_bands`` or ``noise`` do not fit the instrument.

    Notes
    -----
    What a smooth background can imitate is no band: a quadratic in each spectral part
    (thermal, solar) is removed before a gas's strength is judged and gases are compared.
    """
    channels = len(instrument.wavelength_um)
    good = np.ones(channels, bool) if good_bands is None else np.asarray(good_bands, bool)
    noise = optical_depth_noise(instrument) if noise is None else np.asarray(noise, np.float64)
    _check_shapes(instrument, good, noise)
    gases = list(library)
    absorption = np.array([channel_absorption(gas, instrument) for gas in gases])
    absorption = absorption.reshape(len(gases), channels)
    parts = [part for part in _parts(instrument, good) if part.any()]
    column = _three_sigma_columns(absorption, noise, parts)
    visible = column <= weakest_column_ppm_m
    invisible = {
        gas.name: _why_invisible(gas, instrument, good, limit, weakest_column_ppm_m)
        for gas, limit, seen in zip(gases, column, visible, strict=True)
        if not seen
    }
    if not visible.any():
        raise _sees_nothing(instrument, invisible)
    names = tuple(gas.name for gas, seen in zip(gases, visible, strict=True) if seen)
    seen_gases = [gas for gas, seen in zip(gases, visible, strict=True) if seen]
    scale = np.ones(channels)
    for part in parts:
        scale[part] = np.median(noise[part])
    return ChannelLibrary(
        names=names,
        absorption_per_ppm_m=absorption[visible],
        source_classes=tuple(gas.source_class for gas in seen_gases),
        relative_error=np.array([_relative_error(gas, instrument, good) for gas in seen_gases]),
        invisible=invisible,
        groups=group_gases(names, absorption[visible] / scale, parts, group_correlation),
    )


def _parts(instrument: Instrument, good: NDArray[np.bool_]) -> list[NDArray[np.bool_]]:
    """Thermal and solar channels have different backgrounds; each has its own baseline."""
    return [good & instrument.is_thermal, good & ~instrument.is_thermal]


def _three_sigma_columns(
    absorption: NDArray[np.float64], noise: NDArray[np.float64], parts: list[NDArray[np.bool_]]
) -> NDArray[np.float64]:
    power = np.zeros(len(absorption))
    for part in parts:
        cleaned = remove_baseline(absorption[:, part] / noise[part], degree=2)
        power += (cleaned**2).sum(axis=1)
    with np.errstate(divide="ignore"):
        return np.asarray(3.0 / np.sqrt(power))


def _relative_error(gas: Gas, instrument: Instrument, good: NDArray[np.bool_]) -> float:
    """Add to the spectrum's own error what is unknown below its resolution."""
    absorption = channel_absorption(gas, instrument)[good]
    if absorption.size == 0 or absorption.max() <= 0.0:
        return gas.relative_error
    strongest = int(absorption.argmax())
    fwhm = float(channel_fwhm_cm1(instrument)[good][strongest])
    fineness = max(gas.spectrum.resolution_cm1 / fwhm - 1.0, 0.0)
    return float(np.hypot(gas.relative_error, FINENESS_ERROR * fineness))


def _why_invisible(
    gas: Gas, instrument: Instrument, good: NDArray[np.bool_], column: float, weakest: float
) -> str:
    remark = "".join(f" {text}" for text in gas.remarks)
    if not good.any():
        return f"{gas.name} cannot be seen: this instrument has no good channel."
    wavelength = instrument.wavelength_um[good]
    span = f"{wavelength.min():.2f}-{wavelength.max():.2f} um"
    if column > 1e5:
        return (
            f"{gas.name} has no usable band in the good channels of this instrument ({span})."
            f"{remark}"
        )
    return (
        f"{gas.name} is too weak for this instrument ({span}): 3 sigma in one pixel takes about "
        f"{column:.3g} ppm m, more than {weakest:.3g}.{remark}"
    )


def _check_shapes(
    instrument: Instrument, good: NDArray[np.bool_], noise: NDArray[np.float64]
) -> None:
    channels = len(instrument.wavelength_um)
    for field, values in (("good_bands", good), ("noise", noise)):
        if values.shape != (channels,):
            raise OptionError.about(
                f"instrument {instrument.name}",
                field,
                found=f"an array of shape {values.shape}",
                expected=f"one number for each of the {channels} channels",
                remedy="Give the list in the order of the instrument's channels.",
            )
    if not np.all(noise[good] > 0.0):
        raise OptionError.about(
            f"instrument {instrument.name}",
            "noise",
            found="a noise that is zero, negative or not a number",
            expected="a positive standard deviation in each good channel",
            remedy="Mark channels of unknown noise as bad.",
        )


def _sees_nothing(instrument: Instrument, invisible: dict[str, str]) -> InstrumentError:
    wavelength = instrument.wavelength_um
    shown = list(invisible.values())[:3]
    more = f" ({len(invisible) - 3} more)" if len(invisible) > 3 else ""
    asked = "the gas" if len(invisible) == 1 else f"at least one of the {len(invisible)} gases"
    return InstrumentError.about(
        f"instrument {instrument.name}",
        "channels",
        found=f"{len(wavelength)} channels between {np.min(wavelength, initial=np.inf):.3f} and "
        f"{np.max(wavelength, initial=0.0):.3f} um",
        expected=f"a band of {asked} asked for",
        remedy=" ".join(shown) + more,
    )
