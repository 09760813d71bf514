"""What was learnt, as JSON values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moneygraph.outputs.score import labels_json

if TYPE_CHECKING:
    from moneygraph.learning import Model
    from moneygraph.learning.learn import Learnt


def learnt_json(learnt: Learnt, out: str | None) -> dict[str, Any]:
    """Return the labels' counts, the figures on held-out time and the features that count.

    `kept_in` is the file that was written, null for the case.
    """
    return {"labels": labels_json(learnt.known), "kept_in": out, **model_json(learnt.model)}


def model_json(model: Model) -> dict[str, Any]:
    """Return a model's figures: `cut` parts what it learnt from and what it was judged on."""
    return {"cut": model.cut, **model.figures}
