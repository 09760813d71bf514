"""Blocks of a sheet with a header of their own: other orders, other columns, other layouts."""

from __future__ import annotations

import csv
import random
from pathlib import Path

import openpyxl

from moneygraph.api import Case
from moneygraph.ingest.loading.raw import raw_rows
from moneygraph.store.sqltext import rows_of
from tests.ingest.loading.exports import HEADERS, Party, Row, cells, iban, iin

ANNA = Party(iban("601", 1), "Анна", iin(99010130001), "Halyk")
GLEB = Party(iban("722", 2), "Глеб", iin(99010130002), "Kaspi")
YEGOR = Party(iban("965", 3), "Егор", iin(99010130003), "Forte")
HEADER = HEADERS["kaspi"]
PAID = [
    Row("12.02.2026 10:00:00", ANNA, GLEB, 50000000, purpose="за товар"),
    Row("12.02.2026 10:20:00", GLEB, YEGOR, 49900000, purpose="Дата и время операции"),
    Row("13.02.2026 10:00:00", YEGOR, GLEB, 700, purpose="долг", knp="342"),
]
MOVED = [
    (ANNA.number, GLEB.number, 50000000),
    (GLEB.number, YEGOR.number, 49900000),
    (YEGOR.number, GLEB.number, 700),
]
Table = list[list[str]]


def ordered(header: list[str], names: list[str], row: Row) -> list[str]:
    """Return a row with its cells in the order of `names`, blank where `header` lacks one."""
    known = dict(zip(header, cells("kaspi", row), strict=True))
    return [known.get(name, "") for name in names]


def loaded(folder: Path, table: Table, ending: str = "csv") -> Case:
    path = folder / f"table.{ending}"
    if ending == "csv":
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, delimiter=";").writerows(table)
    else:
        book = openpyxl.Workbook()
        assert book.active is not None
        for row in table:
            book.active.append(row)
        book.save(path)
    case = Case.open(folder / f"{ending}.moneygraph", create=True)
    case.load(path)
    return case


def moved(case: Case) -> list[tuple[str, str, int]]:
    query = """select f.number, t.number, amount from row_base as b
        join number as f on f.id = from_account join number as t on t.id = to_account
        order by b.id"""
    return [tuple(row) for row in rows_of(case.con, query)]


def remarks(case: Case) -> list[tuple[int, str, str]]:
    found = rows_of(case.con, "select row % 4294967296, fate, reason from remark order by all")
    return [tuple(row) for row in found]


def test_any_order_reads_the_same(tmp_path: Path) -> None:
    """Blocks in chance orders, with columns left out or unknown, and titles, totals and repeats."""
    chance = random.Random(13)
    table: Table = [["Выписка"], HEADER, *(cells("kaspi", row) for row in PAID)]
    for _ in range(6):
        names = chance.sample(HEADER, len(HEADER))
        names = [name for name in names if "Резидентство" not in name or chance.random() < 0.5]
        names.insert(chance.randrange(len(names)), "Примечание банка")
        rows = [ordered(HEADER, names, row) for row in PAID]
        total = ["Итого:", *[""] * (len(names) - 2), "900"]
        table += [[], ["Входящие операции"], names, *rows[:1], names, *rows[1:], total]
    for ending in ("csv", "xlsx"):
        case = loaded(tmp_path, table, ending)
        assert moved(case) == MOVED * 7
        assert {reason for _, _, reason in remarks(case)} == {"blank", "note", "header", "total"}
        purposes = rows_of(case.con, "select purpose, knp from row order by id")
        assert purposes == [(row.purpose, row.knp) for row in PAID] * 7
        last = rows_of(case.con, "select max(id) from row_base")[0][0]
        shown = dict(raw_rows(case.file, [last])[last].cells)
        assert shown["Номер счета плательщика"] == YEGOR.number
        assert shown["Номер счета получателя"] == GLEB.number


def test_a_repeated_header_is_a_page_break(tmp_path: Path) -> None:
    """It makes no block, and neither does a row that begins with the words of a header."""
    looks_like = ["Дата и время операции", "KZT", "Сумма", *[""] * 12]
    rows = [cells("kaspi", row) for row in PAID]
    case = loaded(tmp_path, [HEADER, rows[0], HEADER, rows[1], looks_like, rows[2]])
    assert moved(case) == MOVED
    assert remarks(case) == [(3, "skipped", "header"), (5, "skipped", "header")]


def test_a_header_of_two_rows(tmp_path: Path) -> None:
    statutory = HEADERS["statutory-ru"]
    upper = ["Получатель", "", "", "Плательщик", "", ""]
    lower = ["Номер счета", "ИИН/БИН", "Банк", "Номер счета", "ИИН/БИН", "Банк"]
    upper += ["Назначение платежа", "Дата и время операции", "Сумма в валюте ее проведения"]
    pair = [GLEB.number, GLEB.id, GLEB.bank, ANNA.number, ANNA.id, ANNA.bank]
    table = [
        *[statutory, cells("statutory-ru", PAID[1])],
        *[upper, lower, [*pair, "за товар", PAID[0].ts, "500000"]],
    ]
    case = loaded(tmp_path, table)
    assert moved(case) == [MOVED[1], MOVED[0]]
    assert remarks(case) == [(3, "skipped", "header"), (4, "skipped", "header")]
    (first, second) = (row for (row,) in rows_of(case.con, "select id from row_base order by id"))
    shown = raw_rows(case.file, [first, second])
    assert dict(shown[first].cells)["Номер счета получателя"] == YEGOR.number
    assert dict(shown[second].cells)["Получатель Номер счета"] == GLEB.number


def test_a_block_in_another_layout_is_refused(tmp_path: Path) -> None:
    """Its sums are under debit and credit, which the rows above do not have."""
    table = [
        *[HEADER, cells("kaspi", PAID[0]), ["Другой банк"], HEADERS["halyk"]],
        *[cells("halyk", PAID[1]), ["Итого", "", "900"], [], cells("halyk", PAID[2])],
    ]
    case = loaded(tmp_path, table)
    assert moved(case) == MOVED[:1]
    assert remarks(case) == [
        *[(3, "skipped", "note"), (4, "skipped", "header"), (5, "rejected", "other-layout")],
        *[(6, "skipped", "total"), (7, "skipped", "blank"), (8, "rejected", "other-layout")],
    ]


def test_rows_below_an_unknown_header_are_refused(tmp_path: Path) -> None:
    """It lacks the purpose. By the header above, payer and payee would be read in turn."""
    names = [name for name in HEADER if name != "Назначение платежа"]
    names = names[:4] + names[9:14] + names[4:9]
    dated = ["Дата проводки", *names[1:]]
    part = HEADER[:4] + [""] * 5 + HEADER[9:11]  # where the first header has them
    rows = [cells("kaspi", row) for row in PAID]
    table = [
        HEADER,
        rows[0],
        part,
        rows[1],
        names,
        ordered(HEADER, names, PAID[2]),
        HEADER,
        rows[2],
    ]
    table += [dated, ordered(HEADER, names, PAID[0])]
    case = loaded(tmp_path, table)
    assert moved(case) == MOVED
    assert remarks(case) == [
        *[(3, "skipped", "header"), (5, "skipped", "header")],
        *[(6, "rejected", "other-layout"), (7, "skipped", "header")],
        *[(9, "skipped", "header"), (10, "rejected", "other-layout")],
    ]
