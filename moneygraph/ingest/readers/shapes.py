"""The values of an element of ISO 20022 by its shape: its tags without the texts between them.

A file has many entries and few shapes. Where each value stands is worked out once for a shape, so
that the next entry of that shape costs a search for its texts and no step for each element.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

#: Texts of elements by their paths; an element that is repeated has several.
Values = dict[str, list[str]]
#: Of an element, and of each `TxDtls` in it.
Found = tuple[Values, list[Values]]

_Firsts = list[tuple[str, str]]
_Everies = list[tuple[str, list[str]]]

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
    """Where the values of one scope stand among the texts between the tags of a shape."""

    texts: list[tuple[str, int]] = field(default_factory=list)
    #: Paths and values of attributes, which are a part of the shape.
    attributes: list[tuple[str, str]] = field(default_factory=list)
    is_single: bool = True

    def add(self, path: str, text: int) -> None:
        """Add that a text is a value of a path."""
        self.is_single = self.is_single and path not in dict(self.texts)
        self.texts.append((path, text))

    def read(self, texts: Sequence[str]) -> Values:
        """Return the values; blank ones are left out."""
        values: Values
        if self.is_single:
            values = {path: [text] for path, index in self.texts if (text := texts[index].strip())}
        else:
            values = {}
            for path, index in self.texts:
                if text := texts[index].strip():
                    values.setdefault(path, []).append(text)
        for path, text in self.attributes:
            values.setdefault(path, []).append(text)
        return values


@dataclass
class _Plan:
    """How the values of a shape are read: the element's own, and those of each `TxDtls` in it.

    `between` are the texts between an element that ends and the next tag, which are blank.
    """

    places: list[_Place] = field(default_factory=lambda: [_Place()])
    between: list[int] = field(default_factory=list)


class Shapes:
    """The shapes that were seen."""

    def __init__(self) -> None:
        self._plans: dict[str, _Plan | None] = {}

    def read(self, element: str) -> Found | None:
        """Return the values of an element, of which the XML is whole.

        None where it has what must be read step by step: a comment, an unparsed section, a
        character by its number, text between elements, another element whose values belong
        together.
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
        if "".join([texts[index] for index in plan.between]).strip():
            return None
        if len(element) > LONGEST and max(map(len, texts)) > LONGEST:
            return None
        own, *inner = plan.places
        return own.read(texts), [place.read(texts) for place in inner]

    def _plan_of(self, shape: str) -> _Plan | None:
        if shape in self._plans:
            return self._plans[shape]
        plan = _planned(shape)
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
        if tag.start() != end or not walk.go(tag) or not 0 < len(walk.steps) <= DEEPEST:
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
            self._own.add(step.path, self.texts - 1)
        elif self.has_text:
            self.plan.between.append(self.texts - 1)

    def _is_detail(self, step: Step) -> bool:
        if step.scope != "TxDtls" or self.place:
            return False
        self.place = len(self.plan.places)
        self.plan.places.append(_Place())
        return True


class Ways:
    """Fields of an element, each at the first of some paths that it has, or at all of them.

    Which paths these are is the same for all elements that have the same ones.
    """

    def __init__(
        self, one: Mapping[str, Sequence[str]], every: Mapping[str, Sequence[str]] | None = None
    ) -> None:
        self._one, self._every = one, every or {}
        self._known: dict[tuple[str, ...], tuple[_Firsts, _Everies]] = {}

    def read(self, values: Values) -> tuple[dict[str, str], dict[str, list[str]]]:
        """Return the first text of each field that the element has; and all texts of others."""
        paths = tuple(values)
        known = self._known.get(paths)
        if known is None:
            known = self._ways_of(values)
            if len(self._known) < _MOST:
                self._known[paths] = known
        firsts, everies = known
        return (
            {name: values[path][0] for name, path in firsts},
            {name: [text for path in ways for text in values[path]] for name, ways in everies},
        )

    def _ways_of(self, values: Values) -> tuple[_Firsts, _Everies]:
        def present(ways: Sequence[str]) -> list[str]:
            return [path for path in ways if path in values]

        return (
            [(name, found[0]) for name, ways in self._one.items() if (found := present(ways))],
            [(name, found) for name, ways in self._every.items() if (found := present(ways))],
        )
