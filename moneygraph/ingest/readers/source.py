"""Sources: statement files to read, and files that are refused or passed over by their names."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Final

from moneygraph.store.errors import FileRefused
from moneygraph.store.message import Message

WORKBOOKS: Final = frozenset({".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"})
#: Endings that banks give to files of 1C, SWIFT, ISO 20022 and OFX.
MESSAGES: Final = frozenset(
    {".xml", ".sta", ".mt940", ".mt942", ".940", ".942", ".swi", ".fin", ".ofx", ".qfx"}
)
#: Pages, and messages, whose attachments are files of their own.
PAGES: Final = frozenset({".html", ".htm", ".xhtml", ".mht", ".mhtml", ".eml"})
TABLES: Final = WORKBOOKS | MESSAGES | PAGES | {".csv", ".txt", ".tsv", ".parquet", ".pdf"}
ARCHIVES: Final = frozenset({".zip", ".7z", ".rar"})
KNOWN: Final = TABLES | ARCHIVES
READS: Final = (
    "It reads tables (.csv, .txt, .tsv, .xlsx, .xlsm, .xlsb, .xls, .ods, .html, .parquet),"
    " statements of 1C, SWIFT, ISO 20022 and OFX, .pdf, and archives of these."
)

_LITTER = frozenset({"thumbs.db", "desktop.ini", "__macosx"})
_DRIVE = re.compile(r"[A-Za-z]:")


def is_litter(name: str) -> bool:
    """Tell whether one part of a path is hidden or left behind by a program."""
    return name.startswith((".", "~$")) or name.lower() in _LITTER


def ending(name: str) -> str:
    """Return the ending of a name with its dot, in small letters, or ""."""
    return PurePosixPath(name).suffix.lower()


def shown_ending(name: str) -> Message:
    """Return a description of a name's ending."""
    return (
        Message("{ending} files", ending=ending(name))
        if ending(name)
        else Message("files without an ending")
    )


def storable(name: str) -> str:
    r"""Return a name of which bytes that are no text are written ``\xff``."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def escapes(member: str) -> bool:
    """Tell whether a member's name points outside of its archive."""
    return member.startswith("/") or ".." in member.split("/") or bool(_DRIVE.match(member))


@dataclass(frozen=True)
class Source:
    """One statement file: a file, or a member of an archive that was unpacked.

    `name` is how it is shown and remembered: the path as typed with '/', members as
    "bank.zip/inner.csv". `path` is the file on disk, `sha256` of its bytes in hex, and
    `folder` a private folder for whatever has to be unpacked from it. `archive` is the archive
    that a member was unpacked from. `passwords` are those to try where it is locked.
    """

    name: str
    path: Path
    sha256: str
    folder: Path
    archive: Path | None = None
    passwords: tuple[str, ...] = field(default=(), repr=False)

    @property
    def place(self) -> str:
        """Where the user has it: the absolute path of the file, or of its archive."""
        return storable(str((self.archive or self.path).absolute()))


@dataclass(frozen=True)
class Refused:
    """A file that cannot be read; `error` has the reason and the remedy. Other files are read."""

    name: str
    error: FileRefused


@dataclass(frozen=True)
class Skipped:
    """A file in a folder or an archive that is no kind of statement file, by its name.

    `error` has what it is, and what to do if it holds transfers all the same.
    """

    name: str
    error: FileRefused


#: What is found where a user names files.
Found = Source | Refused | Skipped
