"""Unpacks zip archives: each statement file becomes a file whose name the archive cannot choose.

Every size and name that an archive gives is checked before it is used.
"""

from __future__ import annotations

import hashlib
import stat
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from moneygraph.ingest.readers.copies import new_file
from moneygraph.ingest.readers.kind import locked, unknown_kind
from moneygraph.ingest.readers.refusal import (
    BOMB,
    MB,
    MEMBER_LIST,
    MEMBERS,
    RATIO,
    SAMPLE,
    SMALL,
    UNPACKED,
    refusal,
    room,
    unopenable,
)
from moneygraph.ingest.readers.source import (
    ARCHIVES,
    TABLES,
    Refused,
    Skipped,
    Source,
    ending,
    escapes,
    is_litter,
)
from moneygraph.store.errors import UnreadableFile

_END = struct.Struct("<4s4H2LH")  # the record at the end of an archive
_END64 = struct.Struct("<4sQ2H2L4Q")  # the same with wider numbers,
_LOCATOR = 20  # and the bytes between them


def open_archive(path: Path, name: str) -> zipfile.ZipFile:
    """Open an archive that keeps the limits; the caller closes it.

    Raises `UnreadableFile` when it is broken or cut short, or would unpack to more than
    the limits allow.
    """
    try:
        entries, list_size = _claims(path)
        if entries > MEMBERS or list_size > MEMBER_LIST:
            raise refusal(name, "claims to hold more than {most} files", BOMB, most=f"{MEMBERS:,}")
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, ValueError, struct.error, NotImplementedError) as error:
        raise refusal(name, "is broken or was cut short") from error
    except OSError as error:
        raise unopenable(name, error) from error
    try:
        _check_sizes(archive, path.stat().st_size, name)
    except BaseException:
        archive.close()
        raise
    return archive


def workbook_ending(archive: zipfile.ZipFile) -> str:
    """Return ".xlsx" or ".xlsb" if an archive is in truth an Excel workbook, else ""."""
    names = set(archive.namelist())
    if "xl/workbook.bin" in names:
        return ".xlsb"
    return ".xlsx" if any(name.startswith("xl/") for name in names) else ""


def _check_sizes(archive: zipfile.ZipFile, packed: int, name: str) -> None:
    members = archive.infolist()
    if len(members) > MEMBERS:
        raise refusal(name, "claims to hold more than {most} files", BOMB, most=f"{MEMBERS:,}")
    unpacked = sum(member.file_size for member in members)
    if unpacked > UNPACKED or unpacked > max(SMALL, RATIO * packed):
        raise refusal(
            name,
            "would unpack to {unpacked} MB from {packed} MB",
            BOMB,
            unpacked=f"{unpacked / 1e6:,.0f}",
            packed=f"{packed / 1e6:,.1f}",
        )


def _claims(path: Path) -> tuple[int, int]:
    """Return how many members an archive claims, and the bytes its list of them takes.

    Read ahead of ``zipfile``, which takes the whole list into memory at once.
    """
    with path.open("rb") as file:
        size = file.seek(0, 2)
        start = max(0, size - _END.size - 0xFFFF - _LOCATOR - _END64.size)
        file.seek(start)
        tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0:
        raise zipfile.BadZipFile
    end = _END.unpack_from(tail, at)
    entries, list_size = end[4], end[5]
    if tail[max(0, at - _LOCATOR) : at].startswith(b"PK\x06\x07"):
        wide = _END64.unpack_from(tail, at - _LOCATOR - _END64.size)
        entries, list_size = max(entries, wide[7]), max(list_size, wide[8])
    return entries, list_size


_UTF8_NAME = 0x800
_ENCRYPTED = 0x1
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError)
#: Others may ask for gigabytes of memory before the first byte.
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_UNPACK = "Unpack it and load the folder."


def members(
    archive: zipfile.ZipFile, name: str, folder: Path
) -> Iterator[Source | Refused | Skipped]:
    """Yield the members of an archive by name; statement files are unpacked into `folder`."""
    times: Counter[str] = Counter()
    for shown, member in sorted(
        ((_member_name(member), member) for member in archive.infolist() if not member.is_dir()),
        key=lambda pair: (pair[0], pair[1].header_offset),
    ):
        if any(is_litter(part) for part in shown.split("/") if part != ".."):
            continue
        times[shown] += 1
        again = f" ({times[shown]})" if times[shown] > 1 else ""
        yield _checked(archive, member, f"{name}/{shown}{again}", shown, folder)


def _checked(
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
            return _passed_over(archive, member, name)
        if member.flag_bits & _ENCRYPTED:
            raise locked(name)
        if member.compress_type not in _METHODS:
            raise refusal(name, "is packed by a method that moneygraph does not read", _UNPACK)
        return _unpacked(archive, member, name, folder)
    except UnreadableFile as error:
        return Refused(name, error)


def _passed_over(archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str) -> Skipped:
    start = b""
    if not member.flag_bits & _ENCRYPTED and member.compress_type in _METHODS:
        with suppress(*_BROKEN), archive.open(member) as packed:
            start = packed.read(SAMPLE)
    return Skipped(name, unknown_kind(name, start))


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
