"""Reads what is near places cell by cell, each cell once."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from typing import Generic, TypeVar

from cathartes.model.campaign import Box

T = TypeVar("T")
METRES_A_DEGREE = 110_500.0
"""At least so many metres of latitude are a degree, everywhere."""
STEEPEST_LATITUDE = 89.0


class Cells(Generic[T]):
    """A source of records that is asked by boxes, and remembers what it was asked.

    Parameters
    ----------
    read : callable
        Gives what is in a box.
    size_m : float
        Least height of a cell, in metres; its breadth is so many degrees too.
    """

    def __init__(self, read: Callable[[Box], T], size_m: float) -> None:
        self._read = read
        # A whole number of cells around the globe: the 180th meridian is no border.
        self._n = max(1, int(360.0 * METRES_A_DEGREE / max(size_m, 1.0)))
        self._n = min(self._n, 360_000)
        self._size = 360.0 / self._n
        self._done: set[tuple[int, int]] = set()

    def around(self, places: Iterable[tuple[float, float]], reach_m: float) -> list[T]:
        """Return what was not yet given of the cells within reach of places (lon, lat)."""
        wanted: set[tuple[int, int]] = set()
        for longitude, latitude in places:
            up = reach_m / METRES_A_DEGREE
            steep = min(abs(latitude) + up, STEEPEST_LATITUDE)
            across = min(up / math.cos(math.radians(steep)), 180.0)
            columns = range(
                math.floor((longitude - across) / self._size),
                math.floor((longitude + across) / self._size) + 1,
            )
            rows = range(
                math.floor((latitude - up) / self._size),
                math.floor((latitude + up) / self._size) + 1,
            )
            wanted.update((column % self._n, row) for column in columns for row in rows)
        fresh = sorted(wanted - self._done)
        self._done.update(fresh)
        return [self._read(self._box(*cell)) for cell in fresh]

    def _box(self, column: int, row: int) -> Box:
        west = (column * self._size + 180.0) % 360.0 - 180.0
        return (
            west,
            max(row * self._size, -90.0),
            min(west + self._size, 180.0),
            min((row + 1) * self._size, 90.0),
        )
