"""Writes the parts of a message: what is attached to it, and the pages that it shows.

A message inside a message is named and not opened.
"""

from __future__ import annotations

from collections.abc import Iterator
from email import errors, policy
from email.header import decode_header, make_header
from email.message import Message
from email.parser import BytesParser
from pathlib import Path
from typing import Any, Final

from moneygraph.ingest.convert.tables import MEMBERS, RefusedError, Tables, TooMuchError

_DEPTH: Final = 50
#: Defects after which something of a message may be missing.
_DAMAGE: Final = (
    errors.CloseBoundaryNotFoundDefect,
    errors.NoBoundaryInMultipartDefect,
    errors.StartBoundaryNotFoundDefect,
    errors.InvalidBase64CharactersDefect,
    errors.InvalidBase64LengthDefect,
    errors.InvalidBase64PaddingDefect,
    errors.InvalidMultipartContentTransferEncodingDefect,
)


def convert(path: Path, tables: Tables) -> dict[str, Any]:
    """Write the parts as files; return for each its name, its file and whether it is attached."""
    with path.open("rb") as file:
        message = BytesParser(policy=policy.compat32).parse(file)
    found: list[dict[str, Any]] = []
    for part in _leaves(message, 0):
        if len(found) >= MEMBERS:
            raise TooMuchError
        told = _part(part, len(found), tables.folder)
        if told is not None:
            found.append(told)
    return {"parts": found}


def _leaves(message: Message, depth: int) -> Iterator[Message]:
    if depth > _DEPTH or any(isinstance(one, _DAMAGE) for one in message.defects):
        raise RefusedError("broken")
    inner = message.get_payload()
    if not isinstance(inner, list) or message.get_content_maintype() == "message":
        yield message
        return
    for part in inner:
        if isinstance(part, Message):
            yield from _leaves(part, depth + 1)


def _part(part: Message, number: int, folder: Path) -> dict[str, Any] | None:
    """Return what a part is, None where it is neither attached nor a page."""
    kind = part.get_content_type()
    name = _decoded(part.get_filename() or "")
    told = {"name": name, "file": "", "charset": part.get_content_charset() or "", "page": False}
    if part.get_content_maintype() == "message":
        return told | {"name": "message.eml", "message": True}
    is_page = kind == "text/html" and part.get_content_disposition() != "attachment"
    if not is_page and (not name or part.get_content_maintype() == "image"):
        return None
    data = part.get_payload(decode=True)
    if not isinstance(data, bytes) or any(isinstance(one, _DAMAGE) for one in part.defects):
        return told | {"damaged": True, "page": is_page}
    path = folder / f"part-{number}"
    path.write_bytes(data)
    place = _decoded(str(part.get("Content-Location", ""))).replace("\\", "/")
    shown = place.rpartition("/")[2] if is_page else name
    return told | {"name": shown, "file": path.name, "page": is_page}


def _decoded(text: str) -> str:
    """Return a name as it is shown, whatever a message writes it in."""
    try:
        return str(make_header(decode_header(text)))
    except (errors.HeaderParseError, LookupError, UnicodeError, ValueError):
        return text
