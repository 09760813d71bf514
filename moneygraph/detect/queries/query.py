"""A query: one ``.sql`` file whose head, written as TOML in comments, says what it is.

The head holds `title`, `finds`, `innocent` (explanations without a crime), `min_score`, `step`
(what of `steps` runs before the SQL), `reads` (tables that not every query has: ``learnt``, what a
model says of accounts), `derives` (what the case keeps of its rows: ``trader``, ``stolen``),
``[param.NAME]`` and ``[columns]`` with the type of each. A parameter has `unit`, `about`, unless it
must be given `default`, and, where an indicator fires when its value is passed, `indicator`.

The SQL below the head takes parameters as ``$name`` (and as ``$least_score_``, where that saves
work, the score below which no row is wanted). It returns those columns, `score` from 0 to 1 and
`transfers` (a list of ids). What it weighs, and the sentences for it, are in the card beside it
(see `card`), which `weigh` puts in place of a line ``-- card: measured -> scored``. Evidence that
is known later are columns that start with ``i_``, null where there is none. A query without a card
may give points in columns that start with ``p_``.

A file of the same name that ends in ``.cypher`` asks a graph in Neo4j for the same; it takes the
same parameters and returns the same columns.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from moneygraph.detect.features.declared import feature_names
from moneygraph.detect.queries.card import Card, read_card
from moneygraph.detect.queries.steps import STEPS
from moneygraph.detect.queries.units import UNITS, Value, read_value
from moneygraph.detect.queries.weigh import wants_card, weighed_cypher, weighed_sql
from moneygraph.store.data import DataFiles, text_sha256
from moneygraph.store.errors import QueryError
from moneygraph.store.printable import printable

COLUMN_TYPES = ("text", "list", "money", "count", "time", "duration", "share")


@dataclass(frozen=True)
class Param:
    """A parameter: its default in seconds, tiyn, a plain number or text, by `unit`.

    One without a default must be given. `indicator` is the one that fires when the value is
    passed; without it every finding passed the value.
    """

    name: str
    default: Value | None
    unit: str
    about: str
    indicator: str | None = None


@dataclass(frozen=True)
class Column:
    """A column of the result and what its values are."""

    name: str
    type: str


@dataclass(frozen=True)
class Query:
    """One file of ``queries/``: `text` is what is below its head, `sql` is what runs.

    `cypher` is what runs in Neo4j, None where there is no such file. `sha256` is of all that
    makes its rows: the file and its card.
    """

    name: str
    title: str
    finds: str
    innocent: str
    min_score: float
    params: dict[str, Param]
    columns: tuple[Column, ...]
    text: str
    sql: str
    cypher: str | None
    path: Path
    sha256: str
    card: Card | None = None
    step: str | None = None
    reads: tuple[str, ...] = ()
    derives: str | None = None

    @property
    def needs(self) -> tuple[str, ...]:
        """The parameters that must be given."""
        return tuple(name for name, param in self.params.items() if param.default is None)

    @property
    def takes_model(self) -> bool:
        """Whether it reads `learnt`, what a model says of accounts."""
        return "learnt" in self.reads


def read_query(path: Path, card: Card | None = None, features: Sequence[str] = ()) -> Query:
    """Read one query file; raises `QueryError` naming the file and what is wrong.

    `features` are those that the graph in Neo4j has of an account.
    """
    text = path.read_text(encoding="utf-8")
    head, sql = _split(text)
    try:
        data = tomllib.loads(head)
        params = {name: _param(path, name, entry) for name, entry in data.get("param", {}).items()}
        columns = tuple(Column(name, kind) for name, kind in data["columns"].items())
        reads = tuple(data.get("reads", ()))
        query = Query(
            name=path.stem,
            title=data["title"],
            finds=data["finds"],
            innocent=data["innocent"],
            min_score=float(data["min_score"]),
            params=params,
            columns=columns,
            text=sql,
            sql=sql if card is None else weighed_sql(sql, card, by_model="learnt" in reads),
            cypher=_cypher(path.with_suffix(".cypher"), card, features),
            path=path,
            sha256=text_sha256(text if card is None else text + card.text),
            card=card,
            step=data.get("step"),
            reads=reads,
            derives=data.get("derives"),
        )
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as error:
        raise QueryError(
            f"the head of the query {path.name} cannot be read: {error}",
            "Compare it with the head of queries/droppers.sql.",
        ) from error
    if card is None and (line := wants_card(sql)) is not None:
        raise QueryError(
            f"the query {path.name} has no card for its line '{line}'",
            f"Write {path.stem}.card.toml beside it; a copied query needs a copy of its card.",
        )
    wrong = [column.name for column in columns if column.type not in COLUMN_TYPES]
    if wrong:
        raise QueryError(
            f"the query {path.name} gives column {wrong[0]} an unknown type",
            f"Types are: {', '.join(COLUMN_TYPES)}.",
        )
    if query.step is not None:
        _check_step(path, query.step, params)
    return query


def _check_step(path: Path, step: Any, params: dict[str, Param]) -> None:
    if not isinstance(step, str) or step not in STEPS:
        raise QueryError(
            f"the query {path.name} names the unknown step '{printable(str(step))}'",
            f"Steps are: {', '.join(STEPS)}.",
        )
    for name, unit in STEPS[step].takes.items():
        if name not in params or params[name].unit != unit:
            raise QueryError(
                f"the query {path.name} has no parameter {name} for its step '{step}'",
                f"Write [param.{name}] with the unit '{unit}' into its head.",
            )


def _split(text: str) -> tuple[str, str]:
    lines = text.splitlines()
    count = next((i for i, line in enumerate(lines) if not line.startswith("--")), len(lines))
    head = "\n".join(re.sub(r"^-- ?", "", line) for line in lines[:count])
    return head, "\n".join(lines[count:]).strip().rstrip(";")


def _cypher(path: Path, card: Card | None, features: Sequence[str]) -> str | None:
    if not path.is_file():
        return None
    return weighed_cypher(path.read_text(encoding="utf-8"), card, features)


def _param(path: Path, name: str, entry: dict[str, Any]) -> Param:
    unit = entry["unit"]
    if unit not in UNITS:
        raise QueryError(
            f"the query {path.name} gives parameter {name} the unknown unit '{unit}'",
            f"Units are: {', '.join(UNITS)}.",
        )
    default = entry.get("default")
    value = None if default is None else read_value(name, str(default), unit)
    return Param(name, value, unit, entry["about"], entry.get("indicator"))


def read_queries(data: DataFiles) -> dict[str, Query]:
    """Return every query by name: ours and the user's own, each with its card."""
    cards = {name: read_card(path) for name, path in data.files("queries", ".card.toml").items()}
    pushed = feature_names(data)
    return {
        name: read_query(path, cards.get(name), pushed)
        for name, path in data.files("queries", ".sql").items()
    }


def ready_queries(data: DataFiles) -> dict[str, Query]:
    """Return those that run unnamed, as they need no value."""
    return {name: query for name, query in read_queries(data).items() if not query.needs}
