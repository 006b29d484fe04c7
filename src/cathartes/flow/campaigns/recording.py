"""What came of a task goes into the database, all at once; only the driver writes there."""

from __future__ import annotations

from attrs import define, field

from cathartes.flow.campaigns.fusing.heirs import buried_of_work
from cathartes.flow.campaigns.opening import Campaign
from cathartes.flow.campaigns.work.tasks import TaskResult
from cathartes.flow.versions import software_versions
from cathartes.model.fusion import Trouble
from cathartes.model.identity import content_id
from cathartes.store import WorkDone


@define
class Tally:
    """What a run has done so far.

    Attributes
    ----------
    computed, were_there, failed : int
    made : set of str
        Ids of plumes, looks and estimates.
    troubles : list of Trouble
    """

    computed: int = 0
    were_there: int = 0
    failed: int = 0
    made: set[str] = field(factory=set)
    troubles: list[Trouble] = field(factory=list)


def record_result(campaign: Campaign, result: TaskResult, tally: Tally) -> None:
    """Store the records of a task and, in the same transaction, that it is done.

    What a person deleted stays deleted, and so does what was made from it, and what takes its
    place under other options or another wind.

    Raises
    ------
    StoreError
        If the database refuses or does not answer; nothing of the task is kept then.
    """
    store = campaign.store
    with store.together():
        plumes = {content_id(one): one for one in result.plumes}
        gone = buried_of_work(store, store.plumes, plumes)
        kept = {one: record for one, record in plumes.items() if one not in gone}
        gone |= set(store.plumes.add(kept.values()).deleted_before)
        estimates = {
            content_id(one): one for one in result.estimates if not gone & set(one.plume_ids)
        }
        gone |= buried_of_work(store, store.estimates, estimates)
        stand = {one: record for one, record in estimates.items() if one not in gone}
        gone |= set(store.estimates.add(stand.values()).deleted_before)
        store.looks.add(result.looks)
        looks = {content_id(one) for one in result.looks}
        made = tuple(sorted((plumes.keys() | estimates.keys() | looks) - gone))
        store.work.put(
            WorkDone(
                input_id=result.input_id,
                options_key=result.row_key or result.key,
                state=result.state,
                made=made,
                message=result.message,
                versions=software_versions(),
            )
        )
    tally.made |= set(made)
    if result.was_there:
        tally.were_there += 1
    else:
        tally.computed += 1
    if result.state != "done":
        tally.failed += 1
    if result.message:
        tally.troubles.append(Trouble(result.name, "detect", result.message))
