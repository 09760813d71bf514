"""Payments that a bank takes back: both rows make no transfer, and what is alike stays."""

from __future__ import annotations

import datetime as dt
import random
import tempfile
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moneygraph.api import Case
from moneygraph.ingest.pairing.undone import REASONS
from moneygraph.store.sqltext import rows_of
from tests.ingest.loading.contents import contents_of
from tests.ingest.loading.exports import Party, Row, iban, write
from tests.laws import laws

pytestmark = pytest.mark.turns

BANKS = {"halyk": "601", "kaspi": "722", "vtb": "432"}
NOON = dt.datetime(2026, 3, 2, 12)


def party(bank: str, number: int) -> Party:
    return Party(iban(bank, number), f"Person {number}", "", "")


def paid(
    minutes: float,
    payer: Party,
    payee: Party,
    tenge: int,
    side: str = "D",
    operation: str = "Перевод",
) -> Row:
    ts = NOON + dt.timedelta(minutes=minutes)
    return Row(ts, payer, payee, tenge * 100, side, operation=operation, knp="")


A, B, C = party("722", 1), party("722", 2), party("722", 3)
X, Y = party("914", 1), party("914", 2)
H, J = party("601", 1), party("601", 2)
V = party("432", 1)
#: What makes it plain whose statement a file is.
PLAIN = {
    "kaspi": [paid(600, A, X, 1), paid(601, B, Y, 2), paid(602, Y, C, 3)],
    "halyk": [paid(600, H, X, 1), paid(601, J, Y, 2), paid(602, Y, H, 3, "C")],
    "vtb": [paid(600, V, X, 1), paid(601, V, Y, 2), paid(602, Y, V, 3, "C")],
}
STORNO = "Сторно"
#: layout, rows, the numbers of the rows that are undone and that undo, and the first reason
UNDONE = {
    "minus in the only column": (
        "kaspi",
        [paid(0, A, X, 500), paid(5, A, X, -500)],
        {(0, 1)},
        "minus",
    ),
    "minus in the only column, no word": (
        "kaspi",
        [paid(0, X, A, 500), paid(5, X, A, -500, operation="Перевод")],
        {(0, 1)},
        "minus",
    ),
    "minus under debit": (
        "halyk",
        [paid(0, H, X, 500), paid(5, H, X, -500, operation=STORNO)],
        {(0, 1)},
        "minus",
    ),
    "minus under credit": (
        "halyk",
        [paid(0, X, H, 500, "C"), paid(5, X, H, -500, "C")],
        {(0, 1)},
        "minus",
    ),
    "one of two": (
        "halyk",
        [paid(0, H, X, 500), paid(1, H, X, 500), paid(5, H, X, -500, operation=STORNO)],
        {(1, 2)},
        "minus",
    ),
    "both of two": (
        "kaspi",
        [paid(0, A, X, 500), paid(1, A, X, 500), paid(5, A, X, -500), paid(6, A, X, -500)],
        {(1, 2), (0, 3)},
        "minus",
    ),
    "a month later": ("kaspi", [paid(0, A, X, 500), paid(43_000, A, X, -500)], {(0, 1)}, "minus"),
    "under credit, own client pays": (
        "halyk",
        [paid(0, H, X, 500), paid(5, H, X, 500, "C", STORNO)],
        {(0, 1)},
        "other-side",
    ),
    "under credit, in no words": (
        "halyk",
        [paid(0, H, X, 500), paid(5, H, X, 500, "C")],
        {(0, 1)},
        "other-side",
    ),
    "plus for a debit with a minus": (
        "vtb",
        [paid(0, V, X, 500), paid(5, V, X, 500, "C", STORNO)],
        {(0, 1)},
        "other-side",
    ),
    "a credit that is taken back under debit": (
        "halyk",
        [paid(0, X, H, 500, "C"), paid(5, X, H, 500, "D", STORNO)],
        {(0, 1)},
        "other-side",
    ),
    "parties in turn": (
        "kaspi",
        [paid(0, A, B, 500), paid(5, B, A, 500, operation=STORNO)],
        {(0, 1)},
        "parties-in-turn",
    ),
    "parties in turn, in Kazakh": (
        "kaspi",
        [paid(0, A, B, 500), paid(5, B, A, 500, operation="Кері қайтару")],
        {(0, 1)},
        "parties-in-turn",
    ),
    "parties in turn, in English, under credit": (
        "halyk",
        [paid(0, H, X, 500), paid(5, X, H, 500, "C", "Reversal")],
        {(0, 1)},
        "parties-in-turn",
    ),
    "parties in turn, cancelled": (
        "kaspi",
        [paid(0, A, X, 500), paid(5, X, A, 500, operation="Отмена операции")],
        {(0, 1)},
        "parties-in-turn",
    ),
    "among its own clients, under both sides": (
        "halyk",
        [
            paid(0, H, J, 500),
            paid(0.1, H, J, 500, "C"),
            paid(5, H, J, 500, "C", STORNO),
            paid(5.1, H, J, 500, "D", STORNO),
        ],
        {(0, 2), (1, 3)},
        "other-side",
    ),
    "paid again": (
        "kaspi",
        [paid(0, A, B, 500), paid(5, B, A, 500, operation=STORNO), paid(60, A, B, 500)],
        {(0, 1)},
        "parties-in-turn",
    ),
}
#: layout, rows, how many are refused and how many transfers there are
STAY = {
    "given back by the payee": (
        "kaspi", [paid(0, A, B, 500), paid(5, B, A, 500, operation="Возврат")], 0, 2
    ),
    "a debt repaid": ("kaspi", [paid(0, A, B, 500), paid(5, B, A, 500)], 0, 2),
    "paid twice": ("kaspi", [paid(0, A, X, 500), paid(5, A, X, 500)], 0, 2),
    "both sides of one transfer": (
        "halyk", [paid(0, H, J, 500), paid(0.1, H, J, 500, "C")], 0, 1
    ),
    "both sides of two transfers": (
        "halyk",
        [
            paid(0, H, J, 500), paid(0.1, H, J, 500, "C"),
            paid(5, H, J, 500), paid(5.1, H, J, 500, "C"),
        ],
        0, 2,
    ),
    "storno days later is money that came back": (
        "kaspi", [paid(0, A, B, 500), paid(4320, B, A, 500, operation=STORNO)], 0, 2
    ),
    "storno of another amount": (
        "kaspi", [paid(0, A, B, 500), paid(5, B, A, 400, operation=STORNO)], 0, 2
    ),
    "storno of nothing": ("kaspi", [paid(5, B, A, 500, operation=STORNO)], 0, 1),
    "a purpose that a person writes": (
        "kaspi", [paid(0, A, B, 500), replace(paid(5, B, A, 500), purpose="отмена сделки")], 0, 2
    ),
    "minus before it": ("kaspi", [paid(5, A, X, 500), paid(0, A, X, -500)], 1, 1),
    "minus of more": ("halyk", [paid(0, H, X, 500), paid(5, H, X, -600)], 1, 1),
    "minus of a part before it": ("halyk", [paid(5, H, X, 500), paid(0, H, X, -400)], 1, 1),
    "minus of a part, to another": ("halyk", [paid(0, H, X, 500), paid(5, H, Y, -400)], 1, 1),
    "minus of more than is left": (
        "kaspi", [paid(0, A, X, 500), paid(5, A, X, -300), paid(6, A, X, -300)], 1, 2
    ),
    "minus of a part half a year later": (
        "kaspi", [paid(0, A, X, 500), paid(260_000, A, X, -400)], 1, 1
    ),
    "less under the other side, of nothing": ("halyk", [paid(5, H, X, 200, "C")], 0, 1),
    "minus to another": ("halyk", [paid(0, H, X, 500), paid(5, H, Y, -500)], 1, 1),
    "minus in another currency": (
        "kaspi", [paid(0, A, X, 500), replace(paid(5, A, X, -500), currency="USD")], 1, 1
    ),
    "two for one": (
        "kaspi", [paid(0, A, X, 500), paid(5, A, X, -500), paid(6, A, X, -500)], 1, 0
    ),
    "half a year later": ("kaspi", [paid(0, A, X, 500), paid(260_000, A, X, -500)], 1, 1),
    "a minus before every debit": (
        "halyk", [paid(n, H, X, -500 - n) for n in range(9)], 0, 9
    ),
}  # fmt: skip


def fates(case: Case) -> dict[int, str]:
    """Return the fate of each row of the first file, counted from 0 below the header."""
    return {row % 2**32 - 2: fate for row, fate in rows_of(case.con, "select row, fate from fate")}


@pytest.mark.drawn
@pytest.mark.parametrize("name", UNDONE)
def test_undone(name: str, case: Case, tmp_path: Path) -> None:
    layout, rows, expected, reason = UNDONE[name]
    report = case.load(write(tmp_path / "a.csv", layout, [*rows, *PLAIN[layout]]))
    undone = rows_of(case.con, "select row, undone_by, score, reason from undone")
    assert {(row % 2**32 - 2, by % 2**32 - 2) for row, by, *_ in undone} == expected
    assert all(codes.split(",")[0] == reason and 0.5 < score <= 1 for *_, score, codes in undone)
    assert {code for *_, codes in undone for code in codes.split(",")} <= set(REASONS)
    (file,) = report.files
    assert (file.undone, file.reversals, file.rejected) == (len(expected), len(expected), 0)
    kinds = fates(case)
    assert all(kinds[a] == "undone" and kinds[b] == "reversal" for a, b in expected)
    taken = {number for pair in expected for number in pair}
    assert report.transfers == len(rows) - len(taken) + 3
    assert not rows_of(
        case.con,
        "select 1 from undone join transfer on debit_row in (row, undone_by)"
        " or credit_row in (row, undone_by)",
    )


@pytest.mark.drawn
@pytest.mark.parametrize("name", STAY)
def test_what_is_alike_stays(name: str, case: Case, tmp_path: Path) -> None:
    layout, rows, rejected, transfers = STAY[name]
    plain = [replace(one, tiyn=-one.tiyn) for one in PLAIN[layout]] if "every" in name else None
    report = case.load(write(tmp_path / "a.csv", layout, [*rows, *(plain or PLAIN[layout])]))
    (file,) = report.files
    assert (file.rejected, report.transfers) == (rejected, transfers + 3)
    assert report.refused_anything == bool(rejected)
    reasons = rows_of(case.con, "select reason, detail from remark where fate = 'rejected'")
    assert all(reason == "takes-back-nothing" for reason, _ in reasons)
    assert file.rows == file.transfers + file.paired + file.undone + file.reversals + rejected


DAY = 1440
#: Minute, operation, purpose and tenge of rows from one party to another, or back where the minute
#: is below zero; then which of them are undone and by which.
IN_ONE_LOAD: dict[str, tuple[list[tuple[float, str, str, int]], set[tuple[int, int]]]] = {
    "a storno with the payment's own parties": ([(0, "", "", 500), (5, STORNO, "", 500)], {(0, 1)}),
    "the same, known by how its purpose begins": (
        [(0, "", "", 500), (5, "", "Сторно операции", 500)], {(0, 1)}
    ),
    "the day after, parties in turn": ([(0, "", "", 500), (-1800, STORNO, "", 500)], {(0, 1)}),
    "the one whose number is named": (
        [(0, "", "Платеж № 1001", 500), (1, "", "Платеж № 1002", 500), (5, "", "№ 1001", -500)],
        {(0, 2)},
    ),
    "numbers that both have": (
        [(0, "", "заказ 1001", 500), (1, "", "заказ 1001", 500), (5, "", "заказ 1001", -500)],
        {(1, 2)},
    ),
    "a number that neither has": (
        [(0, "", "заказ 1001", 500), (1, "", "заказ 1002", 500), (5, "", "заказ 1003", -500)],
        {(1, 2)},
    ),
    "paid twice": ([(0, "", "", 500), (5, "", "", 500)], set()),
    "a purpose that mentions a storno": (
        [(0, "", "", 500), (5, "", "за сторно прошлого месяца", 500)], set()
    ),
    "a row that was itself cancelled": ([(0, "", "", 500), (5, "Отменен", "", 500)], set()),
    "a storno before the payment": ([(0, STORNO, "", 500), (5, "", "", 500)], set()),
    "a storno of another amount": ([(0, "", "", 500), (5, STORNO, "", 400)], set()),
    "a storno two months later": ([(0, "", "", 500), (60 * DAY, STORNO, "", 500)], set()),
    "sent back by the payee": (
        [(0, "", "", 500), (-5, "Возврат", "Возврат ошибочно списанных", 500)], set()
    ),
}  # fmt: skip


def test_what_is_undone_and_what_is_alike(case: Case, tmp_path: Path) -> None:
    rows, expected, names = [], set(), []
    for number, (name, (made, ties)) in enumerate(IN_ONE_LOAD.items(), start=10):
        ours, theirs = party("722", number), party("914", number)
        expected |= {(len(rows) + paid, len(rows) + back) for paid, back in ties}
        for minute, operation, purpose, tenge in made:
            payer, payee = (theirs, ours) if minute < 0 else (ours, theirs)
            one = paid(abs(minute), payer, payee, tenge, operation=operation or "Перевод")
            rows.append(replace(one, purpose=purpose or "Перевод"))
            names.append(name)
    case.load(write(tmp_path / "a.csv", "kaspi", [*rows, *PLAIN["kaspi"]]))
    found = rows_of(case.con, "select row % 4294967296 - 2, undone_by % 4294967296 - 2 from undone")
    assert {names[row] for row, _ in set(found) ^ expected} == set()


def test_reference_names_which_of_two(case: Case, tmp_path: Path) -> None:
    rows = [
        replace(paid(minutes, A, X, tenge), reference=reference)
        for minutes, tenge, reference in ((0, 500, "N1"), (1, 500, "N2"), (5, -500, "N1"))
    ]
    case.load(write(tmp_path / "a.csv", "canonical", rows), covers="bank:722")
    (found,) = rows_of(
        case.con, "select row % 4294967296, undone_by % 4294967296, reason from undone"
    )
    assert found == (2, 4, "minus,reference,minutes")


def test_files_of_one_bank_take_back_each_others_rows(case: Case, tmp_path: Path) -> None:
    march = write(tmp_path / "march.csv", "kaspi", [paid(0, A, X, 500), *PLAIN["kaspi"]])
    april = write(tmp_path / "april.csv", "kaspi", [paid(900, A, X, -500), *PLAIN["kaspi"]])
    assert case.load(april).files[0].rejected == 1
    report = case.load(march)
    assert rows_of(case.con, "select count(*) from undone") == [(1,)]
    assert not rows_of(case.con, "select 1 from remark where fate = 'rejected'")
    assert report.transfers == 3


def test_another_bank_takes_nothing_back(case: Case, tmp_path: Path) -> None:
    """The payee's bank has no payment that this bank's minus could mean."""
    report = case.load(
        write(tmp_path / "halyk.csv", "halyk", [paid(0, H, A, 500), *PLAIN["halyk"]]),
        write(tmp_path / "kaspi.csv", "kaspi", [paid(5, H, A, -500), *PLAIN["kaspi"]]),
    )
    assert sum(file.rejected for file in report.files) == 1
    assert report.transfers == 7


def test_both_banks_show_a_payment_that_is_undone_and_made_again(
    case: Case, tmp_path: Path
) -> None:
    payers = [paid(0, H, A, 500), paid(5, H, A, 500, "C", STORNO), paid(30, H, A, 500)]
    payees = [paid(0.1, H, A, 500), paid(5.2, H, A, -500), paid(30.1, H, A, 500)]
    report = case.load(
        write(tmp_path / "halyk.csv", "halyk", [*payers, *PLAIN["halyk"]]),
        write(tmp_path / "kaspi.csv", "kaspi", [*payees, *PLAIN["kaspi"]]),
    )
    assert rows_of(case.con, "select count(*) from undone") == [(2,)]
    assert rows_of(case.con, "select ts::varchar from transfer where amount = 50000") == [
        ("2026-03-02 12:30:00",)
    ]
    assert sum(file.paired for file in report.files) == 1


PAYERS, PAYEES = st.sampled_from([A, B]), st.sampled_from([X, Y, C])
MADE = st.tuples(
    PAYERS, PAYEES, st.sampled_from([500, 700]), st.sampled_from(["stays", "-", "turn"])
)


@laws(8)
@given(made=st.lists(MADE, min_size=1, max_size=12), order=st.randoms(use_true_random=False))
def test_whatever_the_order_as_much_is_undone(
    made: list[tuple[Party, Party, int, str]], order: random.Random
) -> None:
    """Each undone payment is followed by what takes it back; what is left is what was paid."""
    rows, left = [], Counter[tuple[str, str, int]]()
    for number, (payer, payee, tenge, way) in enumerate(made):
        rows.append(paid(3 * number, payer, payee, tenge))
        if way == "stays":
            left[payer.number, payee.number, tenge * 100] += 1
        elif way == "-":
            rows.append(paid(3 * number + 1, payer, payee, -tenge))
        else:
            rows.append(paid(3 * number + 1, payee, payer, tenge, operation=STORNO))
    order.shuffle(rows)
    half = len(rows) // 2
    found = []
    with tempfile.TemporaryDirectory() as folder:
        files = [
            write(Path(folder) / f"{n}.csv", "kaspi", [*part, *PLAIN["kaspi"]])
            for n, part in enumerate((rows[:half], rows[half:]))
        ]
        for paths in (files, files[::-1]):
            with Case.open(Path(folder) / f"{len(found)}.duckdb", create=True) as case:
                assert not case.load(*paths).refused_anything
                found.append(contents_of(case))
                stays = rows_of(
                    case.con,
                    "select f.number, t.number, amount, count(*) from transfer"
                    " join number as f on f.id = from_account"
                    " join number as t on t.id = to_account where amount > 1000 group by all",
                )
                assert {(a, b, c): n for a, b, c, n in stays} == dict(left)
    assert found[0] == found[1]
