"""What a loader makes of a file, row by row, as plain values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from moneygraph.casework.reconcile import reconciled
from moneygraph.report.text.numbers import plain_amount
from moneygraph.report.text.words import remark_words
from moneygraph.report.values.held import statements_json
from moneygraph.report.values.records import records

if TYPE_CHECKING:
    import duckdb

    from moneygraph.ingest.loading.fitted import Fitted


def tried_json(
    con: duckdb.DuckDBPyConnection, sheets: Iterable[Fitted], lang: str
) -> dict[str, Any]:
    """Return what became of the only file of a case: its sheets, rows, and balances.

    ``sheets`` say which header is taken for which field and which are ``unused``; ``rows`` are
    all rows with their ``fate``, or why they were refused, in the language `lang`; ``fates``
    counts them; ``statements`` is as that of `status`.
    """
    rows = [_row(row, lang) for row in records(con, "tried_rows")]
    return {
        "sheets": [
            {
                "sheet": one.sheet,
                "header_row": one.header_row,
                "columns": [{"field": field, "header": text} for field, text in one.columns],
                "unused": list(one.unused),
            }
            for one in sheets
        ],
        "fates": dict(sorted(Counter(row["fate"] for row in rows).items())),
        "statements": statements_json(reconciled(con).values(), every=True),
        "rows": rows,
    }


def _row(row: dict[str, Any], lang: str) -> dict[str, Any]:
    if row["reason"] is not None:
        return {
            **{key: row[key] for key in ("sheet", "row", "fate", "reason", "detail")},
            **remark_words(row["reason"], lang),
        }
    amount = plain_amount(row["amount"], row["currency"])
    return {key: value for key, value in row.items() if key not in ("reason", "detail")} | {
        "amount": amount
    }
