"""A card against a case: what is common there says little, what is rare says more."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from moneygraph.detect.queries.background import (
    Background,
    against,
    likelier,
    one_here,
    query_here,
    typical_of,
)
from moneygraph.detect.queries.card_file import read_card
from moneygraph.detect.queries.execute import defaults_of, used_by
from moneygraph.detect.queries.query import Query, read_query
from tests.laws import laws

CARD = """unit = "decibans"
begin = -20
[indicator.many]
value = "a"
per = 2
others = [[1, 0.5], [4, 0.1], [16, 0.01]]
weight = 0.5
[indicator.large]
value = "b / $typical_"
steps = [[1, 3], [4, 9]]
others = [[1, 0.4], [4, 0.05]]
when = "a > 0"
"""
SQL = """-- title = "x"
-- finds = "y."
-- innocent = "z."
-- min_score = 0.5
-- [columns]
-- no = "count"
with measured as (
    select *, -10.0 as begun from given),

-- card: measured -> scored

select no, score, [no] as transfers, card from scored
"""
ROWS = st.lists(
    st.tuples(st.integers(0, 40) | st.none(), st.integers(0, 90) | st.none()), max_size=300
)


@pytest.fixture(scope="module")
def query(tmp_path_factory: pytest.TempPathFactory) -> Query:
    folder = tmp_path_factory.mktemp("card")
    (folder / "x.sql").write_text(SQL, encoding="utf-8")
    (folder / "x.card.toml").write_text(CARD, encoding="utf-8")
    return read_query(folder / "x.sql", read_card(folder / "x.card.toml"))


def points_in(query: Query, rows: Sequence[tuple[Any, Any]], typical: int) -> list[dict[str, Any]]:
    """Return the points of each row, in a case of these rows; `typical` is its usual payment."""
    with duckdb.connect() as con:
        con.execute("create table given (no integer, a bigint, b bigint)")
        con.execute("create table measure (received bigint, received_count bigint)")
        con.execute(f"insert into measure select {typical}, 1 from range(100000)")
        if rows:
            con.executemany(
                "insert into given values (?, ?, ?)", [(no, *row) for no, row in enumerate(rows)]
            )

        def ask(sql: str, params: Mapping[str, Any]) -> Sequence[Any]:
            return con.execute(sql, used_by(con, query, sql, params)).fetchone() or ()

        here, params = query_here(query, defaults_of(query), ask)
        sql = f"select card from ({here.sql}) order by no"
        found = con.execute(sql, used_by(con, query, sql, params)).fetchall()
        return [card for (card,) in found]


def changed(counted: float, accounts: float, share: float, weight: float) -> float:
    """Return what a background adds: see docs/reference/card.md."""
    here = (counted + 200 * share) / (accounts + 200)
    change = min(4.0, max(-20.0, 10 * math.log10(share / here)))
    return math.floor(10 * weight * change + 0.5) / 10


Row = tuple[Any, Any]


def expected(
    row: Row, rows: Sequence[Row], typical: float, suspects: Sequence[Row] = ()
) -> list[float]:
    """Return the points of both indicators, worked out row by row.

    It is compared with rows less suspects, or less a part of them where the rows are few.
    """
    a, b = row
    part = min(1.0, len(rows) / 500)
    accounts = len(rows) - part * len(suspects)

    def count(shows: Callable[[Any, Any], bool]) -> float:
        return sum(shows(*one) for one in rows) - part * sum(shows(*one) for one in suspects)

    others = {"many": [(1, 0.5), (4, 0.1), (16, 0.01)], "large": [(1, 0.4), (4, 0.05)]}
    many = large = 0.0
    if a is not None:
        many = 2.0 * a
        for at, share in others["many"]:
            if a >= at:
                counted = count(lambda x, _, at=at: x is not None and x >= at)
                many_change = changed(counted, accounts, share, 0.5)
        many = max(0.0, many + many_change) if a >= 1 else many
    if b is not None and a is not None and a > 0 and b / typical >= 1:
        large = 9.0 if b / typical >= 4 else 3.0
        for at, share in others["large"]:
            if b / typical >= at:
                counted = count(lambda x, y, at=at: bool(x) and y is not None and y / typical >= at)
                large_change = changed(counted, accounts, share, 1)
        large = max(0.0, large + large_change)
    return [many, large]


@given(rows=ROWS)
@laws(60)
def test_points_are_those_of_the_background(query: Query, rows: list[tuple[Any, Any]]) -> None:
    typical = typical_of(100_000, 10.0)
    suspects = [row for row in rows if sum(expected(row, rows, typical)) >= 30 - 0.005]
    for row, card in zip(rows, points_in(query, rows, 10), strict=True):
        found = [float(card["p_many"]), float(card["p_large"])]
        assert found == pytest.approx(expected(row, rows, typical, suspects), abs=1e-9)
        assert float(card["p_begun"]) == -30


def test_what_everybody_shows_says_nothing(query: Query) -> None:
    rows = [(4, 50)] * 5000
    assert all(card["p_large"] == 0 for card in points_in(query, rows, 10))
    rare = [(4, 50), *[(0, 0)] * 4999]
    assert points_in(query, rare, 10)[0]["p_large"] == 13


def test_suspects_are_not_compared_with_each_other(query: Query) -> None:
    """Forty who stand out take no points from each other; what ordinary accounts show does."""
    quiet = [(0, 0)] * 1960
    assert points_in(query, [(18, 80)] * 40 + quiet, 10)[0]["p_large"] == 13
    unremarkable = points_in(query, [(7, 80)] * 40 + quiet, 10)[0]  # less than the 30 it takes
    assert float(unremarkable["p_large"]) == pytest.approx(9 + changed(40, 2000, 0.05, 1))


def test_in_a_small_case_suspects_stay_in_part(query: Query) -> None:
    """The odds that they were chosen by are higher there."""
    card = points_in(query, [(18, 80)] * 10 + [(0, 0)] * 40, 10)[0]
    counted, accounts = 10 - 0.1 * 10, 50 - 0.1 * 10
    assert float(card["p_large"]) == pytest.approx(9 + changed(counted, accounts, 0.05, 1))


def test_the_others_are_compared_with_the_others(query: Query) -> None:
    card = points_in(query, [(18, 80)] * 50 + [(2, 20)] * 950, 10)[-1]
    assert float(card["p_large"]) == pytest.approx(max(0, 3 + changed(950, 950, 0.4, 1)))


def test_suspects_make_others_likelier_and_at_most_twice() -> None:
    assert one_here(5000, 0, 2500) == 2500
    assert one_here(2000, 1, 2500) == 2250
    assert one_here(2000, 2, 2500) == 1500
    assert one_here(2000, 900, 2500) == 1250
    assert one_here(300_000, 120, 2500) == 2500  # as many as were to be expected
    assert one_here(200, 0, 100) == 100
    for suspects in range(50):
        assert one_here(3000, suspects + 1, 2500) <= one_here(3000, suspects, 2500)


def test_a_query_begins_with_the_odds_of_the_case(query: Query, tmp_path: Path) -> None:
    param = '-- [param.one_in]\n-- default = "8"\n-- unit = "count"\n-- about = "x"\n'
    (tmp_path / "x.sql").write_text(SQL.replace("-- [columns]", f"{param}-- [columns]"))
    asking = read_query(tmp_path / "x.sql", query.card)
    few = points_in(asking, [(0, 0)] * 100, 10)
    many = points_in(asking, [(18, 80)] * 40 + [(0, 0)] * 100, 10)
    assert {float(row["p_begun"]) for row in few} == {-29.0}  # one in 8 is -9
    assert {float(row["p_begun"]) for row in many} == {-26.0}


def test_how_much_likelier_one_account_is() -> None:
    assert likelier(-34.0, 2500) == 0
    assert likelier(-34.0, 1250) == 3.0
    assert likelier(-20.0, 1250) == 0


def test_a_case_of_few_is_as_the_card_says(query: Query) -> None:
    assert query.card is not None
    none = against(query.card, Background(0, {"many": (0, 0, 0), "large": (0, 0)}))
    for one in none.weighed:
        assert all(added == 0 for _, added in one.here)


def test_what_is_usual_is_drawn_to_a_common_payment_where_few_are_seen() -> None:
    assert typical_of(0, None) == 1_000_000
    assert typical_of(1, 10_000_000) < 2_000_000
    assert typical_of(1_000_000, 10_000_000) == pytest.approx(10_000_000, rel=0.001)
