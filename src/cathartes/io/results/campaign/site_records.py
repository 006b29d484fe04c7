"""What the files say about a site, in the same words in each of them."""

from __future__ import annotations

from typing import Any

from cathartes.model.campaign.record import Marking
from cathartes.model.campaign.site import CandidateSite
from cathartes.model.fusion.summary import CampaignSummary

NO_PROOF = (
    "A vapour alone never proves what a place is: these are candidates for people to look into."
)


def marking_text(marking: Marking) -> str:
    """Return a marking as one line: handling, then the compartments after two slashes."""
    return " // ".join([marking.handling, *filter(None, [", ".join(marking.compartments)])])


def title_of(summary: CampaignSummary) -> str:
    """Return the name of a campaign as it stands over a file; a simulated one says so."""
    return f"SIMULATED - {summary.name}" if summary.is_simulated else summary.name


def site_properties(summary: CampaignSummary, rank: int, site: CandidateSite) -> dict[str, Any]:
    """Return all that is told of one site, apart from its place.

    Parameters
    ----------
    summary : CampaignSummary
    rank : int
        From 1, the most probable first.
    site : CandidateSite

    Returns
    -------
    dict
        Plain values: ``probability`` is None, ``reasons`` and ``alternatives`` are empty where
        the site has not been scored.
    """
    score = site.score
    judgements = summary.judgements.get(site.site_id, ())
    last = max(judgements, key=lambda one: one.judged_at, default=None)
    alternatives: dict[str, float] = {} if score is None else dict(score.alternatives)
    return {
        "rank": rank,
        "site_id": site.site_id,
        "probability": None if score is None else round(score.probability, 4),
        "profile": summary.profile if score is None else score.profile,
        "position_std_m": round(site.position_std_m, 2),
        "n_estimates": len(site.estimate_ids),
        "reasons": [] if score is None else [one.sentence for one in score.reasons],
        "alternatives": {
            name: round(share, 4)
            for name, share in sorted(alternatives.items(), key=lambda one: (-one[1], one[0]))
        },
        "judgement": None if last is None else last.decision,
        "judged_by": None if last is None else last.judged_by,
        # A site of a simulated campaign is simulated whatever its record says: no doubt about it.
        "is_simulated": summary.is_simulated or site.is_simulated,
        "marking": marking_text(site.marking),
    }


def site_title(rank: int, site: CandidateSite, *, is_simulated: bool) -> str:
    """Return a short name for a map: rank, start of the id, probability."""
    word = "SIMULATED " if is_simulated or site.is_simulated else ""
    chance = "not scored" if site.score is None else f"{100.0 * site.score.probability:.0f} %"
    return f"{word}{rank}: {site.site_id[:13]} ({chance})"


def alternatives_text(alternatives: dict[str, float]) -> str:
    """Return the innocent explanations as one line, the likeliest first."""
    return "; ".join(f"{name} {100.0 * share:.1f} %" for name, share in alternatives.items())
