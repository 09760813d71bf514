"""A model's file may come from anybody: whatever is in it, an error or a model that is ours."""

from __future__ import annotations

import json
import pickle
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import moneygraph
from moneygraph.detect.learn.features import model_features, names_of
from moneygraph.detect.learn.fit import ask
from moneygraph.detect.learn.learn import Learnt
from moneygraph.detect.learn.model import read_model
from moneygraph.store.data import OURS
from moneygraph.store.errors import CallError, ModelError
from tests.cli.conftest import Run

NAMES = names_of(model_features(OURS))
GRID = np.vstack([np.zeros(len(NAMES)), np.ones(len(NAMES)), np.full(len(NAMES), np.nan)])


def used(text: bytes) -> None:
    """Read a model and ask it: it answers with shares, or raises `ModelError`."""
    try:
        model = read_model(text, "the file")
        score = ask(model.trees, GRID, NAMES).score
    except ModelError as error:
        assert error.remedy and "\n" not in error.message
    else:
        assert ((score >= 0) & (score <= 1)).all()


def test_what_is_written_is_read(learnt: Learnt) -> None:
    text = learnt.model.text
    again = read_model(text.encode(), "the file")
    assert again.text == text
    assert (ask(again.trees, GRID, NAMES).score == ask(learnt.model.trees, GRID, NAMES).score).all()
    assert "KZ" not in text and "csv" not in text


@settings(max_examples=300, deadline=None)
@given(data=st.data())
def test_bytes_that_were_changed(learnt: Learnt, data: st.DataObject) -> None:
    text = bytearray(learnt.model.text.encode())
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.integers(0, len(text) - 1))
        length = data.draw(st.integers(0, 5))
        text[place : place + length] = data.draw(st.binary(max_size=4))
    used(bytes(text[: data.draw(st.sampled_from([len(text), len(text) // 2]))]))


def places_of(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the ways to all values inside, not too many of a list."""
    found = [path] if path else []
    if isinstance(value, dict):
        for key, one in value.items():
            found += places_of(one, (*path, key))
    if isinstance(value, list):
        for key, one in enumerate(value[:4]):
            found += places_of(one, (*path, key))
    return found


_NUMBERS = (-1, 0, 1, 127, 2**31 - 1, 2**40, -(2**70), 0.5, -1e300, 1e300, 1e-300)
_TEXTS = ("", "0", "x", "-1", "99999999999", "1E-1", "\x00\x1b[31m")
ODD = st.sampled_from([None, True, [], [1], [[]], {}, {"a": 1}, *_NUMBERS, *_TEXTS])


@settings(max_examples=400, deadline=None)
@given(data=st.data())
def test_values_that_were_changed(learnt: Learnt, data: st.DataObject) -> None:
    value = json.loads(learnt.model.text)
    *way, last = data.draw(st.sampled_from(places_of(value)))
    inner = value
    for key in way:
        inner = inner[key]
    how = data.draw(st.sampled_from(["set", "drop", "twice"]))
    if how == "set":
        inner[last] = data.draw(ODD)
    elif how == "drop":
        del inner[last]
    elif isinstance(inner, list):
        inner.append(inner[last])
    else:
        inner[f"{last}2"] = inner[last]
    used(json.dumps(value).encode())


def tree_of(value: dict[str, Any]) -> dict[str, Any]:
    tree: dict[str, Any] = value["xgboost"]["learner"]["gradient_booster"]["model"]["trees"][0]
    return tree


def _circle(value: dict[str, Any]) -> None:
    tree_of(value)["left_children"][1] = 0


def _far_child(value: dict[str, Any]) -> None:
    tree_of(value)["right_children"][0] = 10_000


def _far_feature(value: dict[str, Any]) -> None:
    tree_of(value)["split_indices"][0] = len(NAMES)


def _short(value: dict[str, Any]) -> None:
    tree_of(value)["base_weights"].pop()


def _huge(value: dict[str, Any]) -> None:
    tree_of(value)["split_conditions"][0] = 1e300


def _orphan(value: dict[str, Any]) -> None:
    tree_of(value)["left_children"][0] = tree_of(value)["right_children"][0]


def _version(value: dict[str, Any]) -> None:
    value["moneygraph_model"] = 2


def _features(value: dict[str, Any]) -> None:
    value["features"] = value["features"][::-1]


def _cut(value: dict[str, Any]) -> None:
    value["cut"] = "soon"


def _figure(value: dict[str, Any]) -> None:
    value["figures"]["learnt"][0]["feature"] = "shoe size"


def _lacking(value: dict[str, Any]) -> None:
    value["figures"]["lacking"] = "time"


def _objective(value: dict[str, Any]) -> None:
    value["xgboost"]["learner"]["objective"]["name"] = "reg:squarederror"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (_circle, "no tree at node"),
        (_far_child, "no tree at node"),
        (_far_feature, "split_indices"),
        (_short, "nodes"),
        (_huge, "no float"),
        (_orphan, "no tree at node"),
        (_version, "version is not 1"),
        (_features, "feature_names"),
        (_cut, "no time"),
        (_figure, "unknown feature"),
        (_lacking, "no reason known"),
        (_objective, "objective"),
    ],
)
def test_what_is_wrong_is_said(
    learnt: Learnt, change: Callable[[dict[str, Any]], None], said: str
) -> None:
    value = json.loads(learnt.model.text)
    change(value)
    with pytest.raises(ModelError, match=said):
        read_model(json.dumps(value).encode(), "the file")


class Trap:
    def __reduce__(self) -> tuple[Any, tuple[str]]:
        return exec, ("raise SystemExit('unpickled')",)


@pytest.mark.parametrize(
    "data",
    [
        pickle.dumps(Trap()),
        pickle.dumps({"moneygraph_model": 1}, protocol=0),
        b"",
        b"[" * 100_000,
        b"\xff\xfe",
        b"null",
        b"NaN",
        b'{"moneygraph_model": NaN}',
        b"9" * 5000,
        b" " * 16_000_001,
    ],
    ids=["trap", "pickle", "empty", "deep", "no-text", "null", "nan", "inner-nan", "long", "large"],
)
def test_what_is_no_model(data: bytes, called: Run, tmp_path: Path) -> None:
    file = tmp_path / "model.json"
    file.write_bytes(data)
    result = called("find", "droppers", "--model", file)
    assert result.exit_code == 2
    assert result.stderr.startswith("error: ") and "Traceback" not in result.stderr
    with pytest.raises(CallError):
        read_model(data, "the file")


def test_a_model_that_is_not_there(called: Run, tmp_path: Path) -> None:
    for file in (tmp_path / "none.json", tmp_path, "a\0b"):
        result = called("find", "droppers", "--model", file)
        assert result.exit_code == 2 and result.stderr.startswith("error: "), result.stderr


def test_a_broken_model_in_a_case(called: Run, tmp_path: Path) -> None:
    from moneygraph.api import Case

    with Case.open(tmp_path / "case.duckdb") as case:
        case.con.execute("insert into model values ('', '{}')")
    for command in (("find", "droppers"), ("status",)):
        result = called(*command)
        assert result.exit_code == 2 and "the model in the case" in result.stderr
    assert called("find", "droppers", "--model", "none").exit_code == 0


def test_nothing_of_ours_unpickles() -> None:
    folder = Path(moneygraph.__file__).parent
    words = re.compile(r"\b(pickle|joblib|cloudpickle|marshal|shelve|dill)\b|allow_pickle")
    found = [path for path in folder.rglob("*.py") if words.search(path.read_text("utf-8"))]
    assert found == []
