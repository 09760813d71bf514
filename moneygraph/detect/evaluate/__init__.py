"""Evaluates findings by labels that a user gives of closed cases."""

from moneygraph.detect.evaluate.curves import (
    Evaluation,
    Point,
    QueryEvaluation,
    evaluate_findings,
    is_about,
)
from moneygraph.detect.evaluate.known import UNLABELLED, Known, match_labels
from moneygraph.detect.evaluate.labels import SUBJECTS, LabelOptions, Labels, read_labels
from moneygraph.detect.evaluate.patterns import PatternEvaluation

__all__ = [
    "SUBJECTS",
    "UNLABELLED",
    "Evaluation",
    "Known",
    "LabelOptions",
    "Labels",
    "PatternEvaluation",
    "Point",
    "QueryEvaluation",
    "evaluate_findings",
    "is_about",
    "match_labels",
    "read_labels",
]
