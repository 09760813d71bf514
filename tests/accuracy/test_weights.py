"""What the points of droppers are fitted with weighs as `find` does, and writes what it read."""

from __future__ import annotations

import tomllib
from dataclasses import replace

import duckdb
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.accuracy.weights.command import CARD
from benchmarks.accuracy.weights.fitting import background, points_of
from benchmarks.accuracy.weights.worlds import World
from benchmarks.accuracy.weights.writing import rewritten
from moneygraph.detect.queries.background import against
from moneygraph.detect.queries.card_file import read_card
from moneygraph.detect.queries.weigh import weighed_sql
from tests.laws import laws

SQL = """with measured as (
    select *, 0.0 as begun from given),

-- card: measured -> scored

select card from scored order by no
"""


@given(seed=st.integers(0, 1 << 32), accounts=st.integers(1, 60))
@laws(25)
def test_points_are_those_of_the_sql(seed: int, accounts: int) -> None:
    card, chance = read_card(CARD), np.random.default_rng(seed)
    names = [one.name for one in card.weighed]
    values = {name: np.exp(chance.normal(-1, 2, accounts)) for name in names}
    for column in values.values():
        column[chance.random(accounts) < 0.3] = np.nan
    world = World("w", "w", np.zeros(accounts), values, 0)
    here = against(card, background(card, world))
    alone = {one.name: replace(one, value=one.name, when=None, shown={}) for one in here.weighed}
    plain = replace(here, indicators=alone)
    with duckdb.connect() as con:
        con.register("numbers", {"no": np.arange(accounts), **values})
        known = ", ".join(
            f"case when not isnan({name}) then {name} end as {name}" for name in names
        )
        con.execute(f"create table given as select no, {known} from numbers")
        rows = con.execute(weighed_sql(SQL, plain, by_model=False)).fetchall()
    found = np.array([[float(row[f"p_{name}"]) for name in names] for (row,) in rows])
    # what `per` gives is rounded to a tenth there
    assert found == pytest.approx(points_of(card, world), abs=0.051)


def test_a_card_is_written_as_it_was_read() -> None:
    card = read_card(CARD)
    text = rewritten(card.text, card)
    assert tomllib.loads(text) == tomllib.loads(card.text)
