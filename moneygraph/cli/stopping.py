"""Errors as messages with an exit status, and a case that Ctrl-C stops also while DuckDB works.

Exit status: 0 done, 1 some input refused, 2 the call is wrong or failed, 130 stopped by Ctrl-C.

DuckDB looks for signals only between its own steps, and in a long query may not look at all.
So a thread is woken by the signal and interrupts the query; Python then raises
KeyboardInterrupt as ever.
"""

from __future__ import annotations

import os
import signal
import socket
import sys
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from moneygraph.store.damage import damaged, failures_named
from moneygraph.store.errors import MoneygraphError, Notice
from moneygraph.store.message import Message

if TYPE_CHECKING:
    from moneygraph.api import Case
    from moneygraph.cli.command import Settings

STOPPED = 130
FAILED = 2
ABORTED = 1


def exit_code_of(error: BaseException, *, masked: bool, lang: str = "en") -> int:
    """Print to standard error what happened, in a line or two, and return the exit status.

    With MONEYGRAPH_DEBUG set, an unexpected error is raised again instead.
    """
    if isinstance(error, BrokenPipeError):
        _close_output()
        return 0
    if is_stop(error):
        _print_error(lang, Message("stopped; the case is as it was before"))
        return STOPPED
    if isinstance(error, MoneygraphError):
        _print_error(lang, Message("error: {message}", message=error.message), error.remedy)
        return error.exit_code
    if os.environ.get("MONEYGRAPH_DEBUG"):
        raise error
    name, what = type(error).__name__, _message(error, masked)
    _print_error(
        lang,
        Message("error: unexpected {name}: {what}", name=name, what=what),
        Message("Please report this, with what MONEYGRAPH_DEBUG=1 makes it print."),
    )
    return FAILED


def stop_told(lang: str) -> int:
    """Print that nothing is watched any more, and return the exit status."""
    _print_error(lang, Message("stopped; what was told is kept, and goes on from there"))
    return STOPPED


def tell_error(lang: str, error: MoneygraphError) -> None:
    """Print an error that does not end the call."""
    _print_error(lang, Message("error: {message}", message=error.message), error.remedy)


def aborted(lang: str) -> int:
    """Print that a question was not answered, and return the exit status."""
    _print_error(lang, Message("stopped"))
    return ABORTED


@contextmanager
def warnings_in(settings: Settings) -> Iterator[None]:
    """Print each `Notice` once, to standard error."""
    told: set[str] = set()

    def tell(message: Warning | str, *rest: Any, **more: Any) -> None:
        if not isinstance(message, Notice):
            shown(message, *rest, **more)
        elif str(message) not in told:
            told.add(str(message))
            _print_error(settings.known_lang, message.message, message.remedy)

    with warnings.catch_warnings():
        shown = warnings.showwarning
        warnings.simplefilter("always", Notice)
        warnings.showwarning = tell
        yield


def _message(error: BaseException, masked: bool) -> str:
    """Return the text of an error; with a mask nothing, as it may quote anything."""
    return Message("[masked]") if masked else str(error) or Message("no message")


def is_stop(error: BaseException | None) -> bool:
    """Return whether an error is Ctrl-C, or came of cleaning up after it."""
    while error is not None:
        stopped_query = type(error).__name__ == "InterruptException" or (
            isinstance(error, RuntimeError) and str(error) == "Query interrupted"
        )
        if stopped_query or isinstance(error, KeyboardInterrupt):
            return True
        error = error.__cause__ or error.__context__
    return False


def _print_error(lang: str, *texts: Message) -> None:
    """Print texts in a language, each on a line of its own, to standard error."""
    from moneygraph.report.text.messages import in_language

    with suppress(OSError):
        sys.stderr.write("".join(f"{in_language(text, lang)}\n" for text in texts if text))
        sys.stderr.flush()


def _close_output() -> None:
    """Point standard output at nothing, so that Python does not stumble over it at its end."""
    with suppress(OSError, ValueError):
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, sys.stdout.fileno())
        os.close(nothing)


_DONE, _INTERRUPT = b"\0", bytes([signal.SIGINT])
_AGAIN_S = 1.0


@contextmanager
def opened_case(
    settings: Settings,
    *,
    create: bool = False,
    looks: bool = False,
    shared: bool = False,
    masked: bool | None = None,
) -> Iterator[Case]:
    """Open a case for a block of code that Ctrl-C can stop; then no case is left that was none.

    For `shared` see `Case.open`; `looks`: nothing is asked of it but what was loaded.

    It is masked if the call asked for that, so that no command can forget it; `masked` overrides
    that.

    Ctrl-C may come twice, once by DuckDB and once by Python, and at any step of opening the
    case or of cleaning up after the first: so what was not there before is removed here last.
    """
    from moneygraph.api import Case
    from moneygraph.detect.reading import open_to_look
    from moneygraph.store.opening import remove_empty

    path = Path(settings.case)
    was_there = not create or path.exists()
    loaded = False
    try:
        is_masked = settings.mask if masked is None else masked
        if looks:
            opened = Case(open_to_look(path, settings.data, masked=is_masked))
        else:
            opened = Case.open(
                path, create=create, shared=shared, masked=is_masked, folder=settings.folder
            )
        with failures_named(path), opened as case, interruptible(case):
            yield case
            loaded = not case.is_new
    except BaseException as error:
        if is_stop(error) and not was_there and not loaded:
            with _no_more_signals():
                remove_empty(path)
        raise


def told_apart(error: BaseException, path: Path) -> BaseException:
    """Return, for an error that nobody foresaw, that the case is damaged, if that is so."""
    if not isinstance(error, Exception) or isinstance(error, MoneygraphError | OSError):
        return error
    from moneygraph.store.check import check_case

    with suppress(Exception):
        if not is_stop(error) and path.is_file() and not check_case(path).is_whole:
            return damaged(path, Message("its tables do not agree with each other"))
    return error


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
def interruptible(case: Case) -> Iterator[None]:
    """Interrupt what DuckDB does when Ctrl-C is pressed; only for the main thread."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    ours, theirs = socket.socketpair()
    theirs.setblocking(False)
    before = signal.set_wakeup_fd(theirs.fileno(), warn_on_full_buffer=False)
    watcher = threading.Thread(target=_watch, args=(ours, case), daemon=True)
    watcher.start()
    try:
        yield
    finally:
        signal.set_wakeup_fd(before)
        theirs.send(_DONE)
        watcher.join()
        theirs.close()
        ours.close()


def _watch(signals: socket.socket, case: Case) -> None:
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
                case.interrupt()
