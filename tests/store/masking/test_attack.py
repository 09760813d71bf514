"""Reads whatever a masked call writes, looking for anything that is in the statement files."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import duckdb
import pytest

from moneygraph.api import Case
from moneygraph.cli import main
from moneygraph.export.formats import FORMATS
from moneygraph.report.terminal.show import print_show
from moneygraph.report.terminal.terminal import Terminal
from moneygraph.report.text.texts import texts_of
from moneygraph.report.values.json import json_text
from moneygraph.store.data import OURS
from moneygraph.store.sqltext import rows_of

from .conftest import IIN, PERSON, PHONE, Run, all_of, one_twin
from .secrets import leaked, secrets_of, tokens

pytestmark = pytest.mark.turns

SAMPLES = Path(__file__).resolve().parents[2] / "samples"
#: Every command and how it is called; None where that is tested apart, or it opens no case.
CALLS: dict[str, list[tuple[str, ...]] | None] = {
    "load": None,
    "watch": None,
    "status": [(), ("--rows",), ("--accounts",)],
    "trace": [("--worst",), ("--complaints",), ("--complaints", "--rule", "all")],
    "find": [("--min-score", "0", "--limit", "1000")],
    "same": None,
    "not-same": None,
    "undone": None,
    "clock": None,
    "frozen": None,
    "complaints": [()],
    "freeze": [("--limit", "1000"), ("--rule", "pro-rata")],
    "requests": [()],
    "letters": None,
    "series": [()],
    "report": None,
    "serve": None,
    "score": [("labels.csv",), ("labels.csv", "--of", "owner"), ("nosy.csv",)],
    "learn": None,
    "show": None,
    "verify": None,
    "check": None,
    "export": None,
    "neo4j": None,
    "profiles": None,
    "queries": None,
    "loaders": None,
    "demo": None,
    "completion": None,
}


def test_every_command_is_attacked() -> None:
    assert set(CALLS) == set(main.commands), "say here how the new command is called"


def test_secrets_are_known(made: Path) -> None:
    secrets = secrets_of(made)
    assert len(secrets) > 500
    assert {"Ефграф", "Сидоркин", IIN, "77015550199", "251900777"} <= secrets
    assert leaked(f"{PERSON}: {PHONE}", secrets) >= {"Ефграф", "Сидоркин", "77015550199"}


@pytest.mark.usefixtures("one_twin_of_made")
@pytest.mark.parametrize("how", [("--json",), ("--lang", "ru"), ("--lang", "kk")])
def test_nothing_slips_without_a_command(run: Run, made: Path, how: tuple[str, ...]) -> None:
    result = run("--mask", *how)
    assert result.exit_code == 0, result.stderr
    assert not leaked(all_of(result), secrets_of(made))


@pytest.mark.drawn
@pytest.mark.usefixtures("one_twin_of_made")
@pytest.mark.parametrize("name", [name for name, calls in CALLS.items() if calls])
@pytest.mark.parametrize("how", [("--json",), ("--lang", "ru"), ("--lang", "kk")])
def test_nothing_slips(run: Run, made: Path, name: str, how: tuple[str, ...]) -> None:
    secrets = secrets_of(made)
    for call in CALLS[name] or ():
        result = run(name, *call, "--mask", *how)
        assert result.exit_code in (0, 1), result.stderr
        assert not leaked(all_of(result), secrets)


_NAMES = """
select number from account
where id % 50 = 0 or number[1] = '?' or owner in (select victim from complaint)
union select owner from account where id % 50 = 0 and owner is not null
union select id::varchar from transfer where id % 400 = 1
union select statement_file.name || coalesce(' [' || nullif(section.name, '') || ']', '') || ':'
    || (row % 4294967296 - row_offset)
from section join statement_file on statement_file.id = section.statement_file join (
    select section as place, row from remark union all
    select section, row from complaint union all
    select section, id from row_base where id % 300 = 0) on place = section.id
"""

_DROPPED = """
select a.number, a.owner from claim as c
join transfer as t on t.id = c.transfer join account as a on a.id = t.to_account
where a.owner is not null order by t.id limit 1
"""


def test_nothing_slips_in_show(run: Run, made: Path) -> None:
    secrets = secrets_of(made)
    with Case.open(made, read_only=True, masked=True) as case:
        for (what,) in rows_of(case.con, _NAMES):
            data = case.show(what, limit=50)
            shown = StringIO()
            print_show(Terminal(shown, 80), texts_of("en"), data)
            assert not leaked(shown.getvalue() + json_text(data), secrets), what
    for what in (IIN, "KZ257220000000000001", "Сидоркин.csv:2", "Сидоркин.csv:4", 7):
        for how in ([], ["--json"]):
            result = run("show", "--mask", *how, "--", what)
            assert result.exit_code == 0, (what, all_of(result))
            assert not leaked(all_of(result), secrets), what


@pytest.mark.usefixtures("one_twin_of_made")
def test_nothing_slips_in_letters(run: Run, made: Path, tmp_path: Path) -> None:
    for lang in ("en", "ru", "kk"):
        result = run("requests", "--mask", "--write", tmp_path / lang, "--lang", lang)
        assert result.exit_code == 0
        for letter in (tmp_path / lang).iterdir():
            assert not leaked(letter.read_bytes(), secrets_of(made))
            assert not leaked(letter.name, secrets_of(made))


@pytest.mark.usefixtures("one_twin_of_made")
def test_nothing_slips_in_reports(run: Run, made: Path, tmp_path: Path) -> None:
    secrets = secrets_of(made)
    with Case.open(made, read_only=True) as case:
        ((number, owner),) = rows_of(case.con, _DROPPED)
    for scope in ((), ("--account", number), ("--owner", owner)):
        result = run("report", *scope, "--mask", "--lang", "ru", "--force", tmp_path / "page.html")
        assert result.exit_code == 0, all_of(result)
        assert not leaked(all_of(result).replace(str(tmp_path), ""), secrets)
        assert not leaked((tmp_path / "page.html").read_bytes(), secrets)


@pytest.mark.parametrize("how", [("--json",), ("--lang", "ru")])
def test_nothing_slips_in_load(
    run: Run, folder: Path, made: Path, tmp_path: Path, how: tuple[str, ...]
) -> None:
    (tmp_path / "case.duckdb").unlink()
    for _ in ("new", "known"):
        result = run("load", folder, "--mask", *how)
        assert result.exit_code == 1, all_of(result)
        assert not leaked(all_of(result), secrets_of(tmp_path / "case.duckdb") | {"формата"})


@pytest.mark.drawn
@pytest.mark.parametrize("sample", sorted(one.name for one in SAMPLES.iterdir() if one.is_dir()))
def test_nothing_slips_of_samples(run: Run, tmp_path: Path, sample: str) -> None:
    """All words of the files themselves: none was dropped on the way to the case."""
    (tmp_path / "case.duckdb").unlink()
    files = [one for one in (SAMPLES / sample).iterdir() if not one.name.endswith(".json")]
    shutil.copytree(SAMPLES / sample, tmp_path / "given")
    result = run("load", *(tmp_path / "given" / one.name for one in files), "--mask")
    outputs = [all_of(result)]
    with one_twin(tmp_path / "case.duckdb"):
        for call in ("status", "status --rows", "find --min-score 0", "complaints", "show 1"):
            outputs += [all_of(run(*call.split(), "--mask", *json)) for json in ((), ("--json",))]
    secrets = secrets_of(tmp_path / "case.duckdb")
    for output in outputs:
        assert not leaked(output, secrets)


@pytest.mark.parametrize("kind", ["same", "not-same", "undone"])
def test_nothing_slips_of_what_is_decided(run: Run, made: Path, kind: str) -> None:
    result = run(kind, "Сидоркин.csv:2", "Сидоркин.csv:3", "--mask")
    assert result.exit_code == 2
    assert not leaked(all_of(result), secrets_of(made))


def test_banks_stay(run: Run) -> None:
    output = all_of(run("status", "--mask"))
    assert all(OURS.table("banks")["bank"][code][0] in output for code in ("722", "601"))
    shown: Any = all_of(run("show", "--mask", "Сидоркин.csv:2"))
    assert "Kaspi Bank" in shown and tokens("Ломбард Ефграфовых").isdisjoint(tokens(shown))


@pytest.mark.drawn
@pytest.mark.usefixtures("one_twin_of_made")
@pytest.mark.parametrize("name", sorted(FORMATS))
def test_nothing_slips_in_exports(run: Run, made: Path, tmp_path: Path, name: str) -> None:
    secrets = secrets_of(made)
    result = run("export", "--format", name, "--mask", "--lang", "ru", "out")
    assert result.exit_code == 0, all_of(result)
    files = [one for one in [tmp_path / "out", *(tmp_path / "out").rglob("*")] if one.is_file()]
    assert files
    for file in files:
        for text in _texts(file):
            assert not leaked(text, secrets)
    assert not leaked(all_of(result), secrets)


def _texts(file: Path) -> Iterator[bytes | str]:
    """Yield all that can be read in a file: itself, parts of an archive, rows of Parquet."""
    if zipfile.is_zipfile(file):
        with zipfile.ZipFile(file) as parts:
            yield from (parts.read(name) for name in parts.namelist())
    elif file.suffix == ".parquet":
        with duckdb.connect() as con:
            yield str(con.execute("select * from read_parquet($1)", [str(file)]).fetchall())
    yield file.read_bytes()
