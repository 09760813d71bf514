"""Derived tables: what queries and traces depend on, made when first needed and kept in the case.

`trader`: accounts inferred to sell cryptocurrency; trails end there. `hop_RULE`: the hops of a
rule; `net_hop`: those of what was not given back (see `counted`). `feature`: the features of each
account. `stolen`: how much of each transfer is traced to loans that left at once. The queries that
infer traders and stolen money name it in their heads (`derives`).

Beside each of them ``meta`` keeps what it was made with, the SHA-256 of queries and tables: where
these have changed since, it is made anew, and so is all that depends on it. A load drops all.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from importlib import import_module
from threading import Thread
from typing import TYPE_CHECKING, Final

from moneygraph.detect.counted import counted, gives_back
from moneygraph.detect.features import make_features, make_hops_and_features
from moneygraph.detect.features.declared import make_view
from moneygraph.detect.queries.query import Query, read_queries
from moneygraph.detect.queries.run import Findings, find, find_columns
from moneygraph.detect.worth import SQL as WORTH_SQL
from moneygraph.detect.worth import make_worth
from moneygraph.flow.matching.hops import has_hops, hop_table, match_hops
from moneygraph.flow.matching.low import low_sql
from moneygraph.store.data import text_sha256
from moneygraph.store.errors import QueryError
from moneygraph.store.file import forget_derived, transaction
from moneygraph.store.message import Message
from moneygraph.store.progress import Stage
from moneygraph.store.sqltext import rows_of, run_file, sql_text

if TYPE_CHECKING:
    import duckdb

    from moneygraph.store.data import DataFiles
    from moneygraph.store.file import CaseFile

#: The rule of findings: what just came in is what a dropper pays on.
FINDING_RULE = "lifo"


MATCHING: Final = Message("matching what left each account with what came in")


def tell(case: CaseFile, what: Message, seconds_a_million: float) -> None:
    """Tell what is done, and how long a million transfers take on an ordinary computer."""
    ((transfers,),) = rows_of(case.con, "select count(*) from transfer")
    case.tell(Stage(what, seconds_a_million * transfers / 1e6))


def ensure_views(case: CaseFile) -> None:
    """Make the views that queries use."""
    run_file(case.con, "detect/views.sql")
    case.con.execute(f"create or replace temp view low as {low_sql()}").fetchall()
    make_view(case.con, case.data)
    make_worth(case.con, case.data)


def ensure_traders(case: CaseFile) -> None:
    """Infer who sells cryptocurrency, where trails end, unless the case has them already."""
    now = made_with(case.data)["trader"]
    if not _is_made(case.con, "trader", now):
        ensure_views(case)
        tell(case, Message("looking for those who sell cryptocurrency"), 0.2)
        with transaction(case.con):
            forget_derived(case.con)
            _make_traders(case)
            _record_made(case.con, "trader", now)


def ensure_hops(case: CaseFile, rule: str) -> None:
    """Make the traders and the hops of a rule, unless the case has them."""
    ensure_traders(case)
    if not has_hops(case.con, rule):
        tell(case, MATCHING, 0.4)
        with transaction(case.con):
            match_hops(case.con, rule)


def ensure_findings(case: CaseFile, *queries: Query) -> Findings | None:
    """Make all that queries depend on, and the view `hop` that they read.

    Features take longest; where ``queries`` are named they are made only if one of them reads them.
    Returns what the query that derives stolen money finds by its defaults, if it was run for that.
    """
    if not has_findings(case):
        _load_loops()
    ensure_traders(case)
    ensure_views(case)
    reads_features = not queries or any(
        query.reads_features for query in (*queries, _stolen_query(case))
    )
    if reads_features or gives_back(case.con):  # which makes the hops of what was not given back
        _ensure_features(case)
    else:
        ensure_hops(case, FINDING_RULE)
    hops = "net_hop" if gives_back(case.con) else hop_table(FINDING_RULE)
    case.con.execute(f"create or replace temp view hop as select * from {hops}").fetchall()
    now = made_with(case.data)["stolen"]
    if _is_made(case.con, "stolen", now):
        return None
    tell(case, Message("following the loans that left at once"), 0.3)
    with transaction(case.con):
        case.con.execute("delete from stolen").fetchall()
        found = _make_stolen(case)
        _record_made(case.con, "stolen", now)
    return found


def has_findings(case: CaseFile) -> bool:
    """Tell whether all that queries depend on is made, with the present queries and tables."""
    made = all(_is_made(case.con, name, now) for name, now in made_with(case.data).items())
    return made and has_hops(case.con, FINDING_RULE)


def has_current_hops(case: CaseFile, rule: str) -> bool:
    """Tell whether the hops of a rule are made, with the present traders."""
    return _is_made(case.con, "trader", made_with(case.data)["trader"]) and has_hops(case.con, rule)


def has_stolen(case: CaseFile) -> bool:
    """Tell whether stolen money was traced already, with the present queries and tables."""
    return _is_made(case.con, "stolen", made_with(case.data)["stolen"])


def made_with(data: DataFiles) -> dict[str, str]:
    """Return the SHA-256 of what each derived table would be made with now."""
    queries = read_queries(data)
    rules = (data.tables_sha256(), text_sha256(sql_text(WORTH_SQL)))
    trader = _digest(deriving(queries, "trader").sha256, *rules)
    return {
        "trader": trader,
        "measure": trader,
        "stolen": _digest(deriving(queries, "stolen").sha256, trader),
    }


def deriving(queries: dict[str, Query], what: str) -> Query:
    """Return the one query that derives `what`; raises `QueryError` where there is not one."""
    found = [query for query in queries.values() if query.derives == what]
    if len(found) != 1:
        names = [query.name for query in found] or Message("none")
        raise QueryError(
            Message(
                "one query must derive '{what}', and these say so: {names}", what=what, names=names
            ),
            Message('Write derives = "{what}" into the head of one alone.', what=what),
        )
    return found[0]


def _digest(*parts: str) -> str:
    return hashlib.sha256(" ".join(parts).encode()).hexdigest()


def _load_loops() -> None:
    """Start to load the compiled code, which takes half a second, while the database works."""
    Thread(target=import_module, args=("moneygraph.detect.features.measure",), daemon=True).start()


def _ensure_features(case: CaseFile) -> None:
    con, now = case.con, made_with(case.data)["measure"]
    if has_hops(con, FINDING_RULE) and _is_made(con, "measure", now):
        return
    tell(case, MATCHING, 0.8)
    with transaction(con):
        con.execute("delete from measure").fetchall()
        if has_hops(con, FINDING_RULE) and not gives_back(con):
            make_features(con, FINDING_RULE)
        else:
            make_hops_and_features(con, FINDING_RULE)
        _record_made(con, "measure", now)


def _is_made(con: duckdb.DuckDBPyConnection, name: str, now: str) -> bool:
    return rows_of(con, "select value from meta where key = ?", name) == [(now,)]


def _record_made(con: duckdb.DuckDBPyConnection, name: str, now: str) -> None:
    con.execute("insert or replace into meta values (?, ?)", [name, now]).fetchall()


def _stolen_query(case: CaseFile) -> Query:
    return deriving(read_queries(case.data), "stolen")


def _make_traders(case: CaseFile) -> None:
    exits = deriving(read_queries(case.data), "trader")
    found = find_columns(case.con, exits, ["account"], "how = 'inferred'")
    case.con.execute(
        "insert into trader select id from account where number in (select unnest($numbers))"
        " order by number",
        {"numbers": found["account"].tolist()},
    ).fetchall()


@dataclass(frozen=True)
class Moved:
    """A transfer by which money of loans left at once; `owner` is the borrower."""

    transfer: int
    owner: str
    amount: int
    currency: str


def moved_at_once(case: CaseFile) -> list[Moved]:
    """Return the transfers in the findings of loan-then-transfer, with the borrowers."""
    return _moved_of(case, find(case.con, _stolen_query(case)))


def _moved_of(case: CaseFile, found: Findings) -> list[Moved]:
    owners: dict[int, str] = {}
    for row in found.rows:
        for transfer in row["transfers"]:
            owners.setdefault(transfer, row["owner"])
    moved = rows_of(case.con, sql_text("detect/moved.sql"), sorted(owners))
    return [Moved(one, owners[one], amount, code) for one, amount, code in moved]


def _make_stolen(case: CaseFile) -> Findings:
    from moneygraph.flow.trails import traced_amounts

    found = find(case.con, _stolen_query(case))
    with counted(case.con, converted=False):  # a trail is followed in what was paid
        pieces = [(one.transfer, 0, one.amount) for one in _moved_of(case, found)]
        amounts = traced_amounts(case.con, FINDING_RULE, pieces)
    case.con.register("traced", amounts)
    case.con.execute(
        "insert into stolen select transfer, amount from traced order by transfer"
    ).fetchall()
    case.con.unregister("traced")
    return found
