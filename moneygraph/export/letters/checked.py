"""Reads a template that a user, or somebody else, made; refuses what a letter must not bring along.

A letter goes to a bank. It must not run anything there, nor fetch anything when it is opened, here
or there: no macros, no embedded files, no parts or fields that come from another file or the
network. What a template may hold is listed, so that what nobody thought of is refused too.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from moneygraph.store.errors import CallError
from moneygraph.store.message import Message, reason

if TYPE_CHECKING:
    from lxml.etree import _Element

#: The namespace of what a document says, as lxml writes it.
WORD: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MB: Final = 1_000_000
_LARGEST: Final = 20
_UNPACKED: Final = 100
_MEMBERS: Final = 1_000
_TYPES: Final = "[Content_Types].xml"
_MAIN: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_PROGRAMS: Final = re.compile(rb"macroEnabled|vbaProject|oleObject|activeX", re.IGNORECASE)
#: The parts whose placeholders are filled in, by the ends of their types.
_STORIES: Final = ("document.main+xml", ".header+xml", ".footer+xml")
_APART: Final = (".footnotes+xml", ".endnotes+xml", ".comments+xml")
_XML: Final = (".xml", ".rels")
_KINDS: Final = frozenset((*_XML, *".png .jpg .jpeg .gif .bmp .tif .tiff .emf .wmf .odttf".split()))
_BROUGHT_IN: Final = ("/aFChunk", "/subDocument", "/attachedTemplate", "/oleObject", "/control")
#: Fields that show something of the letter itself.
_FIELDS: Final = frozenset(
    "PAGE NUMPAGES SECTION SECTIONPAGES PAGEREF REF STYLEREF SEQ TOC TC HYPERLINK DATE TIME"
    " CREATEDATE SAVEDATE PRINTDATE FILENAME AUTHOR TITLE SUBJECT FORMTEXT FORMCHECKBOX"
    " FORMDROPDOWN".split()
)
_PLAIN: Final = Message("Save it as .docx, without macros and embedded or linked files.")
_NO_DOCUMENT: Final = Message("Save it in Word or LibreOffice as .docx.")
_BROKEN: Final = (
    *(zipfile.BadZipFile, zlib.error, EOFError, KeyError, NotImplementedError, RuntimeError),
    *(ValueError, OSError),
)


def refused(file: str, wrong: Message, remedy: Message) -> CallError:
    """Return the error that names a template and what is wrong in it."""
    return CallError(Message("the template {file} {wrong}", file=file, wrong=wrong), remedy)


def read_template(path: Path) -> bytes:
    """Return the bytes of a template's file; raises `CallError`."""
    try:
        with path.open("rb") as file:
            data = file.read(_LARGEST * _MB + 1)
    except OSError as error:
        wrong = Message("cannot be read: {why}", why=reason(error))
        raise refused(str(path), wrong, Message("Name another file.")) from error
    if len(data) > _LARGEST * _MB:
        raise refused(str(path), Message("is larger than {most} MB", most=_LARGEST), _PLAIN)
    return data


def checked_parts(file: str, data: bytes) -> tuple[dict[str, bytes], dict[str, _Element]]:
    """Return the parts of a template, and the trees of those that are filled in, by name.

    Raises `CallError` for what is no Word document, or one that brings things along.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_size(file, archive)
            names = [name for name in archive.namelist() if not name.endswith("/")]
            parts = {name: archive.read(name) for name in names}
    except _BROKEN as error:
        raise refused(file, Message("is no Word document (.docx)"), _NO_DOCUMENT) from error
    types = _types(file, parts.get(_TYPES, b""))
    trees = {name: _checked(file, name, part) for name, part in parts.items()}
    for name, tree in trees.items():
        if types.get(name, "").endswith(_APART) and "{{" in "".join(map(str, tree.itertext())):
            wrong = Message("has a placeholder in {part}, where none is filled in", part=name)
            raise refused(file, wrong, Message("Put it into the text of the letter."))
    stories = {name: one for name, one in trees.items() if types.get(name, "").endswith(_STORIES)}
    if not any(types[name] == _MAIN for name in stories):
        raise refused(file, Message("is no Word document (.docx)"), _NO_DOCUMENT)
    return parts, stories


def _check_size(file: str, archive: zipfile.ZipFile) -> None:
    members = archive.infolist()
    if len(members) > _MEMBERS or sum(one.file_size for one in members) > _UNPACKED * _MB:
        raise refused(file, Message("would unpack to far more than it is"), _PLAIN)


def _types(file: str, data: bytes) -> dict[str, str]:
    """Return the types of parts by their names."""
    if not data:
        raise refused(file, Message("is no Word document (.docx)"), _NO_DOCUMENT)
    if _PROGRAMS.search(data):
        raise refused(file, Message("has macros or programs in it"), _PLAIN)
    tree = _tree(file, _TYPES, data)
    return {one.get("PartName", "").lstrip("/"): one.get("ContentType", "") for one in tree}


def _checked(file: str, name: str, part: bytes) -> Any:
    """Return the tree of a part, an empty one of what is no XML."""
    ending = f".{name.rpartition('.')[2]}".lower()
    if ending not in _KINDS:
        raise refused(file, Message("holds {part}, which no letter needs", part=name), _PLAIN)
    if ending not in _XML:
        return _tree(file, name, b"<none/>")
    tree = _tree(file, name, part)
    if ending == ".rels":
        _check_relations(file, tree)
    for kind in _fields(tree):
        if kind not in _FIELDS:
            wrong = Message("has a field {kind}, which may fetch or run something", kind=kind)
            raise refused(file, wrong, Message("Remove it, or make it plain text."))
    return tree


def _tree(file: str, name: str, data: bytes) -> Any:
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        tree = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        wrong = Message("is broken inside: {part}", part=name)
        raise refused(file, wrong, _NO_DOCUMENT) from error
    if tree.getroottree().docinfo.doctype:  # may name other files, or unfold without end
        raise refused(file, Message("is broken inside: {part}", part=name), _NO_DOCUMENT)
    return tree


def _check_relations(file: str, tree: Any) -> None:
    """Refuse what is taken from elsewhere; a link that somebody clicks on is none of it."""
    for one in tree:
        kind, target = one.get("Type", ""), one.get("Target", "")
        outside = one.get("TargetMode") == "External" and not kind.endswith("/hyperlink")
        if outside or kind.endswith(_BROUGHT_IN):
            wrong = Message("would fetch {target} when it is opened", target=target)
            raise refused(file, wrong, Message("Put the picture or the text itself into it."))


def _fields(tree: Any) -> Iterator[str]:
    """Yield the kind of each field; Word may have cut its code into pieces."""
    for one in tree.iter(f"{WORD}fldSimple"):
        yield _kind(one.get(f"{WORD}instr", ""))
    codes: list[str] = []
    for one in tree.iter(f"{WORD}fldChar", f"{WORD}instrText"):
        if one.tag == f"{WORD}instrText":
            codes.append((codes.pop() if codes else "") + (one.text or ""))
            continue
        kind = one.get(f"{WORD}fldCharType")
        if kind == "begin":
            codes.append("")
        elif kind == "separate" and codes:  # what follows is shown; its code is whole
            yield _kind(codes[-1])
            codes[-1] = ""
        elif codes:
            yield from (_kind(code) for code in (codes.pop(),) if code)
    yield from (_kind(code) for code in codes if code)


def _kind(code: str) -> str:
    return (code.split() or [""])[0].split("\\")[0].upper()
