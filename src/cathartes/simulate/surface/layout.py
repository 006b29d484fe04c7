"""Where things lie: parcels, roads, buildings with shade, vehicles, hot spots."""

from __future__ import annotations

import numpy as np
from attrs import define, frozen
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from cathartes.simulate.settings import SceneSettings
from cathartes.simulate.surface.fields import gaussian_random_field


@frozen(eq=False)
class Layout:
    """The ground before optics blur it.

    Attributes
    ----------
    material_names : tuple of str
    material : (line, sample) uint8
        Index into ``material_names``.
    unit : (line, sample) int32
        Number of the parcel, road or building a pixel belongs to.
    n_units : int
    extra_k : (line, sample) float32
        Temperature of vehicles, roof machinery and hot spots above their material's.
    shade : (line, sample) bool
        True where a building stands between pixel and sun.
    """

    material_names: tuple[str, ...]
    material: NDArray[np.uint8]
    unit: NDArray[np.int32]
    n_units: int
    extra_k: NDArray[np.float32]
    shade: NDArray[np.bool_]


@define(eq=False)
class _Ground:
    """The maps while they are being filled."""

    settings: SceneSettings
    rng: np.random.Generator
    names: tuple[str, ...]
    material: NDArray[np.uint8]
    unit: NDArray[np.int32]
    extra_k: NDArray[np.float32]
    shade: NDArray[np.bool_]
    built: NDArray[np.bool_]
    along: NDArray[np.float32]
    across: NDArray[np.float32]
    heading: float
    n_units: int = 0

    def draw_material(self, shares: dict[str, float]) -> int:
        names = list(shares)
        weights = np.array([shares[name] for name in names])
        return self.names.index(names[self.rng.choice(len(names), p=weights / weights.sum())])

    def new_unit(self) -> int:
        self.n_units += 1
        return self.n_units - 1

    def put(self, where: NDArray[np.bool_], material: int, unit: int) -> None:
        self.material[where] = material
        self.unit[where] = unit


def materials_of(settings: SceneSettings) -> tuple[str, ...]:
    """Return every material the settings can put on the ground."""
    surface = settings.surface
    wanted = {**surface.natural, **surface.paving, **surface.roofs}
    return tuple(dict.fromkeys([*wanted, "trees", "bare metal", "painted metal"]))


def draw_layout(settings: SceneSettings, rng: np.random.Generator) -> Layout:
    """Draw parcels, then roads, buildings, vehicles and hot spots over them."""
    shape = (settings.lines, settings.samples)
    heading = float(rng.uniform(0.0, np.pi / 2.0))
    line, sample = np.mgrid[0 : shape[0], 0 : shape[1]].astype(np.float32) * settings.pixel_size_m
    ground = _Ground(
        settings,
        rng,
        materials_of(settings),
        np.zeros(shape, np.uint8),
        np.zeros(shape, np.int32),
        np.zeros(shape, np.float32),
        np.zeros(shape, np.bool_),
        np.zeros(shape, np.bool_),
        np.cos(heading) * line + np.sin(heading) * sample,
        -np.sin(heading) * line + np.cos(heading) * sample,
        heading,
    )
    _lay_parcels(ground, line, sample)
    _lay_roads(ground)
    _lay_buildings(ground)
    _put_small_things(ground)
    return Layout(
        ground.names, ground.material, ground.unit, ground.n_units, ground.extra_k, ground.shade
    )


def _lay_parcels(ground: _Ground, line: NDArray[np.float32], sample: NDArray[np.float32]) -> None:
    rng, surface = ground.rng, ground.settings.surface
    size = surface.parcel_m
    extent = (float(line.max()), float(sample.max()))
    count = max(2, int(np.ceil((extent[0] + 2 * size) * (extent[1] + 2 * size) / size**2)))
    seeds = rng.uniform(-size, np.array(extent) + size, (count, 2))
    # Fields are cut along one heading and have straight sides, wild land does not: the
    # distance is taken in turned axes and then bent by a smooth displacement.
    turned = seeds @ np.array(
        [
            [np.cos(ground.heading), -np.sin(ground.heading)],
            [np.sin(ground.heading), np.cos(ground.heading)],
        ]
    )
    pixels = line.shape
    scale = max(2.0, size / ground.settings.pixel_size_m / 2.0)
    bend = gaussian_random_field(rng, pixels, scale, 4.0, 2) * (0.12 * size * rng.uniform(0.0, 2.0))
    points = np.stack([ground.along + bend[0], ground.across + bend[1]], axis=-1).reshape(-1, 2)
    order = float(rng.choice([1.0, 2.0, np.inf]))
    nearest = cKDTree(turned).query(points, p=order)[1].reshape(pixels)
    kinds = np.array([ground.draw_material(surface.natural) for _ in range(count)], np.uint8)
    ground.material[:] = kinds[nearest]
    ground.unit[:] = nearest
    ground.n_units = count
    if "grass" in surface.natural or "dry grass" in surface.natural:
        canopy = gaussian_random_field(rng, pixels, 12.0 / ground.settings.pixel_size_m + 2.0, 3.0)[
            0
        ]
        green = [ground.names.index(n) for n in ("grass", "dry grass") if n in ground.names]
        wooded = (canopy > rng.uniform(1.0, 2.0)) & np.isin(ground.material, green)
        ground.put(wooded, ground.names.index("trees"), ground.new_unit())


def _lay_roads(ground: _Ground) -> None:
    rng, surface = ground.rng, ground.settings.surface
    if surface.road_spacing_m <= 0.0:
        return
    for axis in (ground.along, ground.across):
        position = float(axis.min()) + rng.uniform(0.2, 1.0) * surface.road_spacing_m
        while position < float(axis.max()):
            width = float(rng.choice([4.0, 7.0, 10.0, 14.0]))
            on_road = np.abs(axis - position) < width / 2.0
            ground.put(on_road, ground.draw_material(surface.paving), ground.new_unit())
            ground.built |= on_road
            position += surface.road_spacing_m * rng.uniform(0.5, 1.7)


def _lay_buildings(ground: _Ground) -> None:
    rng, settings = ground.rng, ground.settings
    surface = settings.surface
    target = surface.building_density * ground.material.size
    covered, tries = 0, 0
    reach = np.tan(np.radians(settings.sun.zenith_deg))
    away = np.radians(settings.sun.azimuth_deg + 180.0)
    while covered < target and tries < 4000:
        tries += 1
        half = 0.5 * surface.building_m * rng.lognormal(0.0, 0.45, 2)
        middle = (
            int(rng.integers(ground.material.shape[0])),
            int(rng.integers(ground.material.shape[1])),
        )
        window = _window(ground, middle, float(half.max()) * 1.5)
        along = ground.along[window] - ground.along[middle]
        across = ground.across[window] - ground.across[middle]
        inside = (np.abs(along) < half[0]) & (np.abs(across) < half[1])
        if not inside.any() or (ground.built[window] & inside).any():
            continue
        covered += int(inside.sum())
        near = (np.abs(along) < half[0] + 3.0) & (np.abs(across) < half[1] + 3.0)
        yard = near & ~inside & ~ground.built[window] & (rng.random() < 0.6)
        paving = ground.draw_material(surface.paving)
        ground.material[window][yard] = paving
        ground.unit[window][yard] = ground.new_unit()
        ground.material[window][inside] = ground.draw_material(surface.roofs)
        ground.unit[window][inside] = ground.new_unit()
        ground.built[window] |= inside
        _cast_shade(ground, window, inside, float(rng.uniform(3.0, 14.0)) * reach, away)
        # A pitched roof has a side in the sun and one that is not.
        ground.extra_k[window][inside] += rng.normal(0.0, 1.2) * np.sign(across[inside])
        machinery = inside & (rng.random(inside.shape) < 0.015)
        ground.extra_k[window][machinery] += rng.normal(2.0, 7.0, int(machinery.sum()))
        ground.material[window][machinery] = ground.names.index("bare metal")
    roofed = np.isin(ground.material, [ground.names.index(name) for name in surface.roofs])
    ground.shade &= ~(ground.built & roofed)


def _window(ground: _Ground, middle: tuple[int, int], radius_m: float) -> tuple[slice, slice]:
    reach = int(np.ceil(radius_m / ground.settings.pixel_size_m)) + 1
    first, second = (
        slice(max(0, at - reach), min(side, at + reach + 1))
        for at, side in zip(middle, ground.material.shape, strict=True)
    )
    return first, second


def _cast_shade(
    ground: _Ground,
    window: tuple[slice, slice],
    inside: NDArray[np.bool_],
    length_m: float,
    toward: float,
) -> None:
    lines, samples = np.nonzero(inside)
    pixel = ground.settings.pixel_size_m
    for step in np.arange(0.5, length_m / pixel + 0.5, 0.7):
        line = np.round(lines + window[0].start - step * np.cos(toward)).astype(int)
        sample = np.round(samples + window[1].start + step * np.sin(toward)).astype(int)
        within = (
            (line >= 0)
            & (line < ground.shade.shape[0])
            & (sample >= 0)
            & (sample < ground.shade.shape[1])
        )
        ground.shade[line[within], sample[within]] = True


def _put_small_things(ground: _Ground) -> None:
    rng, settings = ground.rng, ground.settings
    hectares = ground.material.size * settings.pixel_size_m**2 / 1e4
    lines, samples = ground.material.shape
    vehicles = int(rng.poisson(settings.surface.vehicles_per_ha * hectares))
    for _ in range(vehicles):
        at = (int(rng.integers(lines)), int(rng.integers(samples)))
        ground.material[at] = ground.names.index("painted metal")
        ground.unit[at] = ground.new_unit()
        ground.extra_k[at] = rng.normal(1.0, 6.0)
    for _ in range(settings.surface.hot_spots):
        at = (int(rng.integers(lines)), int(rng.integers(samples)))
        window = _window(ground, at, settings.pixel_size_m * rng.uniform(0.0, 1.0))
        ground.extra_k[window] += rng.uniform(8.0, 45.0)
        ground.material[window] = ground.names.index("bare metal")
        ground.unit[window] = ground.new_unit()
