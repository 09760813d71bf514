"""Ties whose order the balances of a statement prove, on statements that are loaded."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moneygraph.api import Case
from moneygraph.detect.derived import ensure_hops
from moneygraph.store.sqltext import rows_of
from tests.laws import laws

START = datetime(2026, 3, 2, 9)
HEADER = ["ts", "from_account", "to_account", "amount", "from_balance", "to_balance"]
#: in and out are known by the other account's number, which is their position in the truth
HOPS = """
select i.number, o.number, h.amount from hop_{rule} as h
join transfer as c on c.id = h.in_transfer join account as i on i.id = c.from_account
join transfer as d on d.id = h.out_transfer join account as o on o.id = d.to_account
order by all
"""


@dataclass(frozen=True)
class Statement:
    """What really happened on account A: changes in their order, the days they fell on."""

    opening: int
    changes: list[int]
    days: list[int]
    upwards: bool = False

    @property
    def balances(self) -> list[int]:
        return list(accumulate(self.changes, initial=self.opening))[1:]

    @property
    def payers(self) -> list[str]:
        return [f"P{place}" for place, change in enumerate(self.changes) if change > 0]

    def write(self, path: Path, *, timed: bool, balances: Sequence[int | None]) -> Path:
        rows = []
        for place, change in enumerate(self.changes):
            ts = START + timedelta(days=self.days[place], seconds=place)
            date_text = str(ts) if timed else str(ts.date())
            balance = "" if balances[place] is None else f"{balances[place]}.00"
            sides = [f"P{place}", "A"] if change > 0 else ["A", f"P{place}"]
            stated = ["", balance] if change > 0 else [balance, ""]
            rows.append([date_text, *sides, f"{abs(change)}.00", *stated])
        with path.open("w", newline="") as file:
            csv.writer(file).writerows([HEADER, *(reversed(rows) if self.upwards else rows)])
        return path

    def hops(
        self, rule: str, *, timed: bool, balances: Sequence[int | None] | None = None
    ) -> tuple[list[tuple[str, str, int]], bool]:
        stated = self.balances if balances is None else balances
        with tempfile.TemporaryDirectory() as folder:
            path = self.write(Path(folder, "a.csv"), timed=timed, balances=stated)
            with Case.open(Path(folder, "case"), create=True) as case:
                assert not case.load(path, covers="A").refused_anything
                ensure_hops(case.file, rule)
                tied = [hop.tied for hop in case.trace(*self.payers, rule=rule).hops]
                return rows_of(case.con, HOPS.format(rule=rule)), any(tied)


@st.composite
def statements(draw: st.DrawFn) -> Statement:
    changes = draw(st.lists(st.integers(-9, 9).filter(bool), min_size=2, max_size=7))
    least = min(accumulate(changes))
    opening = max(0, -least) + draw(st.integers(0, 3))
    days = sorted(draw(st.integers(0, 1)) for _ in changes)
    return Statement(opening, changes, days, draw(st.booleans()))


@laws(10)
@given(statements(), st.sampled_from(["fifo", "lifo"]))
def test_days_with_balances_give_the_hops_of_the_true_order(
    statement: Statement, rule: str
) -> None:
    found, tied = statement.hops(rule, timed=False)
    true, _ = statement.hops(rule, timed=True)
    # a moment that sums to nothing reads the same both ways, unless another day shows the way
    if sum(statement.changes) == 0 and len(set(statement.days)) == 1 and statement.upwards:
        return
    assert found == true
    assert not tied


SPENT_FIRST = Statement(opening=100, changes=[-100, 70, -20], days=[0, 0, 0])


@pytest.mark.parametrize("upwards", [False, True])
def test_a_payment_before_the_credit_of_its_day_is_not_paid_by_it(upwards: bool) -> None:
    statement = Statement(100, [-100, 70, -20], [0, 0, 0], upwards)
    assert statement.hops("fifo", timed=False) == ([("P1", "P2", 2000)], False)


def test_without_balances_credits_come_first_and_the_hop_is_tied() -> None:
    nothing = [None, None, None]
    hops, tied = SPENT_FIRST.hops("lifo", timed=False, balances=nothing)
    assert ("P1", "P0", 7000) in hops
    assert tied


@pytest.mark.parametrize("wrong", [[0, 70, 51], [0, None, 50], [5, 70, 50]])
def test_balances_that_do_not_follow_or_miss_prove_nothing(wrong: list[int | None]) -> None:
    _, tied = SPENT_FIRST.hops("lifo", timed=False, balances=wrong)
    assert tied


def test_the_first_rows_balance_is_the_opening() -> None:
    statement = Statement(opening=40, changes=[10, -30], days=[0, 1])
    assert statement.hops("fifo", timed=False)[0] == []
    assert statement.hops("fifo", timed=False, balances=[None, 20])[0] == [("P0", "P1", 1000)]
