"""Fills in a template: values for names, rows for accounts, paragraphs only where they apply.

A template is data and never a program: it can name values, and nothing else. So whoever wrote it,
and whatever a statement file holds, no text of theirs is ever carried out.

- ``{{name}}`` becomes a value;
- a row of a table that asks for ``{{account.name}}`` is there once for each account;
- what is between the paragraphs ``{{if name}}`` and ``{{end}}`` stays where that has a value.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Collection, Mapping, Sequence
from copy import deepcopy
from typing import Any, Final

from moneygraph.export.letters.checked import WORD, checked_parts, refused
from moneygraph.store.errors import CallError
from moneygraph.store.message import Message

_PARAGRAPH, _TEXT, _ROW, _BODY = (f"{WORD}{name}" for name in ("p", "t", "tr", "body"))
_SPACE: Final = "{http://www.w3.org/XML/1998/namespace}space"
_PLACEHOLDER: Final = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
_ACCOUNT: Final = "account."
_IF, _END = "if ", "end"
_SHOWN: Final = 80
_CORRECT: Final = Message("Correct it there.")
#: The earliest time that an archive can hold: the bytes must not depend on when they are written.
_MADE: Final = (1980, 1, 1, 0, 0, 0)


class Template:
    """A template whose placeholders are all known. Raises `CallError` where one is not.

    `values` are the names that it may ask for (those of accounts begin with ``account.``),
    `conditions` those that it may only ask about.
    """

    def __init__(
        self, file: str, data: bytes, values: Collection[str], conditions: Collection[str]
    ) -> None:
        self.file = file
        self._values = values
        self._conditions = conditions
        self._parts, self._stories = checked_parts(file, data)
        self.asks: set[str] = set()
        anything = dict.fromkeys([*values, *conditions], "x")
        for tree in self._stories.values():
            for paragraph in tree.iter(_PARAGRAPH):
                self._check(paragraph)
            self._fill(deepcopy(tree), anything, [anything])

    def filled(self, values: Mapping[str, str], accounts: Sequence[Mapping[str, str]]) -> bytes:
        """Return the bytes of a letter; the same values give the same bytes.

        `values` have all names that a template may ask for, and so has each of `accounts`.
        """
        from lxml import etree

        parts = dict(self._parts)
        for name, tree in self._stories.items():
            made = deepcopy(tree)
            self._fill(made, values, accounts)
            parts[name] = etree.tostring(
                made, encoding="UTF-8", xml_declaration=True, standalone=True
            )
        return packed(parts)

    def _fill(
        self, tree: Any, values: Mapping[str, str], accounts: Sequence[Mapping[str, str]]
    ) -> None:
        """Fill in a tree: nothing that was put into it is looked at again."""
        self._decide_all(tree, values, skipped=set(_account_rows(tree)))
        rows = _account_rows(tree)
        for paragraph in list(tree.iter(_PARAGRAPH)):
            if set(rows).isdisjoint(paragraph.iterancestors(_ROW)):
                _put(_texts(paragraph), values)
        for row in rows:
            for account in accounts:
                one = deepcopy(row)
                row.addprevious(one)
                both = {**values, **account}
                self._decide_all(one, both)
                for paragraph in list(one.iter(_PARAGRAPH)):
                    _put(_texts(paragraph), both)
            row.getparent().remove(row)

    def _check(self, paragraph: Any) -> None:
        """Raise `CallError` for a placeholder that is not known or not whole."""
        text = _text(paragraph)
        found = _PLACEHOLDER.findall(text)
        rest = _PLACEHOLDER.sub("", text)
        if "{{" in rest or "}}" in rest:
            raise self._wrong(Message("has a placeholder that is not whole"), text)
        for code in found:
            if (code == _END or code.startswith(_IF)) and _mark(paragraph) is None:
                wrong = Message("has {code} in a paragraph with other text", code=f"{{{{{code}}}}}")
                raise self._wrong(wrong, text)
            name = code.removeprefix(_IF).strip()
            is_condition = code.startswith(_IF) and name in self._conditions
            if code != _END and not is_condition and name not in self._values:
                raise self._unknown(name, text)
            if name.startswith(_ACCOUNT) and _above(paragraph, _ROW) is None:
                wrong = Message("asks for {name} outside of a table's row", name=name)
                raise self._wrong(wrong, text)
            self.asks.add(name)

    def _decide_all(
        self, root: Any, values: Mapping[str, str], skipped: Collection[Any] = ()
    ) -> None:
        """Drop the paragraphs of conditions, and what is between those that do not hold.

        Rows that are `skipped` are decided when they are there for an account.
        """
        for holder in [one for one in root.iter("*") if one.find(_PARAGRAPH) is not None]:
            if not any(row in skipped for row in holder.iterancestors(_ROW)):
                self._decide(holder, values)

    def _decide(self, holder: Any, values: Mapping[str, str]) -> None:
        holds: list[tuple[bool, str]] = []
        for child in list(holder):
            mark = _mark(child) if child.tag == _PARAGRAPH else None
            if mark is None:
                if not all(one for one, _ in holds):
                    holder.remove(child)
                continue
            holder.remove(child)
            if mark == _END and not holds:
                raise self._wrong(Message("has no {{{{if …}}}} before it"), "{{end}}")
            if mark == _END:
                holds.pop()
            else:
                holds.append((bool(values[mark.removeprefix(_IF).strip()]), _text(child)))
        if holds:
            raise self._wrong(Message("has no {{{{end}}}} behind it"), holds[-1][1])
        if holder.tag != _BODY and (len(holder) == 0 or holder[-1].tag != _PARAGRAPH):
            holder.append(holder.makeelement(_PARAGRAPH))  # a cell must end in one

    def _unknown(self, name: str, text: str) -> CallError:
        wrong = Message("asks for {name}, which there is not", name=name)
        names = sorted([*self._values, *self._conditions])
        return self._wrong(wrong, text, Message("There are: {names}.", names=names))

    def _wrong(self, wrong: Message, text: str, remedy: Message = _CORRECT) -> CallError:
        shown = text if len(text) <= _SHOWN else text[:_SHOWN] + "…"
        return refused(self.file, Message("{wrong}, in: {text}", wrong=wrong, text=shown), remedy)


def _account_rows(root: Any) -> list[Any]:
    """Return the rows that ask for an account's values; of nested ones the outermost."""
    rows: dict[Any, None] = {}
    for paragraph in root.iter(_PARAGRAPH):
        codes = (code.removeprefix(_IF).strip() for code in _PLACEHOLDER.findall(_text(paragraph)))
        row = _above(paragraph, _ROW)
        if row is not None and any(code.startswith(_ACCOUNT) for code in codes):
            rows[row] = None
    return [row for row in rows if not any(one in rows for one in row.iterancestors(_ROW))]


def _above(node: Any, tag: str) -> Any:
    return next(node.iterancestors(tag), None)


def _texts(paragraph: Any) -> list[Any]:
    """Return the pieces of a paragraph's own text, without those of text boxes in it."""
    return [one for one in paragraph.iter(_TEXT) if _above(one, _PARAGRAPH) is paragraph]


def _text(paragraph: Any) -> str:
    return "".join(one.text or "" for one in _texts(paragraph))


def _mark(paragraph: Any) -> str | None:
    """Return the condition or end that a paragraph consists of."""
    found = _PLACEHOLDER.fullmatch(_text(paragraph).strip())
    code = found[1] if found else ""
    return code if code == _END or code.startswith(_IF) else None


def _put(pieces: Sequence[Any], values: Mapping[str, str]) -> None:
    """Put values for placeholders, which Word may have cut into pieces; the first one's form stays.

    From the last to the first, so that what was put is not looked at again.
    """
    whole = "".join(one.text or "" for one in pieces)
    for found in reversed(list(_PLACEHOLDER.finditer(whole))):
        value, at = values[found[1]], 0
        for piece in pieces:
            text = piece.text or ""
            first, last = max(found.start() - at, 0), min(found.end() - at, len(text))
            at += len(text)
            if first < last:
                piece.text = text[:first] + value + text[last:]
                piece.set(_SPACE, "preserve")
                value = ""


def packed(parts: Mapping[str, bytes]) -> bytes:
    """Return an archive of parts; the same parts give the same bytes."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(zipfile.ZipInfo(name, _MADE), part, zipfile.ZIP_DEFLATED)
    return made.getvalue()
