"""Gives the columns of somebody's table our names and types, or says which is wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from moneygraph.store.errors import CallError
from moneygraph.store.message import Message

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame


@dataclass(frozen=True)
class Wanted:
    """A column: its name, its type in Spark's SQL, and what it is where there is none.

    ``money`` is whole minor units: a column of integers holds them, one of decimals holds units of
    the currency with two decimals. `default` is SQL over the columns before it; a column whose
    default is None may be missing, one without a default may not. `other` is another name for it.
    """

    name: str
    type: str
    default: str | None = ""
    other: str | None = None


def typed(frame: DataFrame, wanted: Sequence[Wanted], named: str) -> DataFrame:
    """Return the wanted columns of a table, `named` for errors; raises `CallError`."""
    from pyspark.sql import functions as f

    made = frame
    kept = []
    for one in wanted:
        given = _given(frame, one)
        if given is not None:
            column = _cast(frame, given, one, named)
            if one.default:  # a cell that is empty is as a column that is not there
                column = f.coalesce(column, _default(one))
            made = made.withColumn(one.name, column)
        elif one.default == "":
            names = ", ".join(frame.columns)
            raise CallError(
                Message("{source} has no column {name}", source=named, name=one.name),
                Message("It has: {names}.", names=names),
            )
        elif one.default is None:
            continue
        else:
            made = made.withColumn(one.name, _default(one))
        kept.append(one.name)
    return made.select(*kept)


def _given(frame: DataFrame, one: Wanted) -> str | None:
    for name in (one.name, one.other):
        if name in frame.columns:
            return name
    return None


def _default(one: Wanted) -> Column:
    from pyspark.sql import functions as f

    kind = "bigint" if one.type == "money" else one.type
    return f.expr(f"cast({one.default} as {kind})")


def _cast(frame: DataFrame, given: str, one: Wanted, named: str) -> Column:
    from pyspark.sql import functions as f
    from pyspark.sql import types as t

    column, kind = f.col(f"`{given}`"), frame.schema[given].dataType
    if one.type == "money":
        if isinstance(kind, t.DecimalType) and 0 < kind.scale <= 2:
            return (column * 100).cast("bigint")
        if not isinstance(kind, t.IntegralType) and not (
            isinstance(kind, t.DecimalType) and kind.scale == 0
        ):
            raise CallError(
                Message(
                    "{source} has {name} as {kind}, which cannot hold money exactly",
                    source=named,
                    name=given,
                    kind=kind.simpleString(),
                ),
                Message("Store whole minor units as bigint, or a decimal with two places."),
            )
        return column.cast("bigint")
    if one.type == "timestamp_ntz" and isinstance(kind, t.TimestampType):
        raise CallError(
            Message("{source} has {name} as times with a zone", source=named, name=given),
            Message("Store the country's own time without a zone, as timestamp_ntz."),
        )
    return column.cast(one.type)
