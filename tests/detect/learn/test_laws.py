"""What holds of any model: the same bytes, directions kept, nobody learnt from and judged on."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from moneygraph.api import Case
from moneygraph.detect.derived import FINDING_RULE, ensure_findings
from moneygraph.detect.evaluate import LabelOptions, match_labels, read_labels
from moneygraph.detect.features import make_features
from moneygraph.detect.learn.features import make_model_features, model_features, names_of
from moneygraph.detect.learn.fit import fit, predict
from moneygraph.detect.learn.judge import curve, precision_at
from moneygraph.detect.learn.learn import Learnt
from moneygraph.detect.learn.measured import (
    label_accounts,
    measure_all,
    measure_for_models,
    measure_halves,
    usual_cut,
)
from moneygraph.store.data import OURS
from moneygraph.store.sqltext import rows_of
from tests.laws import laws

from .conftest import LABELS

FEATURES = model_features(OURS)
NAMES = names_of(FEATURES)
ALL_LISTED = LabelOptions("account", all_positive=True)


@pytest.mark.rare
def test_same_bytes_in_any_order_of_loading(region: Path, learnt: Learnt, tmp_path: Path) -> None:
    with Case.open(tmp_path / "other.duckdb", create=True) as case:
        first, *rest = sorted((region / "exports").iterdir())
        case.load(*reversed(rest))
        case.load(first)
        again = case.learn(region / LABELS, of="account", all_positive=True)
    assert again.model.text == learnt.model.text
    assert again.labels_sha256 == learnt.labels_sha256


_VALUES = st.one_of(st.just(np.nan), st.floats(0, 1), st.floats(0, 1e9))


@laws(20)
@given(data=st.data())
def test_a_feature_counts_in_its_direction_alone(learnt: Learnt, data: st.DataObject) -> None:
    directed = [place for place, one in enumerate(FEATURES) if one.direction]
    place = data.draw(st.sampled_from(directed))
    row = data.draw(st.lists(_VALUES, min_size=len(FEATURES), max_size=len(FEATURES)))
    row[place] = data.draw(st.floats(0, 1e9))
    raised = [*row[:place], row[place] + data.draw(st.floats(0, 1e9)), *row[place + 1 :]]
    low, high = predict(learnt.model.trees, np.array([row, raised]), NAMES, with_points=False).score
    assert (high - low) * FEATURES[place].direction >= 0


@laws(10)
@given(seed=st.integers(0, 1000), place=st.integers(0, len(FEATURES) - 1))
def test_directions_hold_whatever_the_labels_say(seed: int, place: int) -> None:
    """Labels that say the opposite: a model may then ignore the feature, not turn it round."""
    rng = np.random.default_rng(seed)
    values = rng.random((120, len(FEATURES)))
    direction = FEATURES[place].direction
    labels = values[:, place] * (direction or 1) < 0.5 * (direction or 1)
    trees = fit(values, labels, FEATURES)
    grid = np.tile(values[0], (20, 1))
    grid[:, place] = np.linspace(0, 1, 20)
    steps = np.diff(predict(trees, grid, NAMES, with_points=False).score)
    assert direction == 0 or (steps * direction >= 0).all()


def test_nobody_is_learnt_from_and_judged_on(region: Path, opened: Case) -> None:
    con = opened.con
    known = match_labels(con, read_labels(region / LABELS, ALL_LISTED))
    label_accounts(opened.file, known)
    cut = usual_cut(con)
    assert cut is not None
    early, late = measure_halves(opened.file, cut)
    party = dict(rows_of(con, "select number, owner_key from party"))
    assert early.numbers and late.numbers
    assert not {party[one] for one in early.numbers} & {party[one] for one in late.numbers}
    every = measure_all(opened.file)
    assert {*early.numbers, *late.numbers} <= set(every.numbers)
    assert 0.4 < early.positive_count / every.positive_count < 0.8


def test_halves_are_independent(opened: Case) -> None:
    """Features of a window are those of a case that holds its transfers alone."""
    con = opened.con
    ensure_findings(opened.file)
    ((cut,),) = rows_of(con, "select epoch_us(quantile_disc(ts, 0.6)) from transfer")
    for name, window in (("early", (0, cut)), ("late", (cut, 1 << 62)), ("whole", (0, 1 << 62))):
        con.execute(f"create temp table {name} as from measure limit 0")
        make_features(con, FINDING_RULE, name, window)
    assert rows_of(con, "from whole except from measure") == []
    assert rows_of(con, "from measure except from whole") == []
    counts = "select sum(received_count), sum(received) from"
    parts = [rows_of(con, f"{counts} {name}")[0] for name in ("early", "late", "measure")]
    assert [one + two for one, two in zip(*parts[:2], strict=True)] == list(parts[2])


def test_features_are_the_columns_of_the_sql(opened: Case) -> None:
    ensure_findings(opened.file)
    measure_for_models(opened.file)
    make_model_features(opened.con, FEATURES)
    opened.con.execute("select * from model_features('measure')")
    columns = [name for name, *_ in opened.con.description or ()]
    assert columns == ["account", *(one.column for one in FEATURES)]


def test_points_add_up_to_the_score(region: Path, opened: Case, learnt: Learnt) -> None:
    known = match_labels(opened.con, read_labels(region / LABELS, ALL_LISTED))
    label_accounts(opened.file, known)
    every = measure_all(opened.file)
    prediction = predict(learnt.model.trees, every.values, NAMES)
    odds = 10 * np.log10(prediction.score / (1 - prediction.score))
    assert np.abs(odds - prediction.points.sum(axis=1) - prediction.base).max() < 0.01


@given(st.lists(st.tuples(st.integers(0, 3), st.booleans()), min_size=1), st.integers(1, 30))
def test_precision_among_the_first(rows: list[tuple[int, bool]], budget: int) -> None:
    """The mean over all orders of accounts with one score, in any order of rows."""
    score = np.array([float(one) for one, _ in rows])
    positive = np.array([one for _, one in rows])
    if not positive.any():
        positive[0] = True
    got = precision_at(curve(score, positive), budget)
    expected, left = 0.0, budget
    for value in sorted(set(score.tolist()), reverse=True):
        among = positive[score == value]
        taken = min(left, len(among))
        expected += taken * float(among.mean())
        left -= taken
    assert abs(got - expected / budget) < 1e-9
