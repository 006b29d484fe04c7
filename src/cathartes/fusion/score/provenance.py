"""What each site rests on: digests of the ids of its evidence, options and versions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from cathartes.fusion.association.drifted import SiteParts
from cathartes.fusion.options import FusionOptions
from cathartes.fusion.score.likelihoods import Likelihoods
from cathartes.fusion.score.sites import SiteColumns
from cathartes.kernels.flight.local_plane import geocentric
from cathartes.model.campaign import ContextFeature
from cathartes.model.provenance import InputFile, Provenance

Ints = NDArray[np.int64]


def digest(name: str, ids: Iterable[str]) -> InputFile:
    """Return the digest of some ids: of the text that has one a line, sorted."""
    text = "".join(f"{one}\n" for one in sorted(ids)).encode()
    return InputFile(name=name, sha256=sha256(text).hexdigest(), size_bytes=len(text))


def site_provenances(
    members: Sequence[Sequence[str]],
    sites: SiteColumns,
    parts: SiteParts,
    found: Likelihoods,
    look_ids: Sequence[str],
    context: Mapping[str, ContextFeature],
    options: FusionOptions,
    versions: Mapping[str, str],
) -> list[Provenance]:
    """Return what each site rests on; a part of the campaign gives the same as all of it.

    Parameters
    ----------
    members : sequence of (sequence of str)
        Ids of the estimates of each site.
    sites : SiteColumns
    parts : SiteParts
    found : Likelihoods
    look_ids : sequence of str
        In the order of the looks' columns.
    context : mapping of str to ContextFeature
    options : FusionOptions
    versions : mapping of str to str

    Notes
    -----
    Inputs are digests of ids, which are digests of contents themselves (:func:`digest`): the
    "estimates" of the site, the "parts" of its plumes, the "looks" over it, and the "context", all
    listed emitters within the reach of registers.
    """
    n = len(sites.longitude)
    chosen = options.model_dump()
    parts_of = _told(parts.site, parts.part, parts.ids, n, "parts")
    pair_site = np.repeat(np.arange(n), np.diff(found.events.look_offsets))
    looks_of = _told(pair_site, found.events.look, look_ids, n, "looks")
    listed_of = _told(*_listed(sites, context, options), sorted(context), n, "context")
    return [
        Provenance(
            inputs=(digest("estimates", members[s]), looks_of[s], listed_of[s], parts_of[s]),
            options=chosen,
            versions=versions,
        )
        for s in range(n)
    ]


def _listed(
    sites: SiteColumns, context: Mapping[str, ContextFeature], options: FusionOptions
) -> tuple[Ints, Ints]:
    features = [context[one] for one in sorted(context)]
    if not features or not len(sites.longitude):
        return np.empty(0, np.int64), np.empty(0, np.int64)
    place = geocentric([f.longitude for f in features], [f.latitude for f in features]).T
    near = cKDTree(place).query_ball_point(
        sites.position_m, options.register_reach_m, return_sorted=True
    )
    counts = np.array([len(one) for one in near])
    rows = np.concatenate([np.asarray(one, np.int64) for one in near])
    return np.repeat(np.arange(len(near)), counts), rows


def _told(site: Ints, row: Ints, ids: Sequence[str], n: int, name: str) -> list[InputFile]:
    """Return the digest of the rows of each site; many sites share theirs, each is told once."""
    order = np.argsort(site, kind="stable")
    ends = np.concatenate([[0], np.cumsum(np.bincount(site, minlength=n))])
    rows = row[order]
    known: dict[bytes, InputFile] = {}
    told = []
    for s in range(n):
        mine = rows[ends[s] : ends[s + 1]]
        key = mine.tobytes()
        if key not in known:
            known[key] = digest(name, (ids[k] for k in mine.tolist()))
        told.append(known[key])
    return told
