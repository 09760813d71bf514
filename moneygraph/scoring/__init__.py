"""How true findings are, judged by labels that a user gives of his own closed cases."""

from moneygraph.scoring.curve import Point
from moneygraph.scoring.judged import is_about
from moneygraph.scoring.known import UNLABELLED, Known, know_labels
from moneygraph.scoring.labels import SUBJECTS, Labels, read_labels
from moneygraph.scoring.patterns import PatternScore
from moneygraph.scoring.score import QueryScore, Scores, score_findings

__all__ = [
    "SUBJECTS",
    "UNLABELLED",
    "Known",
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
