"""Whom the account numbers of a sheet join, whom they do not, and which rows are refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from moneygraph.api import Case
from moneygraph.store.sqltext import rows_of
from tests.ingest.loading.exports import iban

pytestmark = pytest.mark.turns

HEADER = "ts,from_account,to_account,amount,from_name,from_id,to_name,to_id,to_bank,purpose"
PAYER, OTHER = iban("722", 11), iban("722", 12)


def load(case: Case, folder: Path, *rows: str, name: str = "own.csv") -> None:
    text = "\n".join((HEADER, *rows)) + "\n"
    (folder / name).write_text(text, encoding="utf-8")
    case.load(folder / name)


def numbers(case: Case) -> list[str]:
    return [number for (number,) in rows_of(case.con, "select number from account order by number")]


def remarks(case: Case) -> list[tuple[str, str, str]]:
    return rows_of(case.con, "select fate, reason, detail from remark order by row, reason")


@pytest.mark.drawn
@pytest.mark.parametrize("none", ["0", "-", "нет данных", "***", "n/a", "?", "xxxx"])
def test_no_number_joins_nobody(case: Case, tmp_path: Path, none: str) -> None:
    load(
        case,
        tmp_path,
        f"2026-02-02 10:00,{PAYER},{none},100,,,Иванов А.,,,",
        f"2026-02-02 10:05,{none},{OTHER},100,Петров Б.,,,,,",
    )
    assert numbers(case) == sorted(["?иванов а", "?петров б", PAYER, OTHER])
    assert remarks(case) == []


def test_no_number_is_as_a_blank_cell(tmp_path: Path) -> None:
    found = []
    for place, none in enumerate(("", "не указан", "0", "--")):
        with Case.open(tmp_path / f"{place}.duckdb", create=True) as case:
            load(
                case,
                tmp_path,
                f"2026-02-02 10:00,{PAYER},{none},100,,,Иванов,900101300116,Halyk,",
                f"2026-02-02 10:01,{PAYER},{none},200,,,,,,",
                f"2026-02-02 10:02,{none},{none},300,,,,,,",
            )
            found.append((numbers(case), remarks(case)))
    assert found[0][0] == ["?", "?900101300116 иванов halyk", PAYER]
    assert [names for names, _ in found] == [found[0][0]] * 4
    assert [[remark[:2] for remark in one] for _, one in found] == [
        [("rejected", "no-parties")]
    ] * 4


def test_masked_numbers_are_told_apart(case: Case, tmp_path: Path) -> None:
    load(
        case,
        tmp_path,
        f"2026-02-02 10:00,{PAYER},4405 63** **** 1234,100,,,Алина У.,,,",
        f"2026-02-02 10:01,{PAYER},440563******1234,100,,,АЛИНА У,,,",
        f"2026-02-02 10:02,{PAYER},4405 63** **** 9999,100,,,Алина У.,,,",
        f"2026-02-02 10:03,{PAYER},4405 63** **** 1234,100,,,Борис К.,,,",
    )
    assert numbers(case) == [
        "?440563*1234 алина у",
        "?440563*1234 борис к",
        "?440563*9999 алина у",
        PAYER,
    ]


def test_a_phone_tells_payees_of_one_name_apart(case: Case, tmp_path: Path) -> None:
    load(
        case,
        tmp_path,
        f"2026-02-02 10:00,{PAYER},,100,,,Алина У.,,,Перевод по номеру телефона +77010000001",
        f"2026-02-02 10:01,{PAYER},,100,,,Алина У.,,,по номеру 8 (701) 000-00-02",
        f"2026-02-02 10:02,{PAYER},,100,,,Алина У.,,,Перевод +7 701 000 00 01",
        f"2026-02-02 10:03,{PAYER},,100,,,Алина У.,,,Договор 77010000001234",
        f"2026-02-02 10:04,{PAYER},,100,,,Алина У.,900101300116,,на +77010000003",
    )
    assert numbers(case) == [
        "?7010000001 алина у",
        "?7010000002 алина у",
        "?900101300116 алина у",
        "?алина у",
        PAYER,
    ]


def test_spellings_of_an_unknown_party(case: Case, tmp_path: Path) -> None:
    load(
        case,
        tmp_path,
        f'2026-02-02 10:00,{PAYER},,100,,,"ТОО ""Ромашка""",,,',
        f"2026-02-02 10:01,{PAYER},,100,,,тоо  «РОМАШКА»,,,",
        f"2026-02-02 10:02,{PAYER},,100,,,ИП Ромашка,,,",
    )
    assert numbers(case) == ["?ип ромашка", "?тоо ромашка", PAYER]


def test_one_warning_names_spellings(case: Case, tmp_path: Path) -> None:
    spelt = [f"ИИК {PAYER}", PAYER.replace("K", "К"), f"{OTHER}/KZT"]
    load(
        case,
        tmp_path,
        *(f"2026-02-02 10:0{place},{one},C1,10{place},,,,,," for place, one in enumerate(spelt)),
        f"2026-02-02 10:09,{PAYER[:4]} {PAYER[4:].lower()},C1,100,,,,,,",
    )
    assert numbers(case) == sorted(["C1", PAYER, OTHER])
    assert remarks(case) == [("warned", "spelling", f"{spelt[0]} = {PAYER} (2)")]


def test_blanks_and_small_letters_give_no_warning(case: Case, tmp_path: Path) -> None:
    load(case, tmp_path, f"2026-02-02 10:00,{PAYER[:4]} {PAYER[4:].lower()},c1,100,,,,,,")
    assert numbers(case) == sorted(["C1", PAYER]) and remarks(case) == []


def test_a_number_as_a_power_of_ten_is_refused(case: Case, tmp_path: Path) -> None:
    load(
        case,
        tmp_path,
        f'2026-02-02 10:00,{PAYER},"4,08178E+19",100,,,,,,',
        f"2026-02-02 10:01,4.08178E+19,{PAYER},100,,,,,,",
        f"2026-02-02 10:02,{PAYER},12E45,100,,,,,,",
    )
    assert remarks(case) == [
        ("rejected", "cut-number", "4,08178E+19"),
        ("rejected", "cut-number", "4.08178E+19"),
    ]
    assert numbers(case) == sorted(["12E45", PAYER])


def test_fifteen_digits_and_zeros(case: Case, tmp_path: Path) -> None:
    cut = ["40817810500000100000", "40817810500000200000"]
    rows = [f"2026-02-02 10:0{n},{PAYER},{one},100,,,,,," for n, one in enumerate(cut)]
    load(case, tmp_path, *rows, f"2026-02-02 10:05,{PAYER},4405630000001230,100,,,,,,")
    assert [remark[1] for remark in remarks(case)] == ["cut-number"] * 2
    assert numbers(case) == ["4405630000001230", PAYER]


def test_a_true_number_that_ends_in_zeros_stays(case: Case, tmp_path: Path) -> None:
    load(
        case,
        tmp_path,
        f"2026-02-02 10:00,{PAYER},40817810500000100000,100,,,,,,",
        f"2026-02-02 10:01,{PAYER},40817810500000100017,100,,,,,,",
    )
    assert remarks(case) == []
    assert numbers(case) == ["40817810500000100000", "40817810500000100017", PAYER]


def test_complaints_and_links_are_read_alike(case: Case, tmp_path: Path) -> None:
    load(case, tmp_path, f"2026-02-02 10:00,{PAYER},C1,100,,,,,,")
    (tmp_path / "complaints.csv").write_text(
        "number,victim,account,amount,ts\n"
        f"1,,ИИК {PAYER.lower()},100,2026-02-02 10:00\n"
        "2,,нет данных,100,2026-02-02 10:00\n"
        "3,,4E+19,100,2026-02-02 10:00\n"
        "4,900101300116,0,100,2026-02-02 10:00\n",
        encoding="utf-8",
    )
    (tmp_path / "links.csv").write_text(
        f"account,kind,value\n№ {PAYER},phone,1\n0,phone,1\n4E+19,phone,1\n", encoding="utf-8"
    )
    case.load(tmp_path / "complaints.csv", tmp_path / "links.csv")
    rows = rows_of(case.con, "select number, account from complaint order by number")
    assert rows == [("1", PAYER), ("4", None)]
    linked = "select number from link join number on number.id = account"
    assert rows_of(case.con, linked) == [(PAYER,)]
    assert [reason for _, reason, _ in remarks(case)] == [
        "no-victim",
        "cut-number",
        "no-number-of-account",
        "cut-number",
    ]


def test_the_order_of_files_changes_nothing(tmp_path: Path) -> None:
    files = {
        "a.csv": [f"2026-02-02 10:00,ИИК {PAYER},нет данных,100,,,А,,,"],
        "b.csv": [
            f"2026-02-02 10:01,{PAYER},****12,100,,,А,,,",
            f"2026-02-02 10:02,{OTHER},0,9,,,А,,,",
        ],
    }
    for name, rows in files.items():
        (tmp_path / name).write_text("\n".join((HEADER, *rows)) + "\n", encoding="utf-8")
    found = []
    for place, order in enumerate((["a.csv", "b.csv"], ["b.csv", "a.csv"])):
        with Case.open(tmp_path / f"{place}.duckdb", create=True) as case:
            for name in order:
                case.load(tmp_path / name)
            sql = "select f.number, t.number, amount from transfer"
            sql += " join account f on f.id = from_account"
            found.append(
                rows_of(case.con, f"{sql} join account t on t.id = to_account order by all")
            )
    assert found[0] == found[1] and len(found[0]) == 3


def test_a_person_may_spell_a_number_too(case: Case, tmp_path: Path) -> None:
    load(case, tmp_path, f"2026-02-02 10:00,{PAYER},{OTHER},100,,,,,,")
    for text in (f"ИИК {PAYER}", PAYER.replace("K", "К").lower(), f"{PAYER}/KZT"):
        assert case.show(text)["account"]["number"] == PAYER
        assert case.trace(text).traced == 10_000
