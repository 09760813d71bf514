"""Rows of a named SQL statement as dictionaries of plain values."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from moneygraph.report.text.numbers import iso
from moneygraph.store.sqltext import named_sql

if TYPE_CHECKING:
    import duckdb


_FILES: Final = ("status", "show", "account", "search", "tried")


def records(con: duckdb.DuckDBPyConnection, name: str, **values: Any) -> list[dict[str, Any]]:
    """Run a statement of ``report/values/*.sql``; days and times come as ISO 8601 text.

    Raises `KeyError` where none of the files has a statement of that name.
    """
    con.execute(_statements()[name], values)
    names = [column[0] for column in con.description or ()]
    rows = con.fetchall()
    return [{key: _plain(value) for key, value in zip(names, row, strict=True)} for row in rows]


@cache
def _statements() -> dict[str, str]:
    files = [named_sql(f"report/values/{file}.sql") for file in _FILES]
    return {name: sql for file in files for name, sql in file.items()}


def _plain(value: Any) -> Any:
    return iso(value) if isinstance(value, date) else value
