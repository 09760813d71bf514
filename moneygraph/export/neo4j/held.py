"""What is pushed, stage by stage: rows of the case and the Cypher that takes them.

Whose graph a database holds and how far a push came: its one :Case node."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from moneygraph.detect.derived import made_with
from moneygraph.export.neo4j.server import Graph, Statement
from moneygraph.report.text.numbers import money
from moneygraph.store.errors import GraphError
from moneygraph.store.sqltext import rows_of, sql_text
from moneygraph.store.version import __version__

if TYPE_CHECKING:
    import duckdb

    from moneygraph.store.data import DataFiles

Row = list[Any]

#: The longest number that can be a key: an index takes no more than some kilobytes.
_LONGEST: Final = 1000
#: Characters of text in one transaction; a server keeps all of it in memory until it is done.
_MOST_TEXT: Final = 4_000_000


@dataclass(frozen=True)
class Stage:
    """One kind of rows: ``NAME.sql`` gives them in an order, ``NAME.cypher`` takes a batch.

    `shaped` makes what the Cypher takes of what the SQL gives.
    """

    name: str
    shaped: Callable[[tuple[Any, ...]], Row]
    batch: int = 5000

    @property
    def cypher(self) -> str:
        """The statement that takes ``$rows``, a list of lists."""
        return sql_text(f"export/neo4j/{self.name}.cypher")

    def count(self, con: duckdb.DuckDBPyConnection) -> int:
        """Return how many rows there are in the part that was chosen."""
        ((count,),) = rows_of(con, f"select count(*) from ({self._sql})")
        return int(count)

    def batches(self, con: duckdb.DuckDBPyConnection, done: int) -> Iterator[list[Row]]:
        """Yield the rows after the first `done`, in batches; the connection is in use meanwhile."""
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
    return [*row, money(amount, currency)]


STAGES: Final = (
    Stage("accounts", _account),
    Stage("owners", list),
    Stage("links", list),
    Stage("transfers", _transfer),
    Stage("hops", list, batch=10_000),
)


_HELD = "match (c:Case) return c.fingerprint, c.version, properties(c)"
_NOTE = "match (c:Case {fingerprint: $fingerprint}) set c += $properties"
_LABELS = ("Transfer", "Account", "Owner", "Link", "Case")
_TAKE_AWAY = "match (n:{label}) call (n) {{ detach delete n }} in transactions of 5000 rows"


def fingerprint(con: duckdb.DuckDBPyConnection, data: DataFiles) -> str:
    """Return what tells a case as it is now from another, and from itself after a load.

    Also from itself with other traders, hops or stolen money, which are derived by data files.
    """
    made = made_with(data)["stolen"]
    ((found,),) = rows_of(con, sql_text("export/neo4j/fingerprint.sql"), made)
    return str(found)


def part_key(con: duckdb.DuckDBPyConnection) -> str:
    """Return what tells the part that was chosen from others."""
    ((found,),) = rows_of(con, sql_text("export/neo4j/part_key.sql"))
    return str(found)


def check_holding(graph: Graph, mark: str) -> None:
    """Raise `GraphError` where the database holds anything but the graph of this case."""
    held = graph.read(_HELD)
    if not held:
        [(nodes,)] = graph.read("match (n) return count(n)")
        if nodes:
            raise GraphError(
                "the database holds data that moneygraph did not push",
                "Name an empty one with NEO4J_DATABASE.",
            )
    for found, version, _ in held:
        if found != mark:
            raise GraphError(
                "the database holds the graph of another case, or of this one as it was before"
                " more was loaded or with other data files",
                "Name another with NEO4J_DATABASE, or say --replace to take that graph away.",
            )
        if version != __version__:
            raise GraphError(
                f"the graph was pushed by moneygraph {version}, this is {__version__}",
                "Say --replace to push it anew.",
            )


def held_fingerprint(graph: Graph) -> str | None:
    """Return the fingerprint of the case whose graph the database holds, None without one."""
    held = graph.read(_HELD)
    return str(held[0][0]) if held else None


def is_all(con: duckdb.DuckDBPyConnection) -> bool:
    """Tell whether the part that was chosen is the whole case."""
    ((found,),) = rows_of(con, sql_text("export/neo4j/is_all.sql"))
    return bool(found)


def begin(graph: Graph, mark: str, part: str) -> dict[str, Any]:
    """Return how far an earlier push of this part came, after noting that this one goes on.

    `is_whole` tells that all of the case is there already.
    """
    ((found,),) = graph.write(
        (
            "merge (c:Case {fingerprint: $fingerprint})"
            " on create set c.version = $version, c.is_whole = false return properties(c)",
            {"fingerprint": mark, "version": __version__},
        )
    )
    if found["is_whole"] or found.get("part") == part:
        return dict(found)
    fresh: dict[str, Any] = {name: None for name in found if name.startswith("done_")}
    graph.write(noted(mark, part=part, **fresh))
    return {name: one for name, one in found.items() if name not in fresh}


def noted(mark: str, **properties: Any) -> Statement:
    """Return the statement that notes properties on the :Case node."""
    return _NOTE, {"fingerprint": mark, "properties": properties}


def take_away(graph: Graph) -> None:
    """Delete the graph that moneygraph pushed, its :Case node last.

    Its fingerprint goes first, so that what an interrupted call leaves is nobody's graph.
    """
    if not graph.read(_HELD):
        return
    graph.write(("match (c:Case) set c.fingerprint = ''", {}))
    for label in _LABELS:
        graph.write_in_parts(_TAKE_AWAY.format(label=label))
