"""The key of a case's pseudonyms: made once, kept in the case, never printed.

IINs and phones are few enough to be tried one after another, so that a plain hash of one would
give it away. Without the key nobody can try.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Final

from moneygraph.case import transaction
from moneygraph.sqltext import rows_of

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
