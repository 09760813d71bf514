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
from hypothesis import given
from hypothesis import strategies as st

import moneygraph
from moneygraph.detect.learn.features import model_features, names_of
from moneygraph.detect.learn.fit import predict
from moneygraph.detect.learn.learn import Learnt
from moneygraph.detect.learn.model import read_model
from moneygraph.store.data import OURS
from moneygraph.store.errors import CallError, ModelError
from tests.cli.conftest import Run
from tests.laws import laws

NAMES = names_of(model_features(OURS))
GRID = np.vstack([np.zeros(len(NAMES)), np.ones(len(NAMES)), np.full(len(NAMES), np.nan)])


def used(text: bytes) -> None:
    """Read a model and predict: it gives shares, or raises `ModelError`."""
    try:
        model = read_model(text, "the file")
        score = predict(model.trees, GRID, NAMES).score
    except ModelError as error:
        assert error.remedy and "\n" not in error.message
    else:
        assert ((score >= 0) & (score <= 1)).all()


def test_what_is_written_is_read(learnt: Learnt) -> None:
    text = learnt.model.text
    again = read_model(text.encode(), "the file")
    assert again.text == text
    assert (
        predict(again.trees, GRID, NAMES).score == predict(learnt.model.trees, GRID, NAMES).score
    ).all()
    assert "KZ" not in text and "csv" not in text


@laws(150)
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


@laws(200)
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


def learner_of(value: dict[str, Any]) -> dict[str, Any]:
    learner: dict[str, Any] = value["xgboost"]["learner"]
    return learner


def model_of(value: dict[str, Any]) -> dict[str, Any]:
    model: dict[str, Any] = value["xgboost"]["learner"]["gradient_booster"]["model"]
    return model


def _orphan(value: dict[str, Any]) -> None:
    tree_of(value)["left_children"][0] = tree_of(value)["right_children"][0]


def _unreached(value: dict[str, Any]) -> None:
    tree = tree_of(value)
    last = len(tree["parents"]) - 1
    parent = tree["parents"][last]
    tree["left_children"][parent] = tree["right_children"][parent] = -1


Change = Callable[[dict[str, Any]], Any]
_LEARNER = "xgboost.learner"
_MODEL = f"{_LEARNER}.gradient_booster.model"
_TREE = rf"{_MODEL}.trees\[0\]"
WRONG: list[tuple[Change, str]] = [
    (lambda v: tree_of(v)["left_children"].__setitem__(1, 0), "tree 0 is no tree at node 1"),
    (lambda v: tree_of(v)["right_children"].__setitem__(0, 10_000), "no tree at node 0"),
    (_orphan, "no tree at node"),
    (_unreached, "tree 0 has a node that hangs on none"),
    (lambda v: tree_of(v)["parents"].__setitem__(1, 1), "tree 0: parents is none of ours"),
    (lambda v: tree_of(v)["split_indices"].__setitem__(0, len(NAMES)), "tree 0: split_indices"),
    (lambda v: tree_of(v)["split_indices"].__setitem__(0, -1), "tree 0: split_indices"),
    (lambda v: tree_of(v)["base_weights"].pop(), "tree 0: nodes is none of ours"),
    (lambda v: tree_of(v)["base_weights"].clear(), "base_weights: expected array of length >= 1"),
    (lambda v: tree_of(v).update(id=1), "tree 0: id is none of ours"),
    (lambda v: tree_of(v)["tree_param"].update(num_nodes="1"), "tree 0: num_nodes"),
    (lambda v: tree_of(v)["tree_param"].update(num_feature="1"), "tree 0: num_feature"),
    (lambda v: tree_of(v)["tree_param"].update(size_leaf_vector="2"), "size_leaf_vector: invalid"),
    (lambda v: tree_of(v)["split_conditions"].__setitem__(0, 1e300), "expected float <= 1e[+]18"),
    (
        lambda v: tree_of(v)["split_conditions"].__setitem__(0, 10**400),
        "out of range|int too large",
    ),
    (lambda v: tree_of(v)["loss_changes"].__setitem__(0, -1e300), "expected float >= -1e[+]18"),
    (lambda v: tree_of(v)["sum_hessian"].__setitem__(0, 0), rf"{_TREE}.sum_hessian\[0\]: .* > 0"),
    (
        lambda v: tree_of(v)["default_left"].__setitem__(0, 2),
        rf"{_TREE}.default_left\[0\]: invalid",
    ),
    (lambda v: tree_of(v)["default_left"].__setitem__(0, True), "expected int, got bool"),
    (lambda v: tree_of(v)["split_type"].__setitem__(0, 1), rf"{_TREE}.split_type\[0\]: invalid"),
    (lambda v: tree_of(v)["left_children"].__setitem__(0, 1.0), "expected int, got float"),
    (lambda v: tree_of(v)["categories"].append(1), "categories: expected array of length <= 0"),
    (lambda v: tree_of(v).update({"\x1b[31m": 1}), r"unknown field \\x1b\[31m"),
    (lambda v: model_of(v)["trees"].clear(), rf"{_MODEL}.trees: expected array of length >= 1"),
    (lambda v: model_of(v).update(trees=[tree_of(v)] * 501), "trees: expected array of .* <= 500"),
    (lambda v: model_of(v)["trees"].pop(), "xgboost: num_trees is none of ours"),
    (lambda v: model_of(v)["iteration_indptr"].pop(), "xgboost: iteration_indptr"),
    (lambda v: model_of(v)["tree_info"].pop(), "xgboost: tree_info is none of ours"),
    (lambda v: model_of(v)["tree_info"].__setitem__(0, 1), rf"{_MODEL}.tree_info\[0\]: invalid"),
    (lambda v: learner_of(v)["learner_model_param"].update(base_score="2"), "base_score: expected"),
    (lambda v: learner_of(v)["learner_model_param"].update(base_score="[5E0]"), ": base_score is"),
    (lambda v: learner_of(v)["learner_model_param"].update(num_feature="1"), ": num_feature is"),
    (lambda v: learner_of(v)["learner_model_param"].update(num_class="2"), "num_class: invalid"),
    (lambda v: learner_of(v)["gradient_booster"].update(name="dart"), "booster.name: invalid enum"),
    (
        lambda v: learner_of(v)["objective"].update(name="reg:linear"),
        "objective.name: invalid enum",
    ),
    (lambda v: learner_of(v)["attributes"].update(a="b"), "attributes: object contains unknown"),
    (lambda v: v["xgboost"].update(version=[3, 1]), "version: expected array of length >= 3"),
    (lambda v: v["xgboost"].update(version=[3, 1, -1]), r"xgboost.version\[2\]: expected int >= 0"),
    (lambda v: v.pop("xgboost"), "xgboost: expected object, got null"),
    (lambda v: v.pop("moneygraph_model"), "does not say 'moneygraph_model'"),
    (lambda v: v.update(moneygraph_model=2), "its version is not 1"),
    (lambda v: v.update(moneygraph_model=True), "the model.moneygraph_model: .* got bool"),
    (lambda v: v.update(features=v["features"][::-1]), "xgboost: feature_names is none of ours"),
    (lambda v: v.update(cut="soon"), "its cut is no time"),
    (lambda v: v.update(extra=1), "the model: object contains unknown field extra"),
    (lambda v: v["figures"].update(lacking="time"), "no reason known"),
    (lambda v: v["figures"]["learnt"][0].update(feature="\x1b"), r"unknown feature '\\x1b'"),
    (lambda v: v["figures"]["learnt"][0].update(points=None), r"learnt\[0\].points: .* got null"),
    (lambda v: v["figures"]["all"].update(guilty=10**19), r"figures.all.guilty: .* <= 1000000"),
]


@pytest.mark.parametrize(("change", "wrong"), WRONG, ids=[wrong for _, wrong in WRONG])
def test_what_is_wrong_is_named(learnt: Learnt, change: Change, wrong: str) -> None:
    value = json.loads(learnt.model.text)
    change(value)
    with pytest.raises(ModelError, match=wrong):
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
        b'{"moneygraph_model": 1e999}',
        b'{"moneygraph_model": 1, "moneygraph_model": 1}',
        b"9" * 5000,
        b" " * 16_000_001,
    ],
    ids=[
        "trap",
        "pickle",
        "empty",
        "deep",
        "no-text",
        "null",
        "nan",
        "inner-nan",
        "infinite",
        "twice",
        "long",
        "large",
    ],
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
