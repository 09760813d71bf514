"""Unpacks the exports in a zip archive, each to a file whose name the archive cannot choose."""

from __future__ import annotations

import hashlib
import stat
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from moneygraph.errors import UnreadableExport
from moneygraph.readers.copies import new_file
from moneygraph.readers.kind import locked
from moneygraph.readers.limits import MB
from moneygraph.readers.names import ARCHIVES, TABLES, ending, escapes, is_litter, shown_ending
from moneygraph.readers.refusal import refusal, room
from moneygraph.readers.source import Refused, Skipped, Source

_UTF8_NAME = 0x800
_ENCRYPTED = 0x1
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError)
#: Others may ask for gigabytes of memory before the first byte.
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_UNPACK = "Unpack it and load the folder."


def members(
    archive: zipfile.ZipFile, name: str, folder: Path
) -> Iterator[Source | Refused | Skipped]:
    """Yield what an archive holds, by name; exports are unpacked into `folder` as they are met."""
    times: Counter[str] = Counter()
    for shown, member in sorted(
        ((_member_name(member), member) for member in archive.infolist() if not member.is_dir()),
        key=lambda pair: (pair[0], pair[1].header_offset),
    ):
        if any(is_litter(part) for part in shown.split("/") if part != ".."):
            continue
        times[shown] += 1
        again = f" ({times[shown]})" if times[shown] > 1 else ""
        yield _judged(archive, member, f"{name}/{shown}{again}", shown, folder)


def _judged(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str, shown: str, folder: Path
) -> Source | Refused | Skipped:
    kind = ending(shown)
    try:
        if escapes(shown):
            raise refusal(name, "has a name that points outside of its archive", _UNPACK)
        if stat.S_ISLNK(member.external_attr >> 16):
            raise refusal(name, "is a link, not a file", "Put the file itself into the archive.")
        if kind in ARCHIVES:
            raise refusal(name, "is an archive inside an archive", _UNPACK)
        if kind not in TABLES:
            return Skipped(name, f"moneygraph does not read {shown_ending(shown)}")
        if member.flag_bits & _ENCRYPTED:
            raise locked(name)
        if member.compress_type not in _METHODS:
            raise refusal(name, "is packed by a method that moneygraph does not read", _UNPACK)
        return _unpacked(archive, member, name, folder)
    except UnreadableExport as error:
        return Refused(name, error)


def _unpacked(archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str, folder: Path) -> Source:
    """Unpack one member; never more of it than it declared, which the limits allowed."""
    path = new_file(folder, ending(name))
    digest = hashlib.sha256()
    try:
        with room(name, folder), archive.open(member) as packed, path.open("wb") as file:
            while block := packed.read(MB):
                digest.update(block)
                file.write(block)
        if path.stat().st_size != member.file_size:
            raise zipfile.BadZipFile
    except _BROKEN as error:
        path.unlink()
        raise refusal(name, "is broken inside its archive, or was cut short") from error
    return Source(name, path, digest.hexdigest(), folder, Path(str(archive.filename)))


def _member_name(member: zipfile.ZipInfo) -> str:
    """Return a member's path with '/'; names in the DOS encoding of Cyrillic are read as such."""
    name = member.filename
    if not member.flag_bits & _UTF8_NAME:
        raw = name.encode("cp437", "replace")
        try:
            name = raw.decode("utf-8")
        except UnicodeDecodeError:
            name = raw.decode("cp866")
    return name.replace("\\", "/")
