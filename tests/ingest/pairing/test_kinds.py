"""How banks book one transfer, and what is alike and must stay two."""

from __future__ import annotations

from pathlib import Path

import pytest

from moneygraph.api import Case
from moneygraph.store.sqltext import rows_of

from .banks import OURS, THEIRS, later, load, row, transfers

pytestmark = pytest.mark.turns

A, B, C = OURS[0], THEIRS[0], THEIRS[1]
#: Debits of bank 722, credits of bank 601, and how many transfers they are.
ONE = {
    "an hour ahead": ([row(later(60), A, B, "500.00")], [row(later(0.1), A, B, "500.00")]),
    "two hours late": ([row(later(0), A, B, "500.00")], [row(later(120.1), A, B, "500.00")]),
    "held first, posted later": (
        [row("2026-03-04 03:10:00", A, B, "500.00", purpose="card")],
        [row(later(0), A, B, "500.00")],
    ),
    "at the end of the day": (
        [row(later(0), A, B, "500.00")],
        [row("2026-03-02 23:59:59", A, B, "500.00")],
    ),
    "posted after a weekend and a holiday": (
        [row("2026-03-07 21:40:00", A, B, "500.00")],
        [row(later(0), A, B, "500.00")],
    ),
    "three days and some seconds later": (
        [row(later(0), A, B, "500.00")],
        [row("2026-03-05 12:00:40", A, B, "500.00")],
    ),
    "less half a percent": ([row(later(0), A, B, "500000")], [row(later(0.1), A, B, "497500")]),
    "less a fixed fee": ([row(later(0), A, B, "5000")], [row(later(3), A, B, "4500")]),
    "dollars and tenge": (
        [row(later(0), A, B, "1000", "USD")],
        [row(later(0.1), A, B, "510000", "KZT")],
    ),
    "tenge and roubles": (
        [row(later(0), A, B, "60000", "KZT")],
        [row(later(5), A, B, "10000", "RUB")],
    ),
}
TWO = {
    "the credit five hours early": (
        [row(later(300), A, B, "500.00"), row(later(0), A, B, "500.00")],
        [row(later(0.1), A, B, "500.00")],
    ),
    "early by a week": (
        [row("2026-03-09 11:00:00", A, B, "500.00")],
        [row(later(0), A, B, "500.00")],
    ),
    "more than arrived": ([row(later(0), A, B, "497500")], [row(later(0.1), A, B, "500000")]),
    "less a tenth": ([row(later(0), A, B, "500000")], [row(later(0.1), A, B, "450000")]),
    "a fee an hour later": ([row(later(0), A, B, "500000")], [row(later(70), A, B, "497500")]),
    "a fee to another": ([row(later(0), A, B, "500000")], [row(later(0.1), A, C, "497500")]),
    "at no rate there was": (
        [row(later(0), A, B, "1000", "USD")],
        [row(later(0.1), A, B, "51000", "KZT")],
    ),
    "dollars and dollars": (
        [row(later(0), A, B, "1000", "USD")],
        [row(later(0.1), A, B, "510000", "USD")],
    ),
}


@pytest.mark.drawn
@pytest.mark.parametrize(("debits", "credits"), ONE.values(), ids=ONE)
def test_one_transfer(debits: list[str], credits: list[str], case: Case, tmp_path: Path) -> None:
    load(case, tmp_path, b722=debits, b601=credits)
    ((title, *_),) = transfers(case)
    assert title is not None
    ((score,),) = rows_of(case.con, "select score from transfer")
    assert 0.5 < score < 1


@pytest.mark.drawn
@pytest.mark.parametrize(("debits", "credits"), TWO.values(), ids=TWO)
def test_two_transfers(debits: list[str], credits: list[str], case: Case, tmp_path: Path) -> None:
    load(case, tmp_path, b722=debits, b601=credits)
    assert len(transfers(case)) == 2


def test_both_amounts_are_kept(case: Case, tmp_path: Path) -> None:
    for name in ("less half a percent", "dollars and tenge"):
        folder = tmp_path / name.split()[0]
        folder.mkdir()
        with Case.open(folder / "case.duckdb", create=True) as one:
            load(one, folder, b722=ONE[name][0], b601=ONE[name][1])
            ((_, paid, received, currency),) = transfers(one)
        expected = (50_000_000, 49_750_000) if "half" in name else (100_000, 51_000_000)
        assert (paid, received, currency) == (*expected, "KZT")


def test_of_two_fees_that_fit_neither_is_taken(case: Case, tmp_path: Path) -> None:
    load(
        case,
        tmp_path,
        b722=[row(later(0), A, B, "500000"), row(later(1), A, B, "499000")],
        b601=[row(later(2), A, B, "497500")],
    )
    assert len(transfers(case)) == 3


def test_equal_amounts_come_before_fees(case: Case, tmp_path: Path) -> None:
    both = [row(later(0), A, B, "500000"), row(later(3), A, B, "497500")]
    load(case, tmp_path, b722=both, b601=both)
    assert [(paid, got) for _, paid, got, _ in transfers(case)] == [
        (50_000_000, 50_000_000),
        (49_750_000, 49_750_000),
    ]


def test_two_an_hour_apart_are_paired_in_turn(case: Case, tmp_path: Path) -> None:
    """Also where the clocks differ by that hour: no debit takes the other one's credit."""
    for ahead in (0, 60):
        folder = tmp_path / str(ahead)
        folder.mkdir()
        with Case.open(folder / "case.duckdb", create=True) as one:
            load(
                one,
                folder,
                b722=[row(later(minutes + ahead), A, B, "500") for minutes in (0, 60)],
                b601=[row(later(minutes + 0.1), A, B, "500") for minutes in (0, 60)],
            )
            assert rows_of(
                one.con,
                "select debit_row % 4294967296, credit_row % 4294967296 from transfer order by 1",
            ) == [(2, 2), (3, 3)]


def test_where_clocks_agree_an_hour_is_an_hour(case: Case, tmp_path: Path) -> None:
    """Thirty pairs show that they do, so that a credit an hour before a debit is another one."""
    pairs = [row(later(7 * n), A, B, f"{100 + n}") for n in range(30)]
    load(
        case,
        tmp_path,
        b722=[*pairs, row(later(600), A, B, "500"), row(later(20_000), A, B, "500")],
        b601=[*pairs, row(later(540), A, B, "500"), row(later(20_000), A, B, "500")],
    )
    titles = [title for title, *_ in transfers(case)]
    assert "same accounts, clocks whole hours apart" not in titles


def test_what_was_held_first_left_the_payer_when_it_was_credited(
    case: Case, tmp_path: Path
) -> None:
    load(
        case,
        tmp_path,
        b722=ONE["held first, posted later"][0],
        b601=ONE["held first, posted later"][1],
    )
    assert rows_of(case.con, "select ts = credit_ts, ts::varchar from transfer") == [
        (True, "2026-03-02 12:00:00")
    ]


def test_an_hour_that_all_rows_share_is_no_time(case: Case, tmp_path: Path) -> None:
    """A batch at one second of the day: those rows are known to the day only; others are not."""
    posted = [
        row(f"2026-03-{day:02} {batch}", A, B, f"{day}.00")
        for day in range(2, 27)
        for batch in ("18:00:00",)
    ]
    others = [row(later(17 * n + n / 60), A, B, f"{n}.50") for n in range(1, 31)]
    load(case, tmp_path, b722=[*posted, *others])
    days = rows_of(case.con, "select day_only, count(*) from transfer group by 1 order by 1")
    assert days == [(False, 30), (True, 25)]


@pytest.mark.parametrize("order", [1, -1])
@pytest.mark.parametrize("purpose", ["Конвертация", ""])
def test_a_conversion_in_two_rows_is_one(
    order: int, purpose: str, case: Case, tmp_path: Path
) -> None:
    """Two accounts of bank 722 that writes one row a transfer: which is paid, others show."""
    two = [
        row(later(10), A, OURS[1], "1000", "USD", purpose),
        row(later(10), A, OURS[1], "508000", "KZT", purpose),
    ]
    others = [
        row(later(0), B, A, "1000", "USD"),
        row(later(20), OURS[1], B, "508000", "KZT"),
    ]
    load(case, tmp_path, b722=[others[0], *two[::order], others[1]])
    assert ("same accounts, in two currencies", 100_000, 50_800_000, "KZT") in transfers(case)
    assert len(transfers(case)) == 3


@pytest.mark.parametrize(
    ("ids", "count"), [(("900101300116", "900101300116"), 1), (("900101300116", ""), 2)]
)
def test_without_a_number_the_same_iin_joins_what_is_posted_days_later(
    ids: tuple[str, str], count: int, case: Case, tmp_path: Path
) -> None:
    """The payee's bank names the payer, but not the account: his IIN must be the same."""
    header = "ts,from_account,to_account,amount,from_id"
    for bank, line in (
        ("722", f"2026-03-04 03:10:00,{A},{B},500.00,{ids[0]}"),
        ("601", f"2026-03-02 12:00:00,,{B},500.00,{ids[1] or '850315400124'}"),
    ):
        path = tmp_path / f"b{bank}.csv"
        path.write_text(f"{header}\n{line}\n", encoding="utf-8")
        case.load(path, covers=f"bank:{bank}")
    assert len(transfers(case)) == count
