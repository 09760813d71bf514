"""All that is held on one account, and on one owner."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moneygraph.outputs.links import links_of
from moneygraph.outputs.numbers import plain_amount
from moneygraph.outputs.records import records
from moneygraph.outputs.statements import make_statements, statement_rows, statement_sums

if TYPE_CHECKING:
    import duckdb


def show_account(
    con: duckdb.DuckDBPyConnection, account: int, limit: int | None = None
) -> dict[str, Any]:
    """Return plain values: who holds it, covered days, sums, balances, transfers by time.

    ``transfers`` are the first `limit` of ``transfer_count``, as its own side tells them.
    ``statements`` are its currencies with running balances and stolen money, and the first
    `limit` rows of each; ``links`` what it shares with other accounts.
    """
    row = records(con, "account", id=account)[0]
    transfer_count = row.pop("transfer_count")
    sums = _sums(con, row.pop("id"))
    told = statement_sums(con, make_statements(con, [account])).get(account, [])
    rows = statement_rows(con, account, limit)
    return {
        **row,
        "covered": records(con, "account_covers", id=account),
        "sums": sums,
        "balances": [_with_amount(one) for one in records(con, "account_balances", id=account)],
        "transfer_count": transfer_count,
        "transfers": [
            _with_amount(one) for one in records(con, "account_transfers", id=account, limit=limit)
        ],
        "statements": [one | {"rows": rows.get(one["currency"], [])} for one in told],
        "links": links_of(con, [account]),
    }


def show_owner(con: duckdb.DuckDBPyConnection, owner: str) -> dict[str, Any]:
    """Return plain values: the owner's IIN or BIN, names, accounts, complaints and links.

    Each account has its sums, its ``balances`` now, and the ``stolen`` money standing on it;
    ``complaints`` are those of this person.
    """
    rows = records(con, "owner_accounts", owner=owner)
    ids = [row["id"] for row in rows]
    statements = statement_sums(con, make_statements(con, ids))
    accounts = [_owned(con, row, statements.get(row["id"], [])) for row in rows]
    names = sorted({account["name"] for account in accounts if account["name"]})
    return {
        "owner": owner,
        "names": names,
        "accounts": accounts,
        "complaints": [_complaint(one) for one in records(con, "owner_complaints", owner=owner)],
        "links": links_of(con, ids),
    }


def _owned(
    con: duckdb.DuckDBPyConnection, row: dict[str, Any], statements: list[dict[str, Any]]
) -> dict[str, Any]:
    balances = [
        {"currency": one["currency"], "amount": one["closing"], "known": one["opening_known"]}
        for one in statements
    ]
    stolen = [one["stolen"] for one in statements if one["stolen"]]
    standing = [{key: one[key] for key in ("currency", "amount", "victims")} for one in stolen]
    sums = _sums(con, row.pop("id"))
    return row | {"sums": sums, "balances": balances, "stolen": standing}


def _complaint(row: dict[str, Any]) -> dict[str, Any]:
    claimed = row["claimed"]
    return row | {"claimed": None if claimed is None else plain_amount(claimed, row["currency"])}


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
