"""What was made anew: what other options or a better wind put in an older record's place.

A site is known by its estimates. When a scene is worked through again under other options, its
estimates are others, with other ids, and the site would lose its name and what people said of
it. So each estimate that is no longer in force hands its membership on; and what takes the
place of a plume or an estimate that a person deleted is as deleted as that one was.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import TypeVar

from cathartes.model.campaign import EstimateRecord, PlumeRecord
from cathartes.store import ProductRepository, Store

EARTH_M_PER_DEG = 111_195.0
LARGEST_MOVE_STD = 5.0
LEAST_MOVE_M = 50.0

P = TypeVar("P", PlumeRecord, EstimateRecord)


def heirs_of(
    store: Store, outdated: Iterable[str], fresh: Mapping[str, EstimateRecord]
) -> dict[str, str]:
    """Return which estimate took the place of each outdated one.

    Parameters
    ----------
    store : Store
    outdated : iterable of str
        Ids of estimates that sites hold and that are no longer in force.
    fresh : mapping of str to EstimateRecord
        Those in force that no site holds, by id.
    """
    return successors(store.estimates.find(outdated), fresh)


def successors(older: Mapping[str, P], newer: Mapping[str, P]) -> dict[str, str]:
    """Return which newer record took the place of each older one.

    Parameters
    ----------
    older, newer : mapping of str to PlumeRecord or EstimateRecord
        By id.

    Returns
    -------
    dict of str to str
        Each newer one once: the nearest that was made from the same bytes, one of the same gas
        before others. None within five standard deviations: the older one is left out.
    """
    made_from: dict[str, list[str]] = {}
    for new, record in newer.items():
        for one in record.provenance.inputs:
            made_from.setdefault(one.sha256, []).append(new)
    pairs = sorted(
        (_gas(record) != _gas(newer[new]), distance, old, new)
        for old, record in older.items()
        for new in {
            new for one in record.provenance.inputs for new in made_from.get(one.sha256, ())
        }
        if (distance := _moved_m(record, newer[new])) is not None
    )
    heirs: dict[str, str] = {}
    taken: set[str] = set()
    for _, _, old, new in pairs:
        if old not in heirs and new not in taken:
            heirs[old] = new
            taken.add(new)
    return heirs


def buried(
    deleted: Mapping[str, P], made: Mapping[str, P], beside: Mapping[str, P] | None = None
) -> set[str]:
    """Return which of what was made now takes the place of something that a person deleted.

    Parameters
    ----------
    deleted, made : mapping of str to PlumeRecord or EstimateRecord
        By id; what was made under the very id of a deleted one is that one.
    beside : mapping of str to PlumeRecord or EstimateRecord, optional
        What was made together with the deleted ones and stands: it too has its successors.
    """
    older = {one: record for one, record in deleted.items() if one not in made}
    if not older:
        return set()
    standing = {one: record for one, record in (beside or {}).items() if one not in made}
    newer = {one: record for one, record in made.items() if one not in deleted}
    heirs = successors({**standing, **older}, newer)
    return {new for old, new in heirs.items() if old in older}


def buried_of_work(
    store: Store, repository: ProductRepository[P], made: Mapping[str, P]
) -> set[str]:
    """Return which of what came of a scene or a case takes the place of something deleted."""
    inputs = {one.sha256 for record in made.values() for one in record.provenance.inputs}
    deleted = {
        one: record
        for one, record in repository.deleted().items()
        if not inputs.isdisjoint(each.sha256 for each in record.provenance.inputs)
    }
    if not deleted:
        return set()
    found: set[str] = set()
    told: set[str] = set()
    for work in store.work.all():
        then = {one: deleted[one] for one in work.made if one in deleted}
        if then:
            told |= then.keys()
            found |= buried(then, made, repository.find(work.made))
    return found | buried({one: deleted[one] for one in deleted.keys() - told}, made)


def _gas(record: PlumeRecord | EstimateRecord) -> str:
    """Return the surest gas."""
    chances = record.gas_probabilities
    return max(sorted(chances), key=lambda gas: chances[gas], default="")


def _moved_m(old: PlumeRecord | EstimateRecord, new: PlumeRecord | EstimateRecord) -> float | None:
    across = math.cos(math.radians(old.latitude))
    distance = EARTH_M_PER_DEG * math.hypot(
        (new.longitude - old.longitude) * across, new.latitude - old.latitude
    )
    reach = LARGEST_MOVE_STD * math.hypot(old.position_std_m, new.position_std_m)
    return distance if distance <= max(reach, LEAST_MOVE_M) else None
