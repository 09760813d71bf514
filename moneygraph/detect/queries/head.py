"""Reads the head of a query file, TOML in comments, and checks all that it names."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Final

from moneygraph.detect.checked import Entries, is_number
from moneygraph.detect.queries.steps import STEPS
from moneygraph.detect.queries.units import UNITS, Value, read_value
from moneygraph.store.errors import QueryError
from moneygraph.store.message import Message
from moneygraph.store.schema import tables
from moneygraph.store.sqltext import sql_text

COLUMN_TYPES: Final = ("text", "list", "transfer", "money", "count", "time", "duration", "share")
#: What a case keeps of the rows of a query that derives it; see `detect.derived`.
DERIVES: Final = ("trader", "stolen")
_KEYS: Final = {
    *("title", "finds", "innocent", "min_score", "step", "reads", "derives", "weighs"),
    *("param", "columns", "amounts"),
}
_PARAM_KEYS: Final = {"default", "unit", "about", "indicator"}
_MADE: Final = re.compile(
    r"^create (?:or replace )?(?:temp )?(?:table|view) (?:if not exists )?(\w+)", re.MULTILINE
)


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


@dataclass(frozen=True, kw_only=True)
class Head:
    """What the head of a query holds; see `query`."""

    title: str
    finds: str
    innocent: str
    min_score: float
    params: dict[str, Param]
    columns: tuple[Column, ...]
    step: str | None = None
    reads: tuple[str, ...] = ()
    derives: str | None = None
    weighs: Mapping[str, str] = field(default_factory=dict)
    is_converted: bool = False


@cache
def readable() -> tuple[str, ...]:
    """Return the tables and views that queries can read."""
    found = _MADE.findall(tables() + sql_text("detect/views.sql"))
    return tuple(sorted({*found, "feature", "hop", "low"}))


def split(text: str) -> tuple[str, str]:
    """Return the head of a query's text, without the marks of comments, and the SQL below it."""
    lines = text.splitlines()
    count = next((i for i, line in enumerate(lines) if not line.startswith("--")), len(lines))
    head = "\n".join(re.sub(r"^-- ?", "", line) for line in lines[:count])
    return head, "\n".join(lines[count:]).strip().rstrip(";")


def read_head(path: Path, text: str) -> Head:
    """Read the head of a query; raises `QueryError` naming the file, the key and the remedy."""
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise QueryError(
            Message(
                "the head of the query {name} cannot be read: {why}", name=path.name, why=str(error)
            ),
            Message("Compare it with the head of queries/droppers.sql."),
        ) from error
    top = Entries(values, "", lambda what, remedy: _wrong(path, what, remedy))
    top.check_keys(_KEYS)
    params = {name: _param(name, entry) for name, entry in top.tables("param")}
    return Head(
        title=top.needed_text("title"),
        finds=top.needed_text("finds"),
        innocent=top.needed_text("innocent"),
        min_score=_min_score(top),
        params=params,
        columns=_columns(top.table("columns")),
        step=_step(top, params),
        reads=_reads(top),
        derives=_derives(top),
        weighs=_weighs(top),
        is_converted=_is_converted(top),
    )


def _min_score(top: Entries) -> float:
    value = top.values.get("min_score")
    if not is_number(value) or not 0 <= value <= 1:
        raise top.fail(
            Message("has no min_score from 0 to 1"),
            Message("Write the least score of a finding: min_score = 0.5."),
        )
    return float(value)


def _param(name: str, entry: Entries) -> Param:
    entry.check_keys(_PARAM_KEYS)
    unit, about = entry.needed_text("unit"), entry.needed_text("about")
    if unit not in UNITS:
        raise entry.fail(
            Message("gives {name} the unknown unit '{unit}'", name=entry.name, unit=unit),
            Message("Units are: {names}.", names=UNITS),
        )
    return Param(name, _default(name, entry, unit), unit, about, entry.text("indicator"))


def _default(name: str, entry: Entries, unit: str) -> Value | None:
    """Return a default, which may be a number or a text."""
    written = entry.values.get("default")
    if written is None:
        return None
    text = str(written) if is_number(written) else entry.needed_text("default")
    try:
        return read_value(name, text, unit)
    except QueryError as error:
        raise entry.fail(
            Message(
                "has {key} that is no {unit}: {message}",
                key=entry.at("default"),
                unit=unit,
                message=error.message,
            ),
            error.remedy,
        ) from error


def _columns(entry: Entries) -> tuple[Column, ...]:
    if not entry.values:
        raise entry.fail(
            Message("has no [columns]"), Message("Write the columns of a finding and their types.")
        )
    for name in entry.values:
        if entry.values[name] not in COLUMN_TYPES:
            raise entry.fail(
                Message("gives {key} an unknown type", key=entry.at(name)),
                Message("Types are: {names}.", names=COLUMN_TYPES),
            )
    return tuple(Column(name, entry.needed_text(name)) for name in entry.values)


def _step(top: Entries, params: dict[str, Param]) -> str | None:
    step = top.values.get("step")
    if step is None:
        return None
    if not isinstance(step, str) or step not in STEPS:
        raise top.fail(
            Message("names the unknown step '{step}'", step=str(step)),
            Message("Steps are: {names}.", names=STEPS),
        )
    for name, unit in STEPS[step].takes.items():
        if name not in params or params[name].unit != unit:
            raise top.fail(
                Message("has no parameter {name} for its step '{step}'", name=name, step=step),
                Message(
                    "Write [param.{name}] with the unit '{unit}' into its head.",
                    name=name,
                    unit=unit,
                ),
            )
    for name in STEPS[step].weighs:
        if name not in top.table("weighs").values:
            raise top.fail(
                Message("weighs no {name} for its step '{step}'", name=name, step=step),
                Message(
                    "Write {name} under [weighs] as queries/{step}.sql does.", name=name, step=step
                ),
            )
    return step


def _reads(top: Entries) -> tuple[str, ...]:
    names = top.texts("reads")
    for name in names:
        if name not in readable():
            raise top.fail(
                Message("has '{name}' in reads, which is no table or view", name=name),
                Message("There are: {names}.", names=readable()),
            )
    return names


def _derives(top: Entries) -> str | None:
    name = top.text("derives")
    if name is not None and name not in DERIVES:
        raise top.fail(
            Message("derives '{name}', which no case keeps", name=name),
            Message("There can be: {names}.", names=DERIVES),
        )
    return name


def _is_converted(top: Entries) -> bool:
    amounts = top.text("amounts")
    if amounts not in (None, "converted"):
        raise top.fail(
            Message("has the unknown amounts '{amounts}'", amounts=amounts),
            Message('Write amounts = "converted", or leave it out for amounts as they were paid.'),
        )
    return amounts is not None


def _weighs(top: Entries) -> Mapping[str, str]:
    entry = top.table("weighs")
    return {name: entry.needed_text(name) for name in entry.values}


def _wrong(path: Path, what: Message, remedy: Message) -> QueryError:
    return QueryError(Message("the query {name} {what}", name=path.name, what=what), remedy)
