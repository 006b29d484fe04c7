"""A list of cases of one kind, each of them made from a number."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext

from attrs import frozen

from benchmarks.location.concentrations.judged import TrueSource
from cathartes.model.location.case import SourceCase

JudgeableCase = tuple[SourceCase, list[TrueSource]]


def _as_it_is(number: int) -> AbstractContextManager[object]:
    return nullcontext(number)


@frozen
class CaseList:
    """Cases of one kind.

    Attributes
    ----------
    name : str
        For a file name.
    what : str
        For a table.
    make : callable
        From a number to a case and its truth.
    numbers : sequence of int
    is_simulated : bool
        Only those have cases to tune on.
    around : callable
        From a number to what is entered while that case is located.
    """

    name: str
    what: str
    make: Callable[[int], JudgeableCase]
    numbers: Sequence[int]
    is_simulated: bool = True
    around: Callable[[int], AbstractContextManager[object]] = _as_it_is
