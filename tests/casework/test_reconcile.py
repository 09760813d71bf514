"""Statements against what they state: balances, sums, days between them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moneygraph.api import Case
from moneygraph.casework.reconcile import Gap, Held, Missing, reconciled
from moneygraph.report.text.texts import Texts
from moneygraph.report.values.held import held_json, lacks_words
from moneygraph.store.sqltext import rows_of
from tests.laws import laws

A, B = "KZ41722C000000000001", "KZ09601A000000000009"
HEADER = "Дата;Дебет;Кредит;Счет контрагента;Назначение;Остаток"


@dataclass(frozen=True)
class Line:
    """A row of a statement: when, what it changes in tiyn, the balance after it."""

    ts: datetime
    change: int
    balance: int | None


def money(tiyn: int) -> str:
    return f"{'-' if tiyn < 0 else ''}{abs(tiyn) // 100},{abs(tiyn) % 100:02}"


def lines_of(opening: int, changes: list[int], *, day_only: bool = False) -> list[Line]:
    lines, balance = [], opening
    for n, change in enumerate(changes):
        balance += change
        ts = datetime(2026, 2, 1) + (timedelta(days=n // 3) if day_only else timedelta(hours=n))
        lines.append(Line(ts, change, balance))
    return lines


def statement(
    lines: list[Line], above: str = "", below: str = "", *, form: str = "%d.%m.%Y %H:%M"
) -> str:
    rows = [
        ";".join(
            (
                line.ts.strftime(form),
                money(-line.change) if line.change < 0 else "",
                money(line.change) if line.change > 0 else "",
                B,
                "Перевод",
                "" if line.balance is None else money(line.balance),
            )
        )
        for line in lines
    ]
    return "\n".join([f"Выписка по счету {A}", *above.splitlines(), HEADER, *rows, below, ""])


def held(folder: Path, *texts: str) -> Held:
    with Case.open(folder / "case.duckdb", create=True) as case:
        for n, text in enumerate(texts):
            (folder / f"{n}.csv").write_text(text, encoding="utf-8")
            (file,) = case.load(folder / f"{n}.csv").files
            assert file.error is None
        ((_, found),) = reconciled(case.con).items()
    found.missing = [
        Missing(
            *(one.what, one.currency, one.amount),
            *(one.first.rpartition("/")[2], one.last.rpartition("/")[2], one.since, one.until),
        )
        for one in found.missing
    ]
    return found


WHOLE = lines_of(100_000, [5_000, -20_000, 700, -80_000, 1])


def test_all_that_is_stated_agrees(tmp_path: Path) -> None:
    below = "Итого;1000,00;57,01;;;\nИсходящий остаток;;;;;57,01\nКоличество операций: 5;;;;;"
    found = held(tmp_path, statement(WHOLE, "Входящий остаток: 1 000,00", below))
    assert (found.missing, found.gaps, found.is_checked) == ([], [], True)
    assert found.days == [(date(2026, 2, 1), date(2026, 2, 1))]


@pytest.mark.parametrize("newest_first", [False, True])
def test_a_row_that_is_missing(newest_first: bool, tmp_path: Path) -> None:
    lines = [line for line in WHOLE if line.change != -20_000]
    found = held(tmp_path, statement(lines[:: -1 if newest_first else 1]))
    places = ("0.csv:6", "0.csv:5") if newest_first else ("0.csv:3", "0.csv:4")
    day = date(2026, 2, 1)
    assert found.missing == [Missing("between", "KZT", -20_000, *places, day, day)]


def test_a_refused_row_is_missing_money(tmp_path: Path) -> None:
    text = statement(WHOLE).replace("200,00;;", "двести;;")
    assert [one.amount for one in held(tmp_path, text).missing] == [-20_000]


@pytest.mark.parametrize(
    ("above", "below", "missing"),
    [
        ("Входящий остаток: 900,00", "", [("between", 10_000)]),
        ("Кіріс қалдық;900,00", "", [("between", 10_000)]),
        ("Opening balance as of 01.02.2026;;900.00", "", [("between", 10_000)]),
        ("", "Исходящий остаток на 28.02.2026: 50,01", [("between", -700)]),
        ("", "Шығыс қалдық;;;;;50,01", [("between", -700)]),
        ("Сальдо на начало;900,00;Сальдо на конец;57,01", "", [("between", 10_000)]),
        ("", "Обороты по дебету: 999,00", [("debits", -100)]),
        ("Total debits: 1000.00;Total credits: 58.01", "", [("credits", 100)]),
        ("", "Итого;1000,00;58,01;;;", [("credits", 100)]),
        ("", "Итого по странице;1,00;58,01;;;", []),
        ("", "Итого за 01.02.2026;1,00;58,01;;;", []),
        ("", "Всего операций: 7", [("count", 2)]),
        ("", "Количество операций по дебету: 2", []),
    ],
)
def test_what_lines_beside_the_table_state(
    above: str, below: str, missing: list[tuple[str, int]], tmp_path: Path
) -> None:
    found = held(tmp_path, statement(WHOLE, above, below))
    assert [(one.what, one.amount) for one in found.missing] == missing


def test_without_running_balances(tmp_path: Path) -> None:
    lines = [Line(line.ts, line.change, None) for line in WHOLE]
    beside = ("Входящий остаток: 1 000,00", "Исходящий остаток: 57,02")
    found = held(tmp_path, statement(lines, *beside))
    day = date(2026, 2, 1)
    assert found.missing == [Missing("between", "KZT", 1, "", "", day, day)]


def test_nothing_is_stated(tmp_path: Path) -> None:
    found = held(tmp_path, statement([Line(line.ts, line.change, None) for line in WHOLE]))
    assert (found.missing, found.is_checked) == ([], False)


def test_rows_of_a_day_in_another_order(tmp_path: Path) -> None:
    lines = lines_of(100_000, [5_000, -20_000, 700, -80_000, 1, 2], day_only=True)
    lines[3], lines[4] = lines[4], lines[3]
    assert held(tmp_path, statement(lines, form="%d.%m.%Y")).missing == []


def test_days_between_statements(tmp_path: Path) -> None:
    first, second = WHOLE[:2], WHOLE[3:]
    later = [Line(line.ts + timedelta(days=9), line.change, line.balance) for line in second]
    found = held(tmp_path, statement(first), statement(later))
    assert found.gaps == [Gap(date(2026, 2, 2), date(2026, 2, 9), (("KZT", 700),))]
    assert found.missing == []


def test_statements_that_meet_and_do_not_go_on(tmp_path: Path) -> None:
    later = [Line(line.ts + timedelta(days=1), line.change, line.balance) for line in WHOLE[3:]]
    found = held(tmp_path, statement(WHOLE[:2]), statement(later))
    assert found.gaps == []
    days = (date(2026, 2, 1), date(2026, 2, 2))
    assert found.missing == [Missing("between", "KZT", 700, "", "", *days)]


def test_an_account_in_several_currencies(tmp_path: Path) -> None:
    """A balance without a currency could be in either: it is of none."""
    text = (
        f"Выписка по счету {A}\n{HEADER};Валюта\n"
        f"01.02.2026;5,00;;{B};a;;KZT\n01.02.2026;;3,00;{B};b;;USD\nИсходящий остаток;;300,00;;;;\n"
    )
    (tmp_path / "x.csv").write_text(text, encoding="utf-8")
    with Case.open(tmp_path / "case.duckdb", create=True) as case:
        (file,) = case.load(tmp_path / "x.csv").files
        assert (file.transfers, file.skipped, file.rejected) == (2, 1, 0)
        assert rows_of(case.con, "select count(*) from stated") == [(0,)]


def test_a_payment_that_is_taken_back(tmp_path: Path) -> None:
    """A storno with a minus changes the balance the other way, and the turnover too."""
    lines = lines_of(100_000, [-20_000, 20_000])
    text = statement(lines, "Входящий остаток: 1 000,00", "Итого;0,00;0,00;;;")
    text = text.replace(f";;200,00;{B};Перевод", f";-200,00;;{B};Сторно")
    assert held(tmp_path, text).missing == []


CHANGES = st.lists(st.integers(-9_999, 9_999).filter(bool), min_size=2, max_size=12)


@laws(60)
@given(changes=CHANGES, data=st.data(), newest_first=st.booleans())
def test_what_is_left_out_is_what_is_missing(
    tmp_path_factory: pytest.TempPathFactory,
    changes: list[int],
    data: st.DataObject,
    newest_first: bool,
) -> None:
    lines = lines_of(1_000_000, changes)
    kept = data.draw(st.lists(st.booleans(), min_size=len(lines), max_size=len(lines)))
    some = [line for line, is_kept in zip(lines, kept, strict=True) if is_kept]
    if not some:
        return
    above, below = (
        "Входящий остаток: 10 000,00",
        f"Исходящий остаток: {money(lines[-1].balance or 0)}",
    )
    found = held(
        tmp_path_factory.mktemp("left"), statement(some[:: -1 if newest_first else 1], above, below)
    )
    if newest_first and len(some) < 3:
        return  # the order of so few rows cannot be told
    assert sum(one.amount for one in found.missing) == sum(
        line.change for line, is_kept in zip(lines, kept, strict=True) if not is_kept
    )


@pytest.mark.parametrize("lang", ["en", "ru", "kk"])
def test_each_thing_is_said(lang: str, tmp_path: Path) -> None:
    lines = [line for line in WHOLE if line.change != -20_000]
    later = [Line(line.ts + timedelta(days=9), line.change, line.balance) for line in WHOLE[3:]]
    texts = Texts(lang)
    one = held(tmp_path, statement(lines[:2]), statement(later, below="Всего операций: 7"))
    said = list(lacks_words(texts, held_json(one)))
    assert len(said) == 3
    assert len(set(said)) == 3
