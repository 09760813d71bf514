"""SQL in files beside the modules that run it."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import duckdb

_PACKAGE = Path(__file__).resolve().parents[1]
#: Statements by their text: once parsed, they can run in any connection.
_PARSED: dict[str, list[duckdb.Statement]] = {}


@cache
def sql_text(name: str) -> str:
    """Return the text of a file such as ``ingest/loading/parse.sql``."""
    return (_PACKAGE / name).read_text(encoding="utf-8")


def named_sql(name: str) -> dict[str, str]:
    """Return the statements of a file by the names on the ``-- name: NAME`` lines above them."""
    parts = sql_text(name).split("-- name: ")[1:]
    return {name: sql for name, _, sql in (part.partition("\n") for part in parts)}


def run_file(con: duckdb.DuckDBPyConnection, name: str, **values: Any) -> None:
    """Run every statement of a file; each takes the values that it names."""
    run_sql(con, sql_text(name), **values)


def run_sql(con: duckdb.DuckDBPyConnection, sql: str, **values: Any) -> None:
    """Run every statement of a text of ours; each takes the values that it names."""
    if sql not in _PARSED:
        _PARSED[sql] = con.extract_statements(sql)
    for statement in _PARSED[sql]:
        used = {key: values[key] for key in statement.named_parameters if key in values}
        con.execute(statement, used).fetchall()


def rows_of(con: duckdb.DuckDBPyConnection, sql: str, *values: Any) -> list[tuple[Any, ...]]:
    """Run one query and return all of its rows."""
    return con.execute(sql, list(values)).fetchall()
