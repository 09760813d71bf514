"""All that is held on one account, and on one owner."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moneygraph.outputs.numbers import plain_amount
from moneygraph.outputs.records import records

if TYPE_CHECKING:
    import duckdb


def show_account(
    con: duckdb.DuckDBPyConnection, account: int, limit: int | None = None
) -> dict[str, Any]:
    """Return plain values: who holds it, covered days, sums, balances, transfers by time.

    ``transfers`` are the first `limit` of ``transfer_count``, as its own side tells them.
    """
    row = records(con, "account", id=account)[0]
    transfer_count = row.pop("transfer_count")
    sums = _sums(con, row.pop("id"))
    return {
        **row,
        "covered": records(con, "account_covers", id=account),
        "sums": sums,
        "balances": [_with_amount(one) for one in records(con, "account_balances", id=account)],
        "transfer_count": transfer_count,
        "transfers": [
            _with_amount(one) for one in records(con, "account_transfers", id=account, limit=limit)
        ],
    }


def show_owner(con: duckdb.DuckDBPyConnection, owner: str) -> dict[str, Any]:
    """Return plain values: the owner's IIN or BIN, names, and accounts with their sums."""
    accounts = []
    for row in records(con, "owner_accounts", owner=owner):
        accounts.append(row | {"sums": _sums(con, row.pop("id"))})
    names = sorted({account["name"] for account in accounts if account["name"]})
    return {"owner": owner, "names": names, "accounts": accounts}


def _sums(con: duckdb.DuckDBPyConnection, account: int) -> list[dict[str, Any]]:
    return [
        row
        | {
            "received": plain_amount(int(row["received"]), row["currency"]),
            "sent": plain_amount(int(row["sent"]), row["currency"]),
        }
        for row in records(con, "account_sums", id=account)
    ]


def _with_amount(row: dict[str, Any]) -> dict[str, Any]:
    return row | {"amount": plain_amount(int(row["amount"]), row["currency"])}
