"""Progress on standard error, when that is a terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from time import monotonic
from typing import TYPE_CHECKING, Final

from moneygraph.store.message import Message
from moneygraph.store.progress import Progress, Stage, Steps, silent

if TYPE_CHECKING:
    from rich.console import RenderableType

    from moneygraph.api import Case

#: How long a stage takes before its time is shown.
_PATIENCE_S: Final = 2.0
#: Characters of a bar.
_BAR: Final = 30
#: So much work is taken to have gone at the usual speed, beside that which was seen.
_PRIOR_S: Final = 1.0


@contextmanager
def progress(quiet: bool = False) -> Iterator[Progress]:
    """Give a function that shows what is being done; it writes nothing to a file or pipe.

    Of what takes long it shows how much longer, where that is known, or for how long already.
    """
    if quiet or not sys.stderr.isatty():
        yield silent
        return
    from rich.console import Console
    from rich.live import Live
    from rich.spinner import Spinner

    console = Console(stderr=True, markup=False, highlight=False, emoji=False)
    shown = _Shown()
    turning = Spinner("dots" if console.encoding.startswith("utf") else "line", shown)
    # left to itself rich sends what goes to standard output meanwhile, into a file too, here
    with Live(
        turning, console=console, transient=True, redirect_stdout=False, redirect_stderr=False
    ):
        yield shown.begin


@contextmanager
def progress_of(case: Case) -> Iterator[Progress]:
    """Show what is done, and what a case tells of what is done in it meanwhile."""
    with progress() as shown:
        case.file = replace(case.file, tell=shown)
        yield shown


class _Shown:
    """The line that says what is being done; rich asks for it several times a second."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        from moneygraph.cli.command import current_language

        self._clock, self._put = clock, _in_the_language()
        self._lang = current_language()  # rich asks in a thread of its own
        self._stage, self._began = "", clock()
        self._spent = self._expected = 0.0

    def begin(self, stage: str) -> None:
        """Go on to a stage, and learn from the one before how fast this computer is."""
        if isinstance(stage, Steps) and stage == self._stage:  # one more of the same
            self._stage = stage
            return
        if seconds := _seconds_of(self._stage):
            self._spent += self._clock() - self._began
            self._expected += seconds
        self._stage, self._began = stage, self._clock()

    def line(self) -> str:
        """Return what is to be shown now."""
        from moneygraph.report.text.texts import texts_of
        from moneygraph.report.text.words import duration

        spent = self._clock() - self._began
        if spent < _PATIENCE_S:
            return self._put(self._stage)
        left = self._left(spent)
        if left >= 1:
            time = duration(texts_of(self._lang), left)
            return self._put(Message("{what}, about {time} left", what=self._stage, time=time))
        time = duration(texts_of(self._lang), spent)
        return self._put(Message("{what}, {time} so far", what=self._stage, time=time))

    def _left(self, spent: float) -> float:
        """Return how many seconds the stage will take yet, of which it has taken some."""
        if isinstance(self._stage, Steps):
            steps = self._stage
            return spent / steps.done * (steps.every - steps.done) if steps.done else 0.0
        # what was short says little of how fast the computer is
        speed = (self._spent + _PRIOR_S) / (self._expected + _PRIOR_S)
        return _seconds_of(self._stage) * speed - spent

    def __rich__(self) -> RenderableType:
        from rich.progress_bar import ProgressBar
        from rich.table import Table
        from rich.text import Text

        text, stage = Text(self.line()), self._stage
        if not isinstance(stage, Steps):
            return text
        beside = Table.grid(padding=(0, 1))
        beside.add_row(ProgressBar(stage.every, stage.done, width=_BAR), text)
        return beside


def _seconds_of(stage: str) -> float:
    return stage.seconds if isinstance(stage, Stage) else 0.0


def _in_the_language() -> Callable[[str], str]:
    """Return what puts a text into the language of the call, safe to print."""
    from moneygraph.cli.command import current_language
    from moneygraph.report.text.messages import in_language
    from moneygraph.store.printable import printable

    lang = current_language()
    return lambda text: printable(in_language(text, lang))


@contextmanager
def progress_bar() -> Iterator[Callable[[str, int, int], None]]:
    """Give a function that shows what is done, how much of it and of how much; 0: unknown."""
    if not sys.stderr.isatty():
        yield lambda *_: None
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    put = _in_the_language()
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:

        def show(stage: str, done: int, every: int) -> None:
            text = put(stage)
            if [task.description for task in bar.tasks] != [text]:
                for task_id in bar.task_ids:
                    bar.remove_task(task_id)
                bar.add_task(text, total=every or None)
            bar.update(bar.task_ids[0], completed=done)

        yield show
