"""Files that DuckDB writes by itself, from SQL that ends in ``to '{target}'``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from moneygraph.sqltext import sql_text

if TYPE_CHECKING:
    import duckdb


def copy(con: duckdb.DuckDBPyConnection, name: str, target: Path) -> None:
    """Run a file's ``copy (...) to '{target}'``; a path cannot be a parameter there.

    ``{bom}`` before the first column's name is the mark by which Excel knows UTF-8.
    """
    sql = sql_text(name).replace("{bom}", "\ufeff")
    con.execute(sql.replace("{target}", sql_path(target))).fetchall()


def sql_path(path: Path) -> str:
    """Return a path as it stands between quotes in SQL."""
    return str(path.absolute()).replace("'", "''")
