"""The claims of a case: the transfer each complaint row complains of, or why none is found.

SQL finds the transfers that fit each row, `assignment` decides between them, and the table
``claim`` is filled with the outcome.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from moneygraph.ingest.complaints.assignment import Assignment, Fit, assign
from moneygraph.ingest.pairing.refunds import tie_returned
from moneygraph.store.data import unusual_decimals
from moneygraph.store.file import transaction
from moneygraph.store.sqltext import rows_of, run_file

if TYPE_CHECKING:
    import duckdb

_ROWS = """
select demand, list(row order by position) from complaint_row group by demand order by demand
"""
_FITS = "select demand, transfer, score from fit order by demand, transfer"
#: When each undone payment was undone, and what was paid again: same parties and amount, later.
_UNDONE = "select id, undone_ts::varchar from undone_payment order by id"
_AGAIN = """
select u.id, t.id from transfer as t join undone_payment as u
    on t.from_account = u.from_account and t.to_account = u.to_account and t.amount = u.amount
    and t.currency = u.currency and t.ts >= u.ts
order by u.id, t.id
"""
_HUNDREDTHS = 2

#: Why no transfer is found for a complaint row, in the order of the checks.
REASONS = (
    *("no-transfer", "no-account", "two-candidates", "taken", "other-currency"),
    *("before-records", "after-records", "no-amount", "undone"),
)
#: row, transfer, reason, detail
_Outcome = tuple[int, int | None, str | None, str | None]


def ensure_claims(con: duckdb.DuckDBPyConnection) -> None:
    """Fill ``claim`` in a transaction of its own, unless that is done or there is nothing to do."""
    if not rows_of(con, "select 1 from meta where key = 'claim'") and _has_complaints(con):
        with transaction(con):
            make_claims(con)


def make_claims(con: duckdb.DuckDBPyConnection) -> None:
    """Match the complaints of a case to its transfers, and tie what victims got back to them.

    ``claim`` must be empty. The outcome does not depend on the order of loading.
    """
    if not _has_complaints(con):
        return
    run_file(con, "ingest/complaints/fits.sql")
    rows: dict[int, list[int]] = dict(rows_of(con, _ROWS))
    fits: list[Fit] = rows_of(con, _FITS)
    assignment = assign({demand: len(ids) for demand, ids in rows.items()}, fits)
    undone: dict[int, str] = dict(rows_of(con, _UNDONE))
    again = _made_again(con, fits, assignment) if undone else {}
    outcomes = list(_outcomes(rows, fits, assignment, undone, again))
    names = ("rows", "transfers", "reasons", "details")
    columns = {name: [one[index] for one in outcomes] for index, name in enumerate(names)}
    fine = [code for code, decimals in unusual_decimals().items() if decimals > _HUNDREDTHS]
    run_file(con, "ingest/complaints/claims.sql", **columns, fine=fine)
    tie_returned(con)
    con.execute("insert into meta values ('claim', 'made')").fetchall()


def _has_complaints(con: duckdb.DuckDBPyConnection) -> bool:
    return bool(rows_of(con, "select 1 from complaint limit 1"))


def _made_again(
    con: duckdb.DuckDBPyConnection, fits: list[Fit], assignment: Assignment
) -> dict[tuple[int, int], int]:
    """Return the transfer by which an undone payment was made again, by demand and the payment.

    Where no complaint names that one, it is what the complaint of the undone one is about.
    """
    fitting = {(demand, transfer) for demand, transfer, _ in fits}
    later: dict[int, list[int]] = {}
    for payment, transfer in rows_of(con, _AGAIN):
        later.setdefault(payment, []).append(transfer)
    taken, again = set(assignment.taken), dict[tuple[int, int], int]()
    for demand, assigned in sorted(assignment.assigned.items()):
        for payment in sorted(one for one in assigned if one < 0):
            for transfer in later.get(payment, []):
                if transfer not in taken and (demand, transfer) in fitting:
                    taken.add(transfer)
                    again[demand, payment] = transfer
                    break
    return again


def _outcomes(
    rows: dict[int, list[int]],
    fits: list[Fit],
    assignment: Assignment,
    undone: dict[int, str],
    again: dict[tuple[int, int], int],
) -> Iterator[_Outcome]:
    """Yield each row for which some transfer fits; equal rows get theirs in the order of time.

    Payments that were undone have ids below 0: `undone` is when, by id.
    """
    fitting: dict[int, list[int]] = {}
    for demand, transfer, _ in fits:
        fitting.setdefault(demand, []).append(transfer)
    for demand, all_fitting in fitting.items():
        assigned = sorted(assignment.assigned.get(demand, []))
        assigned = [again.get((demand, one), one) for one in assigned]
        undecided = sorted(assignment.undecided.get(demand, []))
        ids = rows[demand]
        yield from (
            (row, None, "undone", undone[one]) if one < 0 else (row, one, None, None)
            for row, one in zip(ids, assigned, strict=False)
        )
        open_ones = [one for one in undecided or all_fitting if one > 0]
        reason = "two-candidates" if undecided else "taken"
        detail = ", ".join(map(str, open_ones))
        if not open_ones:
            reason, detail = "undone", undone[max(undecided or all_fitting)]
        yield from ((row, None, reason, detail) for row in ids[len(assigned) :])
