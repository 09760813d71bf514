"""A bank's exports of one period after the other: each row is a transfer, as pairing would find."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moneygraph.api import Case
from moneygraph.ingest.loading import settle
from moneygraph.ingest.loading.alone import are_alone
from moneygraph.store.sqltext import rows_of
from tests.ingest.loading.exports import iban
from tests.laws import laws

HEAD = "ts,from_account,to_account,amount,currency,kind,from_id,to_name"
OWN = [iban("722", n) for n in range(1, 4)]
OTHERS = [iban("601", 1), iban("998", 2), "", "?cash"]
_ALL = """
select t.* exclude (from_account, to_account, debit_row, credit_row), f.number, g.number,
    debit_row is null, credit_row is null
from transfer as t join number as f on f.id = from_account join number as g on g.id = to_account
order by t.id
"""
_ROWS = """
select ts, credit_ts, day_only, from_account, to_account, amount, currency, to_amount, to_currency,
    kind, own, debit_row, credit_row
from transfer order by all
"""


@st.composite
def lines(draw: st.DrawFn) -> list[str]:
    """Draw what one bank reports, in the order of time; of few accounts and sums."""
    moments = sorted(draw(st.lists(st.integers(0, 12 * 1440), min_size=4, max_size=14)))
    found = []
    for minute in moments:
        own = draw(st.sampled_from(OWN))
        other = draw(st.sampled_from(OWN + OTHERS))
        payer, payee = draw(st.permutations([own, other]))
        sum_of = draw(st.sampled_from(["100", "100.00", "250.50"]))
        kind = "transfer" if other != "?cash" else "cash_out" if payee == other else "cash_in"
        payer, payee = (one.replace("?cash", "") for one in (payer, payee))
        name = "Somebody" if not payee and kind == "transfer" else ""
        owner = draw(st.sampled_from(["", "900101300123"])) if payer in OWN else ""
        ts = f"2026-03-{minute // 1440 + 1:02} {minute // 60 % 24:02}:{minute % 60:02}:00"
        found.append(f"{ts},{payer},{payee},{sum_of},KZT,{kind},{owner},{name}")
    return found


def parts_of(rows: Sequence[str], cuts: Sequence[int]) -> list[list[str]]:
    """Cut rows where the time goes on: what is of one time stays together."""
    places = sorted(
        {cut for cut in cuts if 0 < cut < len(rows) and rows[cut][:19] > rows[cut - 1][:19]}
    )
    return [list(rows[a:b]) for a, b in pairwise([0, *places, len(rows)])]


def load(folder: Path, name: str, calls: Sequence[Sequence[int]], covers: str) -> Case:
    case = Case.open(folder / name, create=True)
    for call in calls:
        case.load(*(folder / f"{part}.csv" for part in call), covers=covers)
    return case


@given(
    rows=lines(),
    cuts=st.lists(st.integers(1, 13), min_size=1, max_size=3),
    covers=st.sampled_from(["bank:722", "all", "none"]),
    data=st.data(),
)
@laws(30)
def test_one_after_the_other(
    rows: list[str], cuts: list[int], covers: str, data: st.DataObject
) -> None:
    """In any order of loading the case is that of one load; and what pairing makes of it."""
    with tempfile.TemporaryDirectory() as made, pytest.MonkeyPatch.context() as patch:
        folder = Path(made)
        parts = parts_of(rows, cuts)
        for number, part in enumerate(parts):
            (folder / f"{number}.csv").write_text("\n".join([HEAD, *part]) + "\n", encoding="utf-8")
        numbers = list(range(len(parts)))
        with load(folder, "once", [numbers], covers) as once:
            alone = are_alone(once.con)
            whole = [rows_of(once.con, sql) for sql in (_ALL, _ROWS)]
            calls = [[one] for one in data.draw(st.permutations(numbers))]
            with load(folder, "turns", calls, covers) as turns:
                assert rows_of(turns.con, _ALL) == whole[0]
                assert are_alone(turns.con) == alone
            if alone:
                assert len(whole[0]) == len(rows)
                patch.setattr(settle, "are_alone", lambda _: False)
                with load(folder, "paired", [numbers], covers) as paired:
                    assert rows_of(paired.con, _ROWS) == whole[1]
                    assert not rows_of(paired.con, "from duplicate")


FIRST = [f"2026-03-0{day} 10:00:00,{OWN[0]},{OWN[1]},{100 + day},KZT,transfer,," for day in (1, 2)]
NEXT = f"2026-03-03 10:00:00,{OWN[1]},{OWN[2]},50,KZT,transfer,,"


@pytest.mark.parametrize(
    ("rows", "covers", "alone", "transfers"),
    [
        ([NEXT], "bank:722", True, 3),
        ([NEXT.replace("03-03 10", "03-02 10")], "bank:722", False, 3),  # at the time of another
        ([NEXT.replace("03-03 10", "03-02 09")], "bank:722", False, 3),  # before another
        ([FIRST[1].replace("10:00:00", "10:00:01")], "bank:722", False, 2),  # repeats another
        ([NEXT.replace("03-03 10:00:00", "03-02")], "bank:722", False, 3),  # some time of its day
        ([NEXT.replace(OWN[2], OTHERS[0])], "bank:601", False, 3),  # another bank's
        ([NEXT.replace(OWN[2], OTHERS[0])], "all", False, 3),  # nobody's
        ([NEXT], OWN[1], False, 3),  # one account of the bank
        ([NEXT.replace("transfer,,", "transfer,,A").replace(OWN[2], "")], "bank:722", True, 3),
        (["2026-03-03 10:00:00," + FIRST[1].split(",", 1)[1].replace("transfer", "reversal")],
         "bank:722", False, 3),  # may take another back
    ],
)  # fmt: skip
def test_what_may_meet(
    tmp_path: Path, rows: list[str], covers: str, alone: bool, transfers: int
) -> None:
    for name, lines_of in (("0", FIRST), ("1", rows)):
        text = "\n".join([HEAD, *lines_of]) + "\n"
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    with load(tmp_path, "case", [[0]], "bank:722") as case:
        case.load(tmp_path / "1.csv", covers=covers)
        assert are_alone(case.con) == alone
        assert bool(rows_of(case.con, "from meta where key = 'alone'")) == alone
        assert rows_of(case.con, "select count(*) from transfer") == [(transfers,)]
