"""Judges files by their names alone: which may be exports, which are nobody's business."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import Final

WORKBOOKS: Final = frozenset({".xlsx", ".xlsm", ".xls"})
TABLES: Final = WORKBOOKS | {".csv", ".txt", ".tsv"}
ARCHIVES: Final = frozenset({".zip"})
KNOWN: Final = TABLES | ARCHIVES
KNOWN_LIST: Final = ".csv, .txt, .tsv, .xlsx, .xlsm, .xls and .zip"

_LITTER = frozenset({"thumbs.db", "desktop.ini", "__macosx"})
_DRIVE = re.compile(r"[A-Za-z]:")


def is_litter(name: str) -> bool:
    """Tell whether one part of a path is hidden or left behind by a program."""
    return name.startswith((".", "~$")) or name.lower() in _LITTER


def ending(name: str) -> str:
    """Return the ending of a name with its dot, in small letters, or ""."""
    return PurePosixPath(name).suffix.lower()


def shown_ending(name: str) -> str:
    """Return words for what a name ends in."""
    return f"{ending(name)} files" if ending(name) else "files without an ending"


def storable(name: str) -> str:
    r"""Return a name of which bytes that are no text are written ``\xff``."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def escapes(member: str) -> bool:
    """Tell whether a member's name points outside of its archive."""
    return member.startswith("/") or ".." in member.split("/") or bool(_DRIVE.match(member))
