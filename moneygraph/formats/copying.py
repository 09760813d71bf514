"""Files that DuckDB writes by itself, from SQL that ends in ``to '{target}'``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from moneygraph.sqltext import sql_text

if TYPE_CHECKING:
    import duckdb


def copy(con: duckdb.DuckDBPyConnection, name: str, target: Path) -> None:
    """Run a file's ``copy (...) to '{target}'``; a path cannot be a parameter there."""
    path = str(target.absolute()).replace("'", "''")
    con.execute(sql_text(name).replace("{target}", path)).fetchall()
