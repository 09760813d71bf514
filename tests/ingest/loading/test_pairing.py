"""One transfer reported by two banks is one: what pairs, and what is alike and must not."""

from __future__ import annotations

from pathlib import Path

import pytest

from moneygraph.api import Case
from moneygraph.store.sqltext import rows_of
from tests.ingest.loading.exports import iban, iin

A, B, C = iban("722", 1), iban("601", 2), iban("722", 3)
IIN_A, IIN_X = iin("90010130012"), iin("85031540012")
HEADER = "ts,from_account,to_account,amount,from_id,purpose"


def load(case: Case, folder: Path, payer_rows: list[str], payee_rows: list[str]) -> list[object]:
    """Load what bank 722 and bank 601 reported; return (pass, ts, credit_ts) of each transfer."""
    for bank, rows in (("722", payer_rows), ("601", payee_rows)):
        path = folder / f"{bank}.csv"
        path.write_text("\n".join([HEADER, *rows]) + "\n")
        case.load(path, covers=f"bank:{bank}")
    return list(rows_of(case.con, "select pass, score from transfer order by id"))


TOLD = f"2026-03-02 10:00:00,{A},{B},500.00,,Перевод"
PAIRS = {
    "the next second": f"2026-03-02 10:00:01,{A},{B},500.00,,Перевод",
    "fourteen minutes of skew": f"2026-03-02 10:14:00,{A},{B},500.00,,Перевод",
    "other wording": f"2026-03-02 10:00:20,{A},{B},500.00,,Transfer from card",
    "only the day": f"02.03.2026,{A},{B},500.00,,",
    "posted two days later": f"2026-03-04 09:00:00,{A},{B},500.00,,",
    "payer's account missing": f"2026-03-02 10:01:00,,{B},500.00,{IIN_A},",
}
NEAR_MISSES = {
    "posted five days later": f"2026-03-07 09:00:00,{A},{B},500.00,,",
    "a tiyn more": f"2026-03-02 10:00:00,{A},{B},500.01,,",
    "another payer": f"2026-03-02 10:00:00,{C},{B},500.00,,",
    "account missing, another day": f"03.03.2026,,{B},500.00,{IIN_A},",
    "account missing, sixteen minutes": f"2026-03-02 10:16:00,,{B},500.00,{IIN_A},",
}


@pytest.mark.drawn
@pytest.mark.parametrize("other", PAIRS.values(), ids=PAIRS)
def test_two_sides_are_one_transfer(other: str, case: Case, tmp_path: Path) -> None:
    found = load(case, tmp_path, [TOLD], [other])
    assert len(found) == 1
    ((number, score),) = rows_of(case.con, "select pass, score from transfer")
    assert number is not None
    assert 0.5 < score <= 1


@pytest.mark.drawn
@pytest.mark.parametrize("other", NEAR_MISSES.values(), ids=NEAR_MISSES)
def test_near_misses_stay_two(other: str, case: Case, tmp_path: Path) -> None:
    assert len(load(case, tmp_path, [TOLD], [other])) == 2


def test_owners_that_contradict_do_not_pair(case: Case, tmp_path: Path) -> None:
    answer = f"2026-03-02 10:00:00,{A},{B},500.00,{IIN_A},"
    other = f"2026-03-02 10:00:00,,{B},500.00,{IIN_X},"
    assert len(load(case, tmp_path, [answer], [other])) == 2


@pytest.mark.parametrize(
    ("bank", "count"),
    [("АО Kaspi Bank", 1), ("", 1), ("a bank nobody knows", 1), ("Halyk Bank", 2), ("ВТБ", 2)],
)
def test_a_bank_that_contradicts_does_not_pair(
    bank: str, count: int, case: Case, tmp_path: Path
) -> None:
    """The same owner can pay as much from another bank within a minute."""
    header = "ts,from_account,to_account,amount,from_id,from_bank"
    debit = f"2026-03-02 10:00:00,{A},{B},500.00,{IIN_A},"
    credit = f"2026-03-02 10:00:30,,{B},500.00,{IIN_A},{bank}"
    for code, line in (("722", debit), ("601", credit)):
        path = tmp_path / f"{code}.csv"
        path.write_text(f"{header}\n{line}\n", encoding="utf-8")
        case.load(path, covers=f"bank:{code}")
    assert rows_of(case.con, "select count(*) from transfer") == [(count,)]


def test_a_bank_that_was_taken_over_does_not_contradict(case: Case, tmp_path: Path) -> None:
    """Numbers of 926 are of a bank that Halyk took over; the table does not name it."""
    header = "ts,from_account,to_account,amount,from_id,from_bank"
    debit = f"2026-03-02 10:00:00,{iban('926', 1)},{B},500.00,{IIN_A},"
    credit = f"2026-03-02 10:00:30,,{B},500.00,{IIN_A},Halyk Bank"
    for code, line in (("926", debit), ("601", credit)):
        path = tmp_path / f"{code}.csv"
        path.write_text(f"{header}\n{line}\n", encoding="utf-8")
        case.load(path, covers=f"bank:{code}")
    assert rows_of(case.con, "select count(*) from transfer") == [(1,)]


def test_equal_payments_a_minute_apart_stay_two_and_pair_one_to_one(
    case: Case, tmp_path: Path
) -> None:
    minutes = [f"2026-03-02 10:0{m}:00,{A},{B},500.00,," for m in (0, 1)]
    skewed = [f"2026-03-02 10:0{m}:40,{A},{B},500.00,," for m in (0, 1)]
    assert len(load(case, tmp_path, minutes, skewed)) == 2
    both = "select count(distinct debit_row), count(distinct credit_row) from transfer"
    assert rows_of(case.con, both) == [(2, 2)]


def test_certain_pairs_score_higher(tmp_path: Path) -> None:
    scores = []
    for name in ("the next second", "only the day", "posted two days later"):
        folder = tmp_path / name.replace(" ", "-")
        folder.mkdir()
        with Case.open(folder / "c.duckdb", create=True) as case:
            load(case, folder, [TOLD], [PAIRS[name]])
            scores.append(rows_of(case.con, "select score from transfer")[0][0])
    assert scores == sorted(scores, reverse=True)
    assert len(set(scores)) == 3


def test_each_side_keeps_its_own_time(case: Case, tmp_path: Path) -> None:
    load(case, tmp_path, [TOLD], [PAIRS["fourteen minutes of skew"]])
    times = rows_of(case.con, "select ts::varchar, credit_ts::varchar from transfer")
    assert times == [("2026-03-02 10:00:00", "2026-03-02 10:14:00")]
