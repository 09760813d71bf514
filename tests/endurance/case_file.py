"""Changes the bytes of a case file, or what its tables hold.

DuckDB's file has three headers and then blocks; each of them begins with its checksum, which is
that of its other words: exclusive or of their products with a constant.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Final

import duckdb
import numpy as np

from tests.endurance.mutate import mutated

HEADERS: Final = 3
_HEADER: Final = 4096
_BLOCK: Final = 262144
_FACTOR: Final = np.uint64(0xBF58476D1CE4E5B9)
_BEGIN: Final = np.uint64(5381)


def parts(size: int) -> Iterator[tuple[int, int]]:
    """Give where each header and each block of a file begins and ends."""
    for header in range(HEADERS):
        yield header * _HEADER, (header + 1) * _HEADER
    for begin in range(HEADERS * _HEADER, size, _BLOCK):
        yield begin, begin + _BLOCK


def make_right(content: bytearray, begin: int, end: int) -> None:
    """Give a changed part the checksum that DuckDB would."""
    words = np.frombuffer(bytes(content[begin + 8 : end]), "<u8")
    with np.errstate(over="ignore"):
        checksum = np.bitwise_xor.reduce(words * _FACTOR) ^ _BEGIN
    content[begin : begin + 8] = int(checksum).to_bytes(8, "little")


def change_bits(path: Path, chosen: Random) -> None:
    """Change the file as chance would."""
    path.write_bytes(mutated(path.read_bytes(), chosen, (b"\0", b"\xff", b"DUCK")))


def change_parts(path: Path, chosen: Random) -> None:
    """Change bytes that are used, and make their checksums right again."""
    content = bytearray(path.read_bytes())
    for _ in range(chosen.choice((1, 1, 3, 20))):
        begin, end = chosen.choice(list(parts(len(content))))
        used = np.flatnonzero(np.frombuffer(bytes(content[begin + 8 : end]), np.uint8))
        content[begin + 8 + int(chosen.choice([*used, 0]))] = chosen.randrange(256)
        make_right(content, begin, end)
    path.write_bytes(content)


_VALUES: Final = (
    *("null", "-1", "0", "2147483647", "-2147483648", "9223372036854775807", "1e30", "'nan'"),
    *("''", "'x'", "'infinity'", "'0001-01-01'", "'9999-12-31'", "'-5000-01-01'", "true"),
    *("chr(0) || 'a'", "chr(27) || '[2J'", "'=1+1'", "repeat('y', 100000)", "'[{}]'", "'{{}}'"),
)
_COLUMNS: Final = """
select table_name, column_name from duckdb_columns()
where table_name in (select table_name from duckdb_tables() where not internal)
order by all"""


def change_cell(path: Path, chosen: Random) -> None:
    """Give cells of a column another value, as its type allows."""
    with duckdb.connect(str(path)) as con:
        table, column = chosen.choice(con.execute(_COLUMNS).fetchall())
        where = chosen.choice(("true", "rowid = 0", "rowid % 2 = 0"))
        value = chosen.choice(_VALUES)
        try:
            if con.execute(f"select count(*) from {table}").fetchall() == [(0,)]:
                con.execute(f"insert into {table} ({column}) values ({value})")
            else:
                con.execute(f"update {table} set {column} = {value} where {where}")
        except duckdb.Error:
            return  # no value of that column


def change_log(path: Path, chosen: Random) -> None:
    """Leave a log of what was not written to the file, as a killed process does; change it."""
    with duckdb.connect(str(path)) as con:
        con.execute("pragma disable_checkpoint_on_shutdown")
        con.execute("insert into remark values (1, 1, 'warned', 'status', 'x')")
    log = Path(f"{path}.wal")
    log.write_bytes(mutated(log.read_bytes(), chosen, (b"\0", b"\xff")))


CHANGES: Final[tuple[Callable[[Path, Random], None], ...]] = (
    *(change_bits, change_parts, change_cell, change_cell),
    change_log,
)
