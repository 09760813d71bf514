"""A model's trees as xgboost writes them in JSON: all that is kept, and what is checked of them.

xgboost takes what it is given on trust, so nothing reaches it that was not looked at here.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Final, Literal

from msgspec import Meta
from msgspec.structs import astuple, fields

from moneygraph.detect.learn.figures import MOST, Finite, Whole
from moneygraph.store.message import Message
from moneygraph.store.untrusted import Untrusted, WrongShape, checked, matching

_MOST_TREES: Final = 500
_MOST_NODES: Final = 127
_NO_PARENT: Final = 2147483647

_Positive = Annotated[float, Meta(gt=0, le=MOST)]
_Version = Annotated[int, Meta(ge=0, lt=100)]
_Base = Annotated[
    str, matching(r"^\[?[0-9](\.[0-9]+)?E-?[0-9]{1,2}\]?\Z", Message("a number like 5E-1"))
]
_Empty = Annotated[list[Any], Meta(max_length=0)]
_Nodes = Meta(min_length=1, max_length=_MOST_NODES)


class _Nothing(Untrusted, frozen=True):
    pass


class _TreeParam(Untrusted, frozen=True):
    num_deleted: Literal["0"]
    num_feature: str
    num_nodes: str
    size_leaf_vector: Literal["1"]


class _Tree(Untrusted, frozen=True):
    """A tree: each list has a value for each node."""

    base_weights: Annotated[list[Finite], _Nodes]
    categories: _Empty
    categories_nodes: _Empty
    categories_segments: _Empty
    categories_sizes: _Empty
    default_left: Annotated[list[Literal[0, 1]], _Nodes]
    id: Whole
    left_children: Annotated[list[Whole], _Nodes]
    loss_changes: Annotated[list[Finite], _Nodes]
    parents: Annotated[list[Whole], _Nodes]
    right_children: Annotated[list[Whole], _Nodes]
    split_conditions: Annotated[list[Finite], _Nodes]
    split_indices: Annotated[list[Whole], _Nodes]
    split_type: Annotated[list[Literal[0]], _Nodes]
    sum_hessian: Annotated[list[_Positive], _Nodes]
    tree_param: _TreeParam


class _Categories(Untrusted, frozen=True):
    enc: _Empty
    feature_segments: _Empty
    sorted_idx: _Empty


class _TreesParam(Untrusted, frozen=True):
    num_parallel_tree: Literal["1"]
    num_trees: str


class _Trees(Untrusted, frozen=True):
    cats: _Categories
    gbtree_model_param: _TreesParam
    iteration_indptr: list[Whole]
    tree_info: list[Literal[0]]
    trees: Annotated[list[_Tree], Meta(min_length=1, max_length=_MOST_TREES)]


class _Booster(Untrusted, frozen=True):
    model: _Trees
    name: Literal["gbtree"]


class _LearnerParam(Untrusted, frozen=True):
    base_score: _Base
    boost_from_average: Literal["1"]
    num_class: Literal["0"]
    num_feature: str
    num_target: Literal["1"]


class _Weight(Untrusted, frozen=True):
    scale_pos_weight: Literal["1"]


class _Objective(Untrusted, frozen=True):
    name: Literal["binary:logistic"]
    reg_loss_param: _Weight


class _Learner(Untrusted, frozen=True):
    attributes: _Nothing
    feature_names: list[str]
    feature_types: _Empty
    gradient_booster: _Booster
    learner_model_param: _LearnerParam
    objective: _Objective


class _Xgboost(Untrusted, frozen=True):
    learner: _Learner
    version: Annotated[list[_Version], Meta(min_length=3, max_length=3)]


def known_part(value: Any, kind: Any = _Xgboost) -> Any:
    """Return what we keep of xgboost's JSON; a later one may write more."""
    if isinstance(value, dict):
        return {
            one.name: known_part(value[one.name], one.type)
            for one in fields(kind)
            if one.name in value
        }
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return [known_part(one, _Tree) for one in value]  # no other list holds objects
    return value


def check_trees(value: Any, features: Sequence[str]) -> None:
    """Raise `WrongShape` unless this is a model of ours that xgboost can take without harm."""
    learner = checked(value, _Xgboost, "xgboost").learner
    model = learner.gradient_booster.model
    param = learner.learner_model_param
    count = len(model.trees)
    rules = {
        "feature_names": learner.feature_names == list(features),
        "num_feature": param.num_feature == str(len(features)),
        "base_score": 0 < float(param.base_score.strip("[]")) < 1,
        "num_trees": model.gbtree_model_param.num_trees == str(count),
        "iteration_indptr": model.iteration_indptr == list(range(count + 1)),
        "tree_info": len(model.tree_info) == count,
    }
    _hold(rules, "xgboost")
    for index, tree in enumerate(model.trees):
        _check_tree(tree, index, features)


def _check_tree(tree: _Tree, index: int, features: Sequence[str]) -> None:
    """Check that the nodes are one tree, each child after its parent, and split by our features."""
    count = len(tree.left_children)
    lists = [one for one in astuple(tree) if isinstance(one, list) and one]  # else `_Empty`
    rules = {
        "id": tree.id == index,
        "nodes": all(len(one) == count for one in lists),
        "num_feature": tree.tree_param.num_feature == str(len(features)),
        "num_nodes": tree.tree_param.num_nodes == str(count),
        "split_indices": all(0 <= one < len(features) for one in tree.split_indices),
    }
    _hold(rules, f"xgboost tree {index}")
    parents = _parents(tree.left_children, tree.right_children, index)
    _hold({"parents": parents == tree.parents}, f"xgboost tree {index}")


def _parents(left: list[int], right: list[int], index: int) -> list[int]:
    parents = [_NO_PARENT] * len(left)
    for node, pair in enumerate(zip(left, right, strict=True)):
        if pair == (-1, -1):
            continue
        for child in pair:
            if not node < child < len(left) or parents[child] != _NO_PARENT:
                raise WrongShape(
                    Message(
                        "xgboost tree {index} is no tree at node {node}", index=index, node=node
                    )
                )
            parents[child] = node
    if _NO_PARENT in parents[1:]:
        raise WrongShape(Message("xgboost tree {index} has a node that hangs on none", index=index))
    return parents


def _hold(rules: dict[str, bool], subject: str) -> None:
    for name, holds in rules.items():
        if not holds:
            raise WrongShape(
                Message("{subject}: {name} is none of ours", subject=subject, name=name)
            )
