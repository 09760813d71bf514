"""What queries and traces stand on, made when first asked and kept in the case.

`trader`: accounts that crypto-exits infers to sell cryptocurrency; trails end there.
`hop_RULE`: the hops of a rule. `stolen`: how much of each transfer is traced to what
loan-then-transfer found. A load drops them all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from moneygraph.case import transaction
from moneygraph.finding.query import read_queries
from moneygraph.finding.run import find
from moneygraph.hops import build_hops, has_hops
from moneygraph.sqltext import rows_of, run_file

if TYPE_CHECKING:
    import duckdb

#: The rule findings stand on: what just came in is what a dropper sends on.
FINDING_RULE = "lifo"


def ensure_views(con: duckdb.DuckDBPyConnection) -> None:
    """Make the views that queries use."""
    run_file(con, "finding/views.sql")


def ensure_traders(con: duckdb.DuckDBPyConnection) -> None:
    """Infer who sells cryptocurrency, where trails end, unless the case says so already."""
    ensure_views(con)
    if not _is_made(con, "trader"):
        with transaction(con, "while traders were inferred"):
            _make_traders(con)


def ensure_hops(con: duckdb.DuckDBPyConnection, rule: str) -> None:
    """Make the traders and the hops of a rule, unless the case has them."""
    ensure_traders(con)
    if not has_hops(con, rule):
        with transaction(con, "while hops were made"):
            build_hops(con, rule)


def ensure_findings(con: duckdb.DuckDBPyConnection) -> None:
    """Make all that queries stand on, and the view `hop` they read."""
    ensure_hops(con, FINDING_RULE)
    con.execute(f"create or replace temp view hop as select * from hop_{FINDING_RULE}").fetchall()
    if not _is_made(con, "stolen"):
        with transaction(con, "while stolen money was traced"):
            _make_stolen(con)


def _is_made(con: duckdb.DuckDBPyConnection, name: str) -> bool:
    return bool(rows_of(con, "select 1 from meta where key = ?", name))


def _mark_made(con: duckdb.DuckDBPyConnection, name: str) -> None:
    con.execute("insert into meta values (?, 'made')", [name]).fetchall()


def _make_traders(con: duckdb.DuckDBPyConnection) -> None:
    exits = find(con, read_queries()["crypto-exits"])
    numbers = [row["account"] for row in exits.rows if row["how"] == "inferred"]
    con.execute(
        "insert into trader select id from account where number in (select unnest($numbers))"
        " order by number",
        {"numbers": numbers},
    ).fetchall()
    _mark_made(con, "trader")


class Moved(NamedTuple):
    """A transfer by which the money of a victim that is found left him; amount in minor units."""

    transfer: int
    owner: str
    amount: int
    currency: str


def find_moved(con: duckdb.DuckDBPyConnection) -> list[Moved]:
    """Return how the money of those that loan-then-transfer finds left them, by transfer."""
    found = find(con, read_queries()["loan-then-transfer"])
    owner_of = {one: row["owner"] for row in found.rows for one in row["transfers"]}
    rows = rows_of(
        con,
        "select id, amount, currency::varchar from transfer"
        " where id in (select unnest($1::integer[])) and kind <> 'loan' and not own and amount > 0"
        " order by id",
        sorted(owner_of),
    )
    return [Moved(one, owner_of[one], amount, currency) for one, amount, currency in rows]


def _make_stolen(con: duckdb.DuckDBPyConnection) -> None:
    from moneygraph.trails import traced_amounts

    pieces = [(moved.transfer, 0, moved.amount) for moved in find_moved(con)]
    amounts = traced_amounts(con, FINDING_RULE, pieces)
    con.register("traced", amounts)
    con.execute(
        "insert into stolen select transfer, amount from traced order by transfer"
    ).fetchall()
    con.unregister("traced")
    _mark_made(con, "stolen")
