"""Texts of a terminal in a page: what can be shown or traced becomes a link."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import quote

import flask
from markupsafe import Markup, escape

#: An account's number, a transfer's in brackets, an IIN or BIN, a file's row.
_NAMED: Final = re.compile(
    r"\b(?P<account>[A-Z]{2}\d{2}[A-Z0-9]{10,30})\b"
    r"|\[(?P<transfer>\d{1,10})\]"
    r"|(?<![\d.,])(?P<owner>\d{12})(?![\d.,])"
    r"|(?P<row>[^\s()\[\],]+\.(?:csv|xlsx|xls|txt)(?: \[[^\]]+\])?:\d+)\b"
)


def linked(text: str) -> Markup:
    """Return a text, escaped, in which names of the case lead to what is held on them."""
    pieces, end = [], 0
    for match in _NAMED.finditer(text):
        what = next(one for one in match.groups() if one)
        address = f"{flask.url_for('show')}?what={quote(what)}"
        pieces += [
            escape(text[end : match.start()]),
            Markup('<a href="{}">{}</a>').format(address, match[0]),
        ]
        end = match.end()
    return Markup().join([*pieces, escape(text[end:])])
