"""What a pseudonym is: the keyed hash of a value, always the same, never that of another."""

from __future__ import annotations

import hashlib
import hmac
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from moneygraph.api import Case
from moneygraph.store.errors import CallError
from moneygraph.store.masking import ROW, hmac_macro
from moneygraph.store.schema import tables

pytestmark = pytest.mark.turns

_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUV"
KEY = bytes(range(7, 39))


@pytest.fixture(scope="module")
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as con:
        con.execute(hmac_macro(KEY.hex()))
        text = Path("moneygraph/store/masking_macros.sql")
        root = Path(__file__).resolve().parents[3]
        for statement in con.extract_statements((root / text).read_text(encoding="utf-8")):
            wanted = {"banks": ["Kaspi Bank"]} if statement.named_parameters else {}
            con.execute(statement, wanted)
        yield con


def oracle(word: str, value: str) -> str:
    """Return the pseudonym as Python's own HMAC makes it."""
    digest = hmac.new(KEY, f"{word}:{value}".encode(), hashlib.sha256).hexdigest()[:20]
    halves = (int(digest[:10], 16), int(digest[10:], 16))
    return f"{word}-" + "".join(
        _DIGITS[half >> shift & 31] for half in halves for shift in range(35, -1, -5)
    )


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
def test_it_is_hmac(con: duckdb.DuckDBPyConnection, value: str) -> None:
    found = con.execute("select pseudonym('NAME', $1)", [value]).fetchall()
    assert found == [(oracle("NAME", value),)]


def test_no_two_are_alike(con: duckdb.DuckDBPyConnection) -> None:
    found = con.execute(
        "select count(distinct masked_owner(lpad(i::varchar, 12, '0'))) from range(200000) t(i)"
    ).fetchall()
    assert found == [(200_000,)]


@pytest.mark.parametrize(
    ("call", "shown"),
    [
        ("masked_number('?cash')", "?cash"),
        ("masked_number('?иванов')", f"?{oracle('ACC', '?иванов')}"),
        ("masked_number(null)", None),
        ("masked_bank('722')", "722"),
        ("masked_bank('АО «Kaspi Bank»')", "АО «Kaspi Bank»"),
        ("masked_bank('Kaspi Bank, Иванов')", oracle("BANK", "Kaspi Bank, Иванов")),
        ("masked_bank('77015550199')", oracle("BANK", "77015550199")),
        ("masked_code('5411')", "5411"),
        ("masked_code('90010')", oracle("TEXT", "90010")),
        ("masked_text('Долг: ИВАНОВУ!')", oracle("TEXT", "долг иванову")),
        ("masked_covers('bank 722')", "bank 722"),
        ("masked_covers('30 accounts')", "30 accounts"),
        ("masked_covers('KZ1, KZ2')", f"{oracle('ACC', 'KZ1')}, {oracle('ACC', 'KZ2')}"),
        ("masked_covers('bank Иванов')", oracle("ACC", "bank Иванов")),
        ("masked_detail('no-amount', '2025-01-01 5.00 KZT [7]')", "2025-01-01 5.00 KZT [7]"),
        ("masked_detail('no-transfer', 'Иванов:7')", oracle("TEXT", "иванов 7")),
    ],
)
def test_what_stays(con: duckdb.DuckDBPyConnection, call: str, shown: str | None) -> None:
    assert con.execute(f"select {call}").fetchall() == [(shown,)]


def test_the_key_is_made_once(made: Path, tmp_path: Path) -> None:
    path = tmp_path / "case.duckdb"
    shutil.copy(made, path)
    before = path.read_bytes()
    names = [_names(path), _names(path)]
    assert names[0] == names[1]
    assert path.read_bytes() == before, "a masked case is only read"


def test_another_case_has_another_key(made: Path, folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "case.duckdb"
    with Case.open(path, create=True) as case:
        case.load(folder)
    assert not _names(path, read_only=False) & _names(made) - {"?cash"}
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_case_only_read_gets_no_key(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "case.duckdb"
    with Case.open(path, create=True) as case:
        case.load(folder)
    before = path.read_bytes()
    names = _names(path)
    assert _names(path) == names
    assert path.read_bytes() == before
    assert not names & _names(path, read_only=False) - {"?cash"}


def _names(path: Path, *, read_only: bool = True) -> set[str]:
    with Case.open(path, masked=True, read_only=read_only) as case:
        return {number for (number,) in case.con.execute("select number from account").fetchall()}


def test_a_load_keeps_the_key(made: Path, folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "case.duckdb"
    shutil.copy(made, path)
    before = _names(path)
    (tmp_path / "more.csv").write_text(
        "ts,from_account,to_account,amount\n2025-09-05,NEW1,NEW2,5\n", encoding="utf-8"
    )
    with Case.open(path) as case:
        case.load(tmp_path / "more.csv")
    assert before < _names(path)


def test_the_key_stays_inside(made: Path) -> None:
    with Case.open(made, masked=True) as case:
        assert not case.con.execute("select 1 from meta where key = $1", [ROW]).fetchall()


def test_nothing_is_loaded_into_it(made: Path, folder: Path) -> None:
    with (
        Case.open(made, masked=True) as case,
        pytest.raises(CallError, match="nothing can be loaded"),
    ):
        case.load(folder)


def test_every_table_was_judged(made: Path) -> None:
    """A table that twin.sql forgets would be empty; so none is, that is not empty in the case."""
    with duckdb.connect(str(made), read_only=True) as con:
        names = [
            name for (name,) in con.execute("select table_name from duckdb_tables()").fetchall()
        ]
        counts = {one: con.execute(f"select count(*) from {one}").fetchall() for one in names}
    with Case.open(made, masked=True) as case:
        counts["meta"] = case.con.execute("select count(*) from meta").fetchall()
        for name, count in counts.items():
            assert case.con.execute(f"select count(*) from {name}").fetchall() == count, name
    assert sum("create table" in line for line in tables().splitlines()) <= len(counts)
