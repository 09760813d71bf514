"""Of which accounts a file holds everything: what follows from it, and one row that breaks it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import openpyxl
import pytest

from moneygraph.api import Case
from moneygraph.store.errors import CallError
from tests.ingest.loading.contents import contents_of
from tests.ingest.loading.exports import HEADERS, Party, Row, cells, iban, write

pytestmark = pytest.mark.turns

K1, K2, K3 = (Party(iban("722", number)) for number in (1, 2, 3))
H1, H2 = (Party(iban("601", number)) for number in (1, 2))
V1, V2 = (Party(iban("432", number)) for number in (1, 2))
F1 = Party(iban("965", 1))
#: Numbers of no bank that we could tell.
A, B, C, D = (Party(number) for number in "ABCD")

Pair = tuple[Party, Party]
NOTHING = ("nothing follows", "none")


def rows_of(*pairs: Pair) -> list[Row]:
    start = dt.datetime(2026, 3, 2, 9)
    return [
        Row(start + dt.timedelta(hours=hour), *pair, 10_000 + hour)
        for hour, pair in enumerate(pairs)
    ]


def sections(case: Case) -> list[tuple[str, str]]:
    """Return (how, covers) of each section, as ``status`` shows them."""
    return [
        (section["how"], section["covers"])
        for export in case.status()["exports"]
        for section in export["sections"]
    ]


def covered(case: Case) -> set[str]:
    return {row[0] for row in contents_of(case)["accounts"] if row[5]}


def numbers(*parties: Party) -> set[str]:
    return {party.number for party in parties}


ON_EVERY_ROW = ("on every row", K1.number)
KASPI_ON_EVERY_ROW = ("bank on every row", "bank 722")


@pytest.mark.drawn
@pytest.mark.parametrize(
    ("layout", "pairs", "expected", "accounts"),
    [
        # an account on one side of every row
        ("canonical", [(A, B), (C, A), (A, D)], ("on every row", "A"), [A]),
        ("canonical", [(A, B), (C, A), (A, D), (B, D)], NOTHING, []),
        ("statutory-ru", [(K1, H1), (V1, K1), (K1, F1)], ON_EVERY_ROW, [K1]),
        ("statutory-ru", [(K1, H1), (V1, K1), (K1, F1), (H1, V1)], NOTHING, []),
        # also in both directions of one row, and to itself
        ("canonical", [(A, B), (A, A), (C, A)], ("on every row", "A"), [A]),
        # a bank whose accounts are on one side of every row: all of its accounts
        ("canonical", [(K1, H1), (V1, K2), (K3, K1)], KASPI_ON_EVERY_ROW, [K1, K2, K3]),
        ("canonical", [(K1, H1), (V1, K2), (K3, K1), (H1, V1)], NOTHING, []),
        ("canonical", [(K1, H1), (V1, K2), (K3, K1), (A, B)], NOTHING, []),
        # two accounts on every row: either could be the subject
        ("canonical", [(A, B), (B, A)], NOTHING, []),
        ("canonical", [(A, B), (B, A), (A, C)], ("on every row", "A"), [A]),
        # two banks
        ("canonical", [(K1, H1), (H2, K2)], NOTHING, []),
        ("canonical", [(K1, H1), (H2, K2), (K2, V1)], KASPI_ON_EVERY_ROW, [K1, K2]),
        # an account, and another bank that all the others are at
        ("canonical", [(K1, H1), (H2, K1)], NOTHING, []),
        ("canonical", [(K1, H1), (H2, K1), (K1, V1)], ON_EVERY_ROW, [K1]),
        # of two candidates the one at the bank whose own loader it is, if only one of them is
        ("kaspi", [(K1, H1), (H1, K1)], ON_EVERY_ROW, [K1]),
        ("kaspi", [(K1, K2), (K2, K1)], NOTHING, []),
        ("kaspi", [(V1, H1), (H1, V1)], NOTHING, []),
        ("kaspi", [(K1, H1), (H2, K2)], KASPI_ON_EVERY_ROW, [K1, K2]),
        ("statutory-ru", [(K1, H1), (H2, K2)], NOTHING, []),
        ("halyk", [(K1, H1), (H2, K1)], ("bank on every row", "bank 601"), [H1, H2]),
        # one row alone shows nothing but what its loader gives
        ("canonical", [(A, B)], NOTHING, []),
        ("vtb", [(V1, A)], ("on every row", V1.number), [V1]),
        # a side without a number is nobody's
        ("canonical", [(A, Party(name="x")), (A, Party(name="x"))], ("on every row", "A"), [A]),
        ("canonical", [(Party(name="x"), Party(name="y"))], NOTHING, []),
    ],
)
def test_what_follows_from_the_rows(
    case: Case,
    tmp_path: Path,
    layout: str,
    pairs: list[Pair],
    expected: tuple[str, str],
    accounts: list[Party],
) -> None:
    case.load(write(tmp_path / "export.csv", layout, rows_of(*pairs)))
    assert sections(case) == [expected]
    assert covered(case) == numbers(*accounts)


def test_the_row_that_breaks_it_may_stand_far_below(case: Case, tmp_path: Path) -> None:
    """Beyond the sample that is looked at first."""
    pairs: list[Pair] = [(K1, (H1, V1)[turn % 2]) for turn in range(2500)]
    case.load(write(tmp_path / "whole.csv", "canonical", rows_of(*pairs)))
    case.load(write(tmp_path / "broken.csv", "canonical", rows_of(*pairs, (H1, V1))))
    assert sections(case) == [NOTHING, ON_EVERY_ROW]


def test_refused_rows_break_nothing(case: Case, tmp_path: Path) -> None:
    bad = Row("31.02.2026", H1, V1, 10_000)
    pairs = rows_of((K1, H1), (V1, K1))
    case.load(write(tmp_path / "export.csv", "canonical", [*pairs, bad]))
    assert sections(case) == [ON_EVERY_ROW]


TITLE = ["Ответ на запрос № 17"]
PERIOD = ["Период с 01.03.2026 по 31.03.2026"]


@pytest.mark.drawn
@pytest.mark.parametrize(
    ("named", "pairs", "expected", "accounts"),
    [
        ([K1], [(K1, H1), (H1, K1)], ("preamble", K1.number), [K1]),
        # of two accounts on every row it names one; without it nothing would follow
        ([H1], [(K1, H1), (H1, K1)], ("preamble", H1.number), [H1]),
        ([K1, H2], [(K1, V1), (V1, H2)], ("preamble", f"{K1.number}, {H2.number}"), [K1, H2]),
        # an account that it names without a row of it is covered as well as any, but unseen
        ([K1, K3], [(K1, V1), (V1, K1)], ("preamble", f"{K1.number}, {K3.number}"), [K1]),
        # one row is of neither
        ([K1, H2], [(K1, V1), (V1, H2), (H1, F1)], NOTHING, []),
        # the preamble names one account, the rows another: either could be the subject
        ([K1], [(K1, H1), (H1, K1), (H1, V1)], NOTHING, []),
        # the rows say more than the preamble, and not against it
        ([K1], [(K1, H1), (H2, K1), (V1, K2)], KASPI_ON_EVERY_ROW, [K1, K2]),
        # no account of it is on any row: it was the addressee's
        ([F1], [(K1, H1), (V1, K1)], ON_EVERY_ROW, [K1]),
    ],
)
def test_what_the_preamble_gives(
    case: Case,
    tmp_path: Path,
    named: list[Party],
    pairs: list[Pair],
    expected: tuple[str, str],
    accounts: list[Party],
) -> None:
    preamble = [TITLE, *([f"Счет: {party.number}"] for party in named), PERIOD, []]
    case.load(write(tmp_path / "export.csv", "statutory-ru", rows_of(*pairs), preamble))
    assert sections(case) == [expected]
    assert covered(case) == numbers(*accounts)
    # the period that it states, not only the days that have rows
    days = {tuple(row[5:]) for row in contents_of(case)["accounts"] if row[5]}
    assert days <= {("2026-03-01", "2026-03-31")}


def test_a_long_list_of_accounts_is_counted(case: Case, tmp_path: Path) -> None:
    preamble = [[party.number] for party in (K1, K2, K3, H1)]
    case.load(write(tmp_path / "x.csv", "statutory-ru", rows_of((K1, V1), (H1, V2)), preamble))
    assert sections(case) == [("preamble", "4 accounts")]


@pytest.mark.drawn
@pytest.mark.parametrize(
    ("asked", "covers", "accounts"),
    [
        ("all", "all", [K1, K2, H1, V1]),
        ("none", "none", []),
        ("bank:722", "bank 722", [K1, K2]),
        ("bank:601", "bank 601", [H1]),
        ("bank:998", "bank 998", []),
        (K2.number, K2.number, [K2]),
        (f"{K2.number.lower()} , {V1.number}", f"{K2.number}, {V1.number}", [K2, V1]),
        (f"{K2.number[:4]} {K2.number[4:]}", K2.number, [K2]),
        # a number that is no account of the file covers nothing, and nothing else either
        (F1.number, F1.number, []),
    ],
)
def test_what_the_user_gives_counts_alone(
    case: Case, tmp_path: Path, asked: str, covers: str, accounts: list[Party]
) -> None:
    """From the rows it would follow that Kaspi covers its accounts."""
    path = write(tmp_path / "x.csv", "canonical", rows_of((K1, H1), (V1, K2), (K2, K1)))
    case.load(path, covers=asked)
    assert sections(case) == [("asked", covers)]
    assert covered(case) == numbers(*accounts)


@pytest.mark.parametrize("asked", ["", " , "])
def test_covers_without_meaning_is_no_call(case: Case, tmp_path: Path, asked: str) -> None:
    path = write(tmp_path / "x.csv", "canonical", rows_of((K1, H1)))
    with pytest.raises(CallError, match="--covers is empty"):
        case.load(path, covers=asked)


def test_a_simulator_covers_all(case: Case, tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_text("step,type,amount,nameOrig,nameDest\n1,TRANSFER,5,A,B\n")
    case.load(tmp_path / "log.csv")
    assert sections(case) == [("layout", "all")]
    assert covered(case) == {"A", "B"}


def workbook(path: Path, sheets: dict[str, list[Pair]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, pairs in sheets.items():
        sheet = book.create_sheet(name)
        sheet.append(HEADERS["statutory-ru"])
        for row in rows_of(*pairs):
            sheet.append(cells("statutory-ru", row))
    book.save(path)
    return path


SHEETS: dict[str, list[Pair]] = {
    "first": [(K1, H1), (V1, K1)],
    "second": [(V2, K2), (K2, H2)],
}


def test_a_sheet_an_account(case: Case, tmp_path: Path) -> None:
    case.load(workbook(tmp_path / "book.xlsx", SHEETS))
    assert sections(case) == [ON_EVERY_ROW, ("on every row", K2.number)]
    assert covered(case) == numbers(K1, K2)


def test_a_row_in_one_sheet_breaks_that_sheet_alone(case: Case, tmp_path: Path) -> None:
    case.load(workbook(tmp_path / "x.xlsx", SHEETS | {"second": [*SHEETS["second"], (K1, V1)]}))
    # K1 and K2 are of one bank, which is what the second sheet shows then
    assert sections(case) == [ON_EVERY_ROW, KASPI_ON_EVERY_ROW]
    assert covered(case) == numbers(K1, K2)


def test_a_strange_row_in_one_sheet_breaks_that_sheet_alone(case: Case, tmp_path: Path) -> None:
    case.load(workbook(tmp_path / "x.xlsx", SHEETS | {"second": [*SHEETS["second"], (H1, F1)]}))
    assert sections(case) == [ON_EVERY_ROW, NOTHING]
    assert covered(case) == numbers(K1)


def test_the_days_are_those_of_each_sheet(case: Case, tmp_path: Path) -> None:
    """And an account in two of them is covered from the first day to the last."""
    early = Row(dt.date(2026, 1, 5), K1, H1, 5)
    late = Row(dt.date(2026, 2, 9), V1, K1, 6)
    for name, row in (("early", early), ("late", late)):
        case.load(write(tmp_path / f"{name}.csv", "vtb", [row]), covers=K1.number)
    days = {row[0]: row[5:] for row in contents_of(case)["accounts"] if row[5]}
    assert days == {K1.number: ["2026-01-05", "2026-02-09"]}
