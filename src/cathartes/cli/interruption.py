"""Ctrl-C and a polite kill, which Python alone would now and then lose.

An exception that a signal raises while some callback of the interpreter runs (a weak reference
going away, a finaliser) is printed and forgotten, and the work goes on. So the signal is also
remembered, and whoever reports progress raises it again.
"""

from __future__ import annotations

import signal
import sys
from types import FrameType
from typing import NoReturn

INTERRUPTED = 128 + signal.SIGINT
TERMINATED = 128 + signal.SIGTERM

_received: list[int] = []


def listen_for_signals() -> None:
    """Let SIGINT and SIGTERM end the work through the usual clean-up.

    A signal that whoever started this process asked to ignore (``nohup``, a job in the
    background) stays ignored.
    """
    _received.clear()
    for number in (signal.SIGINT, signal.SIGTERM):
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _remember_and_end)


def raise_if_ended() -> None:
    """Raise again what a signal has raised before and was lost.

    Raises
    ------
    KeyboardInterrupt, SystemExit
        If a signal has come.
    """
    if _received:
        _end(_received[0])


def _remember_and_end(number: int, _frame: FrameType | None) -> None:
    _received.append(number)
    _end(number)


def _end(number: int) -> NoReturn:
    if number == signal.SIGINT:
        raise KeyboardInterrupt
    sys.exit(TERMINATED)
