"""Opens zip archives that keep the limits; a workbook is one too.

Every size that an archive gives is checked before it is used.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from pathlib import Path
from typing import Final

from moneygraph.ingest.readers.refusal import (
    BOMB,
    MEMBER_LIST,
    MEMBERS,
    RATIO,
    SMALL,
    UNPACKED,
    refusal,
    unopenable,
)

_END = struct.Struct("<4s4H2LH")  # the record at the end of an archive
_END64 = struct.Struct("<4sQ2H2L4Q")  # the same with wider numbers,
_ODS = b"application/vnd.oasis.opendocument.spreadsheet"
#: What ``zipfile`` raises at a member that is damaged or was cut short.
BROKEN: Final = (
    *(zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError),
)
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
    """Return ".xlsx", ".xlsb" or ".ods" if an archive is in truth a workbook, else ""."""
    names = set(archive.namelist())
    if "content.xml" in names and "mimetype" in names:
        return ".ods" if _is_spreadsheet(archive) else ""
    if "xl/workbook.bin" in names:
        return ".xlsb"
    return ".xlsx" if any(name.startswith("xl/") for name in names) else ""


def _is_spreadsheet(archive: zipfile.ZipFile) -> bool:
    try:
        with archive.open("mimetype") as member:
            return member.read(len(_ODS)) == _ODS
    except (*BROKEN, OSError):
        return False


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
