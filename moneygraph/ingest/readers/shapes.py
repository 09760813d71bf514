"""The values of an element of ISO 20022 by its shape: its tags without the texts between them.

A file has many entries and few shapes. Where each value stands is worked out once for a shape, so
that the next entry of that shape costs a search for its texts and no step for each element.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from moneygraph.ingest.readers.ways import Read, Ways

#: Of an element, and of each `TxDtls` in it.
Found = tuple[Read, list[Read]]

#: Elements whose values belong together.
STATEMENTS: Final = frozenset({"Stmt", "Rpt", "Ntfctn"})
SCOPES: Final = STATEMENTS | {"Bal", "Ntry", "TxDtls", "GrpHdr", "CdtTrfTxInf"}
#: Steps that later versions put between a party and what is said of it.
_STEPS: Final = frozenset({"Pty", "Agt"})

_TEXTS: Final = re.compile(r">([^<]+)<")
#: What stands for a text in a shape; no XML has it.
_GAP: Final = "\0"
_TAG: Final = re.compile(
    r"<(?P<end>/?)(?P<name>[\w:.-]+)(?P<more>(?:\s+[\w:.-]+\s*=\s*(?:\"[^\"<>&\s]*\"|'[^'<>&\s]*'))*)"
    r"\s*(?P<empty>/?)>(?P<gap>\0?)"
)
_CURRENCY: Final = re.compile(r"\sCcy\s*=\s*[\"']([^\"']*)[\"']")
#: Names of characters; that of the sign which begins one comes last.
_NAMED: Final = (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&"))
#: Characters of a value, and elements in each other.
LONGEST: Final = 100_000
DEEPEST: Final = 40
#: Shapes that are kept, and how long one may be.
_MOST: Final = 4096
_KEPT: Final = 20_000


class Step:
    """An element by where it stands: its path within its scope, and the steps below it."""

    __slots__ = ("below", "path", "scope")

    def __init__(self, path: str, scope: str = "") -> None:
        self.path = path
        self.scope = scope
        self.below: dict[str, Step] = {}

    def to(self, tag: str) -> Step:
        """Return the step below for an element; what is before a colon is a namespace."""
        local = tag.rpartition(":")[2]
        if local in SCOPES:
            step = Step("", local)
        elif local in _STEPS and self.path:
            step = Step(self.path)
        else:
            step = Step(f"{self.path}/{local}" if self.path else local)
        return self.below.setdefault(tag, step)


@dataclass
class _Place:
    """Where the values of one scope stand among the texts of a shape."""

    texts: list[tuple[str, int]] = field(default_factory=list)
    #: Paths and values of attributes, which are a part of the shape.
    attributes: list[tuple[str, str]] = field(default_factory=list)
    one: list[tuple[str, int]] = field(default_factory=list)
    every: list[tuple[str, list[int]]] = field(default_factory=list)
    said: dict[str, str] = field(default_factory=dict)

    def settle(self, ways: Ways) -> bool:
        """Find where fields stand, once all texts are known; False where that is not so simple."""
        firsts, everies = ways.ways_of([path for path, _ in (*self.texts, *self.attributes)])
        text_of = dict(reversed(self.texts))
        said_of = dict(reversed(self.attributes))
        self.one = [(name, text_of[path]) for name, path in firsts if path in text_of]
        self.said = {name: said_of[path] for name, path in firsts if path not in text_of}
        self.every = [
            (name, [index for path in paths for of, index in self.texts if of == path])
            for name, paths in everies
        ]
        return all(path in text_of for _, paths in everies for path in paths)

    def read(self, texts: Sequence[str]) -> Read | None:
        """Return the fields, None where one is blank: another path may have it."""
        one = {name: texts[index].strip() for name, index in self.one}
        if self.said:
            one |= self.said
        every = {name: [texts[index].strip() for index in found] for name, found in self.every}
        is_whole = all(one.values()) and all(map(all, every.values()))
        return Read(one, every) if is_whole else None


@dataclass
class _Plan:
    """How the values of a shape are read: the element's own, and those of each `TxDtls` in it.

    `between` are the texts between elements, which are blank.
    """

    places: list[_Place] = field(default_factory=lambda: [_Place()])
    between: list[int] = field(default_factory=list)

    def settle(self, ways: Ways, details: Ways) -> bool:
        """Find where fields stand; False where that is not so simple."""
        own, *inner = self.places
        return own.settle(ways) and all(place.settle(details) for place in inner)


class Shapes:
    """The shapes that were seen of an element, which has fields at `ways`, and its details."""

    def __init__(self, ways: Ways, details: Ways) -> None:
        self._ways, self._details = ways, details
        self._plans: dict[str, _Plan | None] = {}

    def read(self, element: str) -> Found | None:
        """Return the fields of an element, of which the XML is whole.

        None where it has what must be read step by step: a comment, an unparsed section, a
        character by its number, a blank value, text between elements, another element whose
        values belong together.
        """
        if "<!" in element or "<?" in element or "&#" in element:
            return None
        if "\r" in element:
            element = element.replace("\r\n", "\n").replace("\r", "\n")
        pieces = _TEXTS.split(element)
        plan = self._plan_of(f">{_GAP}<".join(pieces[::2]))
        if plan is None:
            return None
        texts = pieces[1::2]
        if "&" in element:
            texts = [_plain(text) for text in texts]
        if plan.between and "".join([texts[index] for index in plan.between]).strip():
            return None
        if len(element) > LONGEST and max(map(len, texts), default=0) > LONGEST:
            return None
        own, *inner = [place.read(texts) for place in plan.places]
        whole = [one for one in inner if one is not None]
        return (own, whole) if own is not None and len(whole) == len(inner) else None

    def _plan_of(self, shape: str) -> _Plan | None:
        if shape in self._plans:
            return self._plans[shape]
        plan = _planned(shape)
        if plan is not None and not plan.settle(self._ways, self._details):
            plan = None
        if len(shape) <= _KEPT and len(self._plans) < _MOST:
            self._plans[shape] = plan
        return plan


def _plain(text: str) -> str:
    """Return a text with the characters that XML has names for."""
    for name, char in _NAMED:
        text = text.replace(name, char)
    return text


def _planned(shape: str) -> _Plan | None:
    """Return how a shape is read, None where it must be step by step."""
    walk, end = _Walk(), 0
    for tag in _TAG.finditer(shape):
        is_after = end > 0 and len(walk.steps) == 1
        if tag.start() != end or is_after or not walk.go(tag) or len(walk.steps) > DEEPEST:
            return None
        end = tag.end()
    return walk.plan if end == len(shape) and len(walk.steps) == 1 else None


@dataclass
class _Walk:
    """The way from tag to tag of a shape: where it is, and what the tag before was."""

    plan: _Plan = field(default_factory=_Plan)
    steps: list[Step] = field(default_factory=lambda: [Step("")])
    place: int = 0
    texts: int = 0
    was_begun: bool = False
    has_text: bool = False

    def go(self, tag: re.Match[str]) -> bool:
        """Take one more tag; False where values belong together that are not a `TxDtls`'s."""
        if tag["end"]:
            step = self.steps.pop()
            self._end(step)
        else:
            step = self.steps[-1].to(tag["name"])
            if step.scope and len(self.steps) > 1 and not self._is_detail(step):
                return False
            if currency := _CURRENCY.search(tag["more"]):
                self._own.attributes.append((f"{step.path}@Ccy", currency[1]))
            if not tag["empty"]:
                self.steps.append(step)
        if step.scope and (tag["end"] or tag["empty"]):
            self.place = 0
        self.was_begun = not tag["end"] and not tag["empty"]
        self.has_text = bool(tag["gap"])
        self.texts += self.has_text
        return True

    @property
    def _own(self) -> _Place:
        return self.plan.places[self.place]

    def _end(self, step: Step) -> None:
        if self.has_text and self.was_begun:
            self._own.texts.append((step.path, self.texts - 1))
        elif self.has_text:
            self.plan.between.append(self.texts - 1)

    def _is_detail(self, step: Step) -> bool:
        if step.scope != "TxDtls" or self.place:
            return False
        self.place = len(self.plan.places)
        self.plan.places.append(_Place())
        return True
