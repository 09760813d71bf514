"""A case whose people's names and numbers are replaced by pseudonyms, so that it can be shown.

Nothing above needs to know: a masked case is another database, in memory, with the same tables.
Only what `twin.sql` puts there is in it, so that what nobody judged is not shown.

The key of a case's pseudonyms: made once, kept in the case, never printed.

IINs and phones are few enough to be tried one after another, so that a plain hash of one would
give it away. Without the key nobody can try.

What a user names a thing by, in a case that may be masked: as it is called, or as it is.

Opens the masked twin of a case: a database in memory that answers in pseudonyms."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from moneygraph.store.data import DataFiles
from moneygraph.store.errors import CallError
from moneygraph.store.file import connect_beside, transaction
from moneygraph.store.printable import printable
from moneygraph.store.schema import HOP_COLUMNS, HOP_RULES, tables
from moneygraph.store.sqltext import rows_of, run_file, sql_text

if TYPE_CHECKING:
    import duckdb

#: Where the key stands in `meta`, as hexadecimal digits.
ROW: Final = "mask key"
_BYTES: Final = 32
#: A block of SHA-256, for HMAC (RFC 2104).
_BLOCK: Final = 64
_INNER, _OUTER = 0x36, 0x5C


def has_key(con: duckdb.DuckDBPyConnection) -> bool:
    """Tell whether a case has its key."""
    return bool(rows_of(con, "select 1 from meta where key = ?", ROW))


def make_key(con: duckdb.DuckDBPyConnection) -> None:
    """Give a case its key, for as long as the case lives; it must have none."""
    with transaction(con, "while a key was made"):
        values = [ROW, secrets.token_hex(_BYTES)]
        con.execute("insert into meta values (?, ?)", values).fetchall()


def hmac_macro(key: str) -> str:
    """Return SQL that makes ``keyed(word, value)``: HMAC-SHA256 of ``word:value``, in hex.

    >>> hmac_macro("00")[:40]
    "create macro keyed(word, value) as sha25"
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


def said_names(
    con: duckdb.DuckDBPyConnection, what: Literal["number", "owner", "complaint"], said: str
) -> list[str]:
    """Return what may stand in the case for what was said; in a masked one, a pseudonym too."""
    if not is_masked(con):
        return [said]
    return [said, rows_of(con, f"select masked_{what}(?)", said)[0][0]]


def said_all(con: duckdb.DuckDBPyConnection, what: str, said: list[str]) -> list[str]:
    """Return the pseudonyms of many names (number, owner or complaint); none without a mask."""
    if not is_masked(con):
        return []
    sql = f"select masked_{what}(said) from (select unnest($1::varchar[]) as said)"
    return [name for (name,) in rows_of(con, sql, said)]


def said_file(con: duckdb.DuckDBPyConnection, said: str) -> str:
    """Return the name of an export, with its sheet if that was said, as the case calls it.

    Raises `CallError` in a masked case where it could be any of several, whose names are
    not to be told.
    """
    if not is_masked(con):
        return said
    found = rows_of(con, sql_text("store/masking_said_file.sql"), said)
    if len(found) > 1:
        raise CallError(
            f"'{printable(said)}' could be any of {len(found)} exports",
            "Name it with its folder, or as `moneygraph status --mask` calls it.",
        )
    return str(found[0][0]) if found else said


#: Kinds of links that say nothing of anybody; other words are the file's own.
LINK_KINDS: Final = ("phone", "device", "address", "ip", "email", "card", "imei", "телефон")
_HOPS = """
select table_name from information_schema.tables where table_catalog = 'clear'
    and table_name in (select unnest($1::varchar[]))
"""


def open_twin(path: Path, data: DataFiles) -> duckdb.DuckDBPyConnection:
    """Open the case at `path` masked. The case is only read; what is made stays in memory.

    Raises what opening a case raises, and `CallError` where it has no key.
    """
    con = connect_beside(path)
    try:
        _fill(con, data)
    except BaseException:
        con.close()
        raise
    return con


def _fill(con: duckdb.DuckDBPyConnection, data: DataFiles) -> None:
    key = rows_of(con, "select value from clear.meta where key = ?", ROW)
    if not key:
        raise CallError(
            "the case has no key for pseudonyms, and was opened for reading only",
            "Open it for writing once; then it keeps one.",
        )
    for statement in con.extract_statements(tables()):
        con.execute(statement).fetchall()
    con.execute(hmac_macro(key[0][0])).fetchall()
    banks = [name for names in data.table("banks")["bank"].values() for name in names]
    run_file(con, "store/masking_macros.sql", banks=banks)
    run_file(con, "store/masking_twin.sql", key_row=ROW, kinds=list(LINK_KINDS))
    columns = ", ".join(column.split()[0] for column in HOP_COLUMNS.split(","))
    for (table,) in rows_of(con, _HOPS, [f"hop_{rule}" for rule in HOP_RULES]):
        con.execute(f"create view {table} as select {columns} from clear.{table}").fetchall()
