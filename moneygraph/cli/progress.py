"""Progress on standard error, when that is a terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def progress(quiet: bool = False) -> Iterator[Callable[[str], None]]:
    """Give a function that shows what is being done; it says nothing to a file or pipe."""
    if quiet or not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.text import Text

    from moneygraph.printable import printable

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
        task = bar.add_task("")
        what = ""

        def show(text: str, done: int, every: int) -> None:
            nonlocal what
            if text != what:
                bar.reset(task, description=text, total=every or None, completed=done)
                what = text
            bar.update(task, completed=done)

        yield show
