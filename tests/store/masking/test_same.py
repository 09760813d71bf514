"""A masked answer is the plain one with one name for another, and amounts, times, ids as ever."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import duckdb
import pytest

from moneygraph.api import Case

from .conftest import IIN, Run, all_of

pytestmark = pytest.mark.turns

#: What is masked in JSON, by the word before it; lists hold what their key names.
_WORDS = {
    "number": (
        *("account", "accounts", "to_accounts", "end_account", "number", "other"),
        *("others", "passing", "quiet", "from_whom", "payers"),
    ),
    "owner": ("owner", "owners", "victim", "whose"),
    "name": ("name", "names", "other_name"),
    "complaint": ("complaint", "complaints", "alone"),
    "file": ("file",),
    "sheet": ("sheet",),
    "sha256": ("sha256",),
    "link": ("phone", "device"),
    "bank": ("bank", "banks", "other_bank"),
}
_MASKS = {key: mask for mask, keys in _WORDS.items() for key in keys}
ACCOUNT = "KZ257220000000000001"


def masked(con: duckdb.DuckDBPyConnection, value: Any, key: str = "") -> Any:
    """Return plain JSON with pseudonyms where the key before a text shows what it is."""
    if isinstance(value, dict):
        return {name: masked(con, one, name) for name, one in value.items()}
    if isinstance(value, list):
        return [masked(con, one, key) for one in value]
    if isinstance(value, str) and key in _MASKS:
        kinds = [_MASKS[key]]
        if (kinds == ["complaint"] or key == "from_whom") and len(value) == 12:
            kinds = ["owner"]  # in place of a complaint, or beside accounts
        call = "pseudonym('LINK', ?)" if kinds == ["link"] else f"masked_{kinds[0]}(?)"
        return con.execute(f"select {call}", [value]).fetchall()[0][0]
    return value


def without_order(value: Any) -> Any:
    """Return JSON whose lists are sorted: equals are listed by their names, which are others."""
    if isinstance(value, dict):
        return {key: without_order(one) for key, one in value.items() if key not in _FREE}
    if isinstance(value, list):
        return sorted((without_order(one) for one in value), key=lambda one: json.dumps(one))
    return value


#: Sentences and free texts are read by the attacker instead.
_FREE = ("why", "detail", "covers", "group", "region", "value", "purpose", "cells", "links")


@pytest.mark.drawn
@pytest.mark.parametrize(
    "call",
    [
        "status",
        "complaints",
        "freeze",
        "requests",
        "series",
        "trace --worst",
        "trace --complaints --rule pro-rata",
        f"trace {ACCOUNT}",
        f"show {ACCOUNT}",
        f"show {IIN}",
        "find --min-score 0",
    ],
)
def test_one_name_for_another(run: Run, made: Path, call: str) -> None:
    plain = json.loads(run(*call.split(), "--json").stdout)
    shown = json.loads(run(*call.split(), "--json", "--mask").stdout)
    with Case.open(made, masked=True, read_only=True) as case:
        assert without_order(shown) == without_order(masked(case.con, plain))
    assert plain != shown


def test_a_name_or_its_pseudonym(run: Run, made: Path) -> None:
    with Case.open(made, masked=True, read_only=True) as case:
        con = case.con
        called = {
            ACCOUNT: _one(con, "masked_number", ACCOUNT),
            IIN: _one(con, "masked_owner", IIN),
            "Сидоркин.csv:2": _one(con, "masked_file", _file(con)) + ":2",
        }
        complaint = _one(con, "masked_complaint", "251900777")
    for message, pseudonym in called.items():
        for command in ("show", "trace"):
            outputs = [
                all_of(run(command, "--mask", "--json", one)) for one in (message, pseudonym)
            ]
            assert outputs[0] == outputs[1], message
            assert '"ACC-' in outputs[0]
            assert run(command, pseudonym).exit_code == 2, "it means nothing without a mask"
    outputs = [
        all_of(run("trace", "--json", "--mask", "--complaint", one))
        for one in ("251900777", complaint)
    ]
    assert outputs[0] == outputs[1]
    assert complaint in outputs[0]


def _one(con: duckdb.DuckDBPyConnection, mask: str, message: str) -> str:
    return str(con.execute(f"select {mask}(?)", [message]).fetchall()[0][0])


def _file(con: duckdb.DuckDBPyConnection) -> str:
    sql = "select name from clear.statement_file where ends_with(name, 'Сидоркин.csv')"
    return str(con.execute(sql).fetchall()[0][0])


def test_worst_shows_how_to_repeat_the_call(run: Run) -> None:
    shown = all_of(run("trace", "--worst", "--mask")).splitlines()[0]
    assert shown.startswith("moneygraph trace --mask ID-")
    assert run(*shown.split()[1:]).exit_code == 0


@pytest.mark.parametrize(
    ("call", "message"),
    [
        ("show 900101300999", "there is no account, owner or transfer '900101300999' in the case"),
        ("trace NOBODY", "there is no account, owner or transfer 'NOBODY'"),
        ("trace nobody.csv:7", "there is no export 'nobody.csv'"),
        ("freeze --complaint 5", "there is no complaint 5"),
        ("trace --worst --manifest record.json", "cannot be masked"),
        ("verify record.json", "cannot be masked"),
        ("check", "cannot be masked"),
        ("status --case none.duckdb", "there is no case at none.duckdb"),
    ],
)
def test_errors(run: Run, call: str, message: str) -> None:
    result = run(*call.split(), "--mask")
    assert result.exit_code == 2
    assert message in result.stderr
    assert not Path("record.json").exists()


def test_a_name_of_several_files(run: Run, tmp_path: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "x.csv").write_text(
            f"ts,from_account,to_account,amount\n2025-09-05,{folder}1,{folder}2,5\n",
            encoding="utf-8",
        )
    assert run("load", "a", "b").exit_code == 0
    result = run("show", "x.csv:2", "--mask")
    assert result.exit_code == 2
    assert "'x.csv' could be any of 2 exports" in result.stderr


def test_a_case_that_cannot_be_written(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "case.duckdb"
    with duckdb.connect(str(path)) as con:
        con.execute("delete from meta where key = 'mask key'")
    with duckdb.connect(str(path), read_only=True):
        result = run("status", "--mask")
    assert result.exit_code == 2
    assert "already, opened another way" in result.stderr


def test_what_nobody_foresaw(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ValueError("Сидоркин")

    monkeypatch.setattr("moneygraph.report.values.status.status", fail)
    result = run("status", "--mask")
    assert result.exit_code == 2
    assert "unexpected ValueError: [masked]" in result.stderr
    assert "Сидоркин" not in all_of(result)
    assert "Сидоркин" in run("status").stderr
