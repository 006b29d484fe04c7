"""From an emitter's settings to columns of each gas and the plume's temperature."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from cathartes.errors import OptionError
from cathartes.model.gas import Gas
from cathartes.simulate.plume.column_map import column_map
from cathartes.simulate.plume.puffs import release_puffs
from cathartes.simulate.settings import EmitterSettings, SceneSettings
from cathartes.units import AVOGADRO_PER_MOL, MOLECULES_CM2_PER_PPM_M

DEFAULT_MOLAR_MASS = 70.0
"""g/mol of a gas whose molar mass is not known."""


@frozen(eq=False)
class GasPlume:
    """The gas of one emitter in the air.

    Attributes
    ----------
    names : tuple of str
    column_ppm_m : (gas, line, sample) float64
    temperature_k : (line, sample) float64
        Mean of the gas in the column; the air's where there is none.
    line, sample : float
        The emitter, pixel-centre coordinates.
    gas_rate_kg_per_h : (gas,) float64
    """

    names: tuple[str, ...]
    column_ppm_m: NDArray[np.float64]
    temperature_k: NDArray[np.float64]
    line: float
    sample: float
    gas_rate_kg_per_h: NDArray[np.float64]


def ppm_m_per_kg_m2(molar_mass_g_per_mol: float) -> float:
    """Return the column in ppm m of 1 kg of a gas over 1 m2."""
    molecules_per_cm2 = 1000.0 / molar_mass_g_per_mol * AVOGADRO_PER_MOL / 1e4
    return molecules_per_cm2 / MOLECULES_CM2_PER_PPM_M


CANDIDATE_PLACES = 4
"""Places drawn for each emitter; the one farthest aside from other plumes is taken."""


def _place(
    emitter: EmitterSettings,
    settings: SceneSettings,
    rng: np.random.Generator,
    taken: Sequence[tuple[float, float]],
) -> tuple[float, float]:
    toward = np.radians(settings.wind.from_direction_deg + 180.0)
    # Somewhat upwind of the middle, so that the plume is in the scene; and aside from other
    # plumes, since sources in line with the wind are rarer than uniform draws make them.
    line = rng.uniform(0.08, 0.92, CANDIDATE_PLACES) + 0.12 * np.cos(toward)
    sample = rng.uniform(0.08, 0.92, CANDIDATE_PLACES) - 0.12 * np.sin(toward)
    line = np.clip(line * settings.lines, 2.0, settings.lines - 3.0)
    sample = np.clip(sample * settings.samples, 2.0, settings.samples - 3.0)
    if emitter.line is not None:
        line = np.full_like(line, emitter.line)
    if emitter.sample is not None:
        sample = np.full_like(sample, emitter.sample)
    aside = np.full(CANDIDATE_PLACES, np.inf)
    for other_line, other_sample in taken:
        apart = (sample - other_sample) * np.cos(toward) + (line - other_line) * np.sin(toward)
        aside = np.minimum(aside, np.abs(apart))
    best = int(np.argmax(aside))
    return float(line[best]), float(sample[best])


def emit_plume(
    emitter: EmitterSettings,
    settings: SceneSettings,
    spectra: Mapping[str, Gas],
    rng: np.random.Generator,
    taken: Sequence[tuple[float, float]] = (),
) -> GasPlume:
    """Release puffs, let the wind carry them and add up their columns.

    An emitter that is to be scaled to a signal-to-noise ratio gets 1 kg/h here.

    Parameters
    ----------
    emitter : EmitterSettings
    settings : SceneSettings
    spectra : mapping of str to Gas
    rng : numpy.random.Generator
    taken : sequence of (float, float)
        Line and sample of emitters that are there already.

    Raises
    ------
    OptionError
        An emitter names a gas without a spectrum.
    """
    names = tuple(share.name for share in emitter.gases)
    for name in names:
        if name not in spectra:
            raise OptionError.about(
                "scene settings",
                "emitters.gases",
                found=repr(name),
                expected="a gas out of " + ", ".join(spectra),
                remedy="Pass a spectrum of this gas, or name another.",
            )
    line, sample = _place(emitter, settings, rng, taken)
    pixel = settings.pixel_size_m
    extent = pixel * float(np.hypot(settings.lines, settings.samples))
    puffs = release_puffs(emitter, settings.wind, rng, 0.7 * pixel, extent)
    shares = np.array([share.share for share in emitter.gases])
    masses = np.array([spectra[name].molar_mass_g_per_mol or DEFAULT_MOLAR_MASS for name in names])
    mass_shares = shares * masses / np.sum(shares * masses)
    rate = emitter.emission_rate_kg_per_h or 1.0
    composition = (
        puffs.composition / (np.average(puffs.composition, axis=0, weights=puffs.amount)[None, :])
    )
    kilograms = rate / 3600.0 * puffs.amount[:, None] * mass_shares * composition
    to_column = np.array([ppm_m_per_kg_m2(mass) for mass in masses]) / pixel**2
    travelled = np.hypot(puffs.easting_m, puffs.northing_m)
    excess = emitter.temperature_excess_k * np.exp(-travelled / emitter.excess_decay_m)
    carried = np.hstack(
        [kilograms * to_column, (puffs.amount * excess)[:, None], puffs.amount[:, None]]
    )
    maps = column_map(
        line - puffs.northing_m / pixel,
        sample + puffs.easting_m / pixel,
        puffs.sigma_m / pixel,
        carried,
        (settings.lines, settings.samples),
    )
    warmer = np.divide(maps[-2], maps[-1], out=np.zeros_like(maps[-1]), where=maps[-1] > 0.0)
    return GasPlume(
        names,
        maps[:-2],
        settings.atmosphere.air_temperature_k + warmer,
        line,
        sample,
        rate * mass_shares,
    )
