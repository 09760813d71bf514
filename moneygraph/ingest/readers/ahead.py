"""Opens the next files while one is loaded; several at once, where others read them."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Final

from moneygraph.ingest.readers.sheet import Sheet
from moneygraph.ingest.readers.source import Found, Source
from moneygraph.store.resources import threads

Opened = tuple[Found, Future[list[Sheet]] | None]
#: Each file that is opened may take as much memory as a workbook is allowed.
_MOST: Final = 4


def opened_ahead(
    found: Iterable[Found],
    open_one: Callable[[Source], list[Sheet]],
    is_wanted: Callable[[Source], bool],
) -> Generator[Opened]:
    """Yield what was found, in its order, each statement file with the sheets that it will have.

    So many files are opened ahead as the process may run threads, four at the most. One that is
    not wanted is not opened.
    """
    workers = min(threads(), _MOST)
    waiting: deque[Opened] = deque()
    pool = ThreadPoolExecutor(workers)
    try:
        for one in found:
            if isinstance(one, Source) and is_wanted(one):
                waiting.append((one, pool.submit(open_one, one)))
            else:
                waiting.append((one, None))
            if len(waiting) > workers:
                yield waiting.popleft()
        yield from waiting
    finally:
        pool.shutdown(cancel_futures=True)
