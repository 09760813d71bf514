"""Statements of accounts as plain values: running balances, and whose money stands there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from moneygraph.outputs.numbers import plain_amount
from moneygraph.outputs.records import records

if TYPE_CHECKING:
    import duckdb

Key = tuple[int, str]


def make_statements(con: duckdb.DuckDBPyConnection, accounts: Sequence[int]) -> str:
    """Make the tables that the others here read; return whose the stolen money is called by.

    That is "complaint", or "owner" where none are held and loans that left at once are traced.
    """
    from moneygraph.finding.stolen import has_claims, stolen_shares
    from moneygraph.hops.statement import make_statements as make
    from moneygraph.trails.whose import keep_shares

    traced = stolen_shares(con)
    keep_shares(con, traced)
    make(con, accounts, traced[0].currency if traced else "")
    return "complaint" if has_claims(con) else "owner"


def statement_sums(con: duckdb.DuckDBPyConnection, called: str) -> dict[int, list[dict[str, Any]]]:
    """Return each account's statements without their rows, the commonest currency first.

    Amounts are text. ``stolen`` is null where no traced money came; its own amounts are in its
    ``currency``, the one that is traced. ``victims`` add up to ``amount`` and ``at_peak`` to
    ``peak``; ``came`` is all of theirs that came.
    """
    victims = _victims(con, called)
    found: dict[int, list[dict[str, Any]]] = {}
    for row in records(con, "statements"):
        key = (row["account"], row["currency"])
        statement = {
            "currency": row["currency"],
            "movements": row["movements"],
            "opening": plain_amount(int(row["opening"]), row["currency"]),
            "opening_known": row["opening_known"],
            "closing": plain_amount(int(row["closing"]), row["currency"]),
            "stated": row["stated"],
            "differing": row["differing"],
            "first_differing": row["first_differing"],
            "stolen": _stolen(row, victims[key]) if key in victims else None,
        }
        found.setdefault(row["account"], []).append(statement)
    return found


def statement_rows(
    con: duckdb.DuckDBPyConnection, account: int, limit: int | None
) -> dict[str, list[dict[str, Any]]]:
    """Return the first `limit` rows of each statement of an account, by currency.

    ``stated`` is what the bank says the balance is, or null; ``stolen`` is the traced money on
    the account after the row, null where none is traced in the case.
    """
    found: dict[str, list[dict[str, Any]]] = {}
    for row in records(con, "statement_rows", id=account, limit=limit):
        currency, traced = row.pop("currency"), row.pop("traced")
        stated = row["stated"]
        told = {
            "direction": "in" if row.pop("credit") else "out",
            "amount": plain_amount(abs(row.pop("change")), currency),
            "balance": plain_amount(int(row["balance"]), currency),
            "stated": None if stated is None else plain_amount(stated, currency),
            "stolen": plain_amount(int(row["stolen"]), traced) if traced else None,
        }
        found.setdefault(currency, []).append(row | told)
    return found


def _stolen(row: dict[str, Any], victims: list[dict[str, Any]]) -> dict[str, Any]:
    traced = row["traced"]
    return {
        "currency": traced,
        "amount": plain_amount(int(row["stolen"]), traced),
        "peak": plain_amount(int(row["peak"]), traced),
        "peak_ts": row["peak_ts"],
        "victims": victims,
    }


def _victims(con: duckdb.DuckDBPyConnection, called: str) -> dict[Key, list[dict[str, Any]]]:
    found: dict[Key, list[dict[str, Any]]] = {}
    for row in records(con, "statement_victims"):
        amounts = {
            name: plain_amount(int(row[name]), row["traced"])
            for name in ("amount", "at_peak", "came")
        }
        key = (row["account"], row["currency"])
        found.setdefault(key, []).append({called: row["whose"], **amounts})
    return found
