"""A model's trees as xgboost writes them in JSON: all that is kept, and what is checked of them.

xgboost takes what it is given on trust, so nothing reaches it that was not looked at here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final

from moneygraph.detect.learn.shape import WrongShape, check

_MOST_TREES: Final = 500
_MOST_NODES: Final = 127
_NO_PARENT: Final = 2147483647
_BASE = re.compile(r"\[?(\d(?:\.\d+)?E-?\d{1,2})\]?")

_TREE: Final = {
    "base_weights": [float],
    "categories": [],
    "categories_nodes": [],
    "categories_segments": [],
    "categories_sizes": [],
    "default_left": [int],
    "id": int,
    "left_children": [int],
    "loss_changes": [float],
    "parents": [int],
    "right_children": [int],
    "split_conditions": [float],
    "split_indices": [int],
    "split_type": [int],
    "sum_hessian": [float],
    "tree_param": {
        "num_deleted": str,
        "num_feature": str,
        "num_nodes": str,
        "size_leaf_vector": str,
    },
}
_MODEL: Final = {
    "learner": {
        "attributes": {},
        "feature_names": [str],
        "feature_types": [],
        "gradient_booster": {
            "model": {
                "cats": {"enc": [], "feature_segments": [], "sorted_idx": []},
                "gbtree_model_param": {"num_parallel_tree": str, "num_trees": str},
                "iteration_indptr": [int],
                "tree_info": [int],
                "trees": [_TREE],
            },
            "name": str,
        },
        "learner_model_param": {
            "base_score": str,
            "boost_from_average": str,
            "num_class": str,
            "num_feature": str,
            "num_target": str,
        },
        "objective": {"name": str, "reg_loss_param": {"scale_pos_weight": str}},
    },
    "version": [int],
}


def known_part(value: Any, shape: Any = _MODEL) -> Any:
    """Return what we keep of xgboost's JSON; a later one may write more."""
    if isinstance(shape, dict):
        return {key: known_part(value[key], inner) for key, inner in shape.items() if key in value}
    if isinstance(shape, list) and shape and isinstance(shape[0], dict):
        return [known_part(one, shape[0]) for one in value]
    return value


def check_trees(value: Any, features: Sequence[str]) -> None:
    """Raise `WrongShape` unless this is a model of ours that xgboost can take without harm."""
    check(value, _MODEL, "xgboost")
    learner = value["learner"]
    booster = learner["gradient_booster"]
    model = booster["model"]
    trees = model["trees"]
    count = len(trees)
    base = _BASE.fullmatch(learner["learner_model_param"]["base_score"])
    rules = {
        "feature_names": learner["feature_names"] == list(features),
        "name": booster["name"] == "gbtree",
        "objective": learner["objective"]
        == {"name": "binary:logistic", "reg_loss_param": {"scale_pos_weight": "1"}},
        "base_score": base is not None and 0 < float(base[1]) < 1,
        "learner_model_param": _others(learner["learner_model_param"], features),
        "trees": 0 < count <= _MOST_TREES,
        "num_trees": model["gbtree_model_param"]
        == {"num_parallel_tree": "1", "num_trees": str(count)},
        "iteration_indptr": model["iteration_indptr"] == list(range(count + 1)),
        "tree_info": model["tree_info"] == [0] * count,
        "version": len(value["version"]) == 3 and all(0 <= one < 100 for one in value["version"]),
    }
    _hold(rules, "xgboost")
    for place, tree in enumerate(trees):
        _check_tree(tree, place, features)


def _others(param: dict[str, str], features: Sequence[str]) -> bool:
    rest = {name: value for name, value in param.items() if name != "base_score"}
    return rest == {
        "boost_from_average": "1",
        "num_class": "0",
        "num_feature": str(len(features)),
        "num_target": "1",
    }


def _check_tree(tree: dict[str, Any], place: int, features: Sequence[str]) -> None:
    """Check that the nodes are one tree, each child after its parent, and split by our features."""
    count = len(tree["left_children"])
    lists = [name for name, shape in _TREE.items() if isinstance(shape, list) and shape]
    param = {
        "num_deleted": "0",
        "num_feature": str(len(features)),
        "num_nodes": str(count),
        "size_leaf_vector": "1",
    }
    rules = {
        "id": tree["id"] == place,
        "nodes": 0 < count <= _MOST_NODES and all(len(tree[name]) == count for name in lists),
        "tree_param": tree["tree_param"] == param,
        "split_type": not any(tree["split_type"]),
        "default_left": set(tree["default_left"]) <= {0, 1},
        "split_indices": all(0 <= one < len(features) for one in tree["split_indices"]),
        "sum_hessian": all(one > 0 for one in tree["sum_hessian"]),
    }
    _hold(rules, f"xgboost tree {place}")
    parents = _parents(tree["left_children"], tree["right_children"], place)
    _hold({"parents": parents == tree["parents"]}, f"xgboost tree {place}")


def _parents(left: list[int], right: list[int], place: int) -> list[int]:
    parents = [_NO_PARENT] * len(left)
    for node, pair in enumerate(zip(left, right, strict=True)):
        if pair == (-1, -1):
            continue
        for child in pair:
            if not node < child < len(left) or parents[child] != _NO_PARENT:
                raise WrongShape(f"xgboost tree {place} is no tree at node {node}")
            parents[child] = node
    if _NO_PARENT in parents[1:]:
        raise WrongShape(f"xgboost tree {place} has a node that hangs on none")
    return parents


def _hold(rules: dict[str, bool], place: str) -> None:
    for name, holds in rules.items():
        if not holds:
            raise WrongShape(f"{place}: {name} is none of ours")
