"""How good a fusion is, against the truth of made campaigns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import numpy as np
from attrs import frozen

from benchmarks.fusion.campaigns import ASKED, Campaign
from cathartes.fusion import Fusion


@frozen
class Verdict:
    """Counts of one campaign."""

    n_asked: int
    """Emitters of the profile asked for above the planned limit that left an estimate or not."""
    n_top: int
    """Of these, in the first 2 N sites."""
    n_unseen: int
    """Of these, with no estimate at all."""
    probabilities: tuple[float, ...]
    truths: tuple[bool, ...]
    n_parted: int
    """Emitters whose estimates are in more than one site."""
    n_mixed: int
    """Sites with estimates of more than one emitter."""
    z_squared: tuple[float, ...]
    """Squared distance of each true site from its emitter over its variance, both axes."""


def judge(campaign: Campaign, fusion: Fusion) -> Verdict:
    """Compare sites with emitters; a site is of the emitter that most of its estimates are of."""
    emitters = {one.emitter_id: one for one in campaign.emitters}
    owner: dict[str, str | None] = {}
    n_mixed = 0
    z_squared = []
    for site in fusion.sites:
        counts = Counter(campaign.emitter_of[one] for one in site.estimate_ids)
        owner[site.site_id] = counts.most_common(1)[0][0]
        n_mixed += len([one for one in counts if one is not None]) > 1
        emitter = emitters.get(owner[site.site_id] or "")
        if emitter is not None and len(counts) == 1:
            east = (site.longitude - emitter.longitude) * 1.01e5
            north = (site.latitude - emitter.latitude) * 1.11e5
            z_squared.append((east**2 + north**2) / site.position_std_m**2)
    asked = [
        one for one in campaign.emitters if one.profile == ASKED and one.is_above_planned_limit
    ]
    n_all = sum(one.profile == ASKED for one in campaign.emitters)
    top = {owner[site.site_id] for site in fusion.sites[: 2 * n_all]}
    seen = set(campaign.emitter_of.values())
    parts = Counter(one for one in owner.values() if one is not None)
    truths = tuple(
        (one := owner[site.site_id]) is not None and emitters[one].profile == ASKED
        for site in fusion.sites
    )
    return Verdict(
        n_asked=len(asked),
        n_top=sum(one.emitter_id in top for one in asked),
        n_unseen=sum(one.emitter_id not in seen for one in asked),
        probabilities=tuple(
            0.0 if site.score is None else site.score.probability for site in fusion.sites
        ),
        truths=truths,
        n_parted=sum(count > 1 for count in parts.values()),
        n_mixed=n_mixed,
        z_squared=tuple(z_squared),
    )


def calibration_error(probabilities: Iterable[float], truths: Iterable[bool]) -> float:
    """Return the expected calibration error over ten bins of equal width."""
    p, t = np.array(tuple(probabilities)), np.array(tuple(truths), float)
    bins = np.minimum((p * 10).astype(int), 9)
    return sum(
        abs(p[bins == b].mean() - t[bins == b].mean()) * (bins == b).mean()
        for b in range(10)
        if (bins == b).any()
    )
