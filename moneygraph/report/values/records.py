"""Rows of a query in ``outputs/sql`` as dictionaries of plain values."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from moneygraph.report.text.numbers import iso
from moneygraph.store.sqltext import sql_text

if TYPE_CHECKING:
    import duckdb


def records(con: duckdb.DuckDBPyConnection, name: str, **values: Any) -> list[dict[str, Any]]:
    """Run ``report/values/sql/NAME.sql`` with `values`; days and times come as ISO 8601 text."""
    con.execute(sql_text(f"report/values/sql/{name}.sql"), values)
    names = [column[0] for column in con.description or ()]
    rows = con.fetchall()
    return [{key: _plain(value) for key, value in zip(names, row, strict=True)} for row in rows]


def _plain(value: Any) -> Any:
    return iso(value) if isinstance(value, date) else value
