"""SWIFT statements: messages, marks, words, encodings, damage."""

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
_FOUND = """
select f.number, t.number, transfer.amount, transfer.currency::varchar, r.purpose, r.knp
from transfer
join account as f on f.id = transfer.from_account
join account as t on t.id = transfer.to_account
join "row" as r on r.id = coalesce(debit_row, credit_row) order by all
"""


def message(entries: str, account: str = A, currency: str = "KZT") -> str:
    return (
        f":20:REF\n:25:{account}\n:28C:1/1\n:60F:C260211{currency}100,00\n{entries}"
        f":62F:C260214{currency}50,00\n-\n"
    )


def entry(
    mark: str = "D", amount: str = "5,50", told: str = f"/LA/{B}/KNP/119/ASSIGN/За воду"
) -> str:
    return f":61:2602120212{mark}{amount}NTRFREF//B1\n:86:{told}\n"


def loaded(case: Case, folder: Path, text: str, encoding: str = "utf-8") -> Exception | None:
    (folder / "s.sta.txt").write_bytes(text.encode(encoding))
    (file,) = case.load(folder / "s.sta.txt").files
    return file.error


LEFT = (A, B, 550, "KZT", "За воду", "119")


@pytest.mark.parametrize("encoding", ["utf-8", "cp1251", "cp866", "utf-8-sig"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_encodings(encoding: str, end: str, case: Case, tmp_path: Path) -> None:
    assert loaded(case, tmp_path, message(entry()).replace("\n", end), encoding) is None
    assert rows_of(case.con, _FOUND) == [LEFT]


def test_every_message_of_a_file_counts(case: Case, tmp_path: Path) -> None:
    """Those of one account go on; the package alone would keep the last account of several."""
    other = "KZ57722S000000000077"
    text = message(entry()) + message(entry("C", "7,"), other, "USD") + message(entry("D", "8,00"))
    assert loaded(case, tmp_path, text) is None
    assert [row[:4] for row in rows_of(case.con, _FOUND)] == [
        (B, other, 700, "USD"),
        (A, B, 550, "KZT"),
        (A, B, 800, "KZT"),
    ]
    stated = (
        "select number, currency, amount from stated join number on number.id = stated.account"
        " where what = 'opening' order by all"
    )
    assert rows_of(case.con, stated) == [(A, "KZT", 10000), (other, "USD", 10000)]


def test_a_mark_that_takes_back(case: Case, tmp_path: Path) -> None:
    assert loaded(case, tmp_path, message(entry() + entry("RD"))) is None
    assert rows_of(case.con, _FOUND) == []
    assert rows_of(case.con, "select count(*) from undone") == [(1,)]


@pytest.mark.parametrize(
    ("told", "party", "purpose"),
    [
        (f"/NAME/КИМ/LA/{B}/ASSIGN/За\nводу", B, "За воду"),
        (f"/IBAN/{B}/XYZ/нечто", B, "/XYZ/нечто"),
        ("Перевод без слов", "?", "Перевод без слов"),
        ("/NAME/КИМ ОЛЕГ/KNP/119", "?ким олег", None),
    ],
)
def test_words(told: str, party: str, purpose: str | None, case: Case, tmp_path: Path) -> None:
    assert loaded(case, tmp_path, message(entry(told=told))) is None
    ((payer, payee, _, _, found, _),) = rows_of(case.con, _FOUND)
    assert (payer, payee, found) == (A, party, purpose)


def test_what_stands_before_a_message_hides_it_not(case: Case, tmp_path: Path) -> None:
    """As the mark of a new page does, which printed files have."""
    text = f"\f{message(entry())}\f {message(entry()).replace('12', '13')}"
    assert loaded(case, tmp_path, text) is None
    assert len(rows_of(case.con, _FOUND)) == 2


DAMAGED = "is damaged: its message 1 cannot be read"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (message(":61:tomorrow\n"), DAMAGED),
        (message(":61:26991302D5,50NTRFX\n"), DAMAGED),
        (message(entry()).replace(f":25:{A}\n", ""), "names no account in its message 1"),
    ],
)
def test_damage(text: str, said: str, case: Case, tmp_path: Path) -> None:
    error = loaded(case, tmp_path, text)
    assert isinstance(error, UnreadableFile)
    assert said in error.message


LINES = st.sampled_from([*message(entry()).splitlines(), ":86:", ":61:", "x", ":20:", ":25:", "\0"])


@laws(100)
@given(lines=st.lists(LINES, max_size=25))
def test_any_lines_are_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, lines: list[str]
) -> None:
    folder = tmp_path_factory.mktemp("lines")
    with Case.open(folder / "case.duckdb", create=True) as case:
        error = loaded(case, folder, ":20:A\n:25:B\n" + "\n".join(lines) + "\n")
    assert error is None or isinstance(error, FileRefused)
