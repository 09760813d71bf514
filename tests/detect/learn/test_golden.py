"""What a terminal shows of what was learnt, in three languages; the files lie in golden/."""

from __future__ import annotations

from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from moneygraph.detect.evaluate import Known
from moneygraph.detect.features.declared import declared
from moneygraph.detect.learn import Model
from moneygraph.detect.learn.learn import Learnt
from moneygraph.report.terminal.evaluation import print_learnt
from moneygraph.report.terminal.findings import print_reasons
from moneygraph.report.terminal.terminal import Terminal, cell_len
from moneygraph.report.text.sentence import model_reasons
from moneygraph.report.text.texts import LANGUAGES, texts_of
from moneygraph.store.data import OURS

HERE = Path(__file__).parent
HELD_OUT: dict[str, Any] = {
    "learnt_from": {"accounts": 1750, "guilty": 121},
    "judged_on": {"accounts": 1001, "guilty": 82},
    "feature": "new_share",
    "average_precision": {"model": 0.91, "points": 0.8, "feature": 0.4321},
    "precision": [
        {"alerts": 10, "model": 1.0, "points": 0.9, "feature": 0.5},
        {"alerts": 50, "model": 0.92, "points": 0.8, "feature": 0.4444},
    ],
    "calibration": [
        {"least": 0.0, "most": 0.01, "accounts": 900, "predicted": 0.0009, "seen": 0.001},
        {"least": 0.8, "most": 1.0, "accounts": 101, "predicted": 0.9888, "seen": 0.99},
    ],
}
FEATURES = [
    {"feature": "hour_passed_share", "direction": 1, "points": 13.19},
    {"feature": "wages", "direction": -1, "points": 4.2},
    {"feature": "round_share", "direction": 0, "points": 0.5},
    {"feature": "new_share", "direction": 1, "points": 0.04},
]


def _learnt(held_out: dict[str, Any] | None, lacking: str | None) -> Learnt:
    figures = {
        "all": {"accounts": 2751, "guilty": 203},
        "held_out": held_out,
        "lacking": lacking,
        "learnt": FEATURES,
    }
    known = Known("account", 210, 7, frozenset(range(203)), frozenset(), {}, "negative")
    return Learnt(Model({}, (), "2026-03-02T11:00:00", figures), known, "")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_terminal(lang: str, golden: Callable[[Path, str], None]) -> None:
    stream = StringIO()
    terminal, texts = Terminal(stream, 80), texts_of(lang)
    print_learnt(terminal, texts, _learnt(HELD_OUT, None), None)
    for lacking in ("few_early", "none_late"):
        terminal.line()
        print_learnt(terminal, texts, _learnt(None, lacking), "model.json")
    terminal.line()
    reasons = model_reasons({"wages": -4.0, "begun": -11.2, "hour_passed_share": 12.3}, texts)
    plain = [{"says": one.says, "points": one.points} for one in reasons]
    print_reasons(terminal, texts, texts("model.says"), plain)
    assert max(map(cell_len, stream.getvalue().splitlines())) <= 80
    golden(HERE / "golden" / f"learn-{lang}-80.txt", stream.getvalue())


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_feature_has_a_meaning(lang: str) -> None:
    texts = texts_of(lang)
    for one in declared(OURS).values():
        assert not one.model or texts.feature(one.published) != one.published
