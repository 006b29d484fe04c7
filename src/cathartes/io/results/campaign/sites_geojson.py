"""``sites.geojson``: the ranked sites, for every map program and for the next program."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from cathartes.io.atomic import replace_file
from cathartes.io.results.campaign.site_records import (
    NO_PROOF,
    marking_text,
    site_properties,
    title_of,
)
from cathartes.model.fusion.summary import CampaignSummary


def write_sites_geojson(path: Path, summary: CampaignSummary) -> None:
    """Write one point for each site, the most probable first, as RFC 7946 asks.

    Parameters
    ----------
    path : Path
        The file to make; an older one is replaced when the new one is whole.
    summary : CampaignSummary

    Raises
    ------
    OutputError
        If the file cannot be written; nothing half-written is left.
    """
    head = {
        "type": "FeatureCollection",
        "name": title_of(summary),
        "is_simulated": summary.is_simulated,
        "marking": marking_text(summary.marking),
        "profile": summary.profile,
        "made_at": summary.made_at.isoformat(),
        "caution": NO_PROOF,
        "versions": {str(k): str(v) for k, v in summary.provenance.versions.items()},
    }
    # One feature a line: people do look into these files, and compare two of them.
    body = ",\n".join(
        json.dumps(one, ensure_ascii=False, allow_nan=False) for one in site_features(summary)
    )
    opening = json.dumps(head, ensure_ascii=False, allow_nan=False)[:-1]
    with replace_file(Path(path)) as unfinished:
        unfinished.write_text(f'{opening}, "features": [\n{body}\n]}}\n', encoding="utf-8")


def site_features(summary: CampaignSummary) -> list[dict[str, Any]]:
    """Return the features, in the order of the ranks."""
    return [
        {
            "type": "Feature",
            "id": site.site_id,
            "geometry": {
                "type": "Point",
                "coordinates": [round(site.longitude, 7), round(site.latitude, 7)],
            },
            "properties": site_properties(summary, rank, site),
        }
        for rank, site in enumerate(summary.sites, start=1)
    ]
