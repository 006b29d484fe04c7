"""Real backgrounds without gas: Indian Pines radiance, and EnMAP reflectance made radiance."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from cathartes.model import ArraySource, Instrument, Scene, Wind
from cathartes.simulate.atmosphere.solar_air import build_solar_air
from cathartes.simulate.sensor.response import fine_grid, response_matrix
from cathartes.simulate.settings import AtmosphereSettings, SunSettings

DN_OFFSET = 1000.0
W_M2_SR_UM_PER_DN = 10.0 / 500.0
"""Indian Pines holds 500 * L + 1000 with L in uW cm-2 sr-1 nm-1 (convention of its publisher)."""
AVIRIS_1992_FWHM_UM = 0.0100


@frozen(eq=False)
class RealBackground:
    """A real cube in canonical units.

    Attributes
    ----------
    name : str
    radiance : (line, sample, wavelength) float32
        W m-2 sr-1 um-1, NaN where there are no data.
    instrument : Instrument
        With the noise measured on the cube itself.
    pixel_size_m : float
    """

    name: str
    radiance: NDArray[np.float32]
    instrument: Instrument
    pixel_size_m: float

    @property
    def has_data(self) -> NDArray[np.bool_]:
        """Where every channel holds a number, (line, sample)."""
        return np.asarray(np.isfinite(self.radiance).all(axis=2))

    def as_scene(
        self, name: str, radiance: NDArray[np.float32] | None = None, wind: Wind | None = None
    ) -> Scene:
        """Return the background, or changed radiance over it, as a scene in memory."""
        return Scene(
            name=name,
            source=ArraySource(self.radiance if radiance is None else radiance),
            instrument=self.instrument,
            good_bands=np.ones(self.instrument.wavelength_um.size, bool),
            pixel_size_m=self.pixel_size_m,
            wind=wind,
        )


def field_data_folder() -> Path:
    """Return the folder of real data.

    Raises
    ------
    RuntimeError
        When it is not there: the benchmark cannot run without it.
    """
    default = Path(__file__).resolve().parents[3] / "shared" / "data"
    folder = Path(os.environ.get("CATHARTES_FIELD_DATA", default))
    if not (folder / "backgrounds").is_dir():
        raise RuntimeError(f"no backgrounds/ in {folder}; set CATHARTES_FIELD_DATA")
    return folder


def indian_pines() -> RealBackground:
    """Return AVIRIS 1992 radiance over farmland, 145 x 145 pixels of 20 m, 200 channels."""
    folder = field_data_folder() / "backgrounds" / "indian_pines"
    counts = np.load(folder / "Indian_pines_corrected.npy").astype(np.float32)
    radiance = (counts - DN_OFFSET) * W_M2_SR_UM_PER_DN
    wavelength = np.load(folder / "wavelengths_200.npz")["wavelength_nm"] / 1e3
    return _background(
        "indian-pines", radiance, wavelength, np.full(wavelength.size, AVIRIS_1992_FWHM_UM), 20.0
    )


def enmap_potsdam() -> RealBackground:
    """Return EnMAP reflectance lit by a simulated sun, 192 x 160 pixels of 30 m, 2.1-2.45 um."""
    file = np.load(
        field_data_folder() / "backgrounds" / "enmap_potsdam" / "enmap_potsdam_mosaic.npz"
    )
    wanted = (file["wavelength_nm"] > 2100.0) & (file["bbl"] == 1)
    counts = file["refl"][wanted].transpose(1, 2, 0)
    reflectance = np.where(counts == -32768, np.nan, counts / 1e4)
    wavelength, fwhm = file["wavelength_nm"][wanted] / 1e3, file["fwhm_nm"][wanted] / 1e3
    gain, path = _sunlight(Instrument("EnMAP", wavelength, fwhm))
    radiance = (reflectance * gain + path).astype(np.float32)
    return _background("enmap", radiance, wavelength, fwhm, float(file["pixel_m"]))


def _sunlight(instrument: Instrument) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return radiance per unit of reflectance and path radiance seen from orbit, (wavelength,)."""
    sun = SunSettings(zenith_deg=35.0)
    # A platform far above the air stands for the satellite.
    settings = AtmosphereSettings(platform_height_m=40_000.0, water_g_cm2=1.8)
    grid = fine_grid(instrument, 0.1)
    air = build_solar_air(settings, sun, grid)
    weights = response_matrix(instrument, grid)
    cosine = np.cos(np.radians(sun.zenith_deg))
    through = np.exp(-air.optical_depth - air.sun_optical_depth / cosine)
    return (
        weights @ (air.sun_irradiance * cosine / np.pi * through),
        weights @ air.path_radiance,
    )


def _background(
    name: str,
    radiance: NDArray[np.float32],
    wavelength: NDArray[np.float64],
    fwhm: NDArray[np.float64],
    pixel_size_m: float,
) -> RealBackground:
    noise = estimate_noise(radiance)
    return RealBackground(name, radiance, Instrument(name, wavelength, fwhm, noise), pixel_size_m)


def estimate_noise(radiance: NDArray[np.float32], block: int = 8) -> NDArray[np.float64]:
    """Return each channel's noise by spectral and spatial decorrelation, (wavelength,).

    In blocks of ``block`` by ``block`` pixels every channel is explained by its two
    neighbour channels and its left neighbour pixel; the median over blocks of what stays
    unexplained is called noise. It holds some of the neighbours' own noise, so it is rather
    too large than too small, and true SNR rather too small.
    """
    lines, samples, channels = radiance.shape
    here, left = [], []
    for line in range(0, lines - block + 1, block):
        for sample in range(1, samples - block + 1, block):
            tile = radiance[line : line + block, sample - 1 : sample + block].astype(np.float64)
            if np.isfinite(tile).all():
                here.append(tile[:, 1:].reshape(-1, channels))
                left.append(tile[:, :-1].reshape(-1, channels))
    pixels, neighbours = np.stack(here), np.stack(left)
    noise = np.empty(channels)
    for channel in range(channels):
        first = min(max(channel - 1, 0), channels - 3)
        beside = [one for one in range(first, first + 3) if one != channel]
        design = np.concatenate(
            [np.ones_like(pixels[..., :1]), pixels[..., beside], neighbours[..., [channel]]], axis=2
        )
        wanted = pixels[..., [channel]]
        explained = design @ (np.linalg.pinv(design, rcond=1e-9) @ wanted)
        freedom = block * block - design.shape[2]
        noise[channel] = np.sqrt(np.median(np.sum((wanted - explained) ** 2, axis=1)) / freedom)
    return noise
