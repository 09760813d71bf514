"""What queries measure, worked out once: for a background, for rows, for queries that weigh it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from moneygraph.detect.queries.background import compared
from moneygraph.detect.queries.execute import execute, used_by
from moneygraph.detect.queries.query import Query
from moneygraph.detect.queries.weigh import measured_from, unweighed, wants_card

if TYPE_CHECKING:
    import duckdb


class Once:
    """Tables of what queries measure; as long as the case stays as it is, see `once_in`."""

    def __init__(self, con: duckdb.DuckDBPyConnection, weighed: frozenset[str]) -> None:
        """Hold no table yet; `weighed` are the names of queries that others weigh."""
        self._con = con
        self._weighed = weighed
        self._made: dict[str, tuple[str, Mapping[str, Any]]] = {}
        self._tables: dict[str, str] = {}

    def apart(self, query: Query, params: Mapping[str, Any]) -> Query:
        """Return a query that reads what it measures from a table, where that is read again.

        The table is made anew where it was made by another text or by other values.
        """
        if not self._is_read_again(query):
            return query
        table = self._tables.setdefault(query.name, f"once_measured_{len(self._tables)}")
        sql = unweighed(query.text, "*")
        key = (sql, used_by(self._con, query, sql, params))
        if self._made.get(table) != key:
            self._made.pop(table, None)
            execute(self._con, query, f"create or replace temp table {table} as {sql}", params)
            self._made[table] = key
        return query.with_text(measured_from(query.text, table))

    def drop(self) -> None:
        """Drop the tables."""
        for table in self._made:
            self._con.execute(f"drop table if exists temp.{table}").fetchall()
        self._made.clear()

    def _is_read_again(self, query: Query) -> bool:
        if query.card is None or wants_card(query.text) is None:
            return False
        return bool(compared(query.card)) or query.name in self._weighed


@contextmanager
def once_in(con: duckdb.DuckDBPyConnection, queries: Iterable[Query]) -> Iterator[Once]:
    """Work out once what several of these queries read, within the block."""
    once = Once(con, frozenset(name for query in queries for name in query.weighs))
    try:
        yield once
    finally:
        once.drop()
