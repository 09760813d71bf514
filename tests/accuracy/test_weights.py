"""What the points of droppers are fitted with weighs as `find` does, and writes what it read."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path

import duckdb
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.accuracy.weights.command import CARD
from benchmarks.accuracy.weights.rounds import background, points_of, score_of, suspects_of
from benchmarks.accuracy.weights.worlds import World, measured
from benchmarks.accuracy.weights.writing import rewritten
from moneygraph.api import Case
from moneygraph.demo import write_demo
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


def test_scores_are_those_of_find_in_its_second_round(tmp_path: Path) -> None:
    """Droppers of this region have up to fifty points more than beside each other."""
    write_demo(tmp_path, seed=7, people=700, rings=3, days=30)
    files = [tmp_path / one for one in ("exports", "complaints.csv", "links.csv")]
    with Case.open(tmp_path / "case.duckdb", create=True) as case:
        case.load(*files)
        rows = case.find("droppers", min_score=0, model="none").rows
        world = measured(case, "w", "w", {})
    found = sorted(float(sum(row["points"].values())) for row in rows)
    assert len(found) > 500, "in a case of fewer the odds to begin with are others"
    # each of some twenty points is rounded to a tenth there
    assert sorted(score_of(read_card(CARD), world)) == pytest.approx(found, abs=0.5)


def test_suspects_are_not_compared_with_each_other() -> None:
    """One in ten is a dropper of the plainest kind: in the second round each has more points."""
    card = read_card(CARD)
    sought = np.arange(1000) % 10 == 0
    values = {one.name: np.where(sought, 1.0, 0.0) for one in card.weighed}
    values["hour_times"] = values["alike_times"] = np.where(sought, 50.0, 0.0)
    for speaks_against in ("firm_share", "household_share", "wages", "kept_share"):
        values[speaks_against] = np.full(1000, np.nan)
    world = World("w", "w", sought.astype(float), values, 0)
    suspects = suspects_of(card, world)
    assert suspects.tolist() == sought.tolist()
    before, after = (points_of(card, world, one)[sought] for one in (None, suspects))
    assert (after.sum(axis=1) > before.sum(axis=1)).all()


def test_a_card_is_written_as_it_was_read() -> None:
    card = read_card(CARD)
    text = rewritten(card.text, card)
    assert tomllib.loads(text) == tomllib.loads(card.text)
