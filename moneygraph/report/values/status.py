"""What is in a case: statement files, what they cover, sums, and what was refused and why."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from moneygraph.casework.reconcile import reconciled
from moneygraph.detect.learn import kept_model
from moneygraph.report.text.numbers import plain_amount
from moneygraph.report.text.words import remark_words
from moneygraph.report.values.evaluation import model_json
from moneygraph.report.values.held import statements_json
from moneygraph.report.values.records import records

if TYPE_CHECKING:
    import duckdb

_EXAMPLES = 3


def status(
    con: duckdb.DuckDBPyConnection,
    lang: str = "en",
    *,
    one_sided: bool = False,
    accounts: bool = False,
) -> dict[str, Any]:
    """Return plain values: ``exports`` with their ``sections``, sums, ``remarks``.

    ``complaints`` counts the rows that are ``found`` and ``missed``, ``links`` the links;
    ``model`` holds the figures of the model of accounts that is kept, or null, and
    ``transfer_model`` those of the one of transfers. ``clocks`` are the banks'
    clocks that differ, each by how many ``seconds`` it is ahead of another's; ``decisions`` what
    persons decided of rows and clocks. ``one_sided`` counts the transfers that one side alone
    reports though the other's statement is held. ``statements`` tells of how many accounts the
    statements follow from their own balances, with those that do not, or all for `accounts`.

    Amounts are text by currency; rows of a remark are numbers in their sheet. Reasons are
    codes, `what` and `remedy` are their texts in the language `lang`.
    """
    sums = records(con, "sums")[0]
    return {
        "exports": _files(con),
        **sums,
        "amounts": {
            row["currency"]: plain_amount(int(row["amount"]), row["currency"])
            for row in records(con, "amounts")
        },
        "statements": statements_json(reconciled(con).values(), every=accounts),
        "complaints": records(con, "complaint_sums")[0],
        "clocks": records(con, "clocks"),
        "decisions": [_decision(one) for one in records(con, "decisions")],
        "account_kinds": {row["kind"]: row["times"] for row in records(con, "account_kinds")},
        "transfer_kinds": {row["kind"]: row["times"] for row in records(con, "transfer_kinds")},
        "model": _model(con, "account"),
        "transfer_model": _model(con, "transfer"),
        "remarks": _remarks(con, lang),
        **({"one_sided_transfers": _one_sided(con)} if one_sided else {}),
    }


def _model(con: duckdb.DuckDBPyConnection, of: str) -> dict[str, Any] | None:
    """Return the figures of the case's model of such things, null where there is none."""
    model = kept_model(con, of)
    return model_json(model) if model else None


def remark_rows(con: duckdb.DuckDBPyConnection, lang: str = "en") -> list[dict[str, Any]]:
    """Return every rejected or warned row: file, sheet, row, fate, reason, detail, what, remedy."""
    return [row | remark_words(row["reason"], lang) for row in records(con, "remark_rows")]


def _one_sided(con: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """Return every transfer that one side alone reports though the other's statement is held.

    With its amount as text, the account that `lacks` it, and the row that reports it.
    """
    rows = records(con, "one_sided")
    return [row | {"amount": plain_amount(row["amount"], row["currency"])} for row in rows]


def _files(con: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    sections: dict[int, list[dict[str, Any]]] = {}
    for section in records(con, "sections"):
        sections.setdefault(section.pop("statement_file"), []).append(section)
    return [file | {"sections": sections.get(file.pop("id"), [])} for file in records(con, "files")]


def _remarks(con: duckdb.DuckDBPyConnection, lang: str) -> list[dict[str, Any]]:
    found = []
    rows = records(con, "remarks", examples=_EXAMPLES)
    for (fate, reason), group in groupby(rows, key=lambda row: (row["fate"], row["reason"])):
        examples = list(group)
        found.append(
            {
                "fate": fate,
                "reason": reason,
                "rows": examples[0]["times"],
                **remark_words(reason, lang),
                "examples": [
                    {
                        "file": row["file"],
                        "sheet": row["sheet"],
                        "row": row["number"],
                        "detail": row["detail"],
                    }
                    for row in examples
                ],
            }
        )
    return found


def _decision(one: dict[str, Any]) -> dict[str, Any]:
    amount = one["amount"]
    return one | {"amount": None if amount is None else plain_amount(amount, one["currency"])}
