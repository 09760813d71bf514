"""A query: one ``.sql`` file whose head, written as TOML in comments, says what it is.

The head holds `title`, `finds`, `innocent` (explanations without a crime), `min_score`, `step`
(what of `steps` runs before the SQL), `[param.NAME]` and `[columns]` with the type of each. A
parameter has `unit`, `about`, unless it must be given `default`, and, where an indicator fires
when its value is passed, `indicator`.

The SQL below the head takes parameters as ``$name`` (and as ``$least_score_``, where that saves
work, the score below which no row is wanted). It returns those columns, `score` from 0 to 1,
`transfers` (a list of ids) and any number of indicators: columns that start with ``i_``, null
where the indicator did not fire. What an indicator weighs in the score may stand in a column of
the same name with ``p_``, its points, and what every row begins with in ``p_begun``. With
``p_begun`` points are decibans and the score is 1 / (1 + 10^(-sum / 10)); without it they are
hundredths of the score and add up to 100 times it. An indicator's points are never above 0 in one
row and below 0 in another.

A file of the same name that ends in ``.cypher`` beside it asks a graph in Neo4j for the same; it
takes the same parameters and returns the same columns.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from moneygraph.detect.queries.steps import STEPS
from moneygraph.detect.queries.units import UNITS, Value, read_value
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
    """One file of ``queries/``; `sql` is its text without the head.

    `cypher` is the text of the file for Neo4j, None where there is none.
    """

    name: str
    title: str
    finds: str
    innocent: str
    min_score: float
    params: dict[str, Param]
    columns: tuple[Column, ...]
    sql: str
    cypher: str | None
    path: Path
    sha256: str
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


def read_query(path: Path) -> Query:
    """Read one query file; raises `QueryError` naming the file and what is wrong."""
    text = path.read_text(encoding="utf-8")
    head, sql = _split(text)
    try:
        data = tomllib.loads(head)
        params = {name: _param(path, name, entry) for name, entry in data.get("param", {}).items()}
        columns = tuple(Column(name, kind) for name, kind in data["columns"].items())
        query = Query(
            name=path.stem,
            title=data["title"],
            finds=data["finds"],
            innocent=data["innocent"],
            min_score=float(data["min_score"]),
            params=params,
            columns=columns,
            sql=sql,
            cypher=_cypher(path.with_suffix(".cypher")),
            path=path,
            sha256=text_sha256(text),
            step=data.get("step"),
            reads=tuple(data.get("reads", ())),
            derives=data.get("derives"),
        )
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as error:
        raise QueryError(
            f"the head of the query {path.name} cannot be read: {error}",
            "Compare it with the head of queries/droppers.sql.",
        ) from error
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


def _cypher(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.is_file() else None


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
    """Return every query by name: ours and the user's own."""
    return {name: read_query(path) for name, path in data.files("queries", ".sql").items()}


def ready_queries(data: DataFiles) -> dict[str, Query]:
    """Return those that run unnamed, as they need no value."""
    return {name: query for name, query in read_queries(data).items() if not query.needs}
