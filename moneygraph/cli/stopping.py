"""A case that Ctrl-C reaches also while DuckDB works.

DuckDB looks for signals only between its own steps, and in a long query may not look at all.
So a thread is woken by the signal and interrupts the query; Python then raises
KeyboardInterrupt as ever.
"""

from __future__ import annotations

import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb

    from moneygraph.api import Case

_DONE = b"\0"


@contextmanager
def opened_case(path: str, *, create: bool = False, read_only: bool = False) -> Iterator[Case]:
    """Open a case for a block of code that Ctrl-C can stop."""
    from moneygraph.api import Case

    with Case.open(path, create=create, read_only=read_only) as case, interruptible(case.con):
        yield case


@contextmanager
def interruptible(con: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Interrupt what DuckDB does when Ctrl-C is pressed; only for the main thread."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    ours, theirs = socket.socketpair()
    theirs.setblocking(False)
    before = signal.set_wakeup_fd(theirs.fileno(), warn_on_full_buffer=False)
    watcher = threading.Thread(target=_watch, args=(ours, con), daemon=True)
    watcher.start()
    try:
        yield
    finally:
        signal.set_wakeup_fd(before)
        theirs.send(_DONE)
        watcher.join()
        theirs.close()
        ours.close()


def _watch(signals: socket.socket, con: duckdb.DuckDBPyConnection) -> None:
    """Wait for the numbers of signals, a byte each; 0 means that there is nothing to stop."""
    while (number := signals.recv(1)) not in (_DONE, b""):
        if number[0] == signal.SIGINT:
            con.interrupt()
