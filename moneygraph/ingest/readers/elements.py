"""The elements of an XML file of ISO 20022: entries by their shape, what is not plain step by step.

Python takes far longer to go from element to element than expat to find that all of them are well
formed. So the latter is done for the whole file, and an entry's text is cut out and read by its
shape. Whatever is not as plain as that goes through a parser that tells of each element.
"""

from __future__ import annotations

import codecs
import re
from functools import cache
from typing import IO, Any, Final, Protocol
from xml.parsers import expat

from moneygraph.ingest.readers.paths import DETAIL, ENTRY, PAYMENT
from moneygraph.ingest.readers.refusal import BOMB, refusal
from moneygraph.ingest.readers.shapes import Found, Shapes

_BLOCK: Final = 256 << 10
#: The bytes of an entry that is read by its shape.
_LONGEST: Final = 1 << 20
_BEGIN: Final = re.compile(rb"<((?:[\w.-]+:)?(Ntry|CdtTrfTxInf))[\s>]")
#: Encodings in which a tag has the bytes of ASCII.
_PLAIN: Final = frozenset({"utf-8", "ascii", "iso8859-1", "cp1251", "cp1252"})


class Events(Protocol):
    """Who is told of the elements of a file, which it calls `name`."""

    name: str

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Go into an element."""

    def data(self, text: str) -> None:
        """Take a piece of an element's text."""

    def end(self, tag: str) -> None:
        """Leave an element."""

    def take(self, tag: str, found: Found) -> None:
        """Take a whole element, of which this was found."""


class Elements:
    """Tells of the elements of a file."""

    def __init__(self, events: Events) -> None:
        self._events = events
        self._shapes = {b"Ntry": Shapes(ENTRY, DETAIL), b"CdtTrfTxInf": Shapes(PAYMENT, DETAIL)}
        self._encoding, self._is_plain = "utf-8", True
        self._whole = _parser(events.name)
        self._whole.XmlDeclHandler = self._declared
        self._steps = _parser(events.name)
        self._steps.StartElementHandler = events.start
        self._steps.EndElementHandler = events.end
        self._steps.CharacterDataHandler = events.data

    def read(self, file: IO[bytes]) -> None:
        """Read a file to its end; raises `ExpatError` where it is damaged."""
        left = file.read(_BLOCK)
        self._whole.Parse(left, False)
        is_declared = left.lstrip(codecs.BOM_UTF8).startswith(b"<?xml")
        self._is_plain = self._encoding in _PLAIN and 0 not in left[:4]
        self._is_plain = self._is_plain and left.count(b"<?") == is_declared
        left = self._take(left)
        while block := file.read(_BLOCK):
            self._whole.Parse(block, False)
            self._is_plain = self._is_plain and b"<?" not in left + block
            left = self._take(left + block)
        self._whole.Parse(b"", True)
        self._steps.Parse(left, True)

    def _declared(self, _version: str, encoding: str | None, _alone: int) -> None:
        if encoding:
            self._encoding = codecs.lookup(encoding).name

    def _take(self, raw: bytes) -> bytes:
        """Tell of what is whole in a part of the file; return the rest."""
        self._is_plain = self._is_plain and b"<!" not in raw
        if not self._is_plain:
            self._steps.Parse(raw, False)
            return b""
        done = place = 0
        while begin := _BEGIN.search(raw, place):
            end = _end(begin[1]).search(raw, begin.end())
            if end is None:
                if len(raw) - begin.start() <= _LONGEST:
                    self._steps.Parse(raw[done : begin.start()], False)
                    return raw[begin.start() :]
                place = begin.end()
                continue
            place = end.end()
            found = self._found(begin, raw[begin.start() : place])
            if found is not None:
                self._steps.Parse(raw[done : begin.start()], False)
                self._events.take(begin[1].decode(), found)
                done = place
        # a tag can begin in one block and end in the next; a text goes on at once, however long
        last = raw.rfind(b"<")
        is_cut = last >= done and b">" not in raw[last:] and len(raw) - last <= _LONGEST
        rest = last if is_cut else len(raw)
        self._steps.Parse(raw[done:rest], False)
        return raw[rest:]

    def _found(self, begin: re.Match[bytes], element: bytes) -> Found | None:
        try:
            return self._shapes[begin[2]].read(element.decode(self._encoding))
        except UnicodeDecodeError:  # expat may read it otherwise
            return None


def _parser(name: str) -> expat.XMLParserType:
    def refuse(*_: Any) -> None:
        raise refusal(name, "declares a document type, as no message of a bank does", BOMB)

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = refuse
    return parser


@cache
def _end(tag: bytes) -> re.Pattern[bytes]:
    return re.compile(rb"</" + re.escape(tag) + rb"\s*>")
