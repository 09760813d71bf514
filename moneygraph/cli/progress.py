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
