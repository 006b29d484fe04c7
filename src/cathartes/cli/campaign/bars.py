"""One bar for each step of a campaign; quiet where nobody looks on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from cathartes.cli.interruption import raise_if_ended
from cathartes.cli.terminal import console

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID


class StepBars:
    """Bars on stderr that go away when the run is over."""

    def __init__(self) -> None:
        self._bars: Progress | None = None
        self._steps: dict[str, TaskID] = {}

    def __enter__(self) -> Self:
        """Return itself; bars appear with the first news."""
        return self

    def __exit__(self, *error: object) -> None:
        """Take the bars away."""
        if self._bars is not None:
            self._bars.stop()

    def tell(self, step: str, done: int, of: int) -> None:
        """Show how far a step is; end the run here if a signal asked for that."""
        raise_if_ended()
        screen = console(stderr=True)
        if not screen.is_terminal:
            return
        if self._bars is None:
            from rich.progress import (
                BarColumn,
                MofNCompleteColumn,
                Progress,
                TextColumn,
                TimeElapsedColumn,
                TimeRemainingColumn,
            )

            self._bars = Progress(
                TextColumn("{task.description}", markup=False),
                BarColumn(bar_width=30),
                MofNCompleteColumn(),
                TimeElapsedColumn(),
                TimeRemainingColumn(),
                console=screen,
                transient=True,
                redirect_stdout=False,
                redirect_stderr=False,
            )
            self._bars.start()
        if step not in self._steps:
            self._steps[step] = self._bars.add_task(step, total=of)
        self._bars.update(self._steps[step], completed=done, total=of)
