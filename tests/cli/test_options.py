"""The options of every command, before and after its name, and from the environment."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from moneygraph.report.text.texts import default_language

from .conftest import EXPORTS, VICTIM, Run, parsed

QUERY = """\
-- title = "Accounts by number"
-- finds = "Accounts of one bank."
-- innocent = "All of them."
-- min_score = 0.1
--
-- [param.code]
-- default = 722
-- unit = "count"
-- about = "the bank"
--
-- [columns]
-- account = "text"
select number as account, 0.5 as score, [1, 2] as transfers, 0.25 as i_odd_share
from account where bank = cast($code as varchar)
"""


def test_case_and_json_before_and_after(run: Run, tmp_path: Path) -> None:
    other = tmp_path / "other.duckdb"
    kaspi = EXPORTS / "kaspi.csv"
    assert parsed(run("load", kaspi, "--case", other, "--json"))["transfers"] == 6
    assert parsed(run("--case", other, "--json", "status"))["transfers"] == 6
    assert parsed(run("--case", other, "status", "--json"))["transfers"] == 6
    assert run("status").exit_code == 2
    assert parsed(run("--case", tmp_path / "x", "status", "--case", other, "--json"))


def test_the_option_goes_over_the_environment(loaded: Run, tmp_path: Path) -> None:
    assert loaded("status").exit_code == 0
    assert loaded("status", "--case", tmp_path / "none").exit_code == 2
    assert loaded("--case", tmp_path / "none", "status").exit_code == 2


def test_language(loaded: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "The case holds" in loaded("status").stdout
    assert "В деле" in loaded("--lang", "ru", "status").stdout
    assert "Істе" in loaded("status", "--lang", "kk").stdout
    monkeypatch.setenv("MONEYGRAPH_LANG", "kk")
    assert "Істе" in loaded("status").stdout
    assert "В деле" in loaded("status", "--lang", "ru").stdout
    monkeypatch.setenv("MONEYGRAPH_LANG", "xx")
    result = loaded("status")
    assert result.exit_code == 2 and "en, ru, kk" in result.stderr


def test_language_changes_words_but_no_keys(loaded: Run) -> None:
    args = ("find", "droppers", "--min-score", "0", "--json")
    english, russian = (parsed(loaded(*args, "--lang", lang))["droppers"] for lang in ("en", "ru"))
    assert [list(row) for row in english] == [list(row) for row in russian]
    for key in ("why", "innocent"):
        assert english[0].pop(key) != russian[0].pop(key)
    assert english[0] == russian[0]


@pytest.mark.parametrize(
    ("values", "lang"),
    [
        ({"LANG": "ru_RU.UTF-8"}, "ru"),
        ({"LANG": "kk_KZ.UTF-8", "LC_ALL": ""}, "kk"),
        ({"LANG": "kk_KZ.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"MONEYGRAPH_LANG": "kk", "LANG": "ru_RU.UTF-8"}, "kk"),
        ({}, "en"),
    ],
)
def test_default_language(
    values: dict[str, str], lang: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("LANG", "LC_ALL"):
        monkeypatch.delenv(name, raising=False)
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    assert default_language() == lang


def test_own_folder(loaded: Run, tmp_path: Path) -> None:
    (tmp_path / "own" / "queries").mkdir(parents=True)
    (tmp_path / "own" / "queries" / "mine.sql").write_text(QUERY, encoding="utf-8")
    folder = ("--folder", tmp_path / "own")
    found = parsed(loaded("find", "mine", *folder, "--json"))["mine"]
    assert [row["account"] for row in found] == sorted(
        [VICTIM, "KZ417220000000000004", "KZ687220000000000003"]
    )
    assert found[0]["why"] == "Odd_share: 25%."
    assert parsed(loaded(*folder, "find", "mine", "--code", "601", "--json"))["mine"] != found
    assert "mine: Accounts by number" in loaded(*folder, "queries").stdout
    assert "MONEYGRAPH_FOLDER" not in os.environ
    assert loaded("find", "mine").exit_code == 2
    missing = loaded("find", "--folder", tmp_path / "none")
    assert missing.exit_code == 2 and "--folder" in missing.stderr
