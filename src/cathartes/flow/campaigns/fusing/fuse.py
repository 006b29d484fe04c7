"""Fusion of a campaign: of everything, or of what the last one did not have."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from cathartes import __version__
from cathartes.errors import OptionError, StoreConflictError
from cathartes.flow.campaigns.fusing.evidence import StoredNear, all_evidence
from cathartes.flow.campaigns.fusing.heirs import heirs_of
from cathartes.flow.campaigns.fusing.writing import (
    MACHINE,
    Fused,
    Keep,
    cautions_of,
    write_fusion,
)
from cathartes.flow.campaigns.wrong_setting import wrong_setting
from cathartes.io.campaign_files import SETTINGS_NAME
from cathartes.model.identity import canonical_text, content_id, to_plain
from cathartes.store import Decisions

if TYPE_CHECKING:
    from cathartes.flow.campaigns.opening import Campaign
    from cathartes.fusion import Fusion, FusionOptions
    from cathartes.physics.profiles import ProfileTable

MOST_ATTEMPTS = 5
FUSION_VERSION = 1
"""Raised when the same evidence is fused into something else than before."""
LARGEST_ADDED_SHARE = 0.25
"""Where more than this is new everything is fused: reading near each of it takes longer."""

Fuse = Callable[..., "Fusion"]
"""``fuse_sites`` of :mod:`cathartes.fusion`, or another with its signature."""


def fusion_options(folder: Path, given: Mapping[str, Any], profile: str) -> FusionOptions:
    """Return the options of fusion.

    Raises
    ------
    OptionError
        If one is unknown or out of range, or the profile is none of the table.
    """
    from cathartes.fusion import FusionOptions
    from cathartes.physics.profiles import load_profiles

    names = load_profiles().names
    if profile not in names:
        raise OptionError.about(
            folder / SETTINGS_NAME,
            "campaign.profile",
            found=repr(profile),
            expected="one of " + ", ".join(names),
            remedy="Correct it.",
        )
    try:
        return FusionOptions(**{"profile": profile, **given})
    except ValidationError as error:
        raise wrong_setting(folder, "fuse", FusionOptions, error) from error


def fuse_campaign(
    campaign: Campaign, in_force: Iterable[str], options: FusionOptions, *, fuse: Fuse | None = None
) -> Fused:
    """Fuse what is in force into sites, and write them: all of it or nothing.

    Where options, profiles, weights, known emitters, sites and decisions of people are those that
    the last fusion left, and there is only more to see, only what the added can touch is read and
    fused; it comes out as if all had been. Otherwise everything is fused.

    Parameters
    ----------
    campaign : Campaign
    in_force : iterable of str
        Ids of what the current options made of the current deliveries. What older options made
        stays in the store and does not count.
    options : FusionOptions
    fuse : callable, optional
        Fuses everything in every run.

    Raises
    ------
    StoreConflictError
        If people go on changing sites faster than fusion can read them.
    """
    from cathartes.fusion import fuse_added, fuse_sites
    from cathartes.physics.profiles import load_profiles

    store, profiles = campaign.store, load_profiles()
    ids = set(in_force)
    present = store.estimates.known(one for one in ids if one.startswith("estimate-"))
    present |= store.looks.known(one for one in ids if one.startswith("look-"))
    for attempt in range(MOST_ATTEMPTS):
        state = store.last_fusion.state_of_sites()
        decisions = store.decisions.all([MACHINE])
        made_with = _made_with(campaign, options, profiles, decisions)
        added = None if fuse else _added(campaign, present, made_with, state)
        if added is not None and not added:
            return Fused(sites=store.sites.count(), cautions=cautions_of(store))
        if added is None:
            evidence, read = all_evidence(campaign, present, decisions, state)
            fusion = (fuse or fuse_sites)(
                evidence, profiles, options, is_simulated=campaign.is_simulated
            )
        else:
            near = StoredNear(campaign, present, decisions)
            fusion = fuse_added(
                near,
                store.estimates.find(one for one in added if one.startswith("estimate-")),
                store.looks.find(one for one in added if one.startswith("look-")),
                profiles,
                options,
                is_simulated=campaign.is_simulated,
            )
            read = near.read(state)
        keep = Keep(
            made_with=made_with,
            record_ids=present if added is None else added,
            added_to_last=added is not None,
        )
        try:
            return write_fusion(store, fusion, read, None if fuse else keep)
        except StoreConflictError:
            # A person changed a site in between: their word is read, and fusion done anew.
            if attempt == MOST_ATTEMPTS - 1:
                raise
    raise AssertionError("unreachable")


def _made_with(
    campaign: Campaign, options: FusionOptions, profiles: ProfileTable, decisions: Decisions
) -> str:
    """Return the digest of all but estimates, looks and sites that fusion hangs on."""
    from cathartes.fusion import bundled_score_model

    plain = {
        "version": [FUSION_VERSION, __version__],
        "options": options.model_dump(mode="json"),
        "profiles": repr(profiles),
        "weights": repr(bundled_score_model()),
        "context": sorted(content_id(one) for one in campaign.context),
        "judged": sorted(decisions.judged),
        "apart": {one: sorted(others) for one, others in decisions.apart.items()},
    }
    return hashlib.sha256(canonical_text(to_plain(plain)).encode("ascii")).hexdigest()


def _added(campaign: Campaign, present: set[str], made_with: str, state: str) -> set[str] | None:
    """Return the ids that the last fusion did not have; None where everything must be fused."""
    store = campaign.store
    last = store.last_fusion.get()
    if last is None or (last.made_with, last.sites_after) != (made_with, state):
        return None
    before = store.last_fusion.record_ids()
    added = present - before
    if not before <= present or len(added) > LARGEST_ADDED_SHARE * len(present):
        return None
    # What comes back to a site, or takes the place of what it had, may lie beside it.
    former = store.sites.former() - before
    if former & added or heirs_of(store, former, store.estimates.find(added)):
        return None
    # What took the place of a deleted site's estimates is found among everything alone.
    held = (one for site in store.sites.deleted() for one in site.site.estimate_ids)
    return added if all(one in present for one in held) else None
