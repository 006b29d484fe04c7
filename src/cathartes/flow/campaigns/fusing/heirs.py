"""Estimates that were made anew: what other options or a better wind put in an older one's place.

A site is known by its estimates. When a scene is worked through again under other options, its
estimates are others, with other ids, and the site would lose its name and what people said of
it. So each estimate that is no longer in force hands its membership on.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

from cathartes.model.campaign import EstimateRecord
from cathartes.store import Store

EARTH_M_PER_DEG = 111_195.0
LARGEST_MOVE_STD = 5.0
LEAST_MOVE_M = 50.0


def heirs_of(
    store: Store, outdated: Iterable[str], in_force: Mapping[str, EstimateRecord]
) -> dict[str, str]:
    """Return which estimate in force took the place of each outdated one.

    Parameters
    ----------
    store : Store
    outdated : iterable of str
        Ids of estimates that sites hold and that are no longer in force.
    in_force : mapping of str to EstimateRecord

    Returns
    -------
    dict of str to str
        Each heir once: the nearest, of the same scene or track. None within five standard
        deviations: the outdated one is left out.
    """
    wanted = sorted(set(outdated))
    if not wanted:
        return {}
    older = store.estimates.find(wanted)
    input_of: dict[str, str] = {}
    made_now: dict[str, list[str]] = {}
    for work in store.work.all():
        for one in work.made:
            if one in older:
                input_of[one] = work.input_id
            elif one in in_force:
                made_now.setdefault(work.input_id, []).append(one)
    pairs = sorted(
        (distance, old, new)
        for old, input_id in input_of.items()
        for new in made_now.get(input_id, ())
        if (distance := _moved_m(older[old], in_force[new])) is not None
    )
    heirs: dict[str, str] = {}
    taken: set[str] = set()
    for _, old, new in pairs:
        if old not in heirs and new not in taken:
            heirs[old] = new
            taken.add(new)
    return heirs


def _moved_m(old: EstimateRecord, new: EstimateRecord) -> float | None:
    across = math.cos(math.radians(old.latitude))
    distance = EARTH_M_PER_DEG * math.hypot(
        (new.longitude - old.longitude) * across, new.latitude - old.latitude
    )
    reach = LARGEST_MOVE_STD * math.hypot(old.position_std_m, new.position_std_m)
    return distance if distance <= max(reach, LEAST_MOVE_M) else None
