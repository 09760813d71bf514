"""Writes a part of a case in a format: whole or not at all, for its user's eyes only."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from moneygraph.export.formats.writers import (
    write_csv,
    write_ftm,
    write_gexf,
    write_graphml,
    write_i2,
    write_parquet,
)
from moneygraph.store.errors import CallError
from moneygraph.store.message import Message, reason
from moneygraph.store.printable import printable
from moneygraph.store.progress import Stage
from moneygraph.store.sandbox import private_folder, reach, sweep

if TYPE_CHECKING:
    from moneygraph.export.formats.part import Choice, Part
    from moneygraph.store.file import CaseFile

_BESIDE: Final = ".moneygraph-"


Write = Callable[["CaseFile", "Part", Path, str], None]


def _write_xlsx(case: CaseFile, part: Part, target: Path, lang: str) -> None:
    from moneygraph.export.formats.xlsx import write

    write(case, part, target, lang)


@dataclass(frozen=True)
class Format:
    """A format: its name, what reads it, and whether it is a file or a folder of files.

    `write(case, part, target, lang)` makes the file `target`, or files in the empty folder
    `target`; it reads the part's tables by SQL. Only a workbook has words in a language. A million
    transfers take about so many `seconds` on an ordinary computer.
    """

    name: str
    about: str
    write: Write
    is_folder: bool = False
    seconds: float = 0.0


_KNOWN: Final = (
    Format(
        "ftm",
        "FollowTheMoney entities as JSON lines: OpenAleph, the ftm tool",
        write_ftm,
        seconds=7,
    ),
    Format("graphml", "GraphML: Gephi, yEd, networkx", write_graphml, seconds=7),
    Format("gexf", "GEXF with times, for Gephi's timeline", write_gexf, seconds=9),
    Format(
        "i2", "CSV files for i2 Analyst's Notebook's import", write_i2, is_folder=True, seconds=4
    ),
    Format("xlsx", "a workbook to send on: Excel, LibreOffice", _write_xlsx, seconds=220),
    Format(
        "parquet",
        "Parquet, a file a table, for notebooks",
        write_parquet,
        is_folder=True,
        seconds=8,
    ),
    Format(
        "csv", "moneygraph's canonical CSV: can be loaded into another case", write_csv, seconds=2
    ),
)
FORMATS: Final = {one.name: one for one in _KNOWN}


@dataclass(frozen=True)
class Written:
    """A file that was written: where, the SHA-256 of its bytes, and how many they are."""

    path: Path
    sha256: str
    size: int


@dataclass(frozen=True)
class Exported:
    """What was written of which part; `files` in the order of their names."""

    format: str
    part: Part
    files: tuple[Written, ...]


def export(
    case: CaseFile,
    choice: Choice,
    name: str,
    target: Path,
    *,
    force: bool = False,
    lang: str = "en",
    progress: Callable[[str], None] = lambda _: None,
) -> Exported:
    """Write what is chosen of the case to `target`: a file, or for some formats a folder.

    What is written is in a temporary folder beside `target` until it is whole (mode 0600,
    folders 0700). Raises `CallError` for a format that is not there, a target that is there
    already (`force` writes over files) or cannot be written.
    """
    from moneygraph.export.formats.part import choose

    check_target(name, target, force=force)
    form = FORMATS[name]
    progress(Message("choosing"))
    part = choose(case, choice)
    progress(Stage(Message("writing"), form.seconds * part.transfers / 1e6))
    sweep(target.absolute().parent, _BESIDE)
    with _explained(target), private_folder(reach(case.con), "export-") as folder:
        made = folder / "made"
        if form.is_folder:
            made.mkdir()
        form.write(case, part, made, lang)
        with private_folder(target.absolute().parent, _BESIDE) as beside:
            files = _moved(Path(shutil.move(made, beside / "made")), target)
    return Exported(name, part, files)


def check_target(name: str, target: Path, *, force: bool) -> None:
    """Raise `CallError` where an export could not be written, before the work is done."""
    if name not in FORMATS:
        raise CallError(
            Message("there is no format '{name}'", name=name),
            Message("There are: {names}.", names=FORMATS),
        )
    shown = printable(str(target))
    if not target.parent.is_dir():
        raise CallError(
            Message("there is no folder {parent}", parent=str(target.parent)),
            Message("Make it, or name another."),
        )
    if not os.path.lexists(target):
        return
    if target.is_dir() and not FORMATS[name].is_folder:
        raise CallError(Message("{file} is a folder", file=shown), Message("Name a file."))
    if not target.is_dir() and FORMATS[name].is_folder:
        raise CallError(
            Message("{file} is a file", file=shown),
            Message("{name} writes several files: name a folder.", name=name),
        )
    if not force and not (target.is_dir() and not any(target.iterdir())):
        raise CallError(
            Message("{file} is there already", file=shown), Message("Name another, or say --force.")
        )


def _moved(made: Path, target: Path) -> tuple[Written, ...]:
    """Put what was made in its place; of a folder that is there, files of the same name go."""
    if made.is_dir():
        pairs = [(path, target / path.name) for path in sorted(made.iterdir())]
    else:
        pairs = [(made, target)]
    written = [Written(there, _sha256(path), path.stat().st_size) for path, there in pairs]
    if made.is_dir() and not os.path.lexists(target):
        made.rename(target)  # all at once
        return tuple(written)
    for path, there in pairs:
        path.replace(there)
    return tuple(written)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def _explained(target: Path) -> Iterator[None]:
    """Turn what the disk refuses, in Python or in DuckDB, into an error a person can act on."""
    import duckdb

    shown = printable(str(target))
    try:
        yield
    except OSError as error:
        raise _refused(shown, reason(error), error.errno == errno.ENOSPC) from error
    except duckdb.IOException as error:
        text = str(error).splitlines()[0]
        raise _refused(shown, text, "no space" in text.lower()) from error


def _refused(shown: str, why: str, is_full: bool) -> CallError:
    room = Message("Make room, then try again.")
    remedy = room if is_full else Message("Check its path and rights.")
    return CallError(
        Message("the export {file} cannot be written: {why}", file=shown, why=why), remedy
    )
