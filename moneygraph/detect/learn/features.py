"""The features of an account that a model gets, and in which direction each counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from moneygraph.detect.features.declared import declared
from moneygraph.detect.queries import read_queries

if TYPE_CHECKING:
    import duckdb

    from moneygraph.store.data import DataFiles

#: The query whose score without a model is a feature, and whose card gives directions.
QUERY: Final = "droppers"
#: That feature: what is known before any label is seen.
UNTRAINED: Final = "untrained_score"


@dataclass(frozen=True)
class ModelFeature:
    """A column of `model_features`, its name in models, and its direction: see `Feature`.

    `shape`: what it is of `patterns.members`, where it is that.
    """

    column: str
    name: str
    direction: int
    shape: str | None = None


def model_features(data: DataFiles) -> tuple[ModelFeature, ...]:
    """Return the features of a model, in order.

    Where ``tables/features.toml`` gives no direction, it is that of the indicators of the card
    that weigh the feature; 0 where none does.
    """
    card = read_queries(data)[QUERY].card
    weighed = {one.value: one.direction for one in card.weighed} if card else {}
    return tuple(
        ModelFeature(
            name,
            one.published,
            weighed.get(name, 0) if one.direction is None else one.direction,
            one.shape,
        )
        for name, one in declared(data).items()
        if one.model
    )


def names_of(features: Sequence[ModelFeature]) -> list[str]:
    """Return the names that they have in models."""
    return [one.name for one in features]


def make_model_features(con: duckdb.DuckDBPyConnection, features: Sequence[ModelFeature]) -> None:
    """Make the macro ``model_features(table)``: an account's id and the features of models.

    `table` is one with the columns of ``measure`` of which there are scores in ``untrained`` and
    rows in ``shaped``.
    """
    columns = ", ".join(f"{_source(one)} as {one.column}" for one in features)
    con.execute(
        f"create or replace temp macro model_features(source) as table select s.account, {columns}"
        " from features_of(source) as s"
        " left join untrained as u on u.account = s.account and u.of_table = source"
        " left join shaped as h on h.account = s.account and h.of_table = source"
        " where s.received > 0"
    ).fetchall()


def _source(one: ModelFeature) -> str:
    if one.column == UNTRAINED:
        return "u.score"
    return f"s.{one.column}" if one.shape is None else f'h."{column_of(one.shape)}"'


def column_of(pattern: str) -> str:
    """Return the column of ``shaped`` for a pattern or a side."""
    return pattern.replace("-", "_")
