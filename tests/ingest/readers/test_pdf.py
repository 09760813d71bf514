"""PDF statements: layouts of banks, wrapped and cut rows, what nobody understands, harm."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moneygraph.api import Case
from moneygraph.ingest.readers.pdf_header import Headers
from moneygraph.ingest.readers.pdf_layouts import Known
from moneygraph.ingest.readers.pdf_lines import Line, Word
from moneygraph.ingest.readers.pdf_tables import Tables
from moneygraph.store.data import OURS
from moneygraph.store.errors import FileRefused, UnreadableFile
from moneygraph.store.sqltext import rows_of
from tests.ingest.readers.pdfs import Pdf
from tests.laws import laws

A, B, C = "KZ41722C000000000001", "KZ09601A000000000009", "KZ57722S000000000077"
_FOUND = """
select t.ts::varchar, f.number, g.number, t.amount, t.currency::varchar, r.purpose
from transfer as t
join account as f on f.id = t.from_account
join account as g on g.id = t.to_account
join "row" as r on r.id = coalesce(debit_row, credit_row) order by t.id
"""
_REFUSED = "select detail from remark where fate = 'rejected' order by row"
#: When, the other account, what came (below zero: left) in hundredths, and the purpose.
Moved = tuple[str, str, int, str | None]
Lines = tuple[str, ...]


def loaded(
    case: Case, folder: Path, pdf: Pdf | bytes, account: str | None = None
) -> FileRefused | None:
    data = pdf if isinstance(pdf, bytes) else pdf.data()
    (folder / "s.pdf").write_bytes(data)
    (file,) = case.load(folder / "s.pdf", account=account).files
    return file.error


def moved(case: Case, own: str = A) -> list[Moved]:
    return [
        (
            ts.removesuffix(" 00:00:00"),
            *((other, -amount) if payer == own else (payer, amount)),
            why,
        )
        for ts, payer, other, amount, _, why in rows_of(case.con, _FOUND)
    ]


def stated(case: Case) -> list[tuple[str, str, int]]:
    return rows_of(case.con, "select what, day::varchar, amount from stated order by all")


KASPI = (40.0, -170.0, 200.0, 300.0)
HEADS: dict[str, tuple[Lines, Lines]] = {
    "ru": (
        (
            "ВЫПИСКА",
            "по Kaspi Gold за период с 01.02.26 по 28.02.26",
            "Иванова Айгүл Қанатқызы",
            "Номер карты: *1234",
            f"Номер счета: {A}",
            "Доступно на 01.02.26: + 12 345,67 ₸",
            "Пополнения + 10 000,00 ₸",
            "Покупки - 4 093,24 ₸",
            "Доступно на 28.02.26: + 18 252,43 ₸",
        ),
        ("Дата", "Сумма", "Операция", "Детали"),
    ),
    "kk": (
        (
            "Kaspi Gold бойынша 01.02.26 бастап 28.02.26 дейінгі кезеңге үзінді көшірме",
            f"Шот нөмірі: {A}",
            "Қолжетімді 01.02.26: + 12 345,67 ₸",
            "Қолжетімді 28.02.26: + 18 252,43 ₸",
        ),
        ("Күні", "Сомасы", "Операция", "Толығырақ"),
    ),
    "en": (
        (
            "Kaspi Gold statement for the period from 01.02.26 to 28.02.26",
            f"Account number: {A}",
            "Available on 01.02.26: + 12 345,67 ₸",
            "Available on 28.02.26: + 18 252,43 ₸",
        ),
        ("Date", "Amount", "Transaction", "Details"),
    ),
}
ROWS = (
    ("27.02.26", "- 4 093,24 ₸", "Покупка", "MAGNUM ГИПЕРМАРКЕТ\nАЛМАТЫ 5"),
    ("03.02.26", "+ 10 000,00 ₸", "Пополнение", "Қанат Б."),
)
READ = [
    ("2026-02-27", "?magnum гипермаркет алматы 5", -409324, "MAGNUM ГИПЕРМАРКЕТ АЛМАТЫ 5"),
    ("2026-02-03", f"?қанат б {A.lower()}", 1000000, "Қанат Б."),
]


STATED = [("closing", "2026-02-28", 1825243), ("opening", "2026-02-01", 1234567)]


def kaspi(*rows: Lines, language: str = "ru") -> Pdf:
    above, header = HEADS[language]
    pdf = Pdf(KASPI).lines(*above).row(*header)
    for row in rows:
        pdf.row(*row)
    return pdf


@pytest.mark.parametrize("language", HEADS)
def test_kaspi_gold(language: str, case: Case, tmp_path: Path) -> None:
    assert loaded(case, tmp_path, kaspi(*ROWS, language=language)) is None
    assert sorted(moved(case)) == sorted(READ)
    assert rows_of(case.con, "select distinct currency::varchar from transfer") == [("KZT",)]
    assert stated(case) == STATED
    cover = "select first_day::varchar, last_day::varchar from cover"
    assert rows_of(case.con, cover) == [("2026-02-01", "2026-02-28")]


def test_a_wrong_total_is_stated(case: Case, tmp_path: Path) -> None:
    """What the bank says stands beside what its rows add up to, whatever that is."""
    assert loaded(case, tmp_path, kaspi(ROWS[0])) is None
    assert [row[2] for row in moved(case)] == [-409324]
    assert stated(case) == STATED


def test_pages_with_heads_and_feet(case: Case, tmp_path: Path) -> None:
    """Heads and feet of pages go; a row that goes on behind the end of a page is one."""
    pdf = Pdf(KASPI)
    for page in range(3):
        if page:
            pdf.page(False).lines("Выписка по Kaspi Gold", f"Номер счета: {A}")
        else:
            pdf.lines(*HEADS["ru"][0])
        pdf.row(*HEADS["ru"][1])
        if page:
            pdf.row("", "", "", f"АЛМАТЫ {page}", step=10)
        pdf.row(f"1{page}.02.26", "+ 1 234 567,89 ₸", "Перевод", f"Ким {page}\nОлег")
        pdf.at(50, "АО «Kaspi Bank», БИК CASPKZKA").at(30, f"Страница {page + 1} из 3")
    assert loaded(case, tmp_path, pdf) is None
    assert sorted((when, why) for when, _, _, why in moved(case)) == [
        ("2026-02-10", "Ким 0 Олег АЛМАТЫ 1"),
        ("2026-02-11", "Ким 1 Олег АЛМАТЫ 2"),
        ("2026-02-12", "Ким 2 Олег"),
    ]
    assert {amount for _, _, amount, _ in moved(case)} == {123456789}
    assert rows_of(case.con, "select count(*) from remark where fate <> 'warned'") == [(0,)]


def test_a_page_without_a_header_goes_on(case: Case, tmp_path: Path) -> None:
    pdf = kaspi(ROWS[0]).page(False).row(*ROWS[1])
    assert loaded(case, tmp_path, pdf) is None
    assert sorted(moved(case)) == sorted(READ)


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (("вчера", "- 5,00 ₸", "Перевод", "Ким"), "вчера - 5,00 ₸ Перевод Ким"),
        (("", "- 5,00 ₸", "", ""), "- 5,00 ₸"),
        (("32.02.26", "- 5,00 ₸", "Перевод", "Ким"), "32.02.26"),
        (("03.02.26", "много", "Перевод", "Ким"), "много"),
        (("вчера", "", "- 5,00 ₸", "Ким"), "вчера - 5,00 ₸ Ким"),
    ],
)
def test_a_line_nobody_understands(line: Lines, why: str, case: Case, tmp_path: Path) -> None:
    """It is refused and shown, and neither changes a row beside it nor goes missing."""
    assert loaded(case, tmp_path, kaspi(ROWS[0], line, ROWS[1])) is None
    assert sorted(moved(case)) == sorted(READ)
    assert rows_of(case.con, _REFUSED) == [(why,)]


def test_a_foot_with_rows_below_it_is_none(case: Case, tmp_path: Path) -> None:
    pdf = kaspi(ROWS[0]).lines("АО «Kaspi Bank»").row(*ROWS[1]).lines("АО «Kaspi Bank»")
    assert loaded(case, tmp_path, pdf) is None
    assert sorted(row[:3] for row in moved(case)) == sorted(row[:3] for row in READ)


def test_rows_that_name_another_bank(case: Case, tmp_path: Path) -> None:
    """A statement is of the bank that it is headed with, whatever its rows name."""
    pdf = Pdf(KASPI).lines("ForteBank", f"Номер счета: {A}").row(*HEADS["ru"][1])
    pdf.row("02.02.2026", "-5.00 KZT", "Перевод", "Kaspi Gold").lines("Kaspi Gold, Freedom")
    assert loaded(case, tmp_path, pdf) is None
    assert rows_of(case.con, "select loader, bank from section") == [("forte", "722")]


def test_a_text_between_rows_is_kept(case: Case, tmp_path: Path) -> None:
    """What is no row and no part of one is counted and shown, too."""
    pdf = kaspi(ROWS[0], ("Операции в обработке",), ROWS[1])
    assert loaded(case, tmp_path, pdf) is None
    assert sorted(moved(case)) == sorted(READ)
    found = "select fate, reason, detail from remark order by row"
    assert rows_of(case.con, found) == [("skipped", "note", "Операции в обработке")]


def test_kaspi_deposit(case: Case, tmp_path: Path) -> None:
    pdf = Pdf((40, -170, 200, 300, -500))
    pdf.lines("ВЫПИСКА по Kaspi Депозиту за период с 01.02.26 по 28.02.26", f"Номер счета: {A}")
    pdf.row("Дата", "Сумма", "Операция", "Детали", "На депозите")
    pdf.row("03.02.26", "- 5 000,00 ₸", "Перевод", "На Kaspi Gold", "6 000,50 ₸")
    pdf.row("04.02.26", "+ 10,50 ₸", "Вознаграждение", "", "6 011,00 ₸")
    assert loaded(case, tmp_path, pdf) is None
    assert moved(case) == [
        ("2026-02-03", "?на kaspi gold", -500000, "На Kaspi Gold"),
        ("2026-02-04", "?", 1050, None),
    ]


HALYK = {
    "ru": (
        "Дата\nпроведения\nоперации", "Дата\nобработки\nоперации", "Описание операции",
        "Сумма\nоперации", "Валюта\nоперации", "Приход в\nвалюте\nсчета", "Расход в\nвалюте\nсчета",
        "Комис-\nсия", "№ карточки/\nсчета",
    ),
    "kk": (
        "Операция\nжүргізілген\nкүн", "Операция\nөңделген\nкүн", "Операция сипаттамасы",
        "Операция\nсомасы", "Операция\nвалютасы", "Шот\nвалюта-\nсындағы\nкіріс",
        "Шот\nвалюта-\nсындағы\nшығыс", "Комиссия", "Карточка/\nшот №",
    ),
    "en": (
        "Transaction\ndate", "Processing\ndate", "Description", "Transaction\namount",
        "Transaction\ncurrency", "Credit in\naccount\ncurrency", "Debit in\naccount\ncurrency",
        "Fee", "Card/account\nnumber",
    ),
}  # fmt: skip


@pytest.mark.parametrize("language", HALYK)
def test_halyk(language: str, case: Case, tmp_path: Path) -> None:
    pdf = Pdf((30, 80, 130, -300, 310, -400, -460, -500, 515))
    pdf.lines("Период: 01.02.2026 - 28.02.2026", f"Номер счета: {A}", "Валюта счета: USD")
    pdf.lines("Входящий остаток: 1 000,00 USD").row(*HALYK[language])
    pdf.row("02.02.2026", "03.02.2026", "Перевод на карту\nдругого банка", "-2 500 000,00", "KZT",
            "0,00", "-5 000,00", "-1,00", "****1234")  # fmt: skip
    pdf.row("04.02.2026", "04.02.2026", "Поступление", "15 000,00", "USD", "15 000,00", "0,00",
            "0,00", "****1234")  # fmt: skip
    pdf.lines("Исходящий остаток: 11 000,00 USD", "АО «Народный Банк Казахстана»")
    assert loaded(case, tmp_path, pdf) is None
    assert moved(case) == [
        ("2026-02-02", "?", -500000, "Перевод на карту другого банка"),
        ("2026-02-04", "?", 1500000, "Поступление"),
    ]
    assert rows_of(case.con, "select distinct currency::varchar from transfer") == [("USD",)]
    assert [row[::2] for row in stated(case)] == [("closing", 1100000), ("opening", 100000)]


@pytest.mark.parametrize("spaced", [0, 1.5, 3])
def test_forte(spaced: float, case: Case, tmp_path: Path) -> None:
    """Letters with gaps between are words again, whatever the gap."""
    pdf = Pdf((30, -180, 200, 330)).lines("ForteBank", f"Номер счета: {A}")
    pdf.row("Дата", "Сумма", "Описание", "Детализация")
    pdf.row("02.02.2026", "-1 500.00 KZT", step=0)
    pdf.places = (200, 330)
    pdf.row("Перевод", "Карта другого, MCC: 4829", spaced=spaced)
    pdf.places = (30, -180, 200, 330)
    pdf.row("03.02.2026", "2 500.00 KZT", "П о п о л н е н и е", "Т е р м и н а л   д в а")
    assert loaded(case, tmp_path, pdf) is None
    assert moved(case) == [
        ("2026-02-02", "?", -150000, "Карта другого, MCC: 4829"),
        ("2026-02-03", "?", 250000, "Терминал два"),
    ]
    found = 'select r.mcc, r.operation from "row" as r order by r.id'
    assert rows_of(case.con, found) == [("4829", "Перевод"), (None, "Пополнение")]


def test_freedom(case: Case, tmp_path: Path) -> None:
    """A sum that is held has left the account; where the bank says so, so does the case."""
    pdf = Pdf((30, -180, 200, 240, 350)).lines("Freedom Bank Kazakhstan", f"IBAN: {A}")
    pdf.row("Дата", "Сумма", "Валюта", "Операция", "Детали")
    pdf.row("02.02.2026", "-12,345.67 ₸", "KZT", "Сумма в обработке", "GLOVO\nALMATY")
    pdf.row("03.02.2026", "+2,500.00 $", "USD", "Пополнение", "Ким")
    pdf.row("04.02.2026", "-1,000,500.00 ₸", "KZT", "Покупка", "Shop")
    assert loaded(case, tmp_path, pdf) is None
    assert [(when, amount, why) for when, _, amount, why in moved(case)] == [
        ("2026-02-02", -1234567, "GLOVO ALMATY"),
        ("2026-02-03", 250000, "Ким"),
        ("2026-02-04", -100050000, "Shop"),
    ]


def test_home_credit(case: Case, tmp_path: Path) -> None:
    """Bonuses are no money, and a time of day below its day is part of it."""
    pdf = Pdf((30, 120, 220, 330, -420, -480)).lines("Home Credit Bank", f"IBAN: {A}")
    pdf.row("Дата и время", "Операция", "Детали", "MCC", "Сумма", "Бонусы")
    pdf.row("02.02.2026\n10:15:30", "Покупка", "Magnum", "5411", "- 1 200,00 ₸", "12,00")
    pdf.row("03.02.2026 23:59:01", "Перевод", "Ким", "4829", "+ 1 200,50 ₸", "0")
    assert loaded(case, tmp_path, pdf) is None
    assert moved(case) == [
        ("2026-02-02 10:15:30", "?", -120000, "Magnum"),
        ("2026-02-03 23:59:01", "?", 120050, "Ким"),
    ]
    assert rows_of(case.con, 'select mcc from "row" order by id') == [("5411",), ("4829",)]


def test_eurasian(case: Case, tmp_path: Path) -> None:
    """Each account and currency is a table, also where one is on two pages."""
    pdf = Pdf((30, 120, 220, -420, -500)).lines("Евразийский банк")
    pdf.lines("Выписка за период 01.02.2026 - 28.02.2026")
    for day, (account, currency) in enumerate(((A, "KZT"), (A, "USD"), (B, "EUR")), 1):
        pdf.lines(f"Номер счета: {account}", f"Валюта счета: {currency}")
        pdf.row("Дата и время", "Операция", "Детали", "Сумма", "Остаток")
        pdf.row(f"0{day}.02.2026 10:15", "Покупка", f"Magnum {currency}", "-1 200,00", "100,00")
        if currency == "USD":
            pdf.page(False).row("Дата и время", "Операция", "Детали", "Сумма", "Остаток")
        pdf.row(f"0{day}.02.2026 10:16", "Перевод", "Ким", "5,00", "105,00")
    assert loaded(case, tmp_path, pdf) is None
    found = {
        (payer, payee, amount, unit)
        for _, payer, payee, amount, unit, _ in rows_of(case.con, _FOUND)
    }
    assert found == {
        *((A, "?", 120000, unit) for unit in ("KZT", "USD")),
        *(("?", A, 500, unit) for unit in ("KZT", "USD")),
        *((B, "?", 120000, "EUR"), ("?", B, 500, "EUR")),
    }
    sheets = rows_of(case.con, "select name from section order by id")
    assert sheets == [(f"{A} KZT",), (f"{A} USD",), (f"{B} EUR",)]


SIGNS = (
    "№",
    "Дата\nоперации",
    "Контрагент",
    "Счет контрагента",
    "Сумма",
    "КНП",
    "Назначение\nплатежа",
)
PLACES = (30, 60, 130, 250, -420, 430, 480)


@pytest.mark.parametrize("has_rules", [True, False])
def test_columns_that_a_loader_knows(has_rules: bool, case: Case, tmp_path: Path) -> None:
    """A table needs no layout where its header is one that a loader reads."""
    pdf = Pdf(PLACES).lines(f"ИИК клиента: {A}", "Период: 01.02.2026 - 28.02.2026").row(*SIGNS)
    for row in (
        ("1", "02.02.2026", "ТОО Ромашка и\nпартнеры", B, "-1 000,00", "710", "Оплата по\nсчету 5"),
        ("2", "03.02.2026", "Ким", C, "2 000,00", "119", "Перевод"),
        ("", "Итого:", "", "", "1 000,00", "", ""),
    ):  # fmt: skip
        pdf.rule() if has_rules else pdf
        pdf.row(*row)
    pdf.lines("Исходящий остаток: 1 500,00", "Исполнитель: Ахметов")
    assert loaded(case, tmp_path, pdf) is None
    assert moved(case) == [
        ("2026-02-02", B, -100000, "Оплата по счету 5"),
        ("2026-02-03", C, 200000, "Перевод"),
    ]
    assert rows_of(case.con, _REFUSED) == []
    assert ("closing", 150000) in [row[::2] for row in stated(case)]


def test_a_day_in_the_middle_of_its_row(case: Case, tmp_path: Path) -> None:
    """Where cells are centred, lines go with the row that they are near to."""
    pdf = Pdf((30, 130, 250, -420, 440)).lines(f"ИИК клиента: {A}")
    pdf.row("Дата", "Контрагент", "Счет контрагента", "Сумма", "Назначение платежа")
    for day, (account, amount) in enumerate(((B, "-5,00"), (C, "7,00")), 2):
        pdf.row("", "", "", "", f"первая {day}", step=10)
        pdf.row(f"0{day}.02.2026", f"Ким {day}", account, amount, "", step=10)
        pdf.row("", "", "", "", f"вторая {day}", step=30)
    assert loaded(case, tmp_path, pdf) is None
    assert moved(case) == [
        ("2026-02-02", B, -500, "первая 2 вторая 2"),
        ("2026-02-03", C, 700, "первая 3 вторая 3"),
    ]


def test_headers_that_are_centred(case: Case, tmp_path: Path) -> None:
    """Upright rules part columns, where what is below a header does not stand below it."""
    pdf = Pdf((60, 150, 350, -500)).lines(
        f"ИИК клиента: {A[:4]} {A[4:8]} {A[8:12]} {A[12:16]} {A[16:]}"
    )
    pdf.row("Дата", "Счет контрагента", "Назначение платежа", "Сумма").posts(100, 250, 450, 510)
    pdf.places = (40, 105, 255, -500)
    pdf.row("02.02.2026", B, "Ким", "-5,00")
    assert loaded(case, tmp_path, pdf) is None
    assert moved(case) == [("2026-02-02", B, -500, "Ким")]


def test_a_header_of_two_rows_with_what_stands_above_several(case: Case, tmp_path: Path) -> None:
    """The debits and the credits of a statement under one word for both."""
    pdf = Pdf((30, 130, 250, -440, -520)).lines(f"ИИК клиента: {A}")
    pdf.row("", "Контрагент", "Счет", "", "", step=10)
    pdf.row("Дата", "", "контрагента", "Дебет", "Кредит")
    pdf.row("02.02.2026", "Ким", B, "5,00", "")
    pdf.row("03.02.2026", "Ким", C, "", "7,00")
    assert loaded(case, tmp_path, pdf) is None
    assert [row[:3] for row in moved(case)] == [("2026-02-02", B, -500), ("2026-02-03", C, 700)]


def test_a_layout_of_the_user(case_of: Callable[[Path], Case], tmp_path: Path) -> None:
    own = tmp_path / "own"
    for name, text in (("tables/pdf", _LAYOUT), ("loaders/mine", _LOADER)):
        path = own / f"{name}.toml"
        path.parent.mkdir(parents=True)
        path.write_text(text)
    case = case_of(own)
    pdf = (
        Pdf((30, 130, 250)).lines("Мой банк", f"Номер счета: {A}").row("Когда", "Сколько", "За что")
    )
    pdf.row("02.02.2026", "- 5,00", "Хлеб")
    assert loaded(case, tmp_path, pdf) is None
    assert moved(case) == [("2026-02-02", "?", -500, "Хлеб")]


_LAYOUT = """
[layouts.mine]
marks = ["мой банк"]
amounts = ["Sum"]
columns = { "My day" = ["Когда"], Sum = ["Сколько"], What = ["За что"] }
"""
_LOADER = """
title = "Mine"
[columns]
ts = ["My day"]
amount = ["Sum"]
purpose = ["What"]
counterparty_name = ["Who"]
[layout]
required = ["ts", "amount", "purpose"]
dates = ["%d.%m.%Y"]
"""


@pytest.fixture
def case_of(tmp_path: Path):  # type: ignore[no-untyped-def]
    opened: list[Case] = []

    def make(own: Path) -> Case:
        opened.append(Case.open(tmp_path / "own.duckdb", create=True, folder=own))
        return opened[-1]

    yield make
    for one in opened:
        one.close()


def test_an_account_is_never_guessed(case: Case, tmp_path: Path) -> None:
    pdf = Pdf(KASPI).lines("Kaspi Gold", "Номер карты: *1234").row(*HEADS["ru"][1]).row(*ROWS[1])
    data = pdf.data()
    error = loaded(case, tmp_path, data)
    assert error is not None
    assert "does not say whose account" in error.message
    assert loaded(case, tmp_path, data, account=A) is None
    assert [row[:3] for row in moved(case)] == [READ[1][:3]]


GOOD = kaspi(*ROWS).data()


@pytest.mark.parametrize(
    ("pdf", "said", "remedy"),
    [
        (Pdf(KASPI).picture().data(), "is a scan: it has no text", "a file with text, or as .xlsx"),
        (Pdf(KASPI).picture().hidden("Date 1,00").data(), "is a scan: it has no text", ".xlsx"),
        (kaspi(*ROWS).page(False).picture().data(), "is a scan: page 2 has no text", ".xlsx"),
        (Pdf(KASPI).rule().data(), "is a scan: it has no text", ".xlsx"),
        (Pdf(KASPI, password="1").lines("x").data(), "is locked with a password", "without one"),
        (GOOD[:-1500], "is broken or was cut short", "send it again"),
        (b"%PDF-1.4\n" + b"x" * 100 + b"\n%%EOF", "is broken or was cut short", "send it again"),
        (Pdf(KASPI).lines("Договор", "о займе").data(), "no table of a known layout", "as .xlsx"),
    ],
)  # fmt: skip
def test_refusals(pdf: bytes, said: str, remedy: str, case: Case, tmp_path: Path) -> None:
    error = loaded(case, tmp_path, pdf)
    assert isinstance(error, UnreadableFile)
    assert str(tmp_path / "s.pdf") in error.message
    assert said in error.message
    assert remedy in error.remedy


CELLS = st.sampled_from(
    ["", "", "02.02.26", "32.13.26", "- 5,00 ₸", "7,00", "Ким", "Итого", "Исходящий остаток 5,00",
     f"Номер счета: {B}", "АО «Kaspi Bank»", "10:15", "2026", "Дата", "Сумма", "Операция", "Детали"]
)  # fmt: skip


@laws(200)
@given(
    rows=st.lists(st.tuples(CELLS, CELLS, CELLS, CELLS, st.integers(9, 30)), max_size=12),
    pages=st.sets(st.integers(0, 12), max_size=2),
    rules=st.sets(st.integers(1, 12)),
)
def test_nothing_is_left_out(
    rows: list[tuple[str, str, str, str, int]], pages: set[int], rules: set[int]
) -> None:
    """Each word below a header is in a row, or below the foot of its table, or in a header."""
    header = ("Дата", "Сумма", "Операция", "Детали", 18)
    lines, y, page = [], 0.0, 0
    for place, (*cells, step) in enumerate([header, *rows]):
        page, y = (page + 1, 0.0) if place in pages else (page, y + step)
        words = [
            Word(f"{word}", left + 30.0 * n, left + 30.0 * n + 25, y, y + 8)
            for left, cell in zip((0, 200, 400, 600), cells, strict=True)
            for n, word in enumerate(cell.split())
        ]
        band = sum(rule <= place for rule in rules)
        lines += [Line(page, tuple(words), band)] if words else []
    known = Known.of(OURS)
    tables = Tables(known, Headers(known, "kaspi gold", "")).of(lines)
    kept = Counter(
        word
        for table in tables
        for text in (
            *(text for row in table.rows.rows for text in row.texts),
            *(line.text for line in (*table.above, *table.below)),
        )
        for word in text.split()
    )
    given_words = Counter(word for line in lines for word in line.text.split())
    for name in ("Дата", "Сумма", "Операция", "Детали"):
        del given_words[name]
    assert not given_words - kept


@laws(30)
@given(
    cuts=st.lists(st.tuples(st.integers(0, len(GOOD)), st.integers(0, 400)), max_size=2),
    flips=st.lists(st.tuples(st.integers(9, len(GOOD) - 1), st.integers(1, 255)), max_size=12),
)
def test_any_damage_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory,
    cuts: list[tuple[int, int]],
    flips: list[tuple[int, int]],
) -> None:
    data = bytearray(GOOD)
    for place, bits in flips:
        data[place] ^= bits
    for start, length in cuts:
        del data[max(start, 9) : max(start, 9) + length]
    folder = tmp_path_factory.mktemp("damaged")
    with Case.open(folder / "case.duckdb", create=True) as case:
        error = loaded(case, folder, bytes(data))
    assert error is None or isinstance(error, FileRefused)
    assert "unexpected" not in str(error or "")
