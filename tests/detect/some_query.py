"""A query as tests of what is made of findings need one: a name, columns, a card."""

from __future__ import annotations

from pathlib import Path

from moneygraph.detect.queries.card import Card
from moneygraph.detect.queries.head import Column
from moneygraph.detect.queries.query import Query


def some_query(
    name: str, columns: tuple[Column, ...], *, title: str = "", card: Card | None = None
) -> Query:
    """Return a query that runs nothing; it finds from a score of 0.5."""
    return Query(
        name=name,
        title=title,
        finds="",
        innocent="",
        min_score=0.5,
        params={},
        columns=columns,
        text="",
        sql="",
        cypher=None,
        path=Path(),
        sha256="",
        card=card,
    )
