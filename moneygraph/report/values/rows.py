"""The rows of one statement file with what became of each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moneygraph.report.text.numbers import plain_amount
from moneygraph.report.text.words import remark_words
from moneygraph.report.values.records import records
from moneygraph.store.errors import UnknownStart
from moneygraph.store.message import Message

if TYPE_CHECKING:
    from moneygraph.store.file import CaseFile


def file_rows(
    case: CaseFile, sha256: str, *, fate: str | None, first: int, most: int, lang: str
) -> dict[str, Any]:
    """Return ``file``, its counts of rows, and at most `most` of its ``rows`` from `first` on.

    With `fate` only rows that ended so. Raises `UnknownStart` for a file that is not in the case.
    """
    known = [one for one in records(case.con, "files") if one["sha256"] == sha256]
    if not known:
        raise UnknownStart(
            Message("there is no statement file {sha256}", sha256=sha256),
            Message("`moneygraph status` lists them."),
        )
    asked = {"file": known[0]["id"], "fate": fate, "first": first, "most": most}
    rows = [_row(row, lang) for row in records(case.con, "rows_of_file", **asked)]
    return known[0] | {"rows_in_all": known[0]["rows"], "rows": rows}


def _row(row: dict[str, Any], lang: str) -> dict[str, Any]:
    amount = None if row["amount"] is None else plain_amount(row["amount"], row["currency"])
    words = remark_words(row["reason"], lang) if row["reason"] else {}
    return row | {"amount": amount} | words
