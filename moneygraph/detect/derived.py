"""What queries and traces stand on, made when first asked and kept in the case.

`trader`: accounts that crypto-exits infers to sell cryptocurrency; trails end there.
`hop_RULE`: the hops of a rule. `stolen`: how much of each transfer is traced to what
loan-then-transfer found. `trait`: how each account deals with money. A load drops them all.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from threading import Thread
from typing import TYPE_CHECKING

from moneygraph.detect.features import make_hops_and_traits, make_traits
from moneygraph.detect.queries.query import read_queries
from moneygraph.detect.queries.run import find, find_columns
from moneygraph.flow.matching.hops import build_hops, has_hops
from moneygraph.store.file import transaction
from moneygraph.store.sqltext import rows_of, run_file, sql_text

if TYPE_CHECKING:
    import duckdb

#: The rule findings stand on: what just came in is what a dropper sends on.
FINDING_RULE = "lifo"


def ensure_views(con: duckdb.DuckDBPyConnection) -> None:
    """Make the views that queries use."""
    run_file(con, "detect/views.sql")


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
    if not has_findings(con):
        _load_loops()
    ensure_traders(con)
    _ensure_traits(con)
    con.execute(f"create or replace temp view hop as select * from hop_{FINDING_RULE}").fetchall()
    if not _is_made(con, "stolen"):
        with transaction(con, "while stolen money was traced"):
            _make_stolen(con)


def _load_loops() -> None:
    """Begin to load the compiled code, which takes half a second, beside the database's work."""
    Thread(target=import_module, args=("moneygraph.detect.features.measure",), daemon=True).start()


def _ensure_traits(con: duckdb.DuckDBPyConnection) -> None:
    if has_hops(con, FINDING_RULE) and _is_made(con, "trait"):
        return
    with transaction(con, "while hops were made and traits were measured"):
        if has_hops(con, FINDING_RULE):
            make_traits(con, FINDING_RULE)
        else:
            make_hops_and_traits(con, FINDING_RULE)
        _mark_made(con, "trait")


def has_findings(con: duckdb.DuckDBPyConnection) -> bool:
    """Tell whether all that queries stand on is made."""
    return _is_made(con, "trait") and has_stolen(con) and has_hops(con, FINDING_RULE)


def _is_made(con: duckdb.DuckDBPyConnection, name: str) -> bool:
    return bool(rows_of(con, "select 1 from meta where key = ?", name))


def _mark_made(con: duckdb.DuckDBPyConnection, name: str) -> None:
    con.execute("insert into meta values (?, 'made')", [name]).fetchall()


def _make_traders(con: duckdb.DuckDBPyConnection) -> None:
    exits = read_queries()["crypto-exits"]
    found = find_columns(con, exits, ["account"], "how = 'inferred'")
    con.execute(
        "insert into trader select id from account where number in (select unnest($numbers))"
        " order by number",
        {"numbers": found["account"].tolist()},
    ).fetchall()
    _mark_made(con, "trader")


@dataclass(frozen=True)
class Moved:
    """A transfer by which money of loans left at once: the owner's whose loans they were."""

    transfer: int
    owner: str
    amount: int
    currency: str


def has_stolen(con: duckdb.DuckDBPyConnection) -> bool:
    """Tell whether stolen money was traced already."""
    return _is_made(con, "stolen")


def moved_at_once(con: duckdb.DuckDBPyConnection) -> list[Moved]:
    """Return what left by the findings of loan-then-transfer, by transfer."""
    owners: dict[int, str] = {}
    for row in find(con, read_queries()["loan-then-transfer"]).rows:
        for transfer in row["transfers"]:
            owners.setdefault(transfer, row["owner"])
    moved = rows_of(con, sql_text("detect/moved.sql"), sorted(owners))
    return [Moved(one, owners[one], amount, code) for one, amount, code in moved]


def _make_stolen(con: duckdb.DuckDBPyConnection) -> None:
    from moneygraph.flow.trails import traced_amounts

    pieces = [(one.transfer, 0, one.amount) for one in moved_at_once(con)]
    amounts = traced_amounts(con, FINDING_RULE, pieces)
    con.register("traced", amounts)
    con.execute(
        "insert into stolen select transfer, amount from traced order by transfer"
    ).fetchall()
    con.unregister("traced")
    _mark_made(con, "stolen")
