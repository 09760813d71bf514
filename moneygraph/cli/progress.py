"""Progress on standard error, when that is a terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def progress(quiet: bool = False) -> Iterator[Callable[[str], None]]:
    """Give a function that shows what is being done; it writes nothing to a file or pipe."""
    if quiet or not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.text import Text

    console = Console(stderr=True, markup=False, highlight=False, emoji=False)
    shown = _in_the_language()
    turning = "dots" if console.encoding.startswith("utf") else "line"
    with console.status("", spinner=turning) as spinner:
        yield lambda text: spinner.update(Text(shown(text)))


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
