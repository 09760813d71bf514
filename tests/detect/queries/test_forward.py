"""`forward` against a trace: unbounded, it is the trace; bounded, what stayed still adds up."""

from __future__ import annotations

import duckdb
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from moneygraph.api import Case
from moneygraph.casework.trace import follow_rule
from moneygraph.detect.derived import FINDING_RULE, ensure_findings
from moneygraph.detect.queries import Findings, find, read_queries
from moneygraph.flow.trails.starts import find_starts
from moneygraph.store.data import OURS
from moneygraph.store.errors import QueryError, UnknownStart
from tests.detect.queries.test_queries import HERE
from tests.laws import laws
from tests.small_case import (
    NUMBERS,
    SmallCase,
    case_of,
    cases,
    empty_tables,
    fill,
    say_made,
)

EVER = {"since": "1900-01-01", "until": "2100-01-01"}
UNBOUNDED = {"within": 10**9, "min_amount": 0, **EVER}
BOUNDED = {"within": 60, "min_amount": 3, **EVER}
DEEPEST = 8


@pytest.fixture(scope="module")
def con() -> duckdb.DuckDBPyConnection:
    return empty_tables()


def forward(
    con: duckdb.DuckDBPyConnection, case: SmallCase, account: str, **values: str | int
) -> Findings:
    con.execute("delete from meta").fetchall()
    fill(con, case)
    say_made(con, "trader", "stolen")
    ensure_findings(case_of(con))
    return find(con, read_queries(OURS)["forward"], {"account": account, **values}, min_score=0)


@laws(30)
# a trace follows what was given back, a query counts it as never paid; and only a trace holds no
# more on an account than its bank states
@given(case=cases(refunded=False, stated=False), data=st.data())
def test_unbounded_it_is_the_trace(
    con: duckdb.DuckDBPyConnection, case: SmallCase, data: st.DataObject
) -> None:
    account = data.draw(st.sampled_from(case.accounts))
    rows = [row for row in forward(con, case, account, **UNBOUNDED).rows if row["stayed"]]
    assume(account not in {row["account"] for row in rows})  # a trace leaves out what came back
    for currency in {row["currency"] for row in rows}:
        starts = find_starts(
            con, [account], back=False, since=None, until=None, amount=None, currency=currency
        )
        trace = follow_rule(case_of(con), FINDING_RULE, starts)
        assume(all(end.hops <= DEEPEST for end in trace.ends))
        ends: dict[str, int] = {}
        for end in trace.ends:
            ends[end.account] = ends.get(end.account, 0) + end.amount
        stayed = {row["account"]: row["stayed"] for row in rows if row["currency"] == currency}
        assert stayed == ends


@laws(30)
@given(  # what was given back counts as never paid
    case=cases(exchange=True, refunded=False),
    account=st.sampled_from(NUMBERS),
    bounds=st.booleans(),
)
def test_what_stayed_adds_up_to_what_left(
    con: duckdb.DuckDBPyConnection, case: SmallCase, account: str, bounds: bool
) -> None:
    rows = forward(con, case, account, **(BOUNDED if bounds else UNBOUNDED)).rows
    left: dict[str, int] = {}
    for move in case.moves:
        if move.sender == account != move.receiver and move.amount:
            left[move.currency] = left.get(move.currency, 0) + move.amount
    stayed: dict[str, int] = {}
    for row in rows:
        assert 0 <= row["stayed"] <= row["amount"]
        assert 0 < row["score"] <= 1
        stayed[row["currency"]] = stayed.get(row["currency"], 0) + row["stayed"]
    assert stayed == left


def test_it_needs_an_account_of_the_case(case: Case) -> None:
    with pytest.raises(QueryError, match=r"needs --account.*moneygraph queries"):
        case.find("forward")
    with pytest.raises(UnknownStart, match="KZ99"):
        case.find("forward", account="KZ99")


@pytest.mark.parametrize("name", ["since", "until"])
def test_a_moment_is_read(name: str, case: Case) -> None:
    with pytest.raises(QueryError, match=rf"--{name} is 'soon'.*2025-03-31T18:30:00"):
        case.find("forward", account="START", **{name: "soon"})


def test_since_and_until_bound_what_left(case: Case) -> None:
    case.load(HERE / "forward.csv", covers="all")

    def reached(**asked: str) -> set[str]:
        return {row["account"] for row in case.find("forward", account="START", **asked).rows}

    assert reached(since="2026-03-02") == {"YES-7", "YES-8"}
    assert reached(since="2026-03-02T12:00:00", until="2026-03-02") == {"YES-8"}
    assert reached(until="2026-02-28") == set()
