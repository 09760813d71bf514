"""A case in which pseudonyms replace people's names and numbers, so that it can be shown.

No other code depends on it: a masked case is another database, in memory, with the same tables.
Only what ``masking_twin.sql`` copies is in it, so that a column without a decision is not shown.

Pseudonyms are keyed: IINs and phones are few enough to be tried one after another, so that a plain
hash would give them away. The key is made once, kept in the case and never printed.
"""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from moneygraph.store.data import DataFiles
from moneygraph.store.errors import CallError
from moneygraph.store.file import transaction
from moneygraph.store.message import Message
from moneygraph.store.opening import connect_beside
from moneygraph.store.schema import HOP_COLUMNS, HOP_RULES, tables
from moneygraph.store.sqltext import rows_of, run_file, run_sql, sql_text

if TYPE_CHECKING:
    import duckdb

#: Where the key is in `meta`, as hexadecimal digits.
ROW: Final = "mask key"
_BYTES: Final = 32
#: A block of SHA-256, for HMAC (RFC 2104).
_BLOCK: Final = 64
_INNER, _OUTER = 0x36, 0x5C


def has_key(con: duckdb.DuckDBPyConnection) -> bool:
    """Tell whether a case has its key."""
    return bool(rows_of(con, "select 1 from meta where key = ?", ROW))


def make_key(con: duckdb.DuckDBPyConnection, key: str | None = None) -> None:
    """Give a case its key, for as long as the case lives; it must have none.

    Without a `key` (64 hexadecimal digits) it is drawn.
    """
    with transaction(con):
        values = [ROW, key or secrets.token_hex(_BYTES)]
        con.execute("insert into meta values (?, ?)", values).fetchall()


def hmac_macro(key: str) -> str:
    """Return SQL that makes ``keyed(word, value)``: HMAC-SHA256 of ``word:value``, in hex.

    >>> hmac_macro("00")[:40]
    'create macro keyed(word, value) as sha25'
    """
    block = bytes.fromhex(key).ljust(_BLOCK, b"\0")
    inner, outer = (bytes(one ^ pad for one in block).hex() for pad in (_INNER, _OUTER))
    return (
        "create macro keyed(word, value) as sha256("
        f"unhex('{outer}') || unhex(sha256(unhex('{inner}') || encode(word || ':' || value))))"
    )


def is_masked(con: duckdb.DuckDBPyConnection) -> bool:
    """Tell whether this is a masked case."""
    return bool(rows_of(con, "select 1 from meta where key = 'masked'"))


def masked_names(
    con: duckdb.DuckDBPyConnection, what: Literal["number", "owner", "complaint"], name: str
) -> list[str]:
    """Return the names it can have in the case; in a masked one, a pseudonym too."""
    if not is_masked(con):
        return [name]
    return [name, rows_of(con, f"select masked_{what}(?)", name)[0][0]]


def masked_all(con: duckdb.DuckDBPyConnection, what: str, name: list[str]) -> list[str]:
    """Return the pseudonyms of many names (number, owner or complaint); none without a mask."""
    if not is_masked(con):
        return []
    sql = f"select masked_{what}(name) from (select unnest($1::varchar[]) as name)"
    return [name for (name,) in rows_of(con, sql, name)]


def file_as_masked(con: duckdb.DuckDBPyConnection, name: str) -> str:
    """Return the name of an export, with its sheet if that is given, as the case names it.

    Raises `CallError` in a masked case where it could be any of several, whose names are
    not to be shown.
    """
    if not is_masked(con):
        return name
    found = rows_of(con, sql_text("store/masking_file.sql"), name)
    if len(found) > 1:
        raise CallError(
            Message("'{name}' could be any of {n} exports", name=name, n=len(found)),
            Message("Name it with its folder, or as `moneygraph status --mask` calls it."),
        )
    return str(found[0][0]) if found else name


#: Kinds of links that identify nobody; other words are the file's own.
LINK_KINDS: Final = ("phone", "device", "address", "ip", "email", "card", "imei", "телефон")
_HOPS = """
select table_name from information_schema.tables where table_catalog = 'clear'
    and table_name in (select unnest($1::varchar[]))
"""


def open_twin(path: Path, data: DataFiles) -> duckdb.DuckDBPyConnection:
    """Open the case at `path` masked. The case is only read; what is made stays in memory.

    It must have its key. Raises what opening a case raises.
    """
    con = connect_beside(path)
    try:
        _fill(con, data)
    except BaseException:
        con.close()
        raise
    return con


def _fill(con: duckdb.DuckDBPyConnection, data: DataFiles) -> None:
    ((key,),) = rows_of(con, "select value from clear.meta where key = ?", ROW)
    run_sql(con, tables())
    con.execute(hmac_macro(key)).fetchall()
    banks = [name for names in data.table("banks")["bank"].values() for name in names]
    run_file(con, "store/masking_macros.sql", banks=banks)
    run_file(con, "store/masking_twin.sql", key_row=ROW, kinds=list(LINK_KINDS))
    columns = ", ".join(column.split()[0] for column in HOP_COLUMNS.split(","))
    for (table,) in rows_of(con, _HOPS, [f"hop_{rule}" for rule in HOP_RULES]):
        con.execute(f"create view {table} as select {columns} from clear.{table}").fetchall()
