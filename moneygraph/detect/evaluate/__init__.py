"""How true findings are, judged by labels that a user gives of his own closed cases."""

from moneygraph.detect.evaluate.known import UNLABELLED, Known, know_labels
from moneygraph.detect.evaluate.labels import SUBJECTS, LabelOptions, Labels, read_labels
from moneygraph.detect.evaluate.patterns import PatternScore
from moneygraph.detect.evaluate.score import Point, QueryScore, Scores, is_about, score_findings

__all__ = [
    "SUBJECTS",
    "UNLABELLED",
    "Known",
    "LabelOptions",
    "Labels",
    "PatternScore",
    "Point",
    "QueryScore",
    "Scores",
    "is_about",
    "know_labels",
    "read_labels",
    "score_findings",
]
