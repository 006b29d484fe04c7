"""Which runner a campaign gets."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

from attrs import frozen

from cathartes.errors import OptionError
from cathartes.flow.scheduling.runner import Runner, Serial
from cathartes.flow.scheduling.threads import available_cores


@frozen(kw_only=True)
class Scheduling:
    """How a person wants tasks to be run.

    Attributes
    ----------
    workers : int or None
        Processes on this machine; one for each core where None. One is a thread of this process.
    cluster : str
        Address of a scheduler, ``tcp://host:port``; empty for this machine.
    serial : bool
        No Dask at all.
    """

    workers: int | None = None
    cluster: str = ""
    serial: bool = False

    def __attrs_post_init__(self) -> None:
        """Refuse what contradicts itself."""
        chosen = [
            name
            for name, is_given in (
                ("--serial", self.serial),
                ("--cluster", bool(self.cluster)),
                ("--workers", self.workers is not None),
            )
            if is_given
        ]
        if len(chosen) > 1:
            raise OptionError.about(
                "the command line",
                chosen[0],
                found=f"also {chosen[1]}",
                expected="one of --serial, --workers and --cluster",
                remedy="Leave the other one out.",
            )
        if self.workers is not None and self.workers < 1:
            raise OptionError.about(
                "the command line",
                "--workers",
                found=self.workers,
                expected="at least 1",
                remedy="Leave it out for one worker on each core.",
            )


@contextmanager
def open_runner(scheduling: Scheduling) -> Iterator[Runner]:
    """Give a runner, and end its workers afterwards.

    Raises
    ------
    OptionError
        If the cluster does not answer.
    """
    if scheduling.serial:
        yield Serial()
        return
    # Dask takes half a second to load.
    from cathartes.flow.scheduling.on_dask import cluster_runner, local_runner

    if scheduling.cluster:
        with cluster_runner(scheduling.cluster) as runner:
            yield runner
        return
    with local_runner(scheduling.workers or available_cores()) as runner:
        yield runner


@contextmanager
def runner_on_demand(scheduling: Scheduling) -> Iterator[Callable[[], Runner]]:
    """Give a function that starts the runner when it is first called, and end it afterwards.

    A campaign in which nothing is new never starts one: its workers take seconds to begin.

    Raises
    ------
    OptionError
        When it is called, if the cluster does not answer.
    """
    started: list[Runner] = []
    with ExitStack() as stack:

        def runner() -> Runner:
            if not started:
                started.append(stack.enter_context(open_runner(scheduling)))
            return started[0]

        yield runner
