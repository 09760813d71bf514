"""An evaluation of findings by labels and a learnt model, as JSON values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from moneygraph.detect.evaluate import (
        Evaluation,
        Known,
        PatternEvaluation,
        Point,
        QueryEvaluation,
    )
    from moneygraph.detect.learn import Model
    from moneygraph.detect.learn.learn import Learnt

_DIGITS: Final = 4


def evaluation_json(scores: Evaluation) -> dict[str, Any]:
    """Return the labels' counts and, by query, its figures, patterns and curve."""
    return {
        "labels": labels_json(scores.known),
        "queries": {one.query: _query(one) for one in scores.queries},
    }


def labels_json(known: Known) -> dict[str, Any]:
    """Return how many labels there are and name something in the case.

    Keys and the word ``innocent`` for unlabelled negatives are those that other programs read.
    """
    return {
        "of": known.of,
        "rows": known.rows,
        "missing": known.missing,
        "missing_lines": list(known.missing_lines),
        "guilty": len(known.positive),
        "innocent": len(known.negative),
        "unlabelled": "innocent" if known.unlabelled == "negative" else known.unlabelled,
    }


def _query(one: QueryEvaluation) -> dict[str, Any]:
    return {
        "average_precision": round(one.average_precision, _DIGITS),
        "min_score": one.min_score,
        **_counts(one.at),
        "patterns": [_pattern(pattern) for pattern in one.patterns],
        "curve": [{"score": point.score, **_counts(point)} for point in one.curve],
    }


def _counts(point: Point) -> dict[str, Any]:
    precision = point.precision
    return {
        "precision": None if precision is None else round(precision, _DIGITS),
        "recall": round(point.recall, _DIGITS),
        "findings": point.findings,
        "alerted": point.alerted,
        "judged": point.judged,
        "found": point.found,
        "guilty": point.positive,
    }


def _pattern(pattern: PatternEvaluation) -> dict[str, Any]:
    return {
        "pattern": pattern.pattern,
        "recall": round(pattern.recall, _DIGITS),
        "things": pattern.things,
        "found": pattern.found,
        "instances": pattern.instances,
        "touched": pattern.touched,
        "whole": pattern.whole,
        "findings": pattern.findings,
    }


def learnt_json(learnt: Learnt, out: str | None) -> dict[str, Any]:
    """Return the labels' counts, the figures on held-out time and the features that count.

    `kept_in` is the file that was written, null for the case.
    """
    return {"labels": labels_json(learnt.known), "kept_in": out, **model_json(learnt.model)}


def model_json(model: Model) -> dict[str, Any]:
    """Return a model's figures: `cut` parts what it learnt from and what it was judged on."""
    return {"of": model.of, "cut": model.cut, **model.figures}
