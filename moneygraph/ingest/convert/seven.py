"""Unpacks an archive of 7-Zip: its members as files of plain names, within the limit of text.

The passwords are a list in JSON that is read from the standard input.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import IO, Any

from py7zr import SevenZipFile
from py7zr.exceptions import PasswordRequired
from py7zr.io import Py7zIO, WriterFactory

from moneygraph.ingest.convert.tables import MEMBERS, RefusedError, Tables, TooMuchError


class _Written(Py7zIO):
    """A member that is being written, no more of it than `left` for all of them allows."""

    def __init__(self, path: Path, left: list[int]) -> None:
        self.file = path.open("w+b")
        self.left = left

    def write(self, s: bytes | bytearray) -> int:
        """Write a piece."""
        self.left[0] -= len(s)
        if self.left[0] < 0:
            raise TooMuchError
        return self.file.write(s)

    def read(self, size: int | None = None) -> bytes:
        """Read what was written."""
        return self.file.read(-1 if size is None else size)

    def seek(self, offset: int, whence: int = 0) -> int:
        """Go to a place."""
        return self.file.seek(offset, whence)

    def flush(self) -> None:
        """Put all that was written onto the disk."""
        self.file.flush()

    def size(self) -> int:
        """Return how much was written."""
        return self.file.tell()


class _Writers(WriterFactory):
    def __init__(self, folder: Path, most: int) -> None:
        self.folder = folder
        self.left = [most]
        self.written: list[_Written] = []

    def create(self, filename: str) -> Py7zIO:
        """Begin a member."""
        self.written.append(_Written(self.folder / Path(filename).name, self.left))
        return self.written[-1]


def convert(path: Path, tables: Tables) -> dict[str, Any]:
    """Return the name and the file of each member."""
    passwords: list[str] = json.load(sys.stdin)
    with path.open("rb") as file:
        found = _unpacked(file, None, tables)
        for password in passwords:
            if found is None:
                file.seek(0)
                found = _unpacked(file, password, tables)
    if found is None:
        raise RefusedError(f"wrong {len(passwords)}" if passwords else "locked")
    return {"parts": found}


def _unpacked(file: IO[bytes], password: str | None, tables: Tables) -> list[dict[str, Any]] | None:
    """Return the members; None where they open by another password, or by any."""
    try:
        with SevenZipFile(file, password=password) as archive:
            if password is None and archive.needs_password():
                return None
            return _members(archive, tables)
    except PasswordRequired:
        return None
    except (OSError, MemoryError, RefusedError, TooMuchError):
        raise
    except Exception:  # a wrong password shows as damage of any kind
        if password is None:
            raise
        return None


def _members(archive: SevenZipFile, tables: Tables) -> list[dict[str, Any]]:
    """Write all members under plain names, as the names in the archive may point anywhere."""
    members = list(archive.files)
    unpacked = sum(member.uncompressed or 0 for member in members)
    if len(members) > MEMBERS or unpacked > tables.left:
        raise TooMuchError
    told = []
    for number, member in enumerate(members):
        name, plain = str(member.filename), f"part-{number}"
        archive.files.files_list[number]["filename"] = plain
        if not member.is_directory:
            is_link = bool(member.is_symlink or member.is_junction)
            told.append({"name": name, "file": plain, "link": is_link})
    writers = _Writers(tables.folder, tables.left)
    archive.extract(factory=writers)
    for one in writers.written:
        one.file.close()
    there = {one.name for one in tables.folder.glob("part-*")}
    return [one | {"file": one["file"] if one["file"] in there else ""} for one in told]
