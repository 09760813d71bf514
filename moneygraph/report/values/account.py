"""All that is held on one account or one owner, as plain values.

An account's statements have running balances, and which stolen money is on the account.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from moneygraph.casework.reconcile import reconciled
from moneygraph.report.text.numbers import plain_amount
from moneygraph.report.values.held import held_json
from moneygraph.report.values.records import records
from moneygraph.report.values.transfer import evidence_of_tie

if TYPE_CHECKING:
    import duckdb

    from moneygraph.store.file import CaseFile


#: An account with more holders is an agent's; not all of them are shown.
_MOST_HOLDERS: Final = 20


def show_account(case: CaseFile, account: int, limit: int | None = None) -> dict[str, Any]:
    """Return plain values: who holds it, covered days, sums, balances, transfers by time.

    ``holders`` are the first 20 by rows; ``transfers`` are the first `limit` of
    ``transfer_count``, as its own side has them.
    ``undone`` are the first `limit` of ``undone_count`` payments that its bank took back.
    ``held`` is whether its own statements follow from their balances, and what they lack;
    ``statements`` are its currencies with running balances and stolen money, and the first
    `limit` rows of each; ``links`` what it shares with other accounts.
    """
    row = records(case.con, "account", id=account)[0]
    transfer_count = row.pop("transfer_count")
    sums = _sums(case.con, row.pop("id"))
    statements = statement_sums(case.con, make_statements(case, [account])).get(account, [])
    rows = statement_rows(case.con, account, limit)
    return {
        **row,
        "holders": records(case.con, "account_holders", id=account, most=_MOST_HOLDERS),
        "covered": records(case.con, "account_covers", id=account),
        "held": [held_json(one) for one in reconciled(case.con, account).values()],
        "sums": sums,
        "balances": [
            _with_amount(one) for one in records(case.con, "account_balances", id=account)
        ],
        **_undone(case.con, account, limit),
        "transfer_count": transfer_count,
        "transfers": [
            _with_amount(one)
            for one in records(case.con, "account_transfers", id=account, limit=limit)
        ],
        "statements": [one | {"rows": rows.get(one["currency"], [])} for one in statements],
        "links": links_of(case.con, [account]),
    }


def show_owner(case: CaseFile, owner: str) -> dict[str, Any]:
    """Return plain values: the owner's IIN or BIN, names, accounts, complaints and links.

    Each account has its sums, its ``balances`` now, and the ``stolen`` money on it;
    ``complaints`` are those of this person.
    """
    rows = records(case.con, "owner_accounts", owner=owner)
    ids = [row["id"] for row in rows]
    statements = statement_sums(case.con, make_statements(case, ids))
    accounts = [_owned(case.con, row, statements.get(row["id"], [])) for row in rows]
    names = sorted({account["name"] for account in accounts if account["name"]})
    return {
        "owner": owner,
        "names": names,
        "accounts": accounts,
        "complaints": [
            _complaint(one) for one in records(case.con, "owner_complaints", owner=owner)
        ],
        "links": links_of(case.con, ids),
    }


def _owned(
    con: duckdb.DuckDBPyConnection, row: dict[str, Any], statements: list[dict[str, Any]]
) -> dict[str, Any]:
    balances = [
        {"currency": one["currency"], "amount": one["closing"], "known": one["opening_known"]}
        for one in statements
    ]
    stolen = [one["stolen"] for one in statements if one["stolen"]]
    now = [{key: one[key] for key in ("currency", "amount", "victims")} for one in stolen]
    sums = _sums(con, row.pop("id"))
    return row | {"sums": sums, "balances": balances, "stolen": now}


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


def _undone(con: duckdb.DuckDBPyConnection, account: int, limit: int | None) -> dict[str, Any]:
    rows = records(con, "account_undone", id=account, limit=limit)
    counts = [row.pop("every") for row in rows]
    return {
        "undone_count": counts[0] if counts else 0,
        "undone": [
            {key: value for key, value in row.items() if key not in ("score", "reason")}
            | {"amount": plain_amount(row["amount"], row["currency"])}
            | evidence_of_tie(row)
            for row in rows
        ],
    }


def _with_amount(row: dict[str, Any]) -> dict[str, Any]:
    return row | {"amount": plain_amount(int(row["amount"]), row["currency"])}


Key = tuple[int, str]


def make_statements(case: CaseFile, accounts: Sequence[int]) -> str:
    """Make the tables that the functions below read; return the kind of victims.

    That is "complaint", or "owner" where the case has none and loans that left at once are traced.
    """
    from moneygraph.casework.stolen import has_claims, stolen_shares
    from moneygraph.flow.matching.hops import make_statements as make
    from moneygraph.flow.trails.shares import keep_shares

    traced = stolen_shares(case)
    keep_shares(case.con, traced)
    make(case.con, accounts, traced[0].currency if traced else "")
    return "complaint" if has_claims(case.con) else "owner"


def statement_sums(
    con: duckdb.DuckDBPyConnection, victim_kind: str
) -> dict[int, list[dict[str, Any]]]:
    """Return each account's statements without their rows, the commonest currency first.

    Amounts are text. ``stolen`` is null where no traced money came; its own amounts are in its
    ``currency``, the one that is traced. ``victims`` add up to ``amount`` and ``at_peak`` to
    ``peak``; ``came`` is all of theirs that came.
    """
    victims = _victims(con, victim_kind)
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

    ``stated`` is the balance that the bank states, or null; ``stolen`` is the traced money on
    the account after the row, null where none is traced in the case.
    """
    found: dict[str, list[dict[str, Any]]] = {}
    for row in records(con, "statement_rows", id=account, limit=limit):
        currency, traced = row.pop("currency"), row.pop("traced")
        stated = row["stated"]
        values = {
            "direction": "in" if row.pop("credit") else "out",
            "amount": plain_amount(abs(row.pop("change")), currency),
            "balance": plain_amount(int(row["balance"]), currency),
            "stated": None if stated is None else plain_amount(stated, currency),
            "stolen": plain_amount(int(row["stolen"]), traced) if traced else None,
        }
        found.setdefault(currency, []).append(row | values)
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


def _victims(con: duckdb.DuckDBPyConnection, victim_kind: str) -> dict[Key, list[dict[str, Any]]]:
    found: dict[Key, list[dict[str, Any]]] = {}
    for row in records(con, "statement_victims"):
        amounts = {
            name: plain_amount(int(row[name]), row["traced"])
            for name in ("amount", "at_peak", "came")
        }
        key = (row["account"], row["currency"])
        found.setdefault(key, []).append({victim_kind: row["victim"], **amounts})
    return found


#: What more accounts than this share (a bank's own phone, a public address) links none of them.
MOST_SHARED: Final = 20


def links_of(con: duckdb.DuckDBPyConnection, accounts: Sequence[int]) -> list[dict[str, Any]]:
    """Return each value of these accounts, and the other accounts that have it.

    ``shared_by`` counts the accounts, its own too; where they are more than `MOST_SHARED`,
    ``accounts`` is null: it is no link.
    """
    return records(con, "links", accounts=list(accounts), most=MOST_SHARED)
