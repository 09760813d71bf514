"""Opens Excel workbooks: another process turns each sheet into a text table, this one reads it.

A few bytes in a workbook can claim a sheet of 17 billion cells, at which the library that
reads it ends the whole process. So it runs in a process of its own, with bounded memory.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, Final

from moneygraph.errors import CaseFull, UnreadableExport
from moneygraph.printable import printable
from moneygraph.readers.copies import other_name
from moneygraph.readers.kind import locked
from moneygraph.readers.limits import WORKBOOK_MEMORY, WORKBOOK_SECONDS
from moneygraph.readers.refusal import AGAIN, refusal, room
from moneygraph.readers.sheet import Sheet
from moneygraph.readers.source import Source
from moneygraph.readers.textfile import TextFile, read_head

_CHILD: Final = Path(__file__).with_name("workbook_child.py")


def open_workbook(source: Source, ending: str) -> list[Sheet]:
    """Return the sheets of a workbook that hold anything, with their place in it.

    `ending` tells its format, as the file's own name may not: .xlsx, .xlsb or .xls.

    Raises `UnreadableExport` when it is broken, locked, empty or claims to be too large, and
    `CaseFull` when there is no room to unpack it.
    """
    folder = Path(tempfile.mkdtemp(prefix="sheets-", dir=source.folder))
    with room(source.name, folder):
        answer = _run_child(other_name(source.path, folder, ending), folder)
    if "error" in answer:
        raise _refused(source.name, answer["error"])
    sheets = [_sheet(source, folder, found) for found in answer["sheets"]]
    if not sheets:
        raise refusal(source.name, "is a workbook in which every sheet is empty")
    return sheets


def _run_child(path: Path, folder: Path) -> dict[str, Any]:
    """Return what the other process says: sheets, or an error."""
    limits = [str(WORKBOOK_MEMORY), str(WORKBOOK_SECONDS)]
    command = [sys.executable, "-P", "-X", "utf8", str(_CHILD), str(path), str(folder)]
    paths = os.pathsep.join(path for path in sys.path if path)
    done = subprocess.run(
        command + limits,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        env={**os.environ, "PYTHONPATH": paths},
        check=False,
    )
    if done.returncode != 0:
        return {"error": "killed"}
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def _refused(name: str, error: str) -> UnreadableExport | CaseFull:
    if error == "locked":
        return locked(name)
    if error == "full":
        return CaseFull(
            f"there is no room to unpack {printable(name)}; the case is as before",
            "Make room on the disk, or set TMPDIR to a folder on a larger one.",
        )
    if error == "killed":
        return refusal(
            name,
            f"claims to be too large: it needs more than {WORKBOOK_MEMORY >> 30} GB of memory"
            f" or {WORKBOOK_SECONDS // 60} minutes to open",
            f"{AGAIN} as .csv.",
        )
    return refusal(name, "is broken or was cut short")


def _sheet(source: Source, folder: Path, found: dict[str, Any]) -> Sheet:
    shown = f"{source.name} [{found['name']}]"
    text, head = read_head(TextFile(folder / found["file"], shown))
    cells = head.cells
    return Sheet(
        name=found["name"],
        index=found["index"],
        head=cells,
        width=max(map(len, cells), default=0),
        encoding="",
        delimiter="",
        _text=text,
        _rows=head,
        _folder=source.folder,
    )
