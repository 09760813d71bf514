"""Opens zip archives, whose every claim is checked before it is believed."""

from __future__ import annotations

import struct
import zipfile
from pathlib import Path

from moneygraph.readers.limits import MEMBER_LIST, MEMBERS, RATIO, SMALL, UNPACKED
from moneygraph.readers.refusal import refusal, unopenable

_END = struct.Struct("<4s4H2LH")  # the record at the end of an archive
_END64 = struct.Struct("<4sQ2H2L4Q")  # the same with wider numbers,
_LOCATOR = 20  # and the bytes between them
_BOMB = "It may have been made to do harm. Unpack it where that can do none, and load the folder."


def open_archive(path: Path, name: str) -> zipfile.ZipFile:
    """Open an archive that keeps the limits; the caller closes it.

    Raises `UnreadableExport` when it is broken or cut short, or would unpack to more than
    the limits allow.
    """
    try:
        entries, list_size = _claims(path)
        if entries > MEMBERS or list_size > MEMBER_LIST:
            raise refusal(name, f"claims to hold more than {MEMBERS:,} files", _BOMB)
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
        raise refusal(name, f"claims to hold more than {MEMBERS:,} files", _BOMB)
    unpacked = sum(member.file_size for member in members)
    if unpacked > UNPACKED or unpacked > max(SMALL, RATIO * packed):
        raise refusal(
            name, f"would unpack to {unpacked / 1e6:,.0f} MB from {packed / 1e6:,.1f} MB", _BOMB
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
