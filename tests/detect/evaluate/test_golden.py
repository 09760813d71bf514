"""What a terminal and a picture show, in three languages; the files lie in golden/."""

from __future__ import annotations

from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest

from moneygraph.detect.evaluate import Evaluation, Known, evaluate_findings
from moneygraph.detect.queries import Column, Findings
from moneygraph.report.terminal.evaluation import print_evaluation
from moneygraph.report.terminal.plot import picture
from moneygraph.report.terminal.terminal import Terminal, cell_len
from moneygraph.report.text.texts import LANGUAGES, texts_of
from tests.detect.some_query import some_query

HERE = Path(__file__).parent


def _scores() -> Evaluation:
    columns = (Column("accounts", "list"),)
    query = some_query("mule-chains", columns)
    rows = [(0.9, [1, 2]), (0.8, [9]), (0.8, [3, 30]), (0.5, [4, 5, 31]), (0.1, [6, 10, 11])]
    found = Findings(query, [{"score": score, "transfers": ids} for score, ids in rows])
    types = {
        "cycle": {"1": frozenset[str | int]({1, 2}), "2": frozenset[str | int]({7, 8})},
        "fan-in": {"": frozenset[str | int]({3, 4, 5, 6})},
    }
    positive = frozenset[str | int](range(1, 9))
    known = Known("transfer", 1234, 5, positive, frozenset({9, 10, 11}), types, "ignore")
    return evaluate_findings({"mule-chains": found, "nothing": Findings(query, [])}, known)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_terminal(lang: str, golden: Callable[[Path, str], None]) -> None:
    stream = StringIO()
    print_evaluation(Terminal(stream, 80), texts_of(lang), _scores())
    assert max(map(cell_len, stream.getvalue().splitlines())) <= 80
    golden(HERE / "golden" / f"score-{lang}-80.txt", stream.getvalue())


def test_picture(golden: Callable[[Path, str], None]) -> None:
    golden(HERE / "golden" / "score-en.svg", picture(texts_of("en"), _scores()) + "\n")
