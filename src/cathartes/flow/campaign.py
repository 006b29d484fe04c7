"""The whole campaign on one page: collect, detect, locate, fuse; the machine stops there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from attrs import frozen

from cathartes.flow.campaigns.collecting import gather, open_by
from cathartes.flow.campaigns.fusing import Fuse, Fused, fuse_campaign, fusion_options
from cathartes.flow.campaigns.opening import only_run, open_campaign
from cathartes.flow.campaigns.recording import Tally, record_result
from cathartes.flow.campaigns.work.case_task import work_on_case
from cathartes.flow.campaigns.work.products import clean_products
from cathartes.flow.campaigns.work.scene_task import work_on_scene
from cathartes.flow.campaigns.work.tasks import SceneTask, Task, TaskResult
from cathartes.flow.campaigns.work_list import WorkList, list_work
from cathartes.flow.scheduling import Runner, Scheduling, runner_on_demand
from cathartes.io.atomic import check_writable
from cathartes.model.fusion import Trouble
from cathartes.model.plume import Detection

OnProgress = Callable[[str, int, int], None]
"""Called with the step, how many of its pieces are done, and how many there are."""


@frozen(kw_only=True)
class CampaignRun:
    """What one run did.

    Attributes
    ----------
    name : str
    computed : int
        Scenes and cases that were worked on.
    finished_before : int
        Those that earlier runs had finished.
    failed : int
        Those that cannot be used, of this run and of earlier ones.
    fused : Fused
    troubles : tuple of Trouble
        Everything that went wrong; none of it stopped the campaign.
    """

    name: str
    computed: int
    finished_before: int
    failed: int
    fused: Fused
    troubles: tuple[Trouble, ...]


def run_campaign(
    folder: Path,
    scheduling: Scheduling | None = None,
    *,
    retry: bool = False,
    detect: Callable[..., Detection] | None = None,
    fuse: Fuse | None = None,
    on_progress: OnProgress | None = None,
) -> CampaignRun:
    """Work through whatever a campaign's folder holds that is not worked through yet.

    Whatever ends it early, ``kill -9`` included, the next run goes on where it stood: products
    are whole or not there, and the database knows of all that came of a scene or of nothing.

    Parameters
    ----------
    folder : Path
    scheduling : Scheduling, optional
        One process for each core where not given.
    retry : bool
        Do again what failed for good.
    detect, fuse : callable, optional
        Stage functions; those of ``cathartes.detection`` and ``cathartes.fusion`` if not given.
    on_progress : callable, optional

    Raises
    ------
    CathartesError
        If the settings, the areas or the plans are wrong, or the database does not answer. What
        is wrong with a delivery raises nothing: it stands in ``troubles``.
    """
    tell = on_progress or (lambda step, done, of: None)
    with (
        only_run(folder),
        open_campaign(folder) as campaign,
        runner_on_demand(scheduling or Scheduling()) as runner,
    ):
        options = fusion_options(
            campaign.folder, campaign.settings.fuse, campaign.settings.campaign.profile
        )
        check_writable(campaign.products)
        clean_products(campaign.products)
        clean_products(campaign.products.parent)

        tell("collect", 0, 1)
        gathered = gather(campaign, partial(open_by, runner))

        work = list_work(campaign, gathered, retry=retry, detect=detect)
        tally = Tally()
        for result in _work_through(work, runner, tell):
            record_result(campaign, result, tally)
        clean_products(campaign.products)  # of workers that died on the way

        tell("fuse", 0, 1)
        in_force = {*gathered.reported, *work.made_before, *tally.made}
        fused = fuse_campaign(campaign, in_force, options, fuse=fuse)
        tell("fuse", 1, 1)

    cautions = (Trouble("sites", "fuse", one) for one in fused.cautions)
    troubles = (*gathered.troubles, *work.troubles, *tally.troubles, *cautions)
    return CampaignRun(
        name=campaign.settings.campaign.name,
        computed=tally.computed,
        finished_before=work.finished_before + tally.were_there,
        failed=work.failed_before + tally.failed,
        fused=fused,
        troubles=troubles,
    )


def work_on(task: Task) -> TaskResult:
    """Do one task, wherever this runs; never raises for what is wrong with its input."""
    return work_on_scene(task) if isinstance(task, SceneTask) else work_on_case(task)


def _work_through(
    work: WorkList, runner: Callable[[], Runner], tell: OnProgress
) -> Iterator[TaskResult]:
    """Yield what comes of each task; a worker that died is told as work that is put off."""
    if not work.tasks:
        return
    for done, finished in enumerate(runner().run(work_on, work.tasks)):
        tell("detect and locate", done, len(work.tasks))
        yield finished.result or TaskResult.lost(finished.task, finished.fault)
    tell("detect and locate", len(work.tasks), len(work.tasks))
