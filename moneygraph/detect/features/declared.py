"""The features there are: what ``tables/features.toml`` declares of each, once.

The columns that the loops fill (`store.schema.feature_columns`), the SQL of the view ``feature``,
what a push writes and what a model is given follow from it. A user's own table may add features
that SQL makes of ours.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from moneygraph.detect.checked import Entries
from moneygraph.store.data import OURS, DataFiles, Table, TableState, table_error
from moneygraph.store.errors import LoaderError
from moneygraph.store.message import Message

if TYPE_CHECKING:
    import duckdb

UNITS: Final = ("amount", "share", "times", "count", "seconds", "moment", "nats")
_KEYS: Final = {
    *("kernel", "sql", "score", "shape", "unit", "about", "model", "direction", "published"),
    *("en", "ru", "kk"),
}
_NAME: Final = re.compile(r"[a-z][a-z0-9_]*")
_FILE: Final = "features.toml"


@dataclass(frozen=True)
class Feature:
    """A number measured of an account.

    `sql` is what it is made of, over a row `t` of `measure`; None for what `learn` adds: the score
    of a query, or a number of the account's first meetings (`shape`, see `patterns.members`).
    `direction`: 1 where more of it never makes an account less suspicious, -1 where it never makes
    it more so, 0 where it is not known; None where a card decides it. `published` is its name in
    models and JSON. A model is given it where `model` is true.
    """

    name: str
    sql: str | None
    unit: str
    about: str
    model: bool
    direction: int | None
    published: str
    shape: str | None = None


def declared(data: DataFiles) -> dict[str, Feature]:
    """Return all features by name, ours and the user's; raises `LoaderError` naming the key."""
    return _declared(data, data.table_state("features"))


@lru_cache(maxsize=16)  # several times in every call on a case, and the table seldom changes
def _declared(data: DataFiles, _state: TableState) -> dict[str, Feature]:
    top = Entries(data.table("features"), "", _wrong)
    ours = OURS.table("features")
    features = {name: _feature(name, top.table(name), ours.get(name, {})) for name in top.values}
    published: dict[str, str] = {}
    for name, one in features.items():
        other = published.setdefault(one.published, name)
        if other != name:
            raise _wrong(
                Message(
                    "gives {other} and {name} one name in models, '{published}'",
                    other=other,
                    name=name,
                    published=one.published,
                ),
                Message("Give one of them another name: published."),
            )
    return features


def feature_names(data: DataFiles) -> tuple[str, ...]:
    """Return the columns of the view `feature`, beside the account's id."""
    return tuple(name for name, one in declared(data).items() if one.sql is not None)


def make_view(con: duckdb.DuckDBPyConnection, data: DataFiles) -> None:
    """Make the temporary view ``feature``, a row an account, and the macro ``features_of(table)``.

    The macro gives the same of another table with the columns of `measure`, named by a text.
    """
    features = {name: one.sql for name, one in declared(data).items() if one.sql is not None}
    columns = ",\n    ".join(f"{sql} as {name}" for name, sql in features.items())
    import duckdb

    try:
        con.execute(
            "create or replace temp macro features_of(source) as table"
            f" select t.account,\n    {columns}\nfrom query_table(source) as t"
        ).fetchall()
        con.execute("create or replace temp view feature as from features_of('measure')").fetchall()
    except duckdb.Error:
        for name, sql in features.items():
            _check_sql(con, name, sql)
        raise


def _check_sql(con: duckdb.DuckDBPyConnection, name: str, sql: str) -> None:
    import duckdb

    try:
        con.execute(f"select t.account, {sql} as {name} from measure as t limit 0").fetchall()
    except duckdb.Error as error:
        raise _wrong(
            Message("has {name}.sql, which does not run: {why}", name=name, why=error),
            Message(
                "Write one expression over the columns of `t`; docs/reference/features.md has them."
            ),
        ) from error


def make_properties(con: duckdb.DuckDBPyConnection, data: DataFiles) -> None:
    """Make the temporary view ``account_features``: each account's features as one struct.

    Its fields are called ``feature_NAME``; all are null of an account that received nothing.
    """
    fields = ", ".join(f"'feature_{name}': t.{name}" for name in feature_names(data))
    con.execute(
        f"create or replace temp view account_features as select a.id as account, {{{fields}}}"
        " as features from account as a"
        " left join feature as t on t.account = a.id and t.received > 0"
    ).fetchall()


def _feature(name: str, entry: Entries, ours: Table) -> Feature:
    if not _NAME.fullmatch(name):
        raise entry.fail(
            Message("has {name}", name=name),
            Message("Name a feature in small letters, digits and _."),
        )
    entry.check_keys(_KEYS)
    made = [key for key in ("sql", "kernel", "score", "shape") if key in entry.values]
    if not made:
        raise entry.fail(
            Message("has no {key}", key=entry.at("sql")), Message("Write what it is made of: sql.")
        )
    for key in ("kernel", "score", "shape"):
        if key in made and entry.text(key) != ours.get(key):
            raise entry.fail(
                Message("has {key}, which is no column that moneygraph fills", key=entry.at(key)),
                Message(
                    "Write sql over the columns of `t`; docs/how-to/add-an-indicator.md explains"
                    " how to fill a new one."
                ),
            )
    unit = entry.needed_text("unit")
    if unit not in UNITS:
        raise entry.fail(
            Message("has the unknown unit '{unit}' in {key}", unit=unit, key=entry.at("unit")),
            Message("Units are: {names}.", names=UNITS),
        )
    for lang in ("ru", "kk"):
        entry.text(lang)
    return Feature(
        name,
        entry.text("sql", f"t.{name}" if "kernel" in made else None),
        unit,
        entry.text("about") or entry.text("en") or "",
        entry.flag("model"),
        _direction(entry),
        entry.text("published") or name,
        entry.text("shape"),
    )


def _direction(entry: Entries) -> int | None:
    direction = entry.values.get("direction")
    if direction is None or (type(direction) is int and direction in (-1, 0, 1)):
        return direction
    raise entry.fail(
        Message("has {key}, which is none of -1, 0 and 1", key=entry.at("direction")),
        Message(
            "Write 1 where more of it never makes an account less suspicious, -1 where"
            " never more, 0 where nobody can say."
        ),
    )


def _wrong(what: Message, remedy: Message) -> LoaderError:
    return table_error(_FILE, what, remedy)
