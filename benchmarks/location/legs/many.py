"""Searches of many airs by every rule, over some processes."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from importlib.util import find_spec
from multiprocessing import get_context

from attrs import frozen

from benchmarks.location.legs.infotaxis import infotaxis
from benchmarks.location.legs.rules import adaptive, lawn_mower, random_leg
from benchmarks.location.legs.search import Rule, SearchStep, search

ONE_THREAD = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "NUMBA_NUM_THREADS")
WARM_UP_SEED = 199_999


@frozen
class Searcher:
    """A way to search.

    Attributes
    ----------
    name : str
        For the table.
    begin : callable or None
        Makes the rule of one search; None is Stone Soup, which has a search of its own.
    share : float
        Of the airs: the slow ones search fewer.
    """

    name: str
    begin: Callable[[], Rule] | None
    share: float = 1.0


OURS = Searcher("cathartes", lambda: adaptive)
MOWERS = (
    Searcher("lawn-mower, 50 m", lawn_mower(50.0)),
    Searcher("lawn-mower, 100 m", lawn_mower(100.0)),
)
OTHERS = (
    Searcher("random legs", lambda: random_leg),
    Searcher("infotaxis, 100 m", infotaxis(100.0), 0.25),
)
STONE_SOUP = Searcher("Stone Soup", None, 0.25)
SEARCHERS = (OURS, *MOWERS, *OTHERS, STONE_SOUP)


def has_stone_soup() -> bool:
    """Say whether Stone Soup is installed."""
    return find_spec("stonesoup") is not None


def search_many(number: int, seeds: Sequence[int], processes: int) -> list[list[SearchStep]]:
    """Search every air by the searcher of this place in ``SEARCHERS``."""
    one = partial(search_one, number)
    if processes == 1:
        search_one(number, WARM_UP_SEED)
        return [one(seed) for seed in seeds]
    for variable in ONE_THREAD:
        os.environ.setdefault(variable, "1")
    # Compiling is no part of a rule's CPU time.
    warm = partial(search_one, number, WARM_UP_SEED)
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn"), initializer=warm) as pool:
        return list(pool.map(one, seeds))


def search_one(number: int, seed: int) -> list[SearchStep]:
    """Search one air."""
    searcher = SEARCHERS[number]
    if searcher.begin is None:
        from benchmarks.location.legs.stone_soup import search_with_stone_soup

        return search_with_stone_soup(seed)
    return search(seed, searcher.begin())
