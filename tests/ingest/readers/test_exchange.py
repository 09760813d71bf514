"""The exchange format of 1C: dialects, encodings, values over several lines, damage."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moneygraph.api import Case
from moneygraph.store.errors import FileRefused, UnreadableFile
from moneygraph.store.sqltext import rows_of
from tests.laws import laws

A, B = "KZ41722C000000000001", "KZ09601A000000000009"
BEGIN, END = "1CClientBankExchange\nВерсияФормата=2.0\n", "КонецФайла\n"
FIELDS = {
    "НомерДокумента": "17",
    "ДатаОперации": "02.03.2026",
    "Сумма": "150.50",
    "ПлательщикНаименование": "ТОО Ромашка",
    "ПлательщикИИК": A,
    "ПолучательИИК": B,
    "НазначениеПлатежа": "За воду",
}
_FOUND = """
select f.number, t.number, transfer.amount, r.purpose, r.from_name from transfer
join account as f on f.id = transfer.from_account
join account as t on t.id = transfer.to_account
join "row" as r on r.id = coalesce(debit_row, credit_row) order by all
"""


def document(kind: str = "Платежное поручение", **fields: str) -> str:
    lines = "".join(f"{tag}={value}\n" for tag, value in {**FIELDS, **fields}.items())
    return f"СекцияДокумент={kind}\n{lines}КонецДокумента\n"


def loaded(case: Case, folder: Path, text: str | bytes) -> Exception | None:
    data = text if isinstance(text, bytes) else text.encode()
    (folder / "kl.txt").write_bytes(data)
    (file,) = case.load(folder / "kl.txt").files
    return file.error


FOUND = (A, B, 15050, "За воду", "ТОО Ромашка")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251", "cp866", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_encodings(encoding: str, end: str, case: Case, tmp_path: Path) -> None:
    text = (BEGIN + document() + END).replace("\n", end)
    assert loaded(case, tmp_path, text.encode(encoding)) is None
    assert rows_of(case.con, _FOUND) == [FOUND]


@pytest.mark.parametrize(
    ("text", "purpose", "payer"),
    [
        (document().upper().replace("ТОО РОМАШКА", "ТОО Ромашка"), "ЗА ВОДУ", "ТОО Ромашка"),
        (document(НазначениеПлатежа="За\nводу\nи газ"), "За воду и газ", "ТОО Ромашка"),
        (document(НазначениеПлатежа="За\nНДС=12%\nводу"), "За НДС=12% воду", "ТОО Ромашка"),
        (document(НазначениеПлатежа='"За ""воду"""'), 'За "воду"', "ТОО Ромашка"),
        (document(ПлательщикНаименование="ТОО\nРомашка"), "За воду", "ТОО Ромашка"),
        (document(ПолучательИИК=f"{B}\nНечто=5"), "За воду", "ТОО Ромашка"),
        (document(НазначениеПлатежа="", НазначениеПлатежа2="воду", НазначениеПлатежа1="За"),
         "За воду", "ТОО Ромашка"),
    ],
)  # fmt: skip
def test_values(text: str, purpose: str, payer: str, case: Case, tmp_path: Path) -> None:
    assert loaded(case, tmp_path, BEGIN + text + END) is None
    assert rows_of(case.con, _FOUND) == [(A, B, 15050, purpose, payer)]


@pytest.mark.parametrize("tag", ["СуммаПриход", "СуммаРасход", "СуммаДоход"])
def test_names_of_the_sum(tag: str, case: Case, tmp_path: Path) -> None:
    text = BEGIN + document(Сумма="", **{tag: "150,50"}) + END
    assert loaded(case, tmp_path, text) is None
    assert rows_of(case.con, _FOUND) == [FOUND]


def test_what_a_bank_writes_twice_is_one_transfer(case: Case, tmp_path: Path) -> None:
    """And two equal payments that it writes twice are two."""
    twice = document("Выписка") + document("ПлатежноеПоручение")
    assert loaded(case, tmp_path, BEGIN + twice + twice + END) is None
    assert rows_of(case.con, _FOUND) == [FOUND, FOUND]
    fates = "select fate, count(*) from fate group by all order by all"
    assert rows_of(case.con, fates) == [("duplicate", 2), ("transfer", 2)]


def test_a_russian_account_tells_its_currency(case: Case, tmp_path: Path) -> None:
    one, other = "40702810900000000001", "40702840900000000002"
    text = document(ПлательщикИИК=one, ПолучательИИК=A) + document(
        ПлательщикИИК=other, ПолучательИИК=A, НомерДокумента="18"
    )
    assert loaded(case, tmp_path, BEGIN + text + END) is None
    currencies = rows_of(case.con, "select currency::varchar from transfer order by all")
    assert currencies == [("RUB",), ("USD",)]


def test_sections_of_accounts(case: Case, tmp_path: Path) -> None:
    days = "".join(
        f"СекцияРасчСчет\nДатаНачала={day}.03.2026\nДатаКонца={day}.03.2026\nРасчСчет={A}\n"
        f"НачальныйОстаток={opening}\nКонецРасчСчет\n"
        for day, opening in (("03", "90.00"), ("02", "100.00"), ("04", "80.00"))
    )
    assert loaded(case, tmp_path, BEGIN + days + document() + END) is None
    covers = (
        "select number, first_day::varchar, last_day::varchar from cover join number using (id)"
    )
    covers = covers.replace("using (id)", "on number.id = cover.account")
    assert rows_of(case.con, covers) == [(A, "2026-03-02", "2026-03-04")]
    assert rows_of(case.con, "select amount, day::varchar from balance") == [(10000, "2026-03-02")]


def test_a_statement_can_end_where_a_file_should(case: Case, tmp_path: Path) -> None:
    assert loaded(case, tmp_path, BEGIN + document() + "КонецВыписки\n") is None


LONG = "a value has more than 100,000 characters"
CUT = "was cut short: it has no line КонецФайла"
DAMAGED = "is damaged: a section has no end or no beginning"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (document(), CUT),
        (document().replace("КонецДокумента\n", ""), CUT),
        (document().replace("КонецДокумента\n", "") + END, DAMAGED),
        (document().replace("КонецДокумента\n", "") + document() + END, DAMAGED),
        ("КонецДокумента\n" + END, DAMAGED),
        (
            document(НазначениеПлатежа="x" * (1 << 20)) + END,
            LONG,
        ),
        (
            document(НазначениеПлатежа="x\n" * (1 << 20)) + END,
            LONG,
        ),
    ],
)
def test_damage(text: str, said: str, case: Case, tmp_path: Path) -> None:
    error = loaded(case, tmp_path, BEGIN + text)
    assert isinstance(error, UnreadableFile)
    assert said in error.message
    assert rows_of(case.con, _FOUND) == []


LINES = st.sampled_from(
    [*document().splitlines(), "СекцияРасчСчет", "КонецРасчСчет", "КонецФайла", "=", "a=b=c", "\0"]
)


@laws(100)
@given(lines=st.lists(LINES, max_size=30))
def test_any_lines_are_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, lines: list[str]
) -> None:
    folder = tmp_path_factory.mktemp("lines")
    with Case.open(folder / "case.duckdb", create=True) as case:
        error = loaded(case, folder, BEGIN + "\n".join(lines) + "\n")
    assert error is None or isinstance(error, FileRefused)
