"""Lets one write of a command fail, as on a full or broken disk; or that and all after it.

The command must say so in its own words, and leave the case and what it writes as before or as
after. Calls are counted and failed by ``failing.c``, which is compiled and preloaded.
"""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Final

from click.testing import CliRunner

from moneygraph.cli import main
from tests.endurance.kills import CALLS, CASE, Known, check, prepared

_SOURCE: Final = Path(__file__).with_name("failing.c")
_ERRORS: Final = (errno.EIO, errno.ENOSPC)
#: Commands of which every write is tried, one after another.
KINDS: Final = tuple(kind for kind in CALLS if kind != "push")
_UNFORESEEN: Final = ("lease report", "Traceback")


@dataclass(frozen=True)
class Counted:
    """A command, and how many calls of it write."""

    known: Known
    writes: int


def preloaded() -> bool:
    """Tell whether this process has what lets calls fail."""
    return hasattr(ctypes.CDLL(None), "failing_begin")


def start_preloaded() -> int:
    """Start this program again with it, and return its exit status."""
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "failing.so"
        compiler = os.environ.get("CC", "cc")
        flags = ["-shared", "-fPIC", "-O1", str(_SOURCE), "-o", str(made), "-ldl"]
        subprocess.run([compiler, *flags], check=True)
        environment = os.environ | {"LD_PRELOAD": str(made)}
        command = [sys.executable, "-m", "tests.endurance", *sys.argv[1:]]
        return subprocess.run(command, env=environment, check=False).returncode


def counted(folder: Path, whole: Path, kind: str) -> Counted:
    """Make what a command begins in, and count its writes."""
    known = prepared(folder, whole, kind)
    here = folder / kind / "counted"
    shutil.copytree(known.folder, here)
    _, _, writes = _called(here, known.call, -1, 0, once=True)
    return Counted(known, writes)


def fail_once(command: Counted, here: Path, number: int, chosen: Random) -> None:
    """Run a command with one write failing, and check what it says and leaves."""
    shutil.copytree(command.known.folder, here)
    at, error = number % command.writes, chosen.choice(_ERRORS)
    status, said, _ = _called(here, command.known.call, at, error, once=chosen.random() < 0.5)
    assert status in (0, 1, 2), (at, status, said)
    assert not any(words in said for words in _UNFORESEEN), (at, error, said)
    check(command.known, here, partly=status == 1)


def _called(
    here: Path, call: list[str], at: int, error: int, *, once: bool
) -> tuple[int, str, int]:
    """Run a command in a process of its own; return its status, what it said and its writes."""
    ours, theirs = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(ours)
        _call(here, call, at, error, once, theirs)
    os.close(theirs)
    with os.fdopen(ours) as told:
        said = told.read()
    _, ended = os.waitpid(child, 0)
    assert os.WIFEXITED(ended), (at, os.WTERMSIG(ended))
    writes, _, said = said.partition("\n")
    return os.WEXITSTATUS(ended), said, int(writes)


def _call(here: Path, call: list[str], at: int, error: int, once: bool, told: int) -> None:
    status, said = 99, ""
    library = ctypes.CDLL(None)
    try:
        os.chdir(here)
        below = str(here.parent).encode()
        library.failing_begin(below, ctypes.c_long(at), error, int(once))
        done = CliRunner().invoke(main, ["--case", CASE, *call], prog_name="moneygraph")
        status, said = done.exit_code, done.output
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            said += f"Traceback: {done.exception!r}"
    finally:
        with suppress(OSError):  # who started it may be gone
            os.write(told, f"{library.failing_counted()}\n{said}".encode())
        os._exit(status)
