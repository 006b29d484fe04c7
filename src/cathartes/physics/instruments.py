"""Imaging spectrometers by name: published channel grids, widths and noise.

An instrument is a record in :data:`INSTRUMENTS`, never a branch on a name. Only ranges, widths
and noise figures that were published are kept; the grid between the two ends is regular in
wavelength (or in wavenumber for a Fourier-transform spectrometer), which is within a channel
of the true one. A scene's own header always goes before this list.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from cathartes.errors import InstrumentError
from cathartes.kernels.planck import planck_derivative
from cathartes.model.instrument import Instrument

SolarNoise = tuple[float, float, float]
"""(a, b, c) of noise = a sqrt(b + L) + c with L and noise in W m-2 sr-1 um-1."""


@frozen
class InstrumentDesign:
    """What was published about an imaging spectrometer.

    Attributes
    ----------
    name : str
        As the field writes it.
    first_um, last_um : float
        Centres of the first and the last channel.
    channels : int
        Number of channels.
    fwhm : tuple of (float, float)
        Knots (wavelength in um, full width at half maximum in um), interpolated linearly; for
        ``spacing="wavenumber"`` the width is one number in cm-1 and the first item is ignored.
    spacing : {"wavelength", "wavenumber"}
        In what the grid is regular.
    nedt : tuple of (float, float)
        Knots (wavelength in um, noise-equivalent temperature difference in K at 300 K).
    solar_noise : tuple of float or None
        Signal-dependent noise of a solar instrument.
    ifov_mrad : float or None
        Instantaneous field of view.
    aliases : tuple of str
        Other spellings.
    source : str
        Where the numbers were published.
    """

    name: str
    first_um: float
    last_um: float
    channels: int
    fwhm: tuple[tuple[float, float], ...]
    spacing: Literal["wavelength", "wavenumber"] = "wavelength"
    nedt: tuple[tuple[float, float], ...] = ()
    solar_noise: SolarNoise | None = None
    ifov_mrad: float | None = None
    aliases: tuple[str, ...] = ()
    source: str = ""

    def wavelength_um(self) -> NDArray[np.float64]:
        """Return channel centres, (wavelength,)."""
        if self.spacing == "wavenumber":
            return 1e4 / np.linspace(1e4 / self.first_um, 1e4 / self.last_um, self.channels)
        return np.linspace(self.first_um, self.last_um, self.channels)

    def fwhm_um(self) -> NDArray[np.float64]:
        """Return full widths at half maximum, (wavelength,)."""
        wavelength = self.wavelength_um()
        if self.spacing == "wavenumber":
            return np.asarray(self.fwhm[0][1] * wavelength**2 / 1e4, np.float64)
        knots = np.array(self.fwhm)
        return np.asarray(np.interp(wavelength, knots[:, 0], knots[:, 1]), np.float64)

    def noise_radiance(self, radiance: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the standard deviation of one sample at a given radiance.

        Parameters
        ----------
        radiance : (..., wavelength) float64
            W m-2 sr-1 um-1; used by solar instruments only.
        """
        if self.solar_noise is not None:
            gain, floor, constant = self.solar_noise
            return gain * np.sqrt(floor + np.maximum(radiance, 0.0)) + constant
        wavelength = self.wavelength_um()
        knots = np.array(self.nedt)
        nedt = np.interp(wavelength, knots[:, 0], knots[:, 1])
        return np.broadcast_to(nedt * planck_derivative(wavelength, 300.0), radiance.shape)

    def as_instrument(self) -> Instrument:
        """Return the record the detector sees, with the noise of a typical scene.

        Typical is 300 K for a thermal instrument and 3 W m-2 sr-1 um-1 (bright soil at
        2.2 um) for a solar one.
        """
        wavelength = self.wavelength_um()
        noise = None
        if self.nedt or self.solar_noise is not None:
            noise = np.array(self.noise_radiance(np.full(wavelength.shape, 3.0)))
        return Instrument(self.name, wavelength, self.fwhm_um(), noise)


INSTRUMENTS: tuple[InstrumentDesign, ...] = (
    InstrumentDesign(
        "HyTES",
        7.520,
        12.008,
        256,
        (
            (7.52, 0.0279),
            (7.97, 0.0295),
            (8.41, 0.0288),
            (10.18, 0.0313),
            (11.49, 0.0352),
            (12.0, 0.0307),
        ),
        nedt=(
            (7.5, 0.30),
            (8.0, 0.17),
            (9.0, 0.21),
            (10.0, 0.11),
            (11.0, 0.16),
            (11.5, 0.35),
            (12.0, 0.97),
        ),
        ifov_mrad=1.8,
        aliases=("hytes-l1",),
        source="Hulley et al. 2016, AMT 9:2393; channel widths as distributed with isofit",
    ),
    InstrumentDesign(
        "Mako class",
        7.80,
        13.40,
        128,
        ((7.8, 0.044), (13.4, 0.044)),
        nedt=((7.8, 0.07), (8.5, 0.05), (12.0, 0.05), (13.4, 0.10)),
        ifov_mrad=0.55,
        aliases=("mako",),
        source="Buckland et al. 2017; Remote Sensing 2019, 11:1866 (noise: nominal)",
    ),
    InstrumentDesign(
        "SEBASS class",
        7.60,
        13.50,
        128,
        ((7.6, 0.050), (13.5, 0.055)),
        nedt=((7.6, 0.10), (8.5, 0.05), (12.0, 0.06), (13.5, 0.15)),
        ifov_mrad=1.0,
        aliases=("sebass",),
        source="Hackwell et al. 1996, SPIE 2819 (width and noise: nominal)",
    ),
    InstrumentDesign(
        "OWL",
        7.60,
        12.30,
        103,
        ((7.6, 0.100), (12.3, 0.100)),
        nedt=((7.6, 0.15), (8.5, 0.06), (11.0, 0.08), (12.3, 0.20)),
        ifov_mrad=1.1,
        aliases=("specim owl", "aisaowl"),
        source="Specim AisaOWL product sheet; NERC-ARF wiki (noise: nominal)",
    ),
    InstrumentDesign(
        "Hyper-Cam LW",
        11.80,
        7.70,
        113,
        ((0.0, 4.0),),
        spacing="wavenumber",
        nedt=((7.7, 0.12), (8.5, 0.06), (11.0, 0.06), (11.8, 0.10)),
        ifov_mrad=0.35,
        aliases=("hyper-cam", "hypercam", "telops hyper-cam"),
        source="Telops product sheet, set to 4 cm-1 (noise: nominal)",
    ),
    InstrumentDesign(
        "AVIRIS-NG",
        0.380,
        2.510,
        425,
        ((0.38, 0.0055), (2.51, 0.0060)),
        solar_noise=(0.0090, 1.1, 0.0),
        ifov_mrad=1.0,
        aliases=("avirisng", "aviris-3", "aviris3"),
        source="Thorpe et al. 2016; noise as distributed with isofit, at 2.2 um",
    ),
    InstrumentDesign(
        "EMIT",
        0.381,
        2.493,
        285,
        ((0.381, 0.0084), (2.493, 0.0088)),
        solar_noise=(0.0055, 2.7, 0.0),
        source="Green et al. 2020; noise as distributed with isofit, at 2.2 um",
    ),
    InstrumentDesign(
        "Tanager",
        0.377,
        2.499,
        426,
        ((0.377, 0.0055), (2.499, 0.0060)),
        solar_noise=(0.0050, 0.55, 0.0),
        aliases=("tanager-1",),
        source="Planet Tanager-1 product note; noise as distributed with isofit, at 2.2 um",
    ),
    InstrumentDesign(
        "EnMAP",
        0.418,
        2.445,
        224,
        ((0.418, 0.0070), (1.0, 0.0100), (2.1, 0.0078), (2.445, 0.0078)),
        solar_noise=(0.0065, 0.60, 0.0),
        source="Guanter et al. 2015; widths of distributed products; noise from measured SNR 320",
    ),
    InstrumentDesign(
        "PRISMA",
        0.400,
        2.497,
        234,
        ((0.4, 0.0120), (2.497, 0.0095)),
        solar_noise=(0.0115, 0.60, 0.0),
        source="Loizzo et al. 2018; noise from measured SNR 180",
    ),
)
"""Every instrument known by name."""


def find_design(name: str) -> InstrumentDesign:
    """Return the published design of an instrument, by name or alias.

    Raises
    ------
    InstrumentError
        No instrument of that name is listed.
    """
    wanted = name.strip().casefold()
    for design in INSTRUMENTS:
        if wanted in {spelling.casefold() for spelling in (design.name, *design.aliases)}:
            return design
    raise InstrumentError.about(
        "instrument list",
        "name",
        found=repr(name),
        expected="one of " + ", ".join(design.name for design in INSTRUMENTS),
        remedy="Name one of these, or leave it out: the scene's own channels are used.",
    )


def find_instrument(name: str) -> Instrument:
    """Return the channels, widths and noise of an instrument, by name or alias.

    Raises
    ------
    InstrumentError
        No instrument of that name is listed.
    """
    return find_design(name).as_instrument()
