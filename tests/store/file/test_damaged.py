"""A damaged case: no wrong answer, never called a fault of ours, and what is left is said."""

from __future__ import annotations

import json
import random
import shutil
import stat
import tomllib
from contextlib import suppress
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner

import moneygraph
from moneygraph.api import Case
from moneygraph.cli import main
from moneygraph.store import laws
from moneygraph.store.errors import CaseDamaged, MadePrivate
from moneygraph.store.sqltext import sql_text
from tests.endurance.case_file import HEADERS, change_parts, make_right, parts
from tests.endurance.originals import region_case

pytestmark = pytest.mark.rare

COMMANDS = (
    *(["status", "--rows"], ["find", "--limit", "3"], ["trace", "--complaints"], ["show", "1"]),
    *(["freeze"], ["requests"], ["series"], ["export", "--format", "graphml", "--force", "x"]),
)
_LAWS = tomllib.loads(sql_text("store/laws.toml"))


@pytest.fixture(scope="session")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a case of a small region, with all that answers depend on."""
    return region_case(tmp_path_factory.mktemp("whole"), people=60, rings=1)


@pytest.fixture
def path(whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return Path(shutil.copy(whole, tmp_path / "c.duckdb"))


@pytest.fixture(scope="session")
def answers(whole: Path) -> dict[str, str]:
    """Return what each command says of the whole case."""
    said = {call[0]: run(whole, *call)[1] for call in COMMANDS}
    Path("x").unlink()
    return said


def run(path: Path, *call: str) -> tuple[int, str, str]:
    """Call a command; no answer repeats the case's path or breaks a line after it."""
    runner = CliRunner(env={"MONEYGRAPH_CASE": str(path), "COLUMNS": "1000"})
    done = runner.invoke(main, call, prog_name="moneygraph")
    assert done.exception is None or isinstance(done.exception, SystemExit)
    return done.exit_code, done.stdout, done.stderr


def changed(path: Path, sql: str) -> None:
    with duckdb.connect(str(path)) as con:
        con.execute(sql)


def test_a_whole_case_is_said_to_be_whole(path: Path) -> None:
    status, said, errors = run(path, "check")
    assert (status, errors) == (0, "")
    assert "is whole" in said
    checked = moneygraph.check_case(path)
    assert checked.is_whole
    assert {table.name for table in checked.tables} >= {"transfer", "hop_fifo", "hop_lifo"}
    assert all(file.readable for file in checked.files)


@pytest.mark.parametrize("seed", range(12))
def test_a_flipped_bit_is_damage_or_nothing(path: Path, answers: dict[str, str], seed: int) -> None:
    """It lies where nothing is kept, or what reads it says so."""
    content, chosen = bytearray(path.read_bytes()), random.Random(seed)
    begin, end = chosen.choice(list(parts(len(content))))
    content[chosen.randrange(begin, end)] ^= 1 << chosen.randrange(8)
    path.write_bytes(content)
    checked = run(path, "check")
    for call in COMMANDS:
        status, said, errors = run(path, *call)
        if status == 0:
            assert said == answers[call[0]], call
        else:
            assert status == 2, (call, said, errors)
            assert "is damaged: " in errors or "is not a case" in errors, (call, errors)
            assert checked[0] != 0, (call, errors)
    assert run(path, "check") == checked


@pytest.mark.parametrize("seed", range(12))
def test_bytes_with_their_checksum_are_no_fault_of_ours(path: Path, seed: int) -> None:
    change_parts(path, random.Random(seed))
    for call in (*COMMANDS, ["check"]):
        status, _, errors = run(path, *call)
        assert status in (0, 1, 2), call
        assert "report" not in errors, (call, errors)


def test_the_checksum_is_that_of_the_database(path: Path) -> None:
    """Else the test above would only repeat the one before it."""
    content = bytearray(path.read_bytes())
    for begin, end in parts(len(content)):
        before = bytes(content[begin:end])
        make_right(content, begin, end)
        assert bytes(content[begin:end]) == before or not any(before), begin


def test_what_can_still_be_read_is_said(path: Path) -> None:
    content = path.read_bytes()
    rows = {}
    for begin, _ in list(parts(len(content)))[HEADERS:]:
        broken = bytearray(content)
        broken[begin + 100] ^= 255
        path.write_bytes(broken)
        shown = json.loads(run(path, "check", "--json")[1])
        unread = [table["name"] for table in shown["tables"] if table["problem"]]
        assert shown["whole"] == (not unread and shown["problem"] is None)
        rows |= dict.fromkeys(unread, shown)
    assert "link" in rows, rows.keys()
    readable = {file["name"].rsplit("/")[-1]: file["readable"] for file in rows["link"]["exports"]}
    assert readable.pop("links.csv") is False
    assert all(readable.values())
    with pytest.raises(CaseDamaged), Case.open(path) as case:
        _ = [case.con.execute(f"from {table}").fetchall() for table in rows]


#: What a column of each kind cannot hold, beside null.
_MOST = 1 << 60
BAD = {
    **dict.fromkeys(("given",), ()),
    **dict.fromkeys(("time", "day"), ("'infinity'", "'-5000-01-01'")),
    **dict.fromkeys(("money", "some money", "int64"), (f"-{_MOST + 1}", str(_MOST + 1))),
    "signed money": (f"-{_MOST + 1}", str(_MOST + 1)),
    "float64": ("'nan'", "'inf'"),
    "share": ("-0.1", "1.1", "'nan'"),
    "count": ("-1", str(_MOST)),
    "seconds": ("-2000000", "2000000"),
    "account kind": ("'odd'", "''"),
}


@pytest.mark.parametrize("table", _LAWS)
def test_numbers_that_cannot_be_are_found(path: Path, table: str) -> None:
    """A row for each column and each value, else as the first is, where there is one."""
    name = "net_hop" if table == "hop" else table
    wanted: dict[str, int] = {}
    with duckdb.connect(str(path)) as con:
        is_empty = not con.execute(f"select 1 from {name} limit 1").fetchall()
        for column, kind in laws.columns_of(name).items():
            values = (*BAD.get(kind.removesuffix("?"), ("-1", "0")), "null")
            for value in values[: -1 if kind.endswith("?") else None]:
                copied = f"select * replace ({value} as {column}) from {name} limit 1"
                alone = f"({column}) values ({value})"
                with suppress(duckdb.ConstraintException):  # DuckDB itself refuses that
                    con.execute(f"insert into {name} {alone if is_empty else copied}")
                    wanted[column] = wanted.get(column, 0) + 1
    broken = moneygraph.check_case(path).broken
    found = {one.column: one.rows for one in broken if one.table == name and one.column}
    if is_empty:
        assert found.keys() >= wanted.keys()
    else:
        assert found == wanted
    for call in COMMANDS[:2]:
        status, _, errors = run(path, *call)
        assert (status, "report" in errors) != (2, True), (call, errors)
        if name in laws.IN_LOOPS:
            assert "numbers that no case can hold" in errors, (call, errors)


#: What breaks each law between tables, and the row that is affected.
BREAKS = {
    "ids": "update number set number = (select number from number where id = 1) where id = 2",
    "rows": "delete from duplicate where row = (select min(row) from duplicate)",
    "files": "update section set statement_file = 1 where id = 4",
    "parties": "delete from account where id = (select min(from_account) from transfer)",
    "sides": "update transfer set amount = amount + 1 where id = 7",
    "sums": f"update transfer set amount = {_MOST} where id < 3",
    "hops": "update hop_lifo set amount = amount + 1 where rowid = 0",
}


@pytest.mark.parametrize("law", laws.between_tables())
def test_a_law_between_tables_is_checked(path: Path, law: str) -> None:
    changed(path, BREAKS[law])
    status, said, _ = run(path, "check")
    assert status == 1
    assert law in {one.law for one in moneygraph.check_case(path).broken}
    assert "is damaged" in said


def test_what_fails_for_damage_is_no_fault_of_ours(path: Path) -> None:
    changed(path, "insert into model values (null, null)")
    status, _, errors = run(path, "status")
    assert status == 2
    assert "is damaged: its tables do not agree" in errors


def test_a_text_that_is_none_is_damage(path: Path) -> None:
    """Under a right checksum, so that nothing notices it before it is read."""
    content = bytearray(path.read_bytes())
    at = content.index(b"complaints.csv")
    content[at] = 0xD0
    make_right(content, *next(part for part in parts(len(content)) if part[0] <= at < part[1]))
    path.write_bytes(content)
    for call in (["status"], ["check"]):
        status, said, errors = run(path, *call)
        assert status != 0 and "is damaged" in said + errors, (call, said, errors)


#: What fails on a whole case for what is beside it: the file's name, its bytes, and the call.
NOT_DAMAGE = {
    "model": ("m.json", '{"имя": 1}'.encode("cp1251"), ["find", "droppers", "--model", "m.json"]),
    "labels": ("l.csv", "account;label\nсчёт;1\n".encode("cp1251"), ["score", "l.csv"]),
    "query": (
        "own/queries/droppers.sql",
        b"select checksum, corrupt from transfer",
        ["--folder", "own", "find", "droppers"],
    ),
    "loader": ("own/loaders/a.toml", b"name = '\xcf'", ["--folder", "own", "loaders"]),
}


@pytest.mark.parametrize("kind", NOT_DAMAGE)
def test_a_wrong_file_beside_the_case_is_no_damage(path: Path, kind: str) -> None:
    name, content, call = NOT_DAMAGE[kind]
    Path(name).parent.mkdir(parents=True, exist_ok=True)
    Path(name).write_bytes(content)
    _, _, errors = run(path, *call)
    assert errors and "damaged" not in errors and "report" not in errors, errors


def test_a_case_of_before_is_opened(path: Path) -> None:
    """Sheets all of whose rows were refused left accounts that are held on no day."""
    changed(path, "insert into cover select account, null, null, section from cover limit 1")
    assert run(path, "find")[::2] == (0, "")
    assert run(path, "check")[0] == 0


def test_a_case_that_everybody_could_read_is_made_private(path: Path) -> None:
    path.chmod(0o644)
    status, _, errors = run(path, "status")
    assert (status, stat.S_IMODE(path.stat().st_mode)) == (0, 0o600)
    assert "everybody on this computer could read" in errors
    assert run(path, "status")[2] == ""
    path.chmod(0o604)
    with pytest.warns(MadePrivate), Case.open(path, read_only=True):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize("mode", [0o600, 0o660, 0o640, 0o400, 0o444])
def test_a_case_of_a_group_or_write_protected_keeps_its_mode(path: Path, mode: int) -> None:
    path.chmod(mode)
    assert run(path, "status")[2] == ""
    assert stat.S_IMODE(path.stat().st_mode) == mode
