"""What is pushed, stage by stage: rows of the case and the Cypher that writes them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from moneygraph.report.text.formats import Formats
from moneygraph.store.sqltext import rows_of, sql_text

if TYPE_CHECKING:
    import duckdb

Row = list[Any]

#: The longest number that can be a key: an index takes no more than some kilobytes.
_LONGEST: Final = 1000
#: Characters of text in one transaction; a server keeps all of it in memory until it is done.
_MOST_TEXT: Final = 4_000_000
#: A graph is for people of several languages, so a transfer's caption is the same for all.
_CAPTIONS: Final = Formats("en")


@dataclass(frozen=True)
class Stage:
    """One kind of rows: ``NAME.sql`` selects them in an order, ``NAME.cypher`` writes a batch.

    `shaped` turns a row of the SQL into a row for the Cypher.
    """

    name: str
    shaped: Callable[[tuple[Any, ...]], Row]
    batch: int = 5000

    @property
    def cypher(self) -> str:
        """The statement that takes ``$rows``, a list of lists."""
        return sql_text(f"export/neo4j/{self.name}.cypher")

    def count(self, con: duckdb.DuckDBPyConnection) -> int:
        """Return the number of rows in the chosen part."""
        ((count,),) = rows_of(con, f"select count(*) from ({self._sql})")
        return int(count)

    def batches(self, con: duckdb.DuckDBPyConnection, done: int) -> Iterator[list[Row]]:
        """Yield the rows after the first `done`, in batches; the connection is busy meanwhile."""
        con.execute(f"{self._sql} offset {int(done)}")
        while rows := con.fetchmany(self.batch):
            yield from _cut([self.shaped(row) for row in rows])

    @property
    def _sql(self) -> str:
        return sql_text(f"export/neo4j/{self.name}.sql")


def key_number(number: str) -> str:
    """Return an account's number as a key: itself, or for a very long one its hash."""
    if len(number) <= _LONGEST:
        return number
    return f"{number[:100]}… sha256 {hashlib.sha256(number.encode()).hexdigest()}"


def _cut(rows: list[Row]) -> Iterator[list[Row]]:
    """Yield rows in halves until none holds too much text; a row alone may."""
    if (
        len(rows) > 1
        and sum(len(one) for row in rows for one in row if type(one) is str) > _MOST_TEXT
    ):
        half = len(rows) // 2
        yield from _cut(rows[:half])
        yield from _cut(rows[half:])
    else:
        yield rows


def _account(row: tuple[Any, ...]) -> Row:
    number = row[1]
    key = key_number(number)
    return [row[0], key, *row[2:], number if key != number else None]


def _transfer(row: tuple[Any, ...]) -> Row:
    amount, currency = row[6], row[7]
    return [*row, _CAPTIONS.money(amount, currency)]


STAGES: Final = (
    Stage("accounts", _account),
    Stage("owners", list),
    Stage("links", list),
    Stage("transfers", _transfer),
    Stage("hops", list, batch=10_000),
    Stage("reversals", list),
    Stage("undone", list),
)
