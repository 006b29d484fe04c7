"""Which cluster goes on as which known site, and which sites merged, split or emptied."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from attrs import frozen

from cathartes.fusion.records import KnownSite


@frozen(eq=False)
class Identity:
    """Ids of clusters.

    Attributes
    ----------
    ids : tuple of str
        By cluster.
    new : frozenset of str
        Those made now.
    merged : mapping of str to str
        Known ids that went into another.
    origins : mapping of int to str
        Clusters with a new id whose estimates were a known site's.
    emptied : tuple of str
    """

    ids: tuple[str, ...]
    new: frozenset[str]
    merged: Mapping[str, str]
    origins: Mapping[int, str]
    emptied: tuple[str, ...]


def identify(
    clusters: Sequence[Sequence[str]],
    bound: Sequence[str | None],
    known: Sequence[KnownSite],
    new_id: Callable[[], str],
) -> Identity:
    """Give clusters their ids.

    Parameters
    ----------
    clusters : sequence of sequence of str
        Ids of the estimates of each.
    bound : sequence of (str or None)
        By cluster: the id of the site that a person bound, which it keeps.
    known : sequence of KnownSite
    new_id : callable
        Makes the id of a new site.

    Notes
    -----
    Of pairs of a cluster and a known site, those with most shared estimates come first; ties go to
    the lowest id of the site, then to the cluster with the lowest first estimate. Each cluster
    and each id is used once.
    """
    former = {one: site.site.site_id for site in known for one in site.site.estimate_ids}
    is_bound = {site.site.site_id for site in known if site.is_bound} | set(filter(None, bound))
    shared = [Counter(former[one] for one in ids if one in former) for ids in clusters]
    lowest = [min(ids, default="") for ids in clusters]
    given: dict[int, str] = {k: one for k, one in enumerate(bound) if one is not None}
    taken = set(given.values())
    pairs = sorted(
        (-count, site_id, lowest[k], k)
        for k, counts in enumerate(shared)
        if k not in given
        for site_id, count in counts.items()
        if site_id not in is_bound
    )
    for _, site_id, _, k in pairs:
        if k not in given and site_id not in taken:
            given[k] = site_id
            taken.add(site_id)
    origins, new = {}, set()
    for k in sorted(range(len(clusters)), key=lambda k: lowest[k]):
        if k in given:
            continue
        given[k] = new_id()
        new.add(given[k])
        if shared[k]:
            origins[k] = min(shared[k], key=lambda one: (-shared[k][one], one))
    heirs: dict[str, Counter[str]] = {}
    for k, counts in enumerate(shared):
        for site_id, count in counts.items():
            heirs.setdefault(site_id, Counter())[given[k]] += count
    merged, emptied = {}, []
    deleted = {site.site.site_id for site in known if site.deleted}
    for site_id in sorted(site.site.site_id for site in known):
        if site_id in taken or site_id in is_bound:
            continue
        into = {one: n for one, n in heirs.get(site_id, Counter()).items() if one not in deleted}
        if into:
            merged[site_id] = min(into, key=lambda one: (-into[one], one))
        else:
            emptied.append(site_id)
    # What was split from a site that itself went into another is no split of a site that stands.
    return Identity(
        ids=tuple(given[k] for k in range(len(clusters))),
        new=frozenset(new),
        merged=merged,
        origins={k: merged.get(one, one) for k, one in origins.items()},
        emptied=tuple(emptied),
    )
