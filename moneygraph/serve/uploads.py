"""Statement files that were dropped on a page, kept beside the case under their own names.

A browser does not tell where a file was. A copy is kept, so that `verify` finds it again; one that
is refused goes.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from moneygraph.store.errors import CallError
from moneygraph.store.message import Message, reason
from moneygraph.store.printable import printable
from moneygraph.store.sqltext import rows_of

if TYPE_CHECKING:
    import duckdb
    from werkzeug.datastructures import FileStorage

_LONGEST: Final = 180  # bytes of a name without its ending, which has as many letters as any
_ENDING: Final = 10  # characters
#: What a folder, a pattern or another system takes for something else than a letter of a name.
_SPECIAL: Final = re.compile(r'[\\/:*?"<>|\[\]]')
_PIECE: Final = 1 << 20


def folder_of(case: Path) -> Path:
    """Return where the files of a case are kept."""
    return case.with_name(f"{case.stem}-exports")


def keep(files: Iterable[FileStorage], folder: Path) -> list[Path]:
    """Write files into the folder (mode 0700) and return where each is; the same one stays once.

    Raises `CallError` where the disk refuses it.
    """
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        return list(dict.fromkeys(_kept(file, folder) for file in files if file.filename))
    except OSError as error:
        raise CallError(
            Message("{file} cannot be written: {why}", file=str(folder), why=reason(error)),
            Message("Free space there, or load the files where they are with `moneygraph load`."),
        ) from error


def _kept(file: FileStorage, folder: Path) -> Path:
    name = safe_name(file.filename or "")
    part = folder / f".{name}.part"
    digest = hashlib.sha256()
    with part.open("wb") as written:
        while piece := file.stream.read(_PIECE):
            digest.update(piece)
            written.write(piece)
    target, number = folder / name, 1
    while target.exists():
        if _digest_of(target) == digest.digest():
            part.unlink()
            return target
        number += 1
        target = folder / f"{Path(name).stem}-{number}{Path(name).suffix}"
    return part.rename(target)


def safe_name(name: str) -> str:
    """Return the name of a file without its folders, and without what is special in names.

    >>> safe_name("C:\\\\exports\\\\../kaspi[1].xlsx"), safe_name("..")
    ('kaspi_1_.xlsx', 'file')
    """
    last = re.split(r"[\\/]", name)[-1]
    plain = _SPECIAL.sub("_", printable(last)).strip(". ")
    stem, dot, ending = plain.rpartition(".")
    if not dot or len(ending) > _ENDING:
        stem, dot, ending = plain, "", ""
    return f"{stem.encode()[:_LONGEST].decode(errors='ignore')}{dot}{ending}" or "file"


def _digest_of(path: Path) -> bytes:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()


def known_paths(con: duckdb.DuckDBPyConnection) -> set[str]:
    """Return from where the files of the case came."""
    return {path for (path,) in rows_of(con, "select path from statement_file")}


def drop_refused(files: Iterable[Path], known: set[str]) -> None:
    """Remove those of the files from which nothing in the case comes, whose paths are `known`."""
    for file in files:
        if str(file.absolute()) not in known:
            file.unlink(missing_ok=True)
