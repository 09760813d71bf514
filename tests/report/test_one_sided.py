"""What one side alone reports though the other's statement is held: a warning, and a list."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from moneygraph.cli import main

HEAD = "ts,from_account,to_account,amount,currency,kind\n"
A, B, C = "KZ467220000000000011", "KZ606010000000000022", "KZ347220000000000033"
BOTH = f"2026-03-02 10:00:00,{A},{B},500.00,KZT,transfer\n"
LONE = f"2026-03-02 11:00:00,{A},{B},70.00,KZT,transfer\n"
OTHER = f"2026-03-03 12:00:00,{B},{C},20.00,KZT,transfer\n"


def run(*args: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(main, list(args))
    return result.exit_code, result.stdout, result.stderr


@pytest.fixture(autouse=True)
def loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("kaspi.csv").write_text(HEAD + BOTH + LONE + OTHER)
    Path("halyk.csv").write_text(HEAD + BOTH + OTHER)


def test_it_is_warned_of_and_listed() -> None:
    code, _, warning = run("load", "kaspi.csv", "--covers", "bank:722", "--lang", "en")
    assert (code, warning) == (0, "")
    code, out, warning = run("load", "halyk.csv", "--covers", "bank:601", "--json")
    assert (code, json.loads(out)["one_sided"]) == (0, 1)
    assert "1 transfer is reported by one side alone" in warning
    found = json.loads(run("status", "--one-sided", "--json")[1])
    (row,) = found["one_sided_transfers"]
    assert found["one_sided"] == 1
    assert (row["amount"], row["lacks"], row["file"], row["row"]) == ("70.00", B, "kaspi.csv", 3)
    assert "(moneygraph status --one-sided)" in " ".join(run("status")[1].split())
    for lang, words in (("en", "lacks it"), ("ru", "его нет"), ("kk", "ол жоқ")):
        shown = run("status", "--one-sided", "--lang", lang)[1]
        assert words in shown
        assert "kaspi.csv:3" in shown


def test_there_is_none_in_one_statement() -> None:
    run("load", "kaspi.csv")
    assert "No transfer lacks a side" in run("status", "--one-sided", "--lang", "en")[1]
    assert "one_sided_transfers" not in json.loads(run("status", "--json")[1])
