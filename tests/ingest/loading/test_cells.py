"""Cells as people and spreadsheets write them: sums, currencies, times, what became of a row."""

from __future__ import annotations

from pathlib import Path

import pytest

from moneygraph.api import Case
from moneygraph.store.sqltext import rows_of

pytestmark = pytest.mark.turns

PAYER, PAYEE = "KZ41722C000000000001", "KZ09601A000000000009"


def load(tmp_path: Path, header: str, *rows: str, layout: str = "canonical") -> Case:
    """Load a table with semicolons into a new case."""
    path = tmp_path / "table.csv"
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    case = Case.open(tmp_path / "case.moneygraph", create=True)
    case.load(path, loader=layout)
    return case


def remarks(case: Case) -> list[tuple[int, str, str]]:
    found = rows_of(case.con, "select row % 4294967296, fate, reason from remark order by all")
    return [tuple(row) for row in found]


SUMS = [
    ("+2 000,00", "KZT", 200000),
    ("1 500,00 USD", "USD", 150000),
    ("$1,500.00", "USD", 150000),
    ("KZT 5000", "KZT", 500000),
    ("500 тг.", "KZT", 50000),
    ("7 теңге", "KZT", 700),
    ("US$ 10", "USD", 1000),
    ("$ 9", "CAD", 900),
]


@pytest.mark.drawn
@pytest.mark.parametrize(("cell", "currency", "units"), SUMS)
def test_a_currency_beside_a_sum(tmp_path: Path, cell: str, currency: str, units: int) -> None:
    header = "ts;from_account;to_account;amount;currency"
    case = load(tmp_path, header, f"2026-02-03 10:00:00;{PAYER};{PAYEE};{cell};{currency}")
    found = rows_of(case.con, "select amount, currency::varchar from row_base")
    assert [tuple(row) for row in found] == [(units, currency)]


@pytest.mark.drawn
@pytest.mark.parametrize(
    ("cell", "currency", "reason"),
    [
        ("1 000,00 USD", "KZT", "other-currency"),
        ("1 000 ₸", "USD", "other-currency"),
        ("$5", "KZT", "other-currency"),
        ("100 foo", "KZT", "amount"),
        ("5-00", "KZT", "amount"),
        ("(5", "KZT", "amount"),
        ("1", "USD (398)", "currency"),
        ("1", "тенге/USD", "currency"),
    ],
)
def test_what_is_no_sum_is_refused(tmp_path: Path, cell: str, currency: str, reason: str) -> None:
    header = "ts;from_account;to_account;amount;currency"
    case = load(tmp_path, header, f"2026-02-03 10:00:00;{PAYER};{PAYEE};{cell};{currency}")
    assert remarks(case) == [(2, "rejected", reason)]


def test_currencies_by_number_word_and_sign(tmp_path: Path) -> None:
    texts = ["398", "840.0", "643", "156 - юань", "€", "доллары США", "36", "тенге/KZT (398)"]
    rows = [f"2026-02-03 10:0{n}:00;{PAYER};{PAYEE};1;{text}" for n, text in enumerate(texts)]
    case = load(tmp_path, "ts;from_account;to_account;amount;currency", *rows)
    found = rows_of(case.con, "select currency::varchar from row_base order by ts")
    codes = ["KZT", "USD", "RUB", "CNY", "EUR", "USD", "AUD", "KZT"]
    assert [code for (code,) in found] == codes


TIMES = [
    ("03/02/2026 10:00:00", "2026-02-03 10:00:00"),
    ("03.02.26 10:00", "2026-02-03 10:00:00"),
    ("46056,5", "2026-02-03 12:00:00"),
    ("3 февраля 2026 г. 12:00", "2026-02-03 12:00:00"),
    ("2026 жылғы 3 ақпан 10:00", "2026-02-03 10:00:00"),
    ("Feb 3, 2026 2:05 PM", "2026-02-03 14:05:00"),
    ("2026-02-03 12:15 AM", "2026-02-03 00:15:00"),
    ("10:00 03.02.2026", "2026-02-03 10:00:00"),
    ("03.02.2026 10.20", "2026-02-03 10:20:00"),
    ("2026-02-03T05:10:00Z", "2026-02-03 10:10:00"),
    ("2026-02-03 10:00:00+0500", "2026-02-03 10:00:00"),
    ("2026-02-03 10:00 GMT+5", "2026-02-03 10:00:00"),
    ("2026-02-03T08:20:00+03:00", "2026-02-03 10:20:00"),
    ("2024-02-29T18:00:00Z", "2024-02-29 23:00:00"),
    ("2024-02-29T17:59:59Z", "2024-02-29 23:59:59"),
    ("10:00:00 2026-02-03", "2026-02-03 10:00:00"),
    ("Вт 03.02.2026 10:00", "2026-02-03 10:00:00"),
    ("03.02.2026 10ч20м", "2026-02-03 10:20:00"),
    ("3 февраля 2026 г. 10 ч 20 мин 05 сек", "2026-02-03 10:20:05"),
    ("2026-02-03 10 сағ 20 мин", "2026-02-03 10:20:00"),
    # a day of the week after the date begins as the word for an hour does
    ("05.02.2026 чт 10:20", "2026-02-05 10:20:00"),
    ("05.02.2026 четверг, 10:20", "2026-02-05 10:20:00"),
    ("03.02.2026\u00a010:00", "2026-02-03 10:00:00"),
    ("сейсенбі, 3 ақпан 2026 ж. 10:00", "2026-02-03 10:00:00"),
    ("03.02.2026 в 10:00", "2026-02-03 10:00:00"),
    ("2026-02-31 10:00", None),
    ("13/13/2026 10:00", None),
]


def test_forms_of_times(tmp_path: Path) -> None:
    rows = [f"{cell};{PAYER};{PAYEE};{n + 1}" for n, (cell, _) in enumerate(TIMES)]
    case = load(tmp_path, "ts;from_account;to_account;amount", *rows)
    found = dict(rows_of(case.con, "select amount // 100, ts::varchar from row_base"))
    assert [found.get(n + 1) for n in range(len(TIMES))] == [time for _, time in TIMES]
    assert (2, "warned", "no-zone") in remarks(case)


def test_a_day_of_the_week_is_no_hour(tmp_path: Path) -> None:
    rows = [f"05.02.2026 {day};{PAYER};{PAYEE};1" for day in ("Чт", "четверг", "Thu")]
    case = load(tmp_path, "ts;from_account;to_account;amount", *rows)
    assert (
        rows_of(case.con, "select ts::varchar, day_only from row_base")
        == [("2026-02-05 00:00:00", True)] * 3
    )


def test_months_are_not_guessed(tmp_path: Path) -> None:
    """A file in which some days can only be the second number is not read day first."""
    rows = [f"{day};{PAYER};{PAYEE};1" for day in ("02/03/2026 10:00", "02/13/2026 10:00")]
    case = load(tmp_path, "ts;from_account;to_account;amount", *rows)
    assert [reason for _, _, reason in remarks(case)] == ["date", "date"]


@pytest.mark.parametrize(("days", "kept"), [(["2/3/2026"], 0), (["2/3/2026", "13/3/2026"], 2)])
def test_slashes_with_am_and_pm_are_not_guessed(tmp_path: Path, days: list[str], kept: int) -> None:
    """Where people write AM and PM they write the month first, unless the column shows the day."""
    rows = [f"{day} 10:00:00 AM;{PAYER};{PAYEE};1" for day in days]
    case = load(tmp_path, "ts;from_account;to_account;amount", *rows)
    assert rows_of(case.con, "select count(*) from row_base")[0][0] == kept


SHORT_YEARS = [
    # nothing but the column shows which of two numbers is the year
    (["26-02-12"], [None]),
    (["12-02-26", "12-02-26 10:00"], [None, None]),
    (["26-02-12", "26-02-14", "26-03-01"], ["2026-02-12", "2026-02-14", "2026-03-01"]),
    (["12-02-26", "14-02-26", "32-02-26"], ["2026-02-12", "2026-02-14", None]),
    (["26-02-12", "26-02-31"], ["2026-02-12", None]),
    # between dots and slashes the day comes first, unless the days then lie years apart
    (["03.02.26", "13.02.26"], ["2026-02-03", "2026-02-13"]),
    (["03.02.26"], ["2026-02-03"]),
    (["26.02.12", "26.02.13"], [None, None]),
    (["12/02/26", "14/02/26"], ["2026-02-12", "2026-02-14"]),
]


@pytest.mark.drawn
@pytest.mark.parametrize(("cells", "days"), SHORT_YEARS)
def test_years_of_two_digits(tmp_path: Path, cells: list[str], days: list[str | None]) -> None:
    rows = [f"{cell};{PAYER};{PAYEE};{n + 1}" for n, cell in enumerate(cells)]
    case = load(tmp_path, "ts;from_account;to_account;amount", *rows)
    found = dict(rows_of(case.con, "select amount // 100, ts::date::varchar from row_base"))
    assert [found.get(n + 1) for n in range(len(cells))] == days
    reasons = {reason for _, fate, reason in remarks(case) if fate == "rejected"}
    is_clear = any(days)
    assert reasons <= ({"date"} if is_clear else {"ambiguous-date"})


def test_blank_columns_of_an_exchange(tmp_path: Path) -> None:
    header = "ts;from_account;to_account;amount;currency;to_amount;to_currency"
    given = ["5;KZT;;", "5;KZT;;KZT", "5;KZT;5;", "510;KZT;1;USD", "510;KZT;1;", "510;KZT;;USD"]
    case = load(tmp_path, header, *(f"2026-02-03 10:00;{PAYER};{PAYEE};{one}" for one in given))
    assert rows_of(case.con, "select count(*) from row_base")[0][0] == 4
    assert rows_of(case.con, "select to_amount, to_currency::varchar from row_exchange") == [
        (100, "USD")
    ]
    assert remarks(case) == [(6, "rejected", "half-exchange"), (7, "rejected", "half-exchange")]


def test_words_and_signs_for_no_exchange(tmp_path: Path) -> None:
    header = "ts;from_account;to_account;amount;currency;to_amount;to_currency"
    given = ["5;KZT;-;-", "6;KZT;0;", "7;KZT;0.00;KZT", "8;KZT;нет данных;Н/Д", "9;KZT;—;USD"]
    given += ["510;KZT;1;$"]
    case = load(tmp_path, header, *(f"2026-02-03 10:00;{PAYER};{PAYEE};{one}" for one in given))
    assert rows_of(case.con, "select sum(amount) // 100 from row_base") == [(536,)]
    assert rows_of(case.con, "select to_currency::varchar from row_exchange") == [("USD",)]
    assert remarks(case) == [(6, "rejected", "half-exchange")]


@pytest.mark.drawn
@pytest.mark.parametrize(
    ("word", "fate"),
    [
        ("DECLINED", ("skipped", "not-carried-out")),
        ("Не выполнен", ("skipped", "not-carried-out")),
        ("Қабылданбады", ("skipped", "not-carried-out")),
        ("отменено клиентом", ("skipped", "not-carried-out")),
        ("Unsuccessful", ("skipped", "not-carried-out")),
        ("Completed", None),
        ("Исполнено", None),
        ("Қабылданды", None),
        ("pending", None),
        ("", None),
        ("не отклонён", ("warned", "status")),
        ("refunded", ("warned", "status")),
        ("zzz", ("warned", "status")),
    ],
)
def test_what_became_of_a_payment(tmp_path: Path, word: str, fate: tuple[str, str] | None) -> None:
    header = "ts;from_account;to_account;amount;status"
    case = load(tmp_path, header, f"2026-02-03 10:00:00;{PAYER};{PAYEE};1;{word}")
    assert remarks(case) == ([(2, *fate)] if fate else [])
    kept = fate is None or fate[0] == "warned"
    assert rows_of(case.con, "select count(*) from row_base")[0][0] == kept


def test_two_quotes_that_are_never_closed(tmp_path: Path) -> None:
    """They pair with each other, and the rows between would be one cell."""
    names = ['"Рога', "А", '"Копыта', "Б", '"ТОО ""В"""']
    rows = [f"2026-02-03 10:0{n}:00;{name};{PAYER};{PAYEE};1" for n, name in enumerate(names)]
    case = load(tmp_path, "ts;from_name;from_account;to_account;amount", *rows)
    found = rows_of(case.con, "select from_name from row order by id")
    assert [name for (name,) in found] == ['"Рога', "А", '"Копыта', "Б", 'ТОО "В"']


def test_one_sum_in_two_currencies_is_refused(tmp_path: Path) -> None:
    header = ["Сумма в валюте ее проведения по кредиту", "Сумма в валюте ее проведения по дебету"]
    header = ["Дата и время операции", *header, "Плательщик Номер счета", "Получатель Номер счета"]
    sums = ["5 USD;5 KZT", "5 KZT;5 KZT"]
    rows = [f"03.02.2026 10:0{n};{two};{PAYER};{PAYEE};x" for n, two in enumerate(sums)]
    case = load(tmp_path, ";".join([*header, "Назначение платежа"]), *rows, layout="halyk")
    assert remarks(case) == [(2, "rejected", "debit-and-credit")]
