"""The features there are: what ``tables/features.toml`` declares of each, once.

The columns that the loops fill (`store.schema.feature_columns`), the SQL of the view ``feature``,
what a push writes and what a model is given follow from it. A user's own table may add features
that SQL makes of ours.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from moneygraph.store.data import DataFiles, table_error

if TYPE_CHECKING:
    import duckdb

UNITS: Final = ("amount", "share", "times", "count", "seconds", "moment")
_KEYS: Final = {
    *("kernel", "sql", "score", "unit", "about", "model", "direction", "published"),
    *("en", "ru", "kk"),
}
_REMEDY: Final = "Write it as the features of moneygraph are."


@dataclass(frozen=True)
class Feature:
    """A number measured of an account.

    `sql` is what it is made of, over a row `t` of `measure`; None for the score of a query, which
    `learn` adds. `direction`: 1 where more of it never makes an account less suspicious, -1 where
    it never makes it more so, 0 where nobody can say; None where a card says it. `published` is
    its name in models and JSON. A model is given it where `model` is true.
    """

    name: str
    sql: str | None
    unit: str
    about: str
    model: bool
    direction: int | None
    published: str


def declared(data: DataFiles) -> dict[str, Feature]:
    """Return all features by name, ours and the user's; raises `LoaderError` naming the place."""
    return {name: _feature(name, entry) for name, entry in data.table("features").items()}


def feature_names(data: DataFiles) -> tuple[str, ...]:
    """Return the columns of the view `feature`, beside the account's id."""
    return tuple(name for name, one in declared(data).items() if one.sql is not None)


def make_view(con: duckdb.DuckDBPyConnection, data: DataFiles) -> None:
    """Make the temporary view ``feature``, a row an account, and the macro ``features_of(table)``.

    The macro gives the same of another table with the columns of `measure`, named by a text.
    """
    columns = ",\n    ".join(
        f"{one.sql} as {name}" for name, one in declared(data).items() if one.sql is not None
    )
    con.execute(
        "create or replace temp macro features_of(source) as table"
        f" select t.account,\n    {columns}\nfrom query_table(source) as t"
    ).fetchall()
    con.execute("create or replace temp view feature as from features_of('measure')").fetchall()


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


def _feature(name: str, entry: Any) -> Feature:
    if not isinstance(entry, dict) or not name.isidentifier():
        raise table_error("features.toml", f"has {name}, which is no feature", _REMEDY)
    strange = sorted(set(entry) - _KEYS)
    if strange:
        raise table_error("features.toml", f"has '{strange[0]}' in {name}", _REMEDY)
    sql = entry.get("sql", f"t.{name}" if "kernel" in entry else None)
    if (sql is None) == ("score" not in entry) or entry.get("unit") not in UNITS:
        raise table_error(
            "features.toml",
            f"has no sql or no unit of {name}",
            f"Units are: {', '.join(UNITS)}.",
        )
    return Feature(
        name,
        sql,
        entry["unit"],
        str(entry.get("about", entry.get("en", ""))),
        bool(entry.get("model", False)),
        entry.get("direction"),
        entry.get("published", name),
    )
