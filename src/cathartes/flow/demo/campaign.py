"""The demo of a campaign: simulated, its truth taken away, run, reported, and then compared."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import frozen

from cathartes.errors import OptionError

if TYPE_CHECKING:
    from cathartes.flow.campaign import CampaignRun
    from cathartes.flow.scheduling import Scheduling
    from cathartes.model.campaign import CandidateSite
    from cathartes.simulate.campaign.scoring import CampaignComparison

CAMPAIGN, TRUTH = "campaign", "truth.json"
SHARES = 1000
OnProgress = Callable[[str, int, int], None]
"""Called with the step, how many of its pieces are done, and how many there are."""


@frozen(kw_only=True, eq=False)
class CampaignDemo:
    """What the demo did.

    Attributes
    ----------
    folder : Path
        Of the campaign.
    run : CampaignRun
    sites : tuple of CandidateSite
        The most probable first.
    comparison : CampaignComparison
    files : tuple of Path
        The report first, then its exports.
    """

    folder: Path
    run: CampaignRun
    sites: tuple[CandidateSite, ...]
    comparison: CampaignComparison
    files: tuple[Path, ...]


def run_campaign_demo(
    out: Path,
    *,
    seed: int = 7,
    size: str = "small",
    scheduling: Scheduling | None = None,
    n_workers: int = 1,
    on_progress: OnProgress | None = None,
) -> CampaignDemo:
    """Simulate a campaign into ``out/campaign``, work through it, and compare with its truth.

    The truth lies at ``out/truth.json``, beside the folder that is worked through. What an
    earlier demo left there goes.

    Parameters
    ----------
    out : Path
    seed : int
    size : str
    scheduling : Scheduling, optional
    n_workers : int
        Processes that simulate scenes.
    on_progress : callable, optional

    Raises
    ------
    OptionError
        If ``out/campaign`` is there and no demo made it.
    CathartesError
        If something cannot be written.
    """
    from cathartes.flow.campaign import run_campaign
    from cathartes.flow.campaigns.opening import open_campaign
    from cathartes.flow.campaigns.summary import ranked_sites, write_campaign_report
    from cathartes.simulate.campaign import campaign_settings, simulate_campaign
    from cathartes.simulate.campaign.scoring import (
        compare_with_truth,
        placed_probabilities,
        read_truth,
    )

    tell = on_progress or (lambda step, done, of: None)
    folder, truth = Path(out) / CAMPAIGN, Path(out) / TRUTH
    _make_room(folder, truth)
    simulate_campaign(
        folder,
        campaign_settings(size),
        seed,
        n_workers=n_workers,
        progress=lambda what, share: tell("simulate", int(SHARES * share), SHARES),
    )
    (folder / TRUTH).replace(truth)
    run = run_campaign(folder, scheduling, on_progress=on_progress)
    tell("report", 0, 1)
    files = write_campaign_report(folder)
    with open_campaign(folder) as campaign:
        sites = ranked_sites(campaign.store)
    tell("report", 1, 1)
    comparison = compare_with_truth(placed_probabilities(sites), read_truth(truth))
    return CampaignDemo(folder=folder, run=run, sites=sites, comparison=comparison, files=files)


def _make_room(folder: Path, truth: Path) -> None:
    if not folder.exists():
        return
    if not truth.is_file() and not (folder / TRUTH).is_file():
        raise OptionError.about(
            folder,
            "--out",
            found="a folder that no demo made",
            expected="a new folder, or one of an earlier demo",
            remedy="Give --out another folder.",
        )
    shutil.rmtree(folder)
    truth.unlink(missing_ok=True)
