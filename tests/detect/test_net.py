"""Money that was given back counts as never paid: in features, in findings, in what is stolen."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import Any

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from moneygraph.detect.counted import counted
from moneygraph.detect.derived import ensure_findings
from moneygraph.detect.queries import find, read_queries
from moneygraph.detect.queries.execute import defaults_of
from moneygraph.detect.queries.prepared import prepare
from moneygraph.store.data import OURS
from moneygraph.store.sqltext import rows_of
from tests.export.neo4j.lively import lively_case, mark_own, random_values, with_refunds
from tests.laws import laws
from tests.small_case import SmallCase, case_of, empty_tables, fill, move, say_made


def _findings(case: SmallCase, seed: int, ids: dict[int, int]) -> dict[str, Any]:
    """Return features and findings of a case, with the ids of transfers that `ids` gives them."""
    chance = Random(seed)
    with empty_tables() as con:
        fill(con, case)
        mark_own(con)
        say_made(con, "trader")
        ensure_findings(case_of(con))
        numbers = dict(rows_of(con, "select id, number from account"))
        found: dict[str, Any] = {
            "measure": {numbers[row[0]]: row[1:] for row in rows_of(con, "from measure")},
            "stolen": sorted((ids[one], amount) for one, amount in rows_of(con, "from stolen")),
        }
        for query in read_queries(OURS).values():
            if "transfer_score" in query.reads:  # runs with a model alone
                continue
            values = random_values(query, chance) if query.step is None else {}
            prepare(con, OURS, query, {**defaults_of(query), **values})
            rows = find(con, query, values, min_score=0).rows
            for row in rows:
                row["transfers"] = sorted(ids[one] for one in row["transfers"])
            found[query.name] = rows
        return found


@laws(20)
@given(seed=st.integers(0, 1 << 32))
def test_what_is_given_back_counts_as_never_paid(seed: int) -> None:
    chance = Random(seed)
    case = lively_case(chance)
    # an account that only got what it gave back is there all the same
    case = replace(case, kinds=dict.fromkeys(case.accounts, "person") | case.kinds)
    refunded, net, ids = with_refunds(case, chance)
    same = {one: one for one in refunded.transfers}
    found, wanted = _findings(refunded, seed, same), _findings(net, seed, ids)
    for name, rows in wanted.items():
        assert found[name] == rows, name


@pytest.fixture
def con() -> Any:
    with empty_tables() as con:
        yield con


def _received(con: duckdb.DuckDBPyConnection, case: SmallCase) -> dict[str, tuple[int, int]]:
    fill(con, case)
    con.execute("delete from meta").fetchall()
    say_made(con, "trader", "stolen")
    ensure_findings(case_of(con))
    sql = "select number, received, payers from measure join account on id = account order by 1"
    return {number: (amount, payers) for number, amount, payers in rows_of(con, sql)}


def test_a_refund_is_of_no_stranger_and_what_is_not_tied_is(con: duckdb.DuckDBPyConnection) -> None:
    moves = [move(0, "A", "S", 100), move(5, "S", "A", 100)]
    assert _received(con, SmallCase(moves))["A"] == (100, 1)
    assert _received(con, SmallCase(moves, refunds=[(2, 1, 100)])) == {}
    part = [move(0, "A", "S", 100), move(5, "S", "A", 40)]
    assert _received(con, SmallCase(part, refunds=[(2, 1, 40)])) == {"A": (0, 0), "S": (60, 1)}


def test_money_that_was_given_back_is_passed_on_as_if_it_had_not_left(
    con: duckdb.DuckDBPyConnection,
) -> None:
    """A dropper who buys and is refunded before the money goes on has passed it on."""
    moves = [
        move(0, "V", "D", 100), move(1, "D", "S", 70), move(9, "S", "D", 70),
        move(10, "D", "X", 100),
    ]  # fmt: skip
    _received(con, SmallCase(moves, kinds={"S": "merchant"}, refunds=[(3, 2, 70)]))
    assert rows_of(con, "select in_transfer, out_transfer, amount, dwell_s from hop") == [
        (1, 4, 100, 600)
    ]
    assert rows_of(con, "select count(*) from hop_lifo") == [(4,)]


def test_the_tables_are_whole_again_after_a_block_that_fails(
    con: duckdb.DuckDBPyConnection,
) -> None:
    fill(con, SmallCase([move(0, "A", "S", 9), move(5, "S", "A", 9)], refunds=[(2, 1, 9)]))
    with pytest.raises(ValueError, match="wrong"), counted(con, converted=False):
        assert rows_of(con, "select count(*) from transfer") == [(0,)]
        with counted(con, converted=False):
            pass
        assert rows_of(con, "select count(*) from transfer") == [(0,)]
        raise ValueError("wrong")
    assert rows_of(con, "select count(*) from transfer") == [(2,)]
    assert rows_of(con, "select count(*) from reversal") == [(1,)]
