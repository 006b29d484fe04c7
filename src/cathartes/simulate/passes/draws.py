"""Passes drawn at random: camera, air, emitters, the map and what is told of the wind."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from attrs import evolve, frozen
from numpy.typing import NDArray

from cathartes.model.location.plume_image import PlumeImage, kg_m2_per_ppm_m
from cathartes.model.location.wind_series import WIND_ERRORS
from cathartes.model.wind import Wind
from cathartes.simulate.passes.camera import CAMERAS, Camera, add_retrieval_errors
from cathartes.simulate.passes.eddies import EddyField, draw_eddies
from cathartes.simulate.passes.snapshots import EmissionHistory, release_plume
from cathartes.simulate.passes.weather import Weather, draw_weather

Array = NDArray[np.float64]
STRENGTHS = (2.0, 60.0)
"""Range of the strength of a plume: what crosses one line across the wind, in units of the noise
of one pixel times three pixels' width."""


@frozen
class PlacedEmitter:
    """An emitter and where it is, pixel-centre coordinates."""

    emission: EmissionHistory
    line: float
    sample: float


@frozen(eq=False)
class SimulatedPass:
    """A column map and what is true of it.

    Attributes
    ----------
    image : PlumeImage
    line, sample : (emitter,) float64
    emission_rate_kg_per_h : (emitter,) float64
        Mean while the gas in the map was released.
    true_column_ppm_m : (emitter, line, sample) float64
        Of each emitter's gas, before optics and retrieval.
    """

    image: PlumeImage
    line: Array
    sample: Array
    emission_rate_kg_per_h: Array
    true_column_ppm_m: Array


@frozen
class PassSettings:
    """Everything that is drawn before gas moves.

    Attributes
    ----------
    camera : Camera
    pixel_size_m, noise_ppm_m : float
    shape : (int, int)
    weather : Weather
    emitters : tuple of PlacedEmitter
        None for a blank pass.
    """

    camera: Camera
    pixel_size_m: float
    noise_ppm_m: float
    shape: tuple[int, int]
    weather: Weather
    emitters: tuple[PlacedEmitter, ...]


def draw_settings(
    rng: np.random.Generator,
    *,
    camera: Camera | None = None,
    emitters: int = 1,
    shape: tuple[int, int] = (112, 128),
    strengths: tuple[float, float] = STRENGTHS,
) -> PassSettings:
    """Draw a pass with some emitters.

    The first emitter lies upwind of the middle, so that most of its plume is in the map; others
    lie aside of it by a fifth of the map at least.
    """
    chosen = camera or CAMERAS[int(rng.integers(len(CAMERAS)))]
    pixel = float(np.exp(rng.uniform(*np.log(chosen.pixel_size_m))))
    noise = float(np.exp(rng.uniform(*np.log(chosen.noise_ppm_m))))
    weather = draw_weather(rng)
    placed: list[PlacedEmitter] = []
    for line, sample in _places(rng, shape, weather.from_direction_deg, emitters):
        strength = float(np.exp(rng.uniform(*np.log(strengths))))
        per_metre = noise * kg_m2_per_ppm_m(chosen.molar_mass_g_per_mol) * 3.0 * pixel
        rate = strength * per_metre * weather.speed_m_s * 3600.0
        emission = EmissionHistory(
            emission_rate_kg_per_h=rate,
            release_height_m=float(np.exp(rng.uniform(np.log(0.8), np.log(20.0)))),
            radius_m=float(rng.uniform(0.2, 2.5)),
            pulsation=float(rng.uniform(0.05, 0.8)),
            pulse_s=float(np.exp(rng.uniform(np.log(3.0), np.log(60.0)))),
            off_share=float(rng.uniform(0.1, 0.5)) if rng.random() < 0.3 else 0.0,
        )
        placed.append(PlacedEmitter(emission, line, sample))
    return PassSettings(chosen, pixel, noise, shape, weather, tuple(placed))


def _places(
    rng: np.random.Generator, shape: tuple[int, int], from_direction_deg: float, count: int
) -> list[tuple[float, float]]:
    toward = np.radians(from_direction_deg + 180.0)
    middle = np.array([shape[0] / 2.0, shape[1] / 2.0])
    down = np.array([-np.cos(toward), np.sin(toward)])
    aside = np.array([np.sin(toward), np.cos(toward)])
    places: list[tuple[float, float]] = []
    slots = (np.arange(count) - (count - 1) / 2.0) / max(count, 1)
    for slot in slots:
        upwind = rng.uniform(0.0, 0.32) * min(shape)
        across = (slot + rng.uniform(-0.12, 0.12) * (0.6 if count > 1 else 1.0)) * min(shape)
        line, sample = middle - upwind * down + across * 0.8 * aside
        places.append((float(line), float(sample)))
    return places


def draw_pass(
    settings: PassSettings,
    rng: np.random.Generator,
    times_s: Sequence[float] = (0.0,),
) -> tuple[SimulatedPass, ...]:
    """Return the column map of each pass over the settings' emitters, north up.

    The lower left corner of the map is at (0, 0). Each pass has errors of its own.
    """
    pixel = settings.pixel_size_m
    to_column = 1.0 / kg_m2_per_ppm_m(settings.camera.molar_mass_g_per_mol) / pixel**2
    mass = np.zeros((len(times_s), len(settings.emitters), *settings.shape))
    rates = np.zeros((len(times_s), len(settings.emitters)))
    eddies = draw_eddies(settings.weather, max(2.0 * pixel, 3.0), rng)
    for number, emitter in enumerate(settings.emitters):
        plume = release_plume(
            emitter.emission,
            settings.weather,
            rng,
            shape=settings.shape,
            pixel_size_m=pixel,
            line=emitter.line,
            sample=emitter.sample,
            times_s=times_s,
            eddies=_seen_from(eddies, settings, emitter),
        )
        mass[:, number] = plume.mass_kg
        rates[:, number] = plume.recent_rate_kg_per_h
    visible = _visible_share(settings, rng)
    passes = []
    for time, one, rate in zip(times_s, mass, rates, strict=True):
        whole = one.sum(axis=0) * to_column * visible
        column, std = add_retrieval_errors(whole, settings.noise_ppm_m, rng)
        image = PlumeImage(
            name=f"pass at {time:g} s",
            gas=settings.camera.gas,
            molar_mass_g_per_mol=settings.camera.molar_mass_g_per_mol,
            column_ppm_m=column,
            column_std_ppm_m=std,
            affine=(pixel, 0.0, 0.0, 0.0, -pixel, pixel * settings.shape[0]),
            time_s=float(time),
            instrument=settings.camera.name,
        )
        line = np.array([one.line for one in settings.emitters])
        sample = np.array([one.sample for one in settings.emitters])
        passes.append(SimulatedPass(image, line, sample, rate, one * to_column))
    return tuple(passes)


def _visible_share(settings: PassSettings, rng: np.random.Generator) -> Array:
    """Return the share of the column that is seen: less over the plant itself, now and then.

    Roofs, tanks and warm machines around an emitter have a contrast of their own.
    """
    line, sample = np.mgrid[0 : settings.shape[0], 0 : settings.shape[1]]
    share = np.ones(settings.shape)
    for emitter in settings.emitters:
        if rng.random() < 0.35:
            side = rng.uniform(1.0, 7.0, 2)
            offset = rng.uniform(-0.5, 0.5, 2) * side
            plant = (np.abs(line - emitter.line - offset[0]) < 0.5 * side[0]) & (
                np.abs(sample - emitter.sample - offset[1]) < 0.5 * side[1]
            )
            share[plant] *= rng.uniform(0.1, 1.1)
    return share


def _seen_from(eddies: EddyField, settings: PassSettings, emitter: PlacedEmitter) -> EddyField:
    """Return the same eddies with their phases as at this emitter."""
    toward = np.radians(settings.weather.from_direction_deg + 180.0)
    east = emitter.sample * settings.pixel_size_m
    north = -emitter.line * settings.pixel_size_m
    along = east * np.sin(toward) + north * np.cos(toward)
    across = east * np.cos(toward) - north * np.sin(toward)
    shift = eddies.wavenumber[:, 0] * along + eddies.wavenumber[:, 1] * across
    return evolve(eddies, phase=eddies.phase + shift)


def give_wind(weather: Weather, kind: str, rng: np.random.Generator) -> Wind:
    """Return the wind as a source of this kind would tell it, wrong by the kind's errors."""
    log_std, direction_std = WIND_ERRORS[kind]
    return Wind(
        weather.speed_m_s * float(np.exp(rng.normal(0.0, log_std))),
        weather.from_direction_deg + float(rng.normal(0.0, direction_std)),
    )
