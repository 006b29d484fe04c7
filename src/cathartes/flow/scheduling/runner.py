"""What runs tasks: gives back each as it is finished, in no order that anything may rest on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Generic, Protocol, TypeVar

from attrs import frozen

T = TypeVar("T")
R = TypeVar("R")


@frozen(eq=False)
class Finished(Generic[T, R]):
    """A task that is over.

    Attributes
    ----------
    task : object
    result : object or None
        None where whoever did it died, or could not be told of it.
    fault : str
        What happened then; empty otherwise.
    """

    task: T
    result: R | None
    fault: str = ""


class Runner(Protocol):
    """Runs a function over tasks."""

    @property
    def in_words(self) -> str:
        """What it is, for people."""
        ...

    def run(self, function: Callable[[T], R], tasks: Iterable[T]) -> Iterator[Finished[T, R]]:
        """Yield each task when it is finished.

        Parameters
        ----------
        function : callable
            Of a module, so that another process finds it; never raises for what is wrong with
            a task.
        tasks : iterable
            Taken as there is room: not all of them are in memory, or in flight, at once.
        """
        ...


class Serial:
    """One task after the other, in this thread; nothing else is loaded."""

    @property
    def in_words(self) -> str:
        """What it is, for people."""
        return "one after the other"

    def run(self, function: Callable[[T], R], tasks: Iterable[T]) -> Iterator[Finished[T, R]]:
        """Yield each task when it is finished."""
        for task in tasks:
            yield Finished(task, function(task))
