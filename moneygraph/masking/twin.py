"""Opens the masked twin of a case: a database in memory that answers in pseudonyms."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from moneygraph.case.file import connect_beside
from moneygraph.errors import CallError
from moneygraph.loading.tables import read_table
from moneygraph.masking.key import ROW, hmac_macro
from moneygraph.schema import HOP_COLUMNS, HOP_RULES, TABLES
from moneygraph.sqltext import rows_of, run_file

if TYPE_CHECKING:
    import duckdb

#: Kinds of links that say nothing of anybody; other words are the file's own.
LINK_KINDS: Final = ("phone", "device", "address", "ip", "email", "card", "imei", "телефон")
_HOPS = """
select table_name from information_schema.tables where table_catalog = 'clear'
    and table_name in (select unnest($1::varchar[]))
"""


def open_twin(path: Path) -> duckdb.DuckDBPyConnection:
    """Open the case at `path` masked. The case is only read; what is made stays in memory.

    Raises what opening a case raises, and `CallError` where it has no key.
    """
    con = connect_beside(path)
    try:
        _fill(con)
    except BaseException:
        con.close()
        raise
    return con


def _fill(con: duckdb.DuckDBPyConnection) -> None:
    key = rows_of(con, "select value from clear.meta where key = ?", ROW)
    if not key:
        raise CallError(
            "the case has no key for pseudonyms, and was opened for reading only",
            "Open it for writing once; then it keeps one.",
        )
    for statement in con.extract_statements(TABLES):
        con.execute(statement).fetchall()
    con.execute(hmac_macro(key[0][0])).fetchall()
    run_file(con, "masking/macros.sql", banks=_banks())
    run_file(con, "masking/twin.sql", key_row=ROW, kinds=list(LINK_KINDS))
    columns = ", ".join(column.split()[0] for column in HOP_COLUMNS.split(","))
    for (table,) in rows_of(con, _HOPS, [f"hop_{rule}" for rule in HOP_RULES]):
        con.execute(f"create view {table} as select {columns} from clear.{table}").fetchall()


def _banks() -> list[str]:
    return [name for names in read_table("banks")["bank"].values() for name in names]
