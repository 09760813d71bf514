"""Decides by its first bytes what a file is, whatever its name."""

from __future__ import annotations

import mmap
import re
from pathlib import Path
from typing import Literal

from moneygraph.ingest.readers.refusal import AGAIN, SAMPLE, refusal, unopenable
from moneygraph.store.errors import UnreadableFile

Kind = Literal["text", "zip", "xls"]

ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
#: A workbook from before 1993 has no container around it.
_BARE_WORKBOOK = re.compile(rb"\x09[\x00\x02\x04\x08]\x04\x00|\x09\x08[\x06\x08]\x00")
_OTHERS = (
    (b"%PDF", "a PDF document"),
    (b"Rar!", "a RAR archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"{\\rtf", "an RTF document"),
    (b"MZ\x90", "a program"),
    (b"\x7fELF", "a program"),
    (b"SQLite format 3", "a database"),
)
_MARKUP = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(!doctype\s+html|html|head|body|table|meta|\?xml|!--)")
_TO_WORKBOOK = "Open it in a spreadsheet program and save it as .xlsx, or ask the bank for that."


def kind_of(path: Path, name: str) -> Kind:
    """Return what the file is; raises `UnreadableFile` for what is surely no statement file.

    "zip" may still be a workbook: its members decide.
    """
    try:
        with path.open("rb") as file:
            start = file.read(SAMPLE)
    except OSError as error:
        raise unopenable(name, error) from error
    if start.startswith(ZIP):
        return "zip"
    if start.startswith(_OLE):
        return _ole_kind(path, name)
    if _BARE_WORKBOOK.match(start):
        return "xls"
    for magic, what in _OTHERS:
        if start.startswith(magic):
            raise refusal(name, f"is {what}", f"{AGAIN} as .csv or .xlsx.")
    markup = _MARKUP.match(start[:4096].lower())
    if markup:
        what = "an XML file" if markup[1] in (b"?xml", b"!--") else "a web page (HTML)"
        raise refusal(name, f"is {what}, not a table that can be read", _TO_WORKBOOK)
    return "text"


def _ole_kind(path: Path, name: str) -> Kind:
    """Tell a workbook from the other things Microsoft's old container may hold."""
    if _has_stream(path, "EncryptedPackage"):
        raise locked(name)
    if not _has_stream(path, "Workbook") and not _has_stream(path, "Book"):
        raise refusal(name, "holds no workbook or was cut short", f"{AGAIN} as .csv or .xlsx.")
    return "xls"


def _has_stream(path: Path, stream: str) -> bool:
    pattern = f"{stream}\0".encode("utf-16-le")
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        return data.find(pattern) >= 0


def locked(name: str) -> UnreadableFile:
    """Return the error for a file that is locked with a password."""
    return refusal(
        name, "is locked with a password", "Open it with the password and save it without one."
    )
