"""A case from somebody else: what it defines beside our schema is named, and nothing of it runs."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from moneygraph.api import Case
from moneygraph.store import catalogue
from moneygraph.store.errors import NotACase

GOOD = "ts,from_account,to_account,amount\n2026-03-01 10:00:00,A,B,100.00\n"
COMMANDS = (
    *(["status"], ["find"], ["trace", "A"], ["show", "A"], ["freeze"], ["status", "--mask"]),
    *(["same", "a.csv:2", "a.csv:3"], ["load", "a.csv"], ["export", "--format", "csv", "out.csv"]),
)
_REFUSED = ("disabled by configuration", "disabled", "configuration has been locked", "not exist")
_SECRET = "nobody else is to read this"
#: What is done to a case, and the name that the refusal gives.
HOSTILE = {
    "view-for-table": (
        "alter table remark rename to was; create view remark as"
        " select 1::bigint as row, 1 as section, 'warned' as fate, 'status' as reason,"
        " content as detail from read_text('{secret}')",
        "remark",
    ),
    "extra-view": ("create view more as select content from read_text('{secret}')", "more"),
    "macro-for-function": ("create macro count(x) as 7", "count"),
    "table-macro-for-function": (
        "create macro duckdb_tables() as table select 1 as table_name",
        "duckdb_tables",
    ),
    "macro-for-operator": ('create macro "+"(a, b) as 1', "+"),
    "column": ("alter table transfer add column note varchar", "transfer"),
    "default": ("alter table section alter column name set default 'x'", "section"),
    "generated": (
        "drop table row_unclear; create table row_unclear (id bigint, x bigint as (id + 1))",
        "row_unclear",
    ),
    "sequence": ("create sequence numbers", "numbers"),
    "type": ("create type mood as enum ('a')", "mood"),
    "schema": ("create schema apart; create table apart.transfer (id integer)", "apart"),
    "index": ("create index by_amount on transfer (amount)", "by_amount"),
    "other-values": (
        "drop table row_unclear; create table row_unclear (id integer)",
        "row_unclear",
    ),
    "gone": ("drop table reversal", "reversal"),
    "trigger": (
        "create trigger keeps after insert on remark referencing new table as fresh"
        " for each statement insert into row_unclear select row from fresh",
        "keeps",
    ),
}


def made(folder: Path) -> Path:
    (folder / "a.csv").write_text(GOOD)
    with Case.open(folder / "case.duckdb", create=True) as case:
        case.load(folder / "a.csv")
    return folder / "case.duckdb"


def changed(path: Path, sql: str) -> None:
    with duckdb.connect(str(path)) as con:
        con.execute(sql)


def test_the_digest_is_of_our_schema() -> None:
    """Where this fails, the schema was changed: write what is found into `_KNOWN`."""
    assert catalogue._KNOWN.get(duckdb.__version__) == catalogue.known_digest()


@pytest.mark.drawn
@pytest.mark.parametrize("kind", HOSTILE)
def test_a_case_with_more_is_refused(
    kind: str, tmp_path: Path, run: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text(_SECRET)
    path = made(tmp_path)
    sql, name = HOSTILE[kind]
    changed(path, sql.format(secret=secret))
    before = path.read_bytes()
    for command in COMMANDS:
        done = run(tmp_path, *command)
        assert done.returncode == 2, (command, done.stderr)
        assert f" {name} is not moneygraph's" in done.stderr
        assert _SECRET not in done.stdout + done.stderr
    assert path.read_bytes() == before


@pytest.fixture
def run() -> Callable[..., subprocess.CompletedProcess[str]]:
    from click.testing import CliRunner

    from moneygraph.cli import main

    def called(folder: Path, *call: str) -> subprocess.CompletedProcess[str]:
        before = Path.cwd()
        os.chdir(folder)
        try:
            done = CliRunner().invoke(main, list(call), prog_name="moneygraph")
        finally:
            os.chdir(before)
        assert done.exception is None or isinstance(done.exception, SystemExit)
        return subprocess.CompletedProcess(call, done.exit_code, done.stdout, done.stderr)

    return called


def test_a_version_without_the_digest_compares_with_the_schema(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = made(tmp_path)
    monkeypatch.setattr(catalogue, "_KNOWN", {})
    with Case.open(path) as case:
        assert case.status()["transfers"] == 1
    changed(path, "create view more as select 1")
    with pytest.raises(NotACase, match="its view more is not"):
        Case.open(path)


def test_hops_may_be_there_and_must_be_ours(tmp_path: Path) -> None:
    path = made(tmp_path)
    with Case.open(path) as case:
        case.trace("A", rule="fifo")
        case.trace("A", rule="lifo")
    Case.open(path).close()
    changed(path, "drop table hop_fifo; create view hop_fifo as from read_text('/etc/hostname')")
    with pytest.raises(NotACase, match="its view hop_fifo is not"):
        Case.open(path)


@pytest.mark.drawn
@pytest.mark.parametrize(
    "sql",
    [
        "select * from read_text('{file}')",
        "select * from read_csv('{file}')",
        "select * from '{file}'",
        "copy (select 1) to '{file}.out'",
        "attach '{file}.db' as other",
        "export database '{file}.folder'",
        "install httpfs",
        "set enable_external_access = true",
        "set lock_configuration = false",
        "set memory_limit = '90GB'",
    ],
)
def test_an_open_case_reaches_no_file(sql: str, tmp_path: Path) -> None:
    path = made(tmp_path)
    file = tmp_path / "secret.txt"
    file.write_text(_SECRET)
    for options in ({}, {"read_only": True}, {"masked": True}):
        with Case.open(path, **options) as case:
            with pytest.raises(duckdb.Error) as caught:
                case.con.execute(sql.format(file=file)).fetchall()
            assert any(words in str(caught.value) for words in _REFUSED)
    assert sorted(one.name for one in tmp_path.iterdir()) == ["a.csv", "case.duckdb", "secret.txt"]


LEAK = """-- title = "What a file holds"
-- finds = "The content of a file."
-- innocent = "Nothing is."
-- min_score = 0.5
--
-- [columns]
-- account = "text"
--
select content as account, 1.0 as score from read_text('{file}')
"""


def test_a_query_of_a_folder_reaches_no_file(tmp_path: Path) -> None:
    made(tmp_path)
    (tmp_path / "secret.txt").write_text(_SECRET)
    queries = tmp_path / "theirs" / "queries"
    queries.mkdir(parents=True)
    (queries / "leak.sql").write_text(LEAK.format(file=tmp_path / "secret.txt"))
    command = [sys.executable, "-m", "moneygraph", "find", "leak", "--folder", str(queries.parent)]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert _SECRET not in done.stdout + done.stderr
    assert "disabled by configuration" in done.stderr
