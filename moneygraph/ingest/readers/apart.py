"""Runs a converter in a process of its own, with bounded memory and time.

A few bytes in a workbook can claim a sheet of 17 billion cells, at which the library that reads
it ends the whole process.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

from moneygraph.ingest.readers.kind import locked
from moneygraph.ingest.readers.made import Made
from moneygraph.ingest.readers.passwords import needs_packages, none_opens
from moneygraph.ingest.readers.refusal import (
    AGAIN,
    BOMB,
    RATIO,
    SMALL,
    UNPACKED,
    WORKBOOK_MEMORY,
    WORKBOOK_SECONDS,
    refusal,
)
from moneygraph.store.errors import CaseFull, UnreadableFile
from moneygraph.store.message import Message
from moneygraph.store.printable import printable

_ROOT: Final = Path(__file__).parents[3]
#: Converters of files that open with a password that is given.
_OPENED: Final = ("seven", "workbook")
_CONVERT: Final = "moneygraph.ingest.convert"


def converted(kind: str, path: Path, folder: Path, name: str) -> list[Made]:
    """Return the sheets that the converter `kind` makes of a file; errors as in `run_apart`."""
    return [
        Made(
            one["name"],
            folder / one["file"],
            merges=folder / one["merges"] if one["merges"] else None,
            index=one["index"],
        )
        for one in run_apart(kind, path, folder, name)["sheets"]
    ]


def run_apart(kind: str, path: Path, folder: Path, name: str, secret: str = "") -> dict[str, Any]:
    """Return what the converter `kind` tells of a file; what it writes is in `folder`.

    `secret` is given to it apart from its arguments, which others can see. Raises
    `UnreadableFile` or `CaseFull`, in which the file is called `name`.
    """
    limits = [str(WORKBOOK_MEMORY), str(WORKBOOK_SECONDS), str(_most_text(path))]
    command = [sys.executable, "-P", "-X", "utf8", "-m", _CONVERT, kind, str(path), str(folder)]
    paths = os.pathsep.join([str(_ROOT), *(path for path in sys.path if path)])
    done = subprocess.run(
        command + limits,
        input=secret.encode(),
        capture_output=True,
        env={**os.environ, "PYTHONPATH": paths},
        check=False,
    )
    answer: dict[str, Any] = {"error": "killed"}
    if done.returncode == 0:
        answer = json.loads(done.stdout)
    if "error" in answer:
        raise _refused(name, answer["error"], kind)
    return answer


def _most_text(path: Path) -> int:
    """Return how many characters a file may hold: as much as an archive of its size."""
    return min(UNPACKED, max(SMALL, RATIO * path.stat().st_size))


def _refused(name: str, error: str, kind: str) -> UnreadableFile | CaseFull:
    if error == "locked":
        return locked(name, opens=kind in _OPENED)
    if error == "full":
        return CaseFull(
            Message(
                "there is no room to unpack {name}; the case is as before", name=printable(name)
            ),
            Message("Make room on the disk of the case, then try again."),
        )
    if error == "bomb":
        return refusal(name, "would unpack to far more than it is", BOMB)
    if error == "doctype":
        return refusal(name, "declares a document type, as no message of a bank does", BOMB)
    if error == "no packages":
        return needs_packages(name)
    if error == "no program":
        return refusal(
            name,
            "is a RAR archive, and no program that unpacks these is installed",
            "Install unrar, unar or bsdtar; or unpack it and load the folder.",
        )
    if error.startswith("wrong "):
        return none_opens(name, int(error.split()[1]))
    if error == "no table":
        return no_table(name)
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


def no_table(name: str) -> UnreadableFile:
    """Return the error for a page that shows no table."""
    return refusal(name, "is a web page (HTML) without a table", f"{AGAIN} as .csv or .xlsx.")
