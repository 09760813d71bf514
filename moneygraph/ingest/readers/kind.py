"""Decides by its first bytes what a file is, whatever its name."""

from __future__ import annotations

import mmap
import re
from pathlib import Path
from typing import Literal

from moneygraph.ingest.readers.refusal import AGAIN, SAMPLE, refusal, unopenable
from moneygraph.ingest.readers.source import READS, shown_ending
from moneygraph.store.errors import UnreadableFile

# fmt: off
Kind = Literal[
    "text", "exchange", "swift", "iso20022", "ofx", "page", "mail", "sheetxml", "parquet",
    "pdf", "zip", "xls", "locked",
]
# fmt: on

ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
SEVEN = b"7z\xbc\xaf\x27\x1c"
RAR = b"Rar!\x1a\x07"
PDF = b"%PDF"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
#: A workbook from before 1993 has no container around it.
_BARE_WORKBOOK = re.compile(rb"\x09[\x00\x02\x04\x08]\x04\x00|\x09\x08[\x06\x08]\x00")
_FROM_BANK = f"{AGAIN} as .csv or .xlsx."
_AS_STATEMENT = f"{AGAIN} as camt.053, .csv or .xlsx."
_UNPACK = "Unpack it and load the folder."
_AS_PDF = "Give its name the ending .pdf, and load it."
#: What begins in a certain way: what it is, and what to do.
_OTHERS = (
    (PDF, "is a PDF document", _AS_PDF),
    (b"Rar!", "is a RAR archive", _UNPACK),
    (SEVEN, "is a 7-Zip archive", _UNPACK),
    (b"\x1f\x8b", "is a gzip archive", _UNPACK),
    (b"BZh", "is a bzip2 archive", _UNPACK),
    (b"\xfd7zXZ", "is an xz archive", _UNPACK),
    (b"\x89PNG", "is a picture", _FROM_BANK),
    (b"\xff\xd8\xff", "is a picture", _FROM_BANK),
    (b"GIF8", "is a picture", _FROM_BANK),
    (b"BM", "is a picture", _FROM_BANK),
    (b"II*\0", "is a picture", _FROM_BANK),
    (b"MM\0*", "is a picture", _FROM_BANK),
    (b"{\\rtf", "is an RTF document", _FROM_BANK),
    (b"MZ\x90", "is a program", _FROM_BANK),
    (b"\x7fELF", "is a program", _FROM_BANK),
    (b"SQLite format 3", "is a database", _FROM_BANK),
)
#: Bytes at the beginning of a text that say what it is.
SAMPLE_OF_KIND = 64 << 10
_PARQUET = b"PAR1"
_EXCHANGE = b"1cclientbankexchange"
_BINARY_MAGIC = (b"BM", b"II*\0", b"MM\0*")
_TAGS = (
    rb"!doctype|html|head|body|table|(?:\w+:)?workbook|tbody|thead|tr|td|meta|style|script|title|link|div|span|center|p|br|font|h[1-6]"
    rb"|form|base"
)
_MARKUP = re.compile(rb"\s*<(\?xml|!--|(?:\w+:)?document|" + _TAGS + rb")[\s>/]")
_PAGE = re.compile(rb"<(?:html|body|table|style|div)[\s>]")
_ISO20022 = re.compile(rb"iso:std:iso:20022|<(?:\w+:)?(?:bktocstmr|fitoficstmrcdttrf)")
_MESSAGES = re.compile(
    rb"<(?:\w+:)?(?:bktocstmr(?:stmt|acctrpt|dbtcdtntfctn)|fitoficstmrcdttrf)(?:v\d+)?[\s>]"
)
_SPREADSHEET = re.compile(rb"urn:schemas-microsoft-com:office:spreadsheet|<(?:\w+:)?workbook[\s>]")
_SWIFT = re.compile(rb"(?m)^(?:\{1:[^\n]*)?:20:")
_SWIFT_LINE = re.compile(rb"(?im)^:(?:25P?|28C?|34F|60[FM]|61|13D|32A):")
_JSON = re.compile(rb"\s*(?:\[\s*)?\{\s*\"[^\"\n]*\"\s*:")
_OFX = re.compile(rb"\s*(?:<\?xml[^>]*>\s*)?(?:ofxheader:|<(?:\?ofx|ofx>))")
_QIF = re.compile(rb"\s*!(?:type|account|option):")
_MAIL = re.compile(
    rb"\s*(?:mime-version|content-[\w-]+|from|to|date|subject|received|return-path|delivered-to"
    rb"|message-id|reply-to|dkim-signature|authentication-results|arc-[\w-]+|x-[\w-]+):"
)


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
    if start.startswith(PDF):
        return "pdf"
    if start.startswith(_PARQUET):
        return "parquet"
    what = what_is(start)
    if what:
        raise refusal(name, *what)
    return _text_kind(_as_ascii(start[:SAMPLE_OF_KIND]).lower())


def _text_kind(text: bytes) -> Kind:
    if text.startswith(_EXCHANGE):
        return "exchange"
    if _is_mail(text):
        return "mail"
    if _SWIFT.search(text[:4096]) and _SWIFT_LINE.search(text):
        return "swift"
    if _OFX.match(text):
        return "ofx"
    if not _MARKUP.match(text[:4096]):
        return "text"
    if _MESSAGES.search(text):
        return "iso20022"
    return "sheetxml" if _SPREADSHEET.search(text[:4096]) else "page"


def is_mail(start: bytes) -> bool:
    """Return whether a file that begins so is a message, or a page in the form of one."""
    return _is_mail(_as_ascii(start[:SAMPLE_OF_KIND]).lower())


def _is_mail(text: bytes) -> bool:
    return (
        bool(_MAIL.match(text)) and b"content-type:" in text and b"\n\n" in text.replace(b"\r", b"")
    )


def what_is(start: bytes) -> tuple[str, str] | None:
    """Return what a file that begins so is, and what to do with it, if it surely is no table."""
    for magic, what, remedy in _OTHERS:
        if start.startswith(magic) and (magic not in _BINARY_MAGIC or b"\0" in start[:64]):
            return what, remedy
    plain = _as_ascii(start[:SAMPLE_OF_KIND])
    text = plain.lower()
    for pattern, what in (
        (_JSON, "is a JSON file, not a table"),
        (_QIF, "is a statement in the format QIF, not a table"),
    ):
        if pattern.match(text):
            return what, _FROM_BANK
    return None if _OFX.match(text) else _markup(text)


def unknown_kind(name: str, start: bytes) -> UnreadableFile:
    """Return the error for a file of an ending that is not read; its beginning says what it is."""
    found = what_is(start)
    if found is None and start.startswith(ZIP):
        found = "is an archive or a document that is packed", _FROM_BANK
    if found is None and start.startswith(_OLE):
        found = "is a document of Microsoft Office", _FROM_BANK
    if found:
        return refusal(name, *found)
    return refusal(
        name,
        "is of a kind that moneygraph does not read ({files})",
        READS,
        files=shown_ending(name),
    )


def is_ours(start: bytes) -> bool:
    """Return whether a file that begins so is a case or a record of ours, or is empty."""
    return not start or start[8:12] == b"DUCK" or b'"moneygraph_manifest"' in start[:4096]


def _markup(text: bytes) -> tuple[str, str] | None:
    """Return what a text of marks in angle brackets is, None where it is read."""
    markup = _MARKUP.match(text[:4096])
    if not markup or _MESSAGES.search(text):
        return None
    if _ISO20022.search(text):
        return (
            "is a message in ISO 20022 (XML) that is neither a statement (camt.052, 053, 054) nor"
            " a payment (pacs.008)",
            _AS_STATEMENT,
        )
    is_xml = markup[1] in (b"?xml", b"!--") or markup[1].endswith(b"document")
    if is_xml and not _SPREADSHEET.search(text[:4096]) and not _PAGE.search(text[:4096]):
        return "is an XML file, not a table that can be read", _FROM_BANK
    return None


def _as_ascii(start: bytes) -> bytes:
    """Return the beginning of a text as ASCII can be looked for in it, whatever its encoding."""
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        start = start.replace(b"\0", b"")[2:]
    return start.removeprefix(b"\xef\xbb\xbf").lstrip()


def _ole_kind(path: Path, name: str) -> Kind:
    """Tell a workbook from the other things Microsoft's old container may hold."""
    if _has_stream(path, "EncryptedPackage"):
        return "locked"
    if not _has_stream(path, "Workbook") and not _has_stream(path, "Book"):
        raise refusal(name, "holds no workbook or was cut short", _FROM_BANK)
    return "xls"


def _has_stream(path: Path, stream: str) -> bool:
    pattern = f"{stream}\0".encode("utf-16-le")
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        return data.find(pattern) >= 0


def locked(name: str, *, opens: bool = False) -> UnreadableFile:
    """Return the error for a file that is locked; `opens`: one that a given password opens."""
    return refusal(
        name,
        "is locked with a password",
        "Put its password into a file, and name that with --password-file."
        if opens
        else "Open it with the password and save it without one.",
    )
