"""What several queries measure is worked out once, and what they find stays the same."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from moneygraph.api import Case
from moneygraph.detect.derived import ensure_findings
from moneygraph.detect.find import FindOptions, find_case, find_several
from moneygraph.detect.queries import find, read_queries
from moneygraph.detect.queries.execute import defaults_of
from moneygraph.detect.queries.once import Once, once_in
from moneygraph.detect.queries.query import Query
from moneygraph.store.data import OURS
from moneygraph.store.errors import QueryError
from moneygraph.store.file import CaseFile
from moneygraph.store.sqltext import rows_of

SAMPLES = Path(__file__).parent
QUERIES = read_queries(OURS)
TABLES = "select table_name from duckdb_tables() where table_name like 'once_measured_%'"


@pytest.fixture
def sample(case: Case) -> Iterator[CaseFile]:
    for name in ("droppers", "victims", "network"):
        case.load(SAMPLES / f"{name}.csv", covers="all")
    with case.file.scratch(None) as file:
        ensure_findings(file)
        yield file


@pytest.mark.parametrize("name", ["droppers", "victims", "dropper-owners"])
def test_the_rows_are_those_without_it(sample: CaseFile, name: str) -> None:
    plain = find(sample.con, QUERIES[name], min_score=0)
    with once_in(sample.con, [QUERIES["network"]]) as once:
        assert find(sample.con, QUERIES[name], min_score=0, once=once).rows == plain.rows
        assert find(sample.con, QUERIES[name], min_score=0, once=once).rows == plain.rows
    assert plain.rows


def test_all_at_once_find_what_each_finds(sample: CaseFile) -> None:
    every = {name: FindOptions(name) for name in ("victims", "network", "droppers")}
    together = find_several(sample, every)
    assert {name: found.rows for name, found in together.items()} == {
        name: find_case(sample, options).rows for name, options in every.items()
    }


def measured_by(once: Once, query: Query, within: int) -> list[tuple[str]]:
    """Measure with a value; return what is measured, in text, as the query then reads it."""
    params = {**defaults_of(query), "within": within, "typical_": 1e6}
    apart = once.apart(query, params)
    assert apart.text != query.text
    (table,) = (name for name in ("once_measured_0", "once_measured_1") if name in apart.text)
    return rows_of(once._con, f"select md5(m::text) from {table} as m order by 1")


def test_other_values_are_measured_anew(sample: CaseFile) -> None:
    query = QUERIES["droppers"]
    with once_in(sample.con, []) as once:
        first = measured_by(once, query, 3600)
        assert measured_by(once, query, 86400) != first
        assert measured_by(once, query, 3600) == first


def test_it_leaves_no_table(sample: CaseFile) -> None:
    with once_in(sample.con, [QUERIES["network"]]) as once:
        find(sample.con, QUERIES["droppers"], once=once)
        find(sample.con, QUERIES["victims"], once=once)
        assert len(rows_of(sample.con, TABLES)) == 2
    assert not rows_of(sample.con, TABLES)


def test_what_is_read_once_stays_as_it_is(case: Case) -> None:
    with once_in(case.con, []) as once:
        query = QUERIES["mule-chains"]
        assert once.apart(query, defaults_of(query)) is query
        assert once.apart(QUERIES["victims"], defaults_of(QUERIES["victims"])) is QUERIES["victims"]


@pytest.mark.parametrize("wrong", ["selct *", "select * from nothing", "select $nowhere as x"])
def test_what_does_not_run_names_the_query(sample: CaseFile, wrong: str) -> None:
    query = QUERIES["droppers"]
    text = f"with measured as ({wrong}),\n\n{query.text[query.text.index('-- card:') :]}"
    with once_in(sample.con, []) as once, pytest.raises(QueryError, match="the query droppers"):
        find(sample.con, query.with_text(text), once=once)
