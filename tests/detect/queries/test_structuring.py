"""What everybody in a case does says nothing; what is found in the sample is not found there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from moneygraph.api import Case

HERE = Path(__file__).parent
_BEGIN = datetime(2026, 3, 2, 10)
Row = tuple[float, str, str, int, str]


def _write(path: Path, rows: Iterator[Row]) -> Path:
    lines = [
        f"{_BEGIN + timedelta(hours=hours)},{payer},{payee},{amount},{kind}\n"
        for hours, payer, payee, amount, kind in rows
    ]
    text = "ts,from_account,to_account,amount,kind\n" + "".join(lines)
    path.write_text(text, encoding="utf-8")
    return path


def _cut_by_all() -> Iterator[Row]:
    """Forty people pay three suppliers of theirs sums just below a million."""
    for person in range(40):
        for number in range(3):
            amount = 900_000 + (person * 7919 + number * 104_729) % 99_000
            yield person + 30 * number, f"P-{person}", f"S-{person}-{number}", amount, "transfer"


def _tried_by_all() -> Iterator[Row]:
    """Thirty people try whom they pay first."""
    for person in range(30):
        yield person, f"P-{person}", f"S-{person}", 1000, "transfer"
        yield person + 2, f"P-{person}", f"S-{person}", 300_000 + person * 1000, "transfer"


def _same_for_all() -> Iterator[Row]:
    """Through the machine of the sample nearly everybody puts in the same sum, all day long."""
    for person in range(200):
        yield 24 * 13 + person * 0.02, "ATM-9", f"P-{person}", 150_000, "cash_in"


@pytest.mark.parametrize(
    ("common", "pattern"),
    [
        (_cut_by_all, "below-threshold"),
        (_tried_by_all, "trial-payment"),
        (_same_for_all, "one-machine"),
    ],
)
def test_what_everybody_does_says_nothing(
    case: Case, tmp_path: Path, common: Callable[[], Iterator[Row]], pattern: str
) -> None:
    case.load(HERE / "structuring.csv", covers="all")
    before = _scores(case, pattern)
    case.load(_write(tmp_path / "common.csv", common()), covers="all")
    after = _scores(case, pattern)
    best = max(before, key=lambda who: before[who])
    assert before[best] >= 0.5 > after[best]


def _scores(case: Case, pattern: str) -> dict[str, float]:
    rows = case.find("structuring", min_score=0).rows
    return {row["accounts"][-1]: row["score"] for row in rows if row["pattern"] == pattern}


def test_another_threshold_is_another_question(case: Case) -> None:
    case.load(HERE / "structuring.csv", covers="all")
    rows = case.find("structuring", threshold="5000000").rows
    assert rows and not [row for row in rows if row["pattern"] == "below-threshold"]


def test_a_machine_that_nothing_tells_from_others_is_no_machine(case: Case, tmp_path: Path) -> None:
    text = (HERE / "structuring.csv").read_text(encoding="utf-8")
    for number in range(10):
        text = text.replace(f"ATM-{number},", ",").replace(f",ATM-{number},", ",,")
    path = tmp_path / "unnamed.csv"
    path.write_text(text, encoding="utf-8")
    case.load(path, covers="all")
    rows = case.find("structuring", min_score=0).rows
    assert rows and not [row for row in rows if row["pattern"] == "one-machine"]
