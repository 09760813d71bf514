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

    from moneygraph.store.printable import printable

    console = Console(stderr=True, markup=False, highlight=False, emoji=False)
    with console.status("") as spinner:
        yield lambda text: spinner.update(Text(printable(text)))


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
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:

        def show(text: str, done: int, every: int) -> None:
            if [task.description for task in bar.tasks] != [text]:
                for task_id in bar.task_ids:
                    bar.remove_task(task_id)
                bar.add_task(text, total=every or None)
            bar.update(bar.task_ids[0], completed=done)

        yield show
