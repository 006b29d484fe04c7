"""Gas carried by a turbulent wind, as columns at the moments of the passes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from attrs import frozen
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter
from scipy.stats import norm

from cathartes.simulate.passes.eddies import EddyField, draw_eddies
from cathartes.simulate.passes.weather import Weather
from cathartes.simulate.plume.puffs import ornstein_uhlenbeck

Array = NDArray[np.float64]
PARTICLES_PER_PIXEL = 24
"""Released while the wind crosses a pixel."""
SIZE_CLASSES = 8


@frozen
class EmissionHistory:
    """How one emitter emits.

    Attributes
    ----------
    emission_rate_kg_per_h : float
        Long-term mean.
    release_height_m : float
    radius_m : float
        Of the emitting area.
    pulsation, pulse_s : float
        Spread of the logarithm of the rate and the time in which it is forgotten.
    off_share : float
        Share of the time in which nothing comes out; pauses last about ``pulse_s``.
    """

    emission_rate_kg_per_h: float
    release_height_m: float = 3.0
    radius_m: float = 0.5
    pulsation: float = 0.3
    pulse_s: float = 20.0
    off_share: float = 0.0


@frozen(eq=False)
class PlumeSnapshots:
    """What is in the air at each pass.

    Attributes
    ----------
    mass_kg : (time, line, sample) float64
        Gas over each pixel; north is up.
    airborne_kg : (time,) float64
        All that had been released by then, inside the map or not.
    recent_rate_kg_per_h : (time,) float64
        Mean rate while the gas in the map was released: half the map's diagonal over the wind.
    """

    mass_kg: Array
    airborne_kg: Array
    recent_rate_kg_per_h: Array


def release_plume(
    emission: EmissionHistory,
    weather: Weather,
    rng: np.random.Generator,
    *,
    shape: tuple[int, int],
    pixel_size_m: float,
    line: float,
    sample: float,
    times_s: Sequence[float] = (0.0,),
    eddies: EddyField | None = None,
) -> PlumeSnapshots:
    """Release gas and let the wind carry it; return the maps at some times.

    Parameters
    ----------
    emission : EmissionHistory
    weather : Weather
    rng : numpy.random.Generator
    shape : (int, int)
        Lines and samples.
    pixel_size_m : float
    line, sample : float
        The emitter, pixel-centre coordinates.
    times_s : sequence of float
        Times of the passes, rising from 0; the wind field goes on between them.
    eddies : EddyField, optional
        Shared by the emitters of a scene.

    Notes
    -----
    Particles are carried by the mean wind at their height, by the eddies there, and diffuse
    vertically as the surface layer does, so that the gas is slow where it leaves the ground
    and faster later. Each is a small Gaussian cloud, which grows by the eddies too small to be
    resolved.
    """
    reach = pixel_size_m * float(np.hypot(*shape))
    slowest = 0.6 * weather.mean_speed(np.array([max(emission.release_height_m, 1.0)]))[0]
    step = float(np.clip(0.8 * pixel_size_m / weather.speed_m_s, 0.25, 8.0))
    spin_up = reach / max(slowest, 0.3)
    steps = int(np.ceil((spin_up + times_s[-1]) / step))
    each = max(8, int(PARTICLES_PER_PIXEL * min(1.0, step * weather.speed_m_s / pixel_size_m)))
    eddies = eddies or draw_eddies(weather, max(2.0 * pixel_size_m, 3.0), rng)
    pulses = _pulses(emission, steps, step, rng)
    amount = np.repeat(pulses, each) * emission.emission_rate_kg_per_h / 3600.0 * step / each
    begin = np.repeat(np.arange(steps), each)
    place = _on_disc(emission.radius_m, begin.size, rng)
    height = emission.release_height_m * np.exp(rng.normal(0.0, 0.1, begin.size))
    # Particles of one step leave at moments spread over it.
    first_share = rng.uniform(0.0, 1.0, begin.size)
    ends = [min(steps, max(1, round((spin_up + time) / step))) for time in times_s]
    recent = max(1, int(0.5 * reach / weather.speed_m_s / step))
    maps, airborne, rates = [], [], []
    for index in range(steps):
        moving = slice(0, (index + 1) * each)
        # What has left the map for good is not followed.
        near = np.flatnonzero(np.hypot(*place[:, moving]) < 1.2 * reach)
        share = np.where(near >= index * each, first_share[near], 1.0)
        there, level = place[:, near], height[near]
        _carry(there, level, weather, eddies, index * step, step * share, rng)
        place[:, near], height[near] = there, level
        for _ in range(ends.count(index + 1)):
            age = np.asarray((index + 1 - begin[moving]) * step, np.float64)
            maps.append(
                _deposit(
                    place[:, moving],
                    amount[moving],
                    _cloud_radius(age, emission, eddies),
                    weather.from_direction_deg,
                    shape,
                    pixel_size_m,
                    (line, sample),
                )
            )
            airborne.append(float(amount[moving].sum()))
            emitted = pulses[max(0, index + 1 - recent) : index + 1]
            rates.append(emission.emission_rate_kg_per_h * float(emitted.mean()))
    return PlumeSnapshots(np.stack(maps), np.array(airborne), np.array(rates))


def _pulses(
    emission: EmissionHistory, steps: int, step_s: float, rng: np.random.Generator
) -> Array:
    """Return the rate at each step over its long-term mean."""
    series = ornstein_uhlenbeck(rng, steps, step_s, emission.pulse_s)
    pulses = np.exp(emission.pulsation * series - 0.5 * emission.pulsation**2)
    if emission.off_share > 0.0:
        gate = ornstein_uhlenbeck(rng, steps, step_s, emission.pulse_s)
        pulses *= (gate > norm.ppf(emission.off_share)) / (1.0 - emission.off_share)
    return np.asarray(pulses)


def _on_disc(radius_m: float, count: int, rng: np.random.Generator) -> Array:
    distance = radius_m * np.sqrt(rng.uniform(0.0, 1.0, count))
    angle = rng.uniform(0.0, 2.0 * np.pi, count)
    return np.stack([distance * np.cos(angle), distance * np.sin(angle)])


def _carry(
    place: Array,
    height: Array,
    weather: Weather,
    eddies: EddyField,
    time_s: float,
    step_s: Array,
    rng: np.random.Generator,
) -> None:
    """Move particles by one step, in place."""
    velocity = eddies.velocity(place[0], place[1], height, time_s)
    near_ground = np.clip(weather.mean_speed(height) / weather.mean_speed(np.array([20.0])), 0, 1)
    place[0] += (weather.mean_speed(height) + velocity[0] * near_ground) * step_s
    place[1] += velocity[1] * near_ground * step_s
    here = weather.diffusivity(height)
    slope = (weather.diffusivity(height * 1.01 + 0.01) - here) / (0.01 * height + 0.01)
    # Reflection at the ground and the lid keeps every particle in the layer.
    moved = height + slope * step_s + np.sqrt(2.0 * here * step_s) * rng.normal(size=height.size)
    moved = np.abs(moved - weather.roughness_m) + weather.roughness_m
    height[:] = weather.mixing_height_m - np.abs(weather.mixing_height_m - moved)
    np.clip(height, weather.roughness_m, None, out=height)


def _cloud_radius(age_s: Array, emission: EmissionHistory, eddies: EddyField) -> Array:
    grown = np.minimum(0.5 * eddies.unresolved_m_s * age_s, 0.3 * eddies.smallest_m)
    # Slow growth later keeps the few particles of the far plume from showing as points.
    later = 0.05 * eddies.unresolved_m_s * age_s
    return np.asarray(np.hypot(0.3 + 0.3 * emission.radius_m, grown + later))


def _deposit(
    place: Array,
    amount: Array,
    radius_m: Array,
    from_direction_deg: float,
    shape: tuple[int, int],
    pixel_size_m: float,
    emitter: tuple[float, float],
) -> Array:
    """Add particles to the map: shared among four pixels, then blurred class by class."""
    toward = np.radians(from_direction_deg + 180.0)
    east = place[0] * np.sin(toward) + place[1] * np.cos(toward)
    north = place[0] * np.cos(toward) - place[1] * np.sin(toward)
    margin = 24
    line = emitter[0] - north / pixel_size_m + margin
    sample = emitter[1] + east / pixel_size_m + margin
    size = (shape[0] + 2 * margin, shape[1] + 2 * margin)
    inside = (line >= 0) & (line < size[0] - 1) & (sample >= 0) & (sample < size[1] - 1)
    total = np.zeros(size)
    radius = radius_m / pixel_size_m
    edges = np.quantile(radius, np.linspace(0.0, 1.0, SIZE_CLASSES + 1))
    member = np.clip(np.searchsorted(edges, radius, side="right") - 1, 0, SIZE_CLASSES - 1)
    for number in range(SIZE_CLASSES):
        chosen = inside & (member == number)
        if not chosen.any():
            continue
        grid = np.zeros(size)
        first_line, first_sample = line[chosen].astype(int), sample[chosen].astype(int)
        down, right = line[chosen] - first_line, sample[chosen] - first_sample
        for a, b, share in (
            (0, 0, (1 - down) * (1 - right)),
            (0, 1, (1 - down) * right),
            (1, 0, down * (1 - right)),
            (1, 1, down * right),
        ):
            np.add.at(grid, (first_line + a, first_sample + b), amount[chosen] * share)
        # Sharing among four pixels has itself blurred by about 0.4 of a pixel.
        blur = np.sqrt(max(float(np.mean(radius[chosen] ** 2)) - 0.16, 0.0))
        total += gaussian_filter(grid, min(blur, 5.0), mode="constant") if blur > 0.1 else grid
    return total[margin:-margin, margin:-margin]
