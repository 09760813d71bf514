"""Headers in other words: taken for fields by their words, and said; near misses are refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from moneygraph.api import Case
from moneygraph.store.errors import NoLoader
from moneygraph.store.sqltext import rows_of

A, B = "KZ41722C000000000001", "KZ09601A000000000009"
_MOVED = """
select f.number, t.number, amount from transfer
join account as f on f.id = transfer.from_account join account as t on t.id = transfer.to_account
order by all
"""
SIDES = (
    f"02.03.2026 10:15;500,00;;{B};Перевод",
    f"02.03.2026 10:30;;7,00;{B};Перевод",
)
PARTIES = (f"02.03.2026 10:15;{A};Ким;{B};Ли;500,00;Перевод",)


def loaded(case: Case, folder: Path, *lines: str) -> tuple[str, Exception | None]:
    (folder / "x.csv").write_text("\n".join([*lines, ""]), encoding="utf-8")
    (file,) = case.load(folder / "x.csv").files
    return file.loader, file.error


@pytest.mark.parametrize(
    ("lines", "loader", "moved"),
    [
        (
            (
                f"Выписка по счету {A}",
                "Дата проведения операции;Сумма по дебету, тг;Сумма по кредиту, тг;"
                "IBAN второй стороны;Примечание к операции",
                *SIDES,
            ),
            "statement-sides",
            [(A, B, 50_000), (B, A, 700)],
        ),
        (
            (
                f"Шот үзіндісі: {A}",
                "Жүргізілген күні;Шығыс сомасы (теңге);Кіріс сомасы (теңге);"
                "Қарсы тараптың шоты;Мәні",
                *SIDES,
            ),
            "statement-sides",
            [(A, B, 50_000), (B, A, 700)],
        ),
        (
            (
                "Time of posting;Sender account no.;Sender;Recipient account no.;Recipient;"
                "Amount, KZT;Payment narrative",
                *PARTIES,
            ),
            "statutory-ru",
            [(A, B, 50_000)],
        ),
        (
            (
                "Время;Счет отправителя денег;Отправитель денег;Счет бенефициара;Бенефициар;"
                "Сумма, тенге;Пометка",
                *PARTIES,
            ),
            "canonical",
            [(A, B, 50_000)],
        ),
    ],
)
def test_headers_by_their_words(
    lines: tuple[str, ...],
    loader: str,
    moved: list[tuple[str, str, int]],
    case: Case,
    tmp_path: Path,
) -> None:
    assert loaded(case, tmp_path, *lines) == (loader, None)
    assert rows_of(case.con, _MOVED) == sorted(moved)
    ((row, said),) = rows_of(
        case.con, "select row % 4294967296, detail from remark where reason = 'reworded'"
    )
    assert row == len(lines) - len(moved)
    assert " = ts" in said
    assert " = amount" in said


def test_a_repeated_header_is_known_by_the_same_words(case: Case, tmp_path: Path) -> None:
    header = "Дата проведения;Сумма дебета;Сумма кредита;Счет второй стороны;Зачем"
    lines = (f"Выписка по счету {A}", header, SIDES[0], header, SIDES[1])
    assert loaded(case, tmp_path, *lines) == ("statement-sides", None)
    assert len(rows_of(case.con, _MOVED)) == 2
    assert rows_of(case.con, "select reason from remark where fate = 'rejected'") == []


@pytest.mark.parametrize(
    "header",
    [
        # nothing says who was paid
        "Дата проведения;Сумма дебета;Сумма кредита;Код отделения;Зачем",
        # sums that no row has
        "Дата проведения;Счет второй стороны;Сумма дебета;Сумма кредита;Зачем",
    ],
)
def test_near_misses(header: str, case: Case, tmp_path: Path) -> None:
    _, error = loaded(case, tmp_path, f"Выписка по счету {A}", header, *SIDES)
    assert isinstance(error, NoLoader)


def test_a_fee_is_no_amount(case: Case, tmp_path: Path) -> None:
    header = "Дата проведения;Сумма комиссии;Сумма операции, тг;Счет второй стороны;Направление"
    rows = (f"02.03.2026 10:15;50,00;700,00;{B};Списание",)
    assert loaded(case, tmp_path, f"Выписка по счету {A}", header, *rows)[1] is None
    assert rows_of(case.con, _MOVED) == [(A, B, 70_000)]


def test_a_loader_that_has_the_header_goes_first(case: Case, tmp_path: Path) -> None:
    header = "Дата;Дебет;Кредит;Счет контрагента;Примечание"
    assert loaded(case, tmp_path, f"Выписка по счету {A}", header, *SIDES)[1] is None
    assert rows_of(case.con, "select 1 from remark where reason = 'reworded'") == []


@pytest.mark.parametrize(
    ("header", "loader"),
    [
        ("Дата платежа;Время платежа;Счет плательщика;Счет получателя;Сумма платежа;Назначение",
         "statutory-ru"),
        ("Date of payment;Time of payment;Payer account;Payee account;Payment amount;Rate",
         "canonical"),
    ],
)  # fmt: skip
def test_a_time_of_day_apart_is_kept(header: str, loader: str, case: Case, tmp_path: Path) -> None:
    row = f"02.03.2026;10:05:07;{A};{B};5,00;за"
    name, error = loaded(case, tmp_path, header, row)
    assert error is None
    assert rows_of(case.con, "select ts::varchar, day_only from transfer") == [
        ("2026-03-02 10:05:07", False)
    ]
    assert name == loader
