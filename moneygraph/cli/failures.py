"""What is said when something goes wrong, and the exit status for it.

0 done, 1 some input was refused, 2 the call is wrong or failed, 130 stopped by Ctrl-C.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress

from moneygraph.errors import MoneygraphError

STOPPED = 130
FAILED = 2


def exit_code_of(error: BaseException) -> int:
    """Say on standard error what happened, in a line or two, and return the exit status.

    With MONEYGRAPH_DEBUG set, an error that nobody foresaw is raised again instead.
    """
    if isinstance(error, BrokenPipeError):
        _close_output()
        return 0
    if is_stop(error):
        _say("stopped; the case is as it was before")
        return STOPPED
    if isinstance(error, MoneygraphError):
        _say(f"error: {error.message}", error.remedy)
        return error.exit_code
    if os.environ.get("MONEYGRAPH_DEBUG"):
        raise error
    _say(
        f"error: unexpected {type(error).__name__}: {_message(error)}",
        "Please report this, with what MONEYGRAPH_DEBUG=1 makes it print.",
    )
    return FAILED


def _message(error: BaseException) -> str:
    """Return what an error says; nobody knows what it may quote, so that masked it says nothing."""
    from moneygraph.cli.settings import mask_asked
    from moneygraph.printable import printable

    return "[masked]" if mask_asked() else printable(str(error)) or "no message"


def is_stop(error: BaseException | None) -> bool:
    """Tell whether an error is Ctrl-C, or came of cleaning up after it."""
    while error is not None:
        stopped_query = type(error).__name__ == "InterruptException" or (
            isinstance(error, RuntimeError) and str(error) == "Query interrupted"
        )
        if stopped_query or isinstance(error, KeyboardInterrupt):
            return True
        error = error.__cause__ or error.__context__
    return False


def _say(message: str, remedy: str = "") -> None:
    with suppress(OSError):
        sys.stderr.write("\n".join(part for part in (message, remedy) if part) + "\n")
        sys.stderr.flush()


def _close_output() -> None:
    """Point standard output at nothing, so that Python does not stumble over it at its end."""
    with suppress(OSError, ValueError):
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, sys.stdout.fileno())
        os.close(nothing)
