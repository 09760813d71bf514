"""Reads web pages as sheets: HTML by any ending, and pages in the form of a message (MHTML)."""

from __future__ import annotations

import codecs
import re
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Final

from moneygraph.ingest.readers.apart import converted, run_apart
from moneygraph.ingest.readers.copies import plain_copy
from moneygraph.ingest.readers.encoding import BOMS, decide_encoding
from moneygraph.ingest.readers.made import Made
from moneygraph.ingest.readers.refusal import AGAIN, MB, SAMPLE, refusal
from moneygraph.ingest.readers.source import Source
from moneygraph.ingest.readers.textfile import TextFile, other_encoding
from moneygraph.store.errors import UnreadableFile

_DECLARED: Final = re.compile(
    rb"(?i)<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*[\"']?([\w-]+)"
)
#: Encodings that are told by what is written, as banks declare one for the other.
_CYRILLIC: Final = frozenset({"cp1251", "kz1048", "iso8859-1", "cp1252", "ascii"})


def read_page(source: Source, folder: Path) -> list[Made]:
    """Return the sheet that a page is; raises `UnreadableFile` for one without a table."""
    return [_page(TextFile(source.path, source.name), "", folder)]


def read_message(source: Source, folder: Path) -> list[Made]:
    """Return a sheet for each page of a message that shows a table.

    Raises `UnreadableFile` for a message with something attached, or with no such page.
    """
    parts = run_apart("mail", source.path, folder, source.name)["parts"]
    if any(part.get("damaged") for part in parts):
        raise refusal(source.name, "is broken or was cut short")
    if not all(part["page"] for part in parts):
        raise refusal(
            source.name,
            "is an e-mail message inside an archive",
            "Save what is attached to it as files and load these.",
        )
    found: list[Made] = []
    refused: UnreadableFile | None = None
    for part in parts:
        try:
            page = _page(TextFile(folder / part["file"], source.name), part["charset"], folder)
            found.append(replace(page, name=part["name"], index=len(found)))
        except UnreadableFile as error:
            refused = refused or error
    if not found:
        raise refused or no_page(source.name)
    return [replace(found[0], name="")] if len(found) == 1 else found


def no_page(name: str) -> UnreadableFile:
    """Return the error for a message that holds nothing to read."""
    return refusal(
        name, "is an e-mail message without an attachment or a table", f"{AGAIN} as .csv or .xlsx."
    )


def _page(text: TextFile, declared: str, folder: Path) -> Made:
    own = Path(tempfile.mkdtemp(prefix="page-", dir=folder))
    return converted("page", _in_utf8(text, declared, own), own, text.name)[0]


def _in_utf8(text: TextFile, declared: str, folder: Path) -> Path:
    """Write a page as UTF-8, whatever it is in."""
    encoding = _encoding(text, declared)
    found = TextFile(text.path, text.name, encoding)
    try:
        return plain_copy(found, folder)[0].path
    except UnicodeDecodeError:
        return plain_copy(other_encoding(found), folder)[0].path


def _encoding(text: TextFile, declared: str) -> str:
    """Return the encoding of a page: UTF-8 where it is, else what is declared, else as a text."""
    with text.path.open("rb") as file:
        sample = file.read(SAMPLE)
    if not sample.strip():
        raise refusal(text.name, "is empty")
    if sample.startswith(tuple(bom for bom, _ in BOMS)) or _is_utf8(text.path):
        return decide_encoding(sample, text.name)
    found = _DECLARED.search(sample)
    names = (declared, found[1].decode() if found else "")
    codecs_told = [one for name in names if (one := _codec(name)) and not one.startswith("utf")]
    if codecs_told and codecs_told[0] not in _CYRILLIC:
        return codecs_told[0]
    try:
        return decide_encoding(sample, text.name)
    except UnreadableFile:
        if not codecs_told:
            raise
        return codecs_told[0]


def _codec(name: str) -> str:
    try:
        info = codecs.lookup(name)
    except (LookupError, ValueError):
        return ""
    return info.name if getattr(info, "_is_text_encoding", False) else ""


def _is_utf8(path: Path) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        try:
            while block := file.read(MB):
                decoder.decode(block)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True
