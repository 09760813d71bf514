"""Statements of accounts: whose they are, and which way each row's money went."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from moneygraph.api import Case
from moneygraph.store.errors import LoaderError, NoOwnAccount, SignedAmounts
from moneygraph.store.sqltext import rows_of
from tests.laws import laws

A, B, C = "KZ41722C000000000001", "KZ57722S000000000077", "KZ09601A000000000009"
HEADER = "Дата,Дебет,Кредит,Счет контрагента\n"
DEBIT, CREDIT = f"02.03.2026 10:00,5.00,,{C}\n", f"02.03.2026 11:00,,7.00,{C}\n"
_MOVED = """
select f.number, t.number, amount, strftime(ts, '%H:%M:%S') from transfer
join account as f on f.id = from_account join account as t on t.id = to_account order by all
"""
OF_A = [(A, C, 500), (C, A, 700)]


def load(case: Case, name: str, text: str, **options: str) -> Exception | None:
    Path(name).write_text(text, encoding="utf-8")
    (file,) = case.load(name, **options).files
    return file.error


def moved(case: Case) -> list[tuple[str, str, int]]:
    return sorted(row[:3] for row in rows_of(case.con, _MOVED))


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    "above",
    [
        f"Счет: {A}\n",
        f"Выписка по счёту № {A} в KZT\nКорр. счет банка {B}\n",
        f"Шот,{A}\n",
        f"Клиент,ТОО Ромашка\nIBAN,{A}\nВходящий остаток,100.00\n",
    ],
)
def test_a_line_above_names_the_account(case: Case, above: str) -> None:
    assert load(case, "s.csv", above + HEADER + DEBIT + CREDIT) is None
    assert moved(case) == sorted(OF_A)
    covers = "select number from cover join account on account.id = cover.account"
    assert rows_of(case.con, covers) == [(A,)]


def test_the_name_of_the_file_or_the_sheet_names_it(case: Case, tmp_path: Path) -> None:
    assert load(case, f"vypiska_{A}_mart.csv", HEADER + DEBIT) is None
    book = Workbook()
    book.active.title = B
    for row in ("Дата,Дебет,Кредит,Счет контрагента", f"02.03.2026 10:00,5,,{C}"):
        book.active.append(row.split(","))
    book.save(tmp_path / "book.xlsx")
    (file,) = case.load("book.xlsx").files
    assert file.error is None
    assert moved(case) == [(A, C, 500), (B, C, 500)]


def test_a_number_that_is_no_iban(case: Case) -> None:
    assert load(case, "s.csv", "Номер счета: 1234567890\n" + HEADER + DEBIT) is None
    assert moved(case) == [("1234567890", C, 500)]


NOBODY = "does not say whose account it is a statement of"
SEVERAL = "names several accounts above a table, each of which could be its own"
BETWEEN = "between rows, without a header: whose the rows below are is not known"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (HEADER + DEBIT, NOBODY),
        (f"Счет {A}\nСчет {B}\n" + HEADER + DEBIT, SEVERAL),
        (f"Счет {A}\n{HEADER}{DEBIT}Счет {B}\n{DEBIT}", BETWEEN),
        (f"Счет {A}\n{HEADER}{DEBIT}{HEADER}Счет {B}\n{DEBIT}", BETWEEN),
        (f"Счет {A}\n{HEADER}{DEBIT}Счет {B}\nСчет {C}\n{HEADER}{DEBIT}", SEVERAL),
    ],
)
def test_whose_is_not_guessed(case: Case, text: str, said: str) -> None:
    error = load(case, "s.csv", text)
    assert isinstance(error, NoOwnAccount)
    assert said in error.message
    assert moved(case) == []


def test_the_option_says_whose(case: Case) -> None:
    assert load(case, "s.csv", HEADER + DEBIT + CREDIT, account=f" {A.lower()} ") is None
    assert moved(case) == sorted(OF_A)
    error = load(case, "s.csv", HEADER + DEBIT + CREDIT, account=B)
    assert "is in the case already, loaded with --account" in str(error)


def test_tables_of_several_accounts(case: Case) -> None:
    """A title for each; a repeated header alone is the next page of the same account."""
    text = (
        f"Счет {A}\n{HEADER}{DEBIT}Итого по счету {A},5.00\n{HEADER}{CREDIT}"
        f"\nСчет {B}\n{HEADER}{DEBIT}Исходящий остаток по счету {B},1.00\n"
    )
    assert load(case, "s.csv", text) is None
    assert moved(case) == sorted([*OF_A, (B, C, 500)])


@pytest.mark.parametrize("guard", ["", " "])
@pytest.mark.parametrize(
    "title", ["Счет {}", "1) Счет {}", "Счет,{},Валюта,KZT", "2. Клиент,Счет {},Остаток,1.00"]
)
def test_titles_are_seen_however_they_are_written(case: Case, guard: str, title: str) -> None:
    debit = DEBIT.replace("02.03", f"{guard}02.03")
    one, other = (title.format(account) for account in (A, B))
    text = f"{one}\n{HEADER}{debit}{other}\n{HEADER}{debit}"
    assert load(case, "s.csv", text) is None
    assert moved(case) == [(A, C, 500), (B, C, 500)]


def test_days_that_begin_with_a_word(case: Case) -> None:
    """No row is surely data then: a title without a header is refused all the same."""
    debit = DEBIT.replace("02.03", "Пн 02.03")
    error = load(case, "s.csv", f"Счет {A}\n{HEADER}{debit}Счет {B}\n{debit}")
    assert isinstance(error, NoOwnAccount)


def test_an_account_in_a_purpose_is_no_title(case: Case) -> None:
    header = "Дата,Дебет,Кредит,Счет контрагента,Назначение\n"
    rows = f"02.03.2026 10:00,5.00,,{C},на счет {B}\n,,,,возврат на счет {B}\n" + CREDIT.replace(
        f"{C}\n", f"{C},\n"
    )
    error = load(case, "s.csv", f"Счет {A}\n{header}{rows}")
    assert isinstance(
        error, NoOwnAccount
    )  # nobody can tell it from a title: it is said, not guessed
    assert load(case, "s.csv", f"Счет {A}\n{header}{rows}", account=A) is None
    assert moved(case) == sorted(OF_A)


WORDS = {
    "Дебет": "D", "Кредит": "C", "дт": "D", "Кт": "C", "Расход": "D", "Приход": "C",
    "Списание со счета": "D", "Зачисление": "C", "исходящий": "D", "Входящий платеж": "C",
    "шығыс": "D", "Кіріс": "C", "D": "D", "c": "C", "DBIT": "D", "CRDT": "C", "-": "D", "+": "C",
    "outgoing": "D", "IN": "C", "Debit card": "D", "перевод": None, "Списание кредита": None,
    "": None,
}  # fmt: skip


@pytest.mark.parametrize("word", WORDS)
def test_words_of_directions(case: Case, word: str) -> None:
    text = (
        f"Счет {A}\nДата,Сумма,Направление,Счет контрагента\n"
        f"02.03.2026 10:00,5.00,{word},{C}\n02.03.2026 10:01,1.00,D,{B}\n"
    )
    assert load(case, "s.csv", text) is None
    found = {"D": [(A, C, 500)], "C": [(C, A, 500)], None: []}[WORDS[word]]
    assert moved(case) == sorted([*found, (A, B, 100)])
    remarks = rows_of(case.con, "select reason, detail from remark where fate = 'rejected'")
    assert remarks == ([] if WORDS[word] else [("direction", word)])


SIGNS = f"Счет {A}\nДата,Сумма,Счет контрагента\n"


@pytest.mark.parametrize("minus", ["-5.00", "−5.00", "(5.00)", "- 5,00 ₸"])
def test_a_minus_left(case: Case, minus: str) -> None:
    text = SIGNS + f'02.03.2026 10:00,"{minus}",{C}\n02.03.2026 11:00,7.00,{C}\n'
    assert load(case, "s.csv", text) is None
    assert moved(case) == sorted(OF_A)


def test_sums_without_any_sign_are_not_taken_for_what_came(case: Case) -> None:
    error = load(case, "s.csv", SIGNS + f"02.03.2026 10:00,5.00,{C}\n")
    assert isinstance(error, SignedAmounts)
    assert "whether money came or left is not known" in error.message


def test_a_minus_may_be_of_a_storno_alone(case: Case) -> None:
    """Withdrawals without a minus show that it is no direction."""
    rows = [("5.00", "Снятие наличных"), ("-5.00", "Сторно"), ("6.00", "Снятие наличных")]
    lines = "".join(
        f"02.03.2026 10:0{n},{sum_},{C},{operation}\n" for n, (sum_, operation) in enumerate(rows)
    )
    error = load(case, "s.csv", f"Счет {A}\nДата,Сумма,Счет контрагента,Вид операции\n{lines}")
    assert isinstance(error, SignedAmounts)


LOADER = """
title = "Mine"
[columns]
ts = ["When"]
amount = ["Sum"]
counterparty_account = ["Who"]
{columns}
[layout]
required = ["ts", "amount", "counterparty_account"]
dates = ["%d.%m.%Y %H:%M"]
{settings}
"""


def own_case(folder: Path, columns: str = "", settings: str = "") -> Case:
    (folder / "mine" / "loaders").mkdir(parents=True)
    text = LOADER.format(columns=columns, settings=settings)
    (folder / "mine" / "loaders" / "mine.toml").write_text(text, encoding="utf-8")
    return Case.open(folder / "own.duckdb", create=True, folder=folder / "mine")


def test_the_name_of_a_sheet_is_the_direction(tmp_path: Path) -> None:
    book = Workbook()
    for title in ("Входящие операции", "Снятие наличных", "Прочее"):
        sheet = book.create_sheet(title)
        for row in (f"Счет {A}", "When,Sum,Who", f"02.03.2026 10:00,5,{C}"):
            sheet.append(row.split(","))
    book.remove(book.active)
    book.save(tmp_path / "book.xlsx")
    with own_case(tmp_path, settings='direction_in = "sheet"') as case:
        (file,) = case.load("book.xlsx").files
        assert (file.error, file.transfers, file.rejected) == (None, 2, 1)
        assert moved(case) == sorted([(A, C, 500), (C, A, 500)])


def test_a_title_is_the_direction(tmp_path: Path) -> None:
    text = (
        f"Account {A}\nПоступления\nWhen,Sum,Who\n02.03.2026 10:00,5.00,{C}\n"
        f"\nСписания\nWhen,Sum,Who\n02.03.2026 10:01,6.00,{C}\n"
    )
    with own_case(tmp_path, settings='direction_in = "title"') as case:
        assert load(case, "s.csv", text) is None
        assert moved(case) == sorted([(C, A, 500), (A, C, 600)])


def test_what_all_came_in(tmp_path: Path) -> None:
    with own_case(tmp_path, settings='positive = "credit"') as case:
        text = f"Account {A}\nWhen,Sum,Who\n02.03.2026 10:00,5.00,{C}\n"
        assert load(case, "s.csv", text) is None
        assert moved(case) == [(C, A, 500)]


def test_a_layout_has_payer_or_own_account(tmp_path: Path) -> None:
    with (
        own_case(tmp_path, columns='from_account = ["Payer"]') as case,
        pytest.raises(LoaderError, match="maps counterparty_account and from_account"),
    ):
        load(case, "s.csv", "When,Sum,Who\n", loader="mine")


MOVES = st.lists(
    st.tuples(st.booleans(), st.integers(1, 10**9), st.sampled_from([B, C, "77"])),
    min_size=1,
    max_size=8,
)


@laws(25)
@given(moves=MOVES)
def test_all_layouts_give_the_same_transfers(
    tmp_path_factory: pytest.TempPathFactory, moves: list[tuple[bool, int, str]]
) -> None:
    folder = tmp_path_factory.mktemp("layouts")
    sums = [f"{amount // 100}.{amount % 100:02}" for _, amount, _ in moves]
    times = [f"02.03.2026 10:00:{n:02}" for n in range(len(moves))]
    rows = list(zip(times, sums, moves, strict=True))
    layouts = {
        "canonical": "ts,from_account,to_account,amount\n"
        + "".join(
            f"{ts},{A if left else other},{other if left else A},{money}\n"
            for ts, money, (left, _, other) in rows
        ),
        "sides": f"Счет {A}\nДата,Дебет,Кредит,Счет контрагента\n"
        + "".join(
            f"{ts},{money if left else ''},{'' if left else money},{other}\n"
            for ts, money, (left, _, other) in rows
        ),
        "words": f"Счет {A}\nДата,Сумма,Д/К,Счет контрагента\n"
        + "".join(
            f"{ts},{money},{'Д' if left else 'К'},{other}\n" for ts, money, (left, _, other) in rows
        ),
    }
    if any(left for left, _, _ in moves):
        layouts["signs"] = f"Счет {A}\nДата,Сумма,Счет контрагента\n" + "".join(
            f"{ts},{'-' if left else ''}{money},{other}\n" for ts, money, (left, _, other) in rows
        )
    found = {}
    for name, text in layouts.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
        with Case.open(folder / f"{name}.duckdb", create=True) as case:
            case.load(folder / f"{name}.csv")
            found[name] = rows_of(case.con, _MOVED)
    assert all(rows == found["canonical"] for rows in found.values())


def test_a_first_name_and_an_initial_are_nobody_elses(case: Case, tmp_path: Path) -> None:
    """Two clients pay a "Серик А.": whether that is one person nobody knows. A shop is one."""
    for n, own in enumerate(("KZ41722C000000000001", "KZ57722S000000000077")):
        (tmp_path / f"{n}.csv").write_text(
            f"Выписка по счету {own}\nДата;Дебет;Кредит;Контрагент;Счет контрагента\n"
            "02.03.2026;5,00;;Серик А.;\n03.03.2026;6,00;;Серик А.;\n"
            "04.03.2026;7,00;;Magnum Almaty;\n",
            encoding="utf-8",
        )
        case.load(tmp_path / f"{n}.csv")
    sql = "select name, count(*) from account where number[1] = '?' group by all order by all"
    assert rows_of(case.con, sql) == [("Magnum Almaty", 1), ("Серик А.", 2)]


_TIMES = 'select ts, day_only from "row" order by id'


@pytest.mark.parametrize(
    ("day", "clock", "time"),
    [
        ("02.03.2026", "10:05:07", ("2026-03-02 10:05:07", False)),
        ("02.03.2026 0:00:00", "9:05", ("2026-03-02 09:05:00", False)),
        ("2026-03-02 00:00:00", "1899-12-31 10:05:00", ("2026-03-02 10:05:00", False)),
        ("02.03.2026", "10:05 PM", ("2026-03-02 22:05:00", False)),
        ("20260302", "10:05", ("2026-03-02 10:05:00", False)),
        ("2 марта 2026", "10:05", ("2026-03-02 10:05:00", False)),
        # an hour that is there already stays; what is no time of day leaves the day alone
        ("02.03.2026 07:00:01", "10:05", ("2026-03-02 07:00:01", False)),
        ("02.03.2026", "", ("2026-03-02 00:00:00", True)),
        ("02.03.2026", "—", ("2026-03-02 00:00:00", True)),
        ("02.03.2026", "25:61", None),
    ],
)
def test_a_time_of_day_in_a_column_of_its_own(
    case: Case, day: str, clock: str, time: tuple[str, bool] | None
) -> None:
    header = "Дата;Время;Дебет;Кредит;Счет контрагента"
    assert load(case, "s.csv", f"Счет {A}\n{header}\n{day};{clock};5;;{C}\n{header}\n") is None
    found = [(str(ts), is_day) for ts, is_day in rows_of(case.con, _TIMES)]
    assert found == ([time] if time else [])
    reasons = [one for (one,) in rows_of(case.con, "select reason from remark order by row")]
    assert reasons == (["header"] if time else ["date", "header"])


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("Время операции;Дебет;Кредит;Счет контрагента", "02.03.2026 10:05"),
        ("Дата опер.;Время опер.;Дебет;Кредит;Счет контрагента", "02.03.2026;10:05"),
        ("Күні;Уақыты;Дебет;Кредит;Счет контрагента", "02.03.2026;10:05"),
        ("Date;Time;Debit;Credit;Counterparty account", "2026-03-02;10:05"),
    ],
)
def test_headers_of_days_and_times(case: Case, header: str, cells: str) -> None:
    assert load(case, "s.csv", f"Счет {A}\n{header}\n{cells};5;;{C}\n") is None
    assert [str(ts) for ts, _ in rows_of(case.con, _TIMES)] == ["2026-03-02 10:05:00"]


BY_CURRENCY = (
    "Счёт,Валюта\n{one},USD\n{other},KZT\n\nДата,Сумма,Валюта,Счет контрагента\n"
    f"02.03.2026 10:00,-5.00,KZT,{C}\n02.03.2026 11:00,-7.00,USD,{C}\n"
)


def test_a_client_can_have_an_account_for_each_currency(case: Case) -> None:
    assert load(case, "s.csv", BY_CURRENCY.format(one=A, other=B)) is None
    assert moved(case) == sorted([(A, C, 700), (B, C, 500)])


@pytest.mark.parametrize(
    "text", ["{one},KZT\n{other},KZT", "{one},\n{other},KZT", "{one} {other},KZT"]
)
def test_several_accounts_that_currencies_do_not_tell_apart(case: Case, text: str) -> None:
    wrong = BY_CURRENCY.replace("{one},USD\n{other},KZT", text).format(one=A, other=B)
    error = load(case, "s.csv", wrong)
    assert isinstance(error, NoOwnAccount)
    assert "names several accounts" in error.message


def test_a_row_without_a_currency_is_of_the_account_of_the_layouts_own(case: Case) -> None:
    text = BY_CURRENCY.format(one=A, other=B).replace("-5.00,KZT", "-5.00,")
    assert load(case, "s.csv", text) is None
    assert moved(case) == sorted([(A, C, 700), (B, C, 500)])
