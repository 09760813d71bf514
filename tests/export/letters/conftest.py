"""Letters of small cases, and what a Word document says."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import docx
from docx.document import Document
from docx.table import Table
from docx.text.paragraph import Paragraph

from moneygraph.casework import AccountRequest, Freeze, Held, Requests
from moneygraph.export.letters import Content
from moneygraph.store.data import OURS

#: Changes a part of a template: its name, and what becomes of its text.
Change = Callable[[str], str]


def text_of(data: bytes | Path) -> str:
    """Return what a document says, paragraph by paragraph, a row of a table on a line."""
    document = docx.Document(io.BytesIO(data) if isinstance(data, bytes) else str(data))
    lines = list(_lines(document))
    lines += [one.text for one in document.sections[0].footer.paragraphs]
    return "\n".join(line.replace("\u00a0", " ") for line in lines if line.strip()) + "\n"


def _lines(document: Document) -> Iterator[str]:
    for block in document.iter_inner_content():
        if isinstance(block, Paragraph):
            yield block.text
        else:
            yield from _rows(block)


def _rows(table: Table) -> Iterator[str]:
    for row in table.rows:
        yield " | ".join(" ⏎ ".join(one.text for one in cell.paragraphs) for cell in row.cells)


def changed(data: bytes, name: str, change: Change) -> bytes:
    """Return a document with one of its parts changed; a part that is not there is added."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w") as new:
        for one in dict.fromkeys([*old.namelist(), name]):
            part = old.read(one) if one in old.namelist() else b""
            new.writestr(one, change(part.decode()).encode() if one == name else part)
    return made.getvalue()


def in_body(xml: str) -> Change:
    """Return a change that puts XML at the beginning of the body."""
    return lambda text: re.sub(r"(<w:body>)", lambda found: found[1] + xml, text, count=1)


def paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


_TS = datetime(2026, 3, 2, 10, 5, 7)


def held(account: str = "KZ866010000000000001", **values: object) -> Held:
    shown: dict[str, object] = {
        **{"bank": "601", "owner": "900101300116", "name": "Сидоров С.", "amount": 12345},
        **{"currency": "KZT", "since": _TS, "minutes": 90, "traced": 12345, "stated": None},
        **{"victims": (("251900001", 12345),)},
    }
    return Held(account, **{**shown, **values})  # type: ignore[arg-type]


def asked(account: str = "KZ189650000000000001", **values: object) -> AccountRequest:
    shown: dict[str, object] = {
        **{"bank": "965", "owner": None, "name": None, "first_ts": _TS, "amount": 12345},
        **{"last_ts": _TS.replace(day=3), "currency": "KZT", "complaints": ("251900001",)},
    }
    return AccountRequest(account=account, **{**shown, **values})  # type: ignore[arg-type]


def freezing(*rows: Held, stand_in: bool = False) -> Content:
    found = Freeze(list(rows), "lifo", datetime(2026, 3, 9), stand_in, rows[0].currency)
    bounds = {("held", row.account): (row.amount // 2, 2 * row.amount) for row in rows}
    return Content(found, bounds, OURS)


def requesting(*rows: AccountRequest) -> Content:
    return Content(Requests(list(rows), "lifo", _TS.replace(day=9).date(), False), {}, OURS)
