"""How exact the times of one section are: to the second, to the minute, or to the day only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from moneygraph.store.sqltext import named_sql, rows_of

if TYPE_CHECKING:
    import duckdb

_SQL: Final = "ingest/loading/exactness.sql"


def note_exactness(con: duckdb.DuckDBPyConnection, section: int) -> None:
    """Note what a section's times leave out; its rows are in ``row_base``, its cells in `kept`."""
    sql = named_sql(_SQL)
    ((to_the_minute, may_be_posted),) = rows_of(con, sql["look"], section)
    if to_the_minute:
        con.execute(sql["to_the_minute"], {"section": section}).fetchall()
    if may_be_posted:
        con.execute(sql["posted"], {"section": section}).fetchall()
