"""How surprising the shapes of accounts are: beside a plain recalculation, and of a window."""

from __future__ import annotations

import csv
import math
from pathlib import Path

import pytest

from moneygraph.api import Case
from moneygraph.detect.patterns import surprises_of_accounts
from moneygraph.detect.patterns.found import find_shapes
from moneygraph.detect.patterns.meetings import PATTERNS, first_meetings
from moneygraph.detect.patterns.members import OPTIONS
from moneygraph.detect.patterns.payments import read_payments
from moneygraph.store.sqltext import rows_of

SAMPLE = Path(__file__).parents[1] / "queries" / "patterns.csv"
Known = dict[tuple[str, str], float]


def by_number(case: Case, window: tuple[int, int] | None = None) -> Known:
    """Return the surprises by pattern and account number."""
    number = dict(rows_of(case.con, "select id, number from account"))
    return {
        (pattern, number[id_]): float(one)
        for pattern, values in surprises_of_accounts(case.con, window).items()
        for id_, one in enumerate(values)
        if id_ in number and not math.isnan(one)
    }


def plainly(case: Case) -> Known:
    """Return the same by one shape after the other."""
    number = dict(rows_of(case.con, "select id, number from account"))
    meetings = first_meetings(read_payments(case.con), OPTIONS.past)
    shapes = find_shapes(meetings, OPTIONS)
    found: Known = {}
    for place, code in enumerate(shapes.pattern.tolist()):
        begin, end = shapes.meetings.start[place : place + 2]
        chosen = shapes.meetings.values[begin:end]
        payers, payees = set(meetings.payer[chosen].tolist()), set(meetings.payee[chosen].tolist())
        pattern = PATTERNS[code]
        inside = {"fan-in": payees, "fan-out": payers}.get(pattern, payers & payees)
        for account in inside:
            key, surprise = (pattern, number[account]), float(shapes.surprise[place])
            found[key] = max(surprise, found.get(key, surprise))
    sides = {
        "senders": (meetings.payee, meetings.credit_ts),
        "receivers": (meetings.payer, meetings.ts),
    }
    for side, (account, times) in sides.items():
        for id_, name in number.items():
            own = sorted(times[account == id_].tolist())
            windows = [sum(0 <= last - one <= OPTIONS.within for one in own) for last in own]
            found[side, name] = max(windows, default=0)
    return found


def test_an_account_has_its_most_surprising_shape_of_each_pattern(case: Case) -> None:
    case.load(SAMPLE, covers="all")
    assert by_number(case) == plainly(case)
    assert {pattern for pattern, _ in by_number(case)} == {*PATTERNS, "senders", "receivers"}


@pytest.mark.parametrize("is_early", [True, False])
def test_a_window_is_a_case_with_its_transfers_alone(
    case: Case, is_early: bool, tmp_path: Path
) -> None:
    case.load(SAMPLE, covers="all")
    sql = "select quantile_disc(ts, 0.6), epoch_us(quantile_disc(ts, 0.6)) from transfer"
    ((cut, cut_us),) = rows_of(case.con, sql)
    window = (0, cut_us) if is_early else (cut_us, 1 << 62)
    with SAMPLE.open(newline="", encoding="utf-8") as file:
        head, *rows = list(csv.reader(file))
    part = tmp_path / "part.csv"
    with part.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(
            [head, *(row for row in rows if (row[0] < str(cut)) == is_early)]
        )
    with Case.open(tmp_path / "part.duckdb", create=True) as alone:
        alone.load(part, covers="all")
        known = by_number(alone)
        seen = {key: one for key, one in by_number(case, window).items() if key in known or one}
        assert known == seen
        assert seen != by_number(case)
