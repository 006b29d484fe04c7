"""What is left to do: every scene and case under the options of now, less what is finished."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from attrs import field, frozen

from cathartes.errors import AuthorityError
from cathartes.flow.campaigns.collecting import Gathered
from cathartes.flow.campaigns.opening import Campaign, detection_options_of
from cathartes.flow.campaigns.work.tasks import CaseTask, PassWeather, SceneTask, Task, row_key
from cathartes.model.campaign import Authority, SceneRecord, Sensor, TrackRecord
from cathartes.model.fusion import Trouble
from cathartes.model.plume import Detection
from cathartes.store import WorkDone


@frozen(kw_only=True, eq=False)
class WorkList:
    """Tasks, and what earlier runs have done.

    Attributes
    ----------
    tasks : tuple of Task
        In the order of time.
    made_before : frozenset of str
        Ids of what came of finished work.
    finished_before, failed_before : int
    troubles : tuple of Trouble
        What no authority covers, and what failed before.
    """

    tasks: tuple[Task, ...]
    made_before: frozenset[str] = frozenset()
    finished_before: int = 0
    failed_before: int = 0
    troubles: tuple[Trouble, ...] = field(default=())


def list_work(
    campaign: Campaign,
    gathered: Gathered,
    *,
    retry: bool = False,
    detect: Callable[..., Detection] | None = None,
) -> WorkList:
    """Return what is left to do.

    Parameters
    ----------
    campaign : Campaign
    gathered : Gathered
    retry : bool
        Whether what failed for good is done again.
    detect : callable, optional

    Raises
    ------
    OptionError
        If an option of detection is wrong.
    """
    tasks: list[Task] = []
    troubles: list[Trouble] = []
    deliveries: dict[str, SceneRecord | TrackRecord] = {**gathered.scenes, **gathered.cases}
    for input_id, record in deliveries.items():
        try:
            authority = _authority(campaign, record)
        except AuthorityError as error:
            troubles.append(Trouble(record.path, "detect", str(error)))
            continue
        if isinstance(record, SceneRecord):
            weather = gathered.weather_of(record)
            tasks.append(_scene_task(campaign, input_id, record, authority, weather, detect))
        else:
            tasks.append(_case_task(campaign, input_id, record, authority))
    tasks.sort(key=lambda one: (one.record.begins_at, one.input_id))
    done = campaign.store.work.find({one.input_id: row_key(one) for one in tasks})
    left: list[Task] = []
    finished: list[WorkDone] = []
    failed: list[WorkDone] = []
    for task in tasks:
        before = done.get(task.input_id)
        if before is None or before.state == "put off" or (before.state == "failed" and retry):
            left.append(task)
            continue
        (finished if before.state == "done" else failed).append(before)
        if before.message:
            troubles.append(Trouble(task.record.path, "detect", before.message))
    return WorkList(
        tasks=tuple(left),
        made_before=_made(finished),
        finished_before=len(finished),
        failed_before=len(failed),
        troubles=tuple(troubles),
    )


def _made(finished: list[WorkDone]) -> frozenset[str]:
    return frozenset(one for work in finished for one in work.made)


def _authority(campaign: Campaign, record: SceneRecord | TrackRecord) -> Authority:
    """Return the authority under which something was flown, if it covers it.

    All of a scene's footprint must be inside, as collection asks, and both ends of its time. Of a
    sampler's case only a hull around its way is known here, which may reach over the edge where
    the way does not: its middle must be inside (collection has held the way itself against the
    area), and what is found outside is cut off later.
    """
    plan = campaign.flights.get(record.flight_id or "")
    if plan is None:
        raise AuthorityError.about(
            record.path,
            "flight",
            found="none that is planned",
            expected="a flight with a recorded authority",
            remedy="It is kept and not processed. Add the plan it was flown under.",
        )
    authority = campaign.authorities[plan.authority_id]
    ring = record.footprint
    # A ring, closed, so that its last side counts too.
    places = (*ring, *ring[:1]) if isinstance(record, SceneRecord) else (_middle(ring),)
    authority.refuse_uncovered(record.path, record.begins_at, record.ends_at, places)
    return authority


def _middle(footprint: tuple[tuple[float, float], ...]) -> tuple[float, float]:
    if not footprint:
        return (float("nan"), float("nan"))
    count = len(footprint)
    return sum(x for x, _ in footprint) / count, sum(y for _, y in footprint) / count


def _scene_task(
    campaign: Campaign,
    input_id: str,
    record: SceneRecord,
    authority: Authority,
    weather: PassWeather | None,
    detect: Callable[..., Detection] | None,
) -> SceneTask:
    options, reports = detection_options_of(campaign.settings, campaign.folder)
    return SceneTask(
        input_id=input_id,
        record=record,
        path=campaign.folder / record.path,
        folder=campaign.products / _short(input_id),
        area=authority.area,
        weather=weather,
        options=options,
        rng_seed=campaign.settings.locate.rng_seed,
        big_scene_pixels=campaign.settings.work.big_scene_pixels,
        detect=detect,
        reports=reports,
        marking=campaign.marking,
    )


def _case_task(
    campaign: Campaign, input_id: str, record: TrackRecord, authority: Authority
) -> CaseTask:
    sensors: Mapping[str, Sensor] = campaign.sensors
    sensor = sensors[campaign.flights[record.flight_id or ""].sensor_id]
    return CaseTask(
        input_id=input_id,
        record=record,
        path=campaign.folder / record.path,
        folder=campaign.products / _short(input_id),
        area=authority.area,
        rng_seed=campaign.settings.locate.rng_seed,
        detection_limit_kg_per_h=sensor.detection_limit_kg_per_h,
        marking=campaign.marking,
    )


def _short(input_id: str) -> str:
    """Return the first 16 digits of an id: enough that no two scenes share a folder."""
    return input_id.rpartition("-")[2][:16]
