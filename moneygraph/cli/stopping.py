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
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from moneygraph.cli.failures import is_stop
from moneygraph.cli.settings import mask_asked

if TYPE_CHECKING:
    import duckdb

    from moneygraph.api import Case

_DONE, _INTERRUPT = b"\0", bytes([signal.SIGINT])
_AGAIN_S = 1.0


@contextmanager
def opened_case(
    path: str, *, create: bool = False, read_only: bool = False, masked: bool | None = None
) -> Iterator[Case]:
    """Open a case for a block of code that Ctrl-C can stop; then no case is left that was none.

    It is masked if the call asked for that, so that no command can forget it; `masked` says
    otherwise.

    Ctrl-C may come twice, once by DuckDB and once by Python, and at any step of opening the
    case or of cleaning up after the first: so what was not there before is removed here last.
    """
    from moneygraph.api import Case
    from moneygraph.case.file import remove

    was_there = not create or Path(path).exists()
    loaded = False
    try:
        opened = Case.open(
            path,
            create=create,
            read_only=read_only,
            masked=mask_asked() if masked is None else masked,
        )
        with opened as case, interruptible(case.con):
            yield case
            loaded = not case.is_new
    except BaseException as error:
        if is_stop(error) and not was_there and not loaded:
            with _no_more_signals():
                remove(Path(path))
        raise


@contextmanager
def _no_more_signals() -> Iterator[None]:
    """Let nothing stop a block of code; only the main thread may decide that."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


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
    """Wait for the numbers of signals, a byte each; 0 means that there is nothing to stop.

    An interrupt that comes just before a query begins is lost, so it is given again and again.
    """
    while True:
        try:
            number = signals.recv(1)
        except TimeoutError:
            number = _INTERRUPT
        if number in (_DONE, b""):
            return
        if number == _INTERRUPT:
            signals.settimeout(_AGAIN_S)
            with suppress(Exception):  # it may have been closed by now
                con.interrupt()
