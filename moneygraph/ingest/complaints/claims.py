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
_HUNDREDTHS = 2

#: Why no transfer is found for a complaint row, in the order of the checks.
REASONS = (
    *("no-transfer", "no-account", "two-candidates", "taken", "other-currency"),
    *("before-records", "after-records", "no-amount"),
)
#: row, transfer, reason, detail
_Outcome = tuple[int, int | None, str | None, str | None]


def ensure_claims(con: duckdb.DuckDBPyConnection) -> None:
    """Fill ``claim`` in a transaction of its own, unless that is done or there is nothing to do."""
    if not rows_of(con, "select 1 from meta where key = 'claim'") and _has_complaints(con):
        with transaction(con, "while complaints were matched"):
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
    outcomes = list(_outcomes(rows, fits, assignment))
    names = ("rows", "transfers", "reasons", "details")
    columns = {name: [one[index] for one in outcomes] for index, name in enumerate(names)}
    fine = [code for code, decimals in unusual_decimals().items() if decimals > _HUNDREDTHS]
    run_file(con, "ingest/complaints/claims.sql", **columns, fine=fine)
    tie_returned(con)
    con.execute("insert into meta values ('claim', 'made')").fetchall()


def _has_complaints(con: duckdb.DuckDBPyConnection) -> bool:
    return bool(rows_of(con, "select 1 from complaint limit 1"))


def _outcomes(
    rows: dict[int, list[int]], fits: list[Fit], assignment: Assignment
) -> Iterator[_Outcome]:
    """Yield each row for which some transfer fits; equal rows get theirs in the order of time."""
    fitting: dict[int, list[int]] = {}
    for demand, transfer, _ in fits:
        fitting.setdefault(demand, []).append(transfer)
    for demand, all_fitting in fitting.items():
        assigned = sorted(assignment.assigned.get(demand, []))
        undecided = sorted(assignment.undecided.get(demand, []))
        reason = "two-candidates" if undecided else "taken"
        detail = ", ".join(map(str, undecided or all_fitting))
        ids = rows[demand]
        yield from ((row, one, None, None) for row, one in zip(ids, assigned, strict=False))
        yield from ((row, None, reason, detail) for row in ids[len(assigned) :])
