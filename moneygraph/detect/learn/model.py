"""A model: its trees and figures, the file or case it is kept in, and its scores for queries."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

from moneygraph.detect.learn.features import make_model_features, model_features, names_of
from moneygraph.detect.learn.figures import LACKING, Figures, Whole
from moneygraph.detect.learn.trees import check_trees
from moneygraph.store.errors import ModelError
from moneygraph.store.file import transaction
from moneygraph.store.message import Message
from moneygraph.store.printable import printable
from moneygraph.store.sqltext import rows_of
from moneygraph.store.untrusted import Text, Untrusted, WrongShape, checked, read_json

if TYPE_CHECKING:
    import duckdb

    from moneygraph.store.file import CaseFile

_VERSION: Final = 1
_MOST_BYTES: Final = 16_000_000
_REMEDY: Final = Message("Write one anew with `moneygraph learn LABELS --out FILE`.")


class _File(Untrusted, frozen=True):
    """A model's file but for its trees."""

    moneygraph_model: Whole
    features: list[Text]
    cut: Text | None
    figures: Figures
    of: Literal["account", "transfer"] = "account"


@dataclass(frozen=True)
class Model:
    """What was learnt. `of`: what it scores, "account" or "transfer". `trees` are xgboost's.

    `cut` is the moment that parts what was learnt from and what was judged on for `figures`,
    None where nothing could be held out.
    """

    trees: dict[str, Any]
    features: tuple[str, ...]
    cut: str | None
    figures: dict[str, Any]
    of: str = "account"

    @property
    def text(self) -> str:
        """The model as one line of JSON; the same model gives the same text."""
        whole = {
            "moneygraph_model": _VERSION,
            "of": self.of,
            "features": list(self.features),
            "cut": self.cut,
            "figures": self.figures,
            "xgboost": self.trees,
        }
        return json.dumps(whole, sort_keys=True, separators=(",", ":"), allow_nan=False)


def read_model_file(path: Path) -> Model:
    """Read a model that `learn --out` wrote; raises `ModelError` for anything else."""
    shown = printable(str(path))
    try:
        if not path.is_file():
            raise ModelError(
                Message("there is no model {file}", file=shown),
                Message("Check the path given to --model."),
            )
        with path.open("rb") as file:
            data = file.read(_MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        raise ModelError(
            Message("the model {file} cannot be read: {why}", file=shown, why=error),
            Message("Check its rights."),
        ) from (error)
    return read_model(data, shown)


def read_model(data: bytes, shown: str) -> Model:
    """Read a model's text; nothing of it is taken on trust. `shown` is its name in messages."""
    if len(data) > _MOST_BYTES:
        raise ModelError(Message("{file} is too large for a model", file=shown), _REMEDY)
    try:
        value = read_json(data)
    except ValueError as error:
        raise ModelError(
            Message("{file} is no model that `moneygraph learn` wrote", file=shown), _REMEDY
        ) from error
    try:
        return _checked(value)
    except WrongShape as error:
        raise ModelError(
            Message("{file} is no model of ours: {why}", file=shown, why=error.message), _REMEDY
        ) from (error)


def _checked(value: Any) -> Model:
    if not isinstance(value, dict) or "moneygraph_model" not in value:
        raise WrongShape(Message("it does not say 'moneygraph_model'"))
    if value["moneygraph_model"] != _VERSION:
        raise WrongShape(Message("its version is not {version}", version=_VERSION))
    trees = value.pop("xgboost", None)
    file = checked(value, _File, Message("the model"))
    _check_names(file)
    check_trees(trees, file.features)
    return Model(trees, tuple(file.features), file.cut, value["figures"], file.of)


def _check_names(file: _File) -> None:
    """Check what is shown with words of ours: the cut, why figures lack, features."""
    figures = file.figures
    try:
        if file.cut is not None:
            datetime.fromisoformat(file.cut)
    except ValueError as error:
        raise WrongShape(Message("its cut is no time")) from error
    if figures.lacking not in (None, *LACKING):
        raise WrongShape(Message("it lacks held-out figures for no reason known"))
    named = [one.feature for one in figures.learnt]
    if figures.held_out is not None:
        named.append(figures.held_out.feature)
    unknown = [name for name in named if name not in file.features]
    if unknown:
        raise WrongShape(
            Message("its figures name the unknown feature '{unknown}'", unknown=unknown[0])
        )


_KEPT: Final = "select labels_sha256, text from model order by all"
#: Evidence of fewer decibans is shown as none.
LEAST_POINTS: Final = 0.05


def keep_model(con: duckdb.DuckDBPyConnection, model: Model, labels_sha256: str) -> None:
    """Keep a model in the case, in place of the one of the same things that was there."""
    others = [row for row in rows_of(con, _KEPT) if _read_kept(row[1]).of != model.of]
    with transaction(con):
        con.execute("delete from model").fetchall()
        for row in sorted([*others, (labels_sha256, model.text)]):
            con.execute("insert into model values (?, ?)", list(row)).fetchall()


def kept_model(con: duckdb.DuckDBPyConnection, of: str = "account") -> Model | None:
    """Return the case's model of such things, None without one; raises `ModelError` if broken."""
    kept = (_read_kept(text) for _, text in rows_of(con, _KEPT))
    return next((model for model in kept if model.of == of), None)


def _read_kept(text: str) -> Model:
    return read_model(text.encode(), "the model in the case")


def check_subject(model: Model | None, of: str) -> None:
    """Raise `ModelError` where a model scores other things than `of`."""
    if model is None or model.of == of:
        return
    if model.of == "transfer":
        raise ModelError(
            Message("the model is of transfers, and accounts are to be scored"),
            Message("Find suspicious-transfers with it, or name a model of accounts."),
        )
    raise ModelError(
        Message("the model is of accounts, and transfers are to be scored"),
        Message("Find droppers with it, or learn one: `moneygraph learn LABELS --of transfer`."),
    )


def check_features(model: Model, names: Sequence[str]) -> None:
    """Raise `ModelError` where a model knows other features than there are."""
    if list(model.features) != list(names):
        raise ModelError(
            Message("the model was learnt on other features than there are now"),
            Message("Learn it anew with `moneygraph learn`."),
        )


def use_model(case: CaseFile, model: Model | None) -> None:
    """Fill `model_score` (see ``detect/views.sql``) by a model; without one, empty it.

    What findings stand on must be made.
    """
    case.con.execute("delete from model_score").fetchall()
    if model is None:
        return
    from moneygraph.detect.learn.fit import predict
    from moneygraph.detect.learn.measured import matrix, measure_for_models

    features = model_features(case.data)
    names = names_of(features)
    check_features(model, names)
    measure_for_models(case)
    make_model_features(case.con, features)
    read = case.con.execute("select * from model_features('measure') order by account").fetchnumpy()
    answer = predict(model.trees, matrix(read, features), names)
    columns = {f"f{index}": answer.points[:, index].copy() for index in range(len(names))}
    listed = f"list_zip($names, [{', '.join(columns)}, $begun])"
    case.con.register(
        "scores_to_keep", {"account": read["account"], "score": answer.score, **columns}
    )
    try:
        case.con.execute(
            "insert into model_score select account, score, map_from_entries("
            f"list_filter({listed}, lambda one: abs(one[2]) >= $least)) from scores_to_keep",
            {"names": [*names, "begun"], "begun": answer.base, "least": LEAST_POINTS},
        ).fetchall()
    finally:
        case.con.unregister("scores_to_keep")
