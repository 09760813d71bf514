"""A card scored without a database gives what the engine gives."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from moneygraph.detect.queries import read_queries
from moneygraph.detect.queries.card import Card
from moneygraph.detect.queries.card_file import read_card
from moneygraph.detect.queries.weigh import weighed_sql
from moneygraph.detect.queries.weigh_row import Scorer
from moneygraph.store.data import OURS
from moneygraph.store.errors import QueryError
from tests.laws import laws

CON = duckdb.connect()

EVERY = """
unit = "{unit}"
[indicator.a]
value = "x + 2 * y"
base = 3
per = 1.7
cap = 4
when = "not (z is null) and (x > 1 or y <> 2) and flag"
show = "x"
[indicator.b]
value = "z"
shape = "log"
per = -2.5
from = 1
show_when = "p_a >= 0 and -z < 0"
[indicator.c]
value = "y"
steps = [[1, 5], [3, 9]]
[indicator.d]
value = "share"
shape = "share"
per = -0.4
cap = 0.9
[indicator.e]
value = "x"
when = "x is not null and x = 2"
"""


def _number() -> st.SearchStrategy[Any]:
    return st.none() | st.integers(0, 6)


ROWS = st.fixed_dictionaries(
    {
        "x": _number(),
        "y": _number(),
        "z": _number(),
        "share": st.none() | st.floats(0, 1),
        "flag": st.none() | st.booleans(),
        "begun": st.just(-20.0),
    }
)


def _by_engine(card: Card, row: dict[str, Any]) -> dict[str, Any]:
    columns = ", ".join(
        f"cast(${name} as {'boolean' if name == 'flag' else _type(value, name)}) as {name}"
        for name, value in row.items()
    )
    parts = [f"with measured as (select {columns}),", "-- card: measured -> scored",
             "select score, card from scored"]  # fmt: skip
    sql = weighed_sql("\n".join(parts), card, by_model=False)
    score, shown = CON.execute(sql, row).fetchall()[0]
    return {"score": score, **{name: value for name, value in shown.items() if value is not None}}


def _type(value: Any, name: str) -> str:
    return "double" if name in ("share", "begun") or isinstance(value, float) else "bigint"


@pytest.mark.parametrize("unit", ["points", "decibans"])
@given(row=ROWS)
@laws(150)
def test_as_the_engine_scores(tmp_path_factory: Any, unit: str, row: dict[str, Any]) -> None:
    path = tmp_path_factory.getbasetemp() / f"{unit}.card.toml"
    path.write_text(EVERY.format(unit=unit), encoding="utf-8")
    card = read_card(path)
    ours = Scorer(card, {}).scored(row)
    theirs = _by_engine(card, row)
    assert math.isclose(ours["score"], theirs.pop("score"), abs_tol=1e-9)
    mine = {name: value for name, value in ours["card"].items() if value is not None}
    assert mine.keys() == theirs.keys()
    for name, value in theirs.items():
        assert math.isclose(mine[name], value, abs_tol=1e-9), name


@pytest.mark.parametrize("name", ["loan-then-transfer", "mule-chains", "crypto-exits"])
def test_our_cards_can_be_scored_here(name: str) -> None:
    query = read_queries(OURS)[name]
    assert query.card is not None
    Scorer(query.card, {key: param.default for key, param in query.params.items()})


def test_what_cannot_be_computed_here_is_named(tmp_path: Path) -> None:
    path = tmp_path / "odd.card.toml"
    path.write_text('unit = "points"\n[indicator.a]\nvalue = "abs(x)"\nper = 1\n', encoding="utf-8")
    with pytest.raises(QueryError, match="a feed cannot compute 'abs\\(x\\)'"):
        Scorer(read_card(path), {})


def test_a_card_that_is_compared_with_a_case_is_not_for_a_feed(tmp_path: Path) -> None:
    path = tmp_path / "odd.card.toml"
    indicator = '[indicator.a]\nvalue = "x"\nper = 1\nothers = [[1, 0.5]]\n'
    path.write_text(f'unit = "decibans"\n{indicator}', encoding="utf-8")
    with pytest.raises(QueryError, match="others, and a feed has no case"):
        Scorer(read_card(path), {})
