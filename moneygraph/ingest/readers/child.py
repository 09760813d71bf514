"""Reads hostile formats in a process of their own, with bounded memory and time."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

from moneygraph.ingest.readers.kind import locked
from moneygraph.ingest.readers.refusal import (
    AGAIN,
    BOMB,
    WORKBOOK_MEMORY,
    WORKBOOK_SECONDS,
    refusal,
)
from moneygraph.store.errors import CaseFull, UnreadableFile
from moneygraph.store.message import Message
from moneygraph.store.printable import printable

_BOUNDED: Final = Path(__file__).with_name("bounded_child.py")


def run_child(program: str, path: Path, folder: Path, text: int) -> dict[str, Any]:
    """Return what a program beside this module prints of a file: what it made, or an error.

    It is called with the file, the folder to write into, and how many characters it may write.
    """
    child = Path(__file__).with_name(program)
    command = [sys.executable, "-P", "-X", "utf8", str(_BOUNDED)]
    command += [str(WORKBOOK_MEMORY), str(WORKBOOK_SECONDS)]
    command += [str(child), str(path), str(folder), str(text)]
    paths = os.pathsep.join(path for path in sys.path if path)
    done = subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        env={**os.environ, "PYTHONPATH": paths},
        check=False,
    )
    if done.returncode != 0:
        return {"error": "killed"}
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def refused(name: str, error: str) -> UnreadableFile | CaseFull:
    """Return the refusal of a file for the error that such a program printed."""
    if error == "locked":
        return locked(name)
    if error == "full":
        return CaseFull(
            Message(
                "there is no room to unpack {name}; the case is as before", name=printable(name)
            ),
            Message("Make room on the disk of the case, then try again."),
        )
    if error == "bomb":
        return refusal(name, "would unpack to far more than it is", BOMB)
    if error == "killed":
        return refusal(
            name,
            "claims to be too large: it needs more than {memory} GB of memory"
            " or {minutes} minutes to open",
            f"{AGAIN} as .csv.",
            memory=WORKBOOK_MEMORY >> 30,
            minutes=WORKBOOK_SECONDS // 60,
        )
    return refusal(name, "is broken or was cut short")
