"""Where sources, sensors and obstacles of a simulated site stand."""

from __future__ import annotations

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from cathartes.simulate.insitu.air.processes import draw_log_even
from cathartes.simulate.insitu.settings import NetworkSettings

TRIES = 200


@frozen(eq=False)
class SiteLayout:
    """A site.

    Attributes
    ----------
    size_m : float
        Side of the square it fills.
    search_area_m : (float, float, float, float)
    sources_m : (source, 2) float64
    nodes_m : (node, 3) float64
    obstacles : (obstacle, 4) float64
        Easting, northing, radius, height.
    """

    size_m: float
    search_area_m: tuple[float, float, float, float]
    sources_m: NDArray[np.float64]
    nodes_m: NDArray[np.float64]
    obstacles: NDArray[np.float64]


def draw_layout(rng: np.random.Generator, settings: NetworkSettings, n_sources: int) -> SiteLayout:
    """Draw a site whose centre is not the origin and whose sensors know nothing of the sources."""
    size = draw_log_even(rng, settings.site_m)
    centre = rng.uniform(-0.5, 0.5, 2) * size
    sources = draw_apart(rng, centre, 0.38 * size, n_sources, 0.2 * size, np.empty((0, 3)))
    taken = np.column_stack([sources, np.full(n_sources, 0.04 * size + 2.0)])
    n_obstacles = int(rng.integers(settings.obstacles[0], settings.obstacles[1] + 1))
    radius = rng.uniform(2.0, max(0.03 * size, 3.0), n_obstacles)
    places = draw_apart(rng, centre, 0.45 * size, n_obstacles, 0.1 * size, taken)
    obstacles = np.column_stack([places, radius, rng.uniform(2.5, 9.0, n_obstacles)])
    taken = np.concatenate([taken, np.column_stack([places, radius + 2.0])])
    n_nodes = int(rng.integers(settings.nodes[0], settings.nodes[1] + 1))
    n_ring = round(0.7 * n_nodes)
    angle = 2.0 * np.pi * (np.arange(n_ring) + rng.uniform() + 0.25 * rng.normal(size=n_ring))
    reach = size * rng.uniform(0.35, 0.6, n_ring)
    ring = centre + reach[:, None] * np.column_stack(
        [np.cos(angle / n_ring), np.sin(angle / n_ring)]
    )
    inner = draw_apart(rng, centre, 0.45 * size, n_nodes - n_ring, 0.15 * size, taken)
    nodes = _moved_out(np.concatenate([ring, inner]), taken)
    margin = size * (0.5 + rng.uniform(0.1, 0.25))
    return SiteLayout(
        size_m=size,
        search_area_m=(
            float(centre[0] - margin),
            float(centre[1] - margin),
            float(centre[0] + margin),
            float(centre[1] + margin),
        ),
        sources_m=sources,
        nodes_m=np.column_stack([nodes, rng.uniform(*settings.node_height_m, n_nodes)]),
        obstacles=obstacles,
    )


def draw_apart(
    rng: np.random.Generator,
    centre: NDArray[np.float64],
    half_m: float,
    count: int,
    apart_m: float,
    taken: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Draw places in a square, apart from each other and off what is taken where they can be."""
    places = np.empty((count, 2))
    for one in range(count):
        for _ in range(TRIES):
            places[one] = centre + rng.uniform(-half_m, half_m, 2)
            clear = np.hypot(*(taken[:, :2] - places[one]).T) > taken[:, 2]
            far = np.hypot(*(places[:one] - places[one]).T) > apart_m
            if clear.all() and far.all():
                break
    return places


def _moved_out(places: NDArray[np.float64], taken: NDArray[np.float64]) -> NDArray[np.float64]:
    """Move what stands on something taken to its edge."""
    moved = places.copy()
    for east, north, radius in taken:
        off = moved - (east, north)
        distance = np.maximum(np.hypot(*off.T), 1e-3)[:, None]
        moved = np.where(distance < radius, (east, north) + off * radius / distance, moved)
    return moved
