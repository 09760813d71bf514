"""The parts of a query are found by how it is written, and put together they are that query."""

from __future__ import annotations

from pathlib import Path

import pytest

from moneygraph.api import Case
from moneygraph.detect.derived import ensure_findings
from moneygraph.detect.queries import read_queries
from moneygraph.detect.queries.execute import defaults_of, execute
from moneygraph.spark.parts import Part, parts_of, read_again, with_parts
from moneygraph.store.data import OURS

SAMPLES = Path(__file__).parents[1] / "detect" / "queries"
QUERIES = read_queries(OURS)
SQL = """-- of (what, is said
with a as (
    select ')' as x, "odd (name" from t /* from b ( */),
B as (select x from a join (select 1) as one on true), -- join a
c as (select 2 as z)
select b.x from b, a where x <> 'it''s ( from c'"""


def test_parts_and_what_is_below_them() -> None:
    parts, rest = parts_of(SQL)
    assert [part.name for part in parts] == ["a", "b", "c"]
    assert parts[0].sql.strip().startswith("select ')' as x") and "odd (name" in parts[0].sql
    assert parts[1].sql == "select x from a join (select 1) as one on true"
    assert rest.startswith("select b.x") and rest.endswith("from c'")


def test_what_is_read_again_is_read_by_what_is_needed() -> None:
    parts, rest = parts_of(SQL)
    assert read_again(parts, rest) == {"a"}
    assert read_again(parts, "select * from c") == set()
    unread = [*parts, Part("d", "select * from b"), Part("e", "select * from b")]
    assert read_again(unread, "select * from b") == set()


def test_only_what_is_needed_is_said_again() -> None:
    parts, _ = parts_of(SQL)
    assert with_parts(parts, "select * from c").split() == (
        "with c as (select 2 as z) select * from c".split()
    )
    assert with_parts(parts, "select 1") == "select 1"
    assert [part.name for part in parts_of(with_parts(parts, "select * from B"))[0]] == ["a", "b"]


def test_what_is_read_within_parentheses_or_by_a_quoted_name_stays() -> None:
    """Without its part it would be somebody's table of that name."""
    parts, _ = parts_of("with a as (select 1 as x), b as (select 2 as x) select 1")
    for rest in ("select * from (a join b on true)", "select * from `A`, b"):
        assert [part.name for part in parts_of(with_parts(parts, rest))[0]] == ["a", "b"]
    assert read_again(parts, "select * from (a join b on true), `a`") == {"a"}


def test_a_part_may_have_the_name_of_the_table_that_it_reads() -> None:
    parts, rest = parts_of("with t as (select * from t where x) select * from t")
    assert with_parts(parts, rest).split() == (
        "with t as (select * from t where x) select * from t".split()
    )


def test_a_part_may_read_itself() -> None:
    sql = "with recursive a as (select 1 as x union all select x + 1 from a) select x from a"
    parts, rest = parts_of(sql)
    assert parts[0].is_recursive and read_again(parts, rest) == {"a"}
    assert with_parts(parts, rest).replace("\n", " ") == sql


@pytest.mark.parametrize(
    "sql",
    [
        "select 1",
        "",
        "-- nothing",
        "with recursive a (x) as (select 1) select * from a",
        "with a (x) as (select 1) select * from a",
        "with a as (select 1",
        "with a as (select 1)",
        "with a as materialized (select 1) select * from a",
    ],
)
def test_what_is_written_otherwise_has_no_parts(sql: str) -> None:
    assert parts_of(sql) == ([], sql)


@pytest.mark.parametrize("name", sorted(set(QUERIES) - {"suspicious-transfers", "forward"}))
def test_our_queries_are_the_same_put_together(case: Case, name: str) -> None:
    query = QUERIES[name]
    case.load(SAMPLES / f"{name}.csv", covers="all")
    case.find(name)
    parts, rest = parts_of(query.sql)
    assert parts
    with case.file.scratch(None) as file:
        ensure_findings(file, query)
        if query.step is not None or "$typical_" in query.sql:
            return
        params = {**defaults_of(query), "least_score_": 0.0}
        whole, again = (
            execute(file.con, query, f"select * from ({sql}\n) order by all", params).fetchall()
            for sql in (query.sql, with_parts(parts, rest))
        )
    assert whole == again
    assert whole
