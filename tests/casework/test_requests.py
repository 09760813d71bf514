"""Requests to banks: who is named, the letters in three languages, and their files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from moneygraph.report.terminal.letters import letters, write_letters
from moneygraph.report.text.texts import LANGUAGES, texts_of
from moneygraph.store.schema import HOP_RULES, SHARING_RULES
from tests.cli.conftest import Run, run

from .conftest import SEEN, SILENT, VICTIM_ACCOUNTS, Load, complains, paid

pytestmark = pytest.mark.turns

__all__ = ["run"]

ROWS = [
    paid("02 10:00", VICTIM_ACCOUNTS[0], SILENT[0], "200"),
    paid("03 10:00", VICTIM_ACCOUNTS[1], SILENT[0], "100"),
    # all that came here is seen leaving, as the receiver's bank reports
    paid("02 12:00", VICTIM_ACCOUNTS[2], SILENT[1], "50"),
    paid("02 12:30", SILENT[1], SEEN[0], "50"),
    paid("09 12:00", SEEN[1], SEEN[2], "7"),
]
THREE = [
    complains("1", 0, "200", "02 10:00"),
    complains("2", 1, "100", "03 10:00"),
    complains("3", 2, "50", "02 12:00"),
]


@pytest.mark.drawn
@pytest.mark.parametrize("rule", SHARING_RULES)
def test_every_account_that_is_reached_is_named(load: Load, rule: str) -> None:
    found = load(ROWS, THREE).requests(rule=rule)
    assert [(row.account, row.bank, row.amount) for row in found.rows] == [
        (SILENT[0], "965", 30000),
        (SILENT[1], "965", 0),
    ]
    first, second = found.rows
    assert (first.first_ts.day, first.last_ts.day) == (2, 3)
    assert first.complaints == ("1", "2")
    assert second.complaints == (("3",) if rule in HOP_RULES else ())
    assert str(found.last_day) == "2026-03-09"
    assert set(found.by_bank) == {"965"}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_letter_names_accounts_and_days(load: Load, lang: str) -> None:
    found = load(ROWS, THREE).requests()
    (letter,) = letters(texts_of(lang), found).values()
    days = ("02 Mar 2026", "09 Mar 2026") if lang == "en" else ("02.03.2026", "09.03.2026")
    for text in (*SILENT[:2], *days, "ForteBank", "965", "Ответ на запрос"):
        assert text in letter
    assert "{" not in letter and "____" in letter


def test_accounts_without_a_number_are_apart(load: Load) -> None:
    row = f"2026-03-02 10:00,{VICTIM_ACCOUNTS[0]},,200,KZT,,,,\x1b[31mA man"
    found = load([row], THREE[:1]).requests()
    assert set(found.by_bank) == {None}
    (letter_text,) = letters(texts_of("en"), found).values()
    assert "not known" in letter_text and "\x1b" not in letter_text


def test_files_are_private_and_their_names_safe(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "letters"
    banks = {"965": "a", "../../etc": "b", "etc": "c", None: "d", "\x1b": "е"}
    paths = write_letters(folder, banks)
    assert [path.name for path in paths] == [
        *("request-965.txt", "request-etc.txt", "request-etc-2.txt"),
        *("request-unknown.txt", "request-unknown-2.txt"),
    ]
    assert {path.parent for path in paths} == {folder}
    assert folder.stat().st_mode & 0o777 == 0o700
    assert all(path.stat().st_mode & 0o777 == 0o600 for path in paths)
    assert paths[-1].read_text(encoding="utf-8") == "е\n"
    assert write_letters(folder, banks) == paths


def test_a_link_is_not_followed(run: Run, load: Load, tmp_path: Path) -> None:
    load(ROWS, THREE).close()
    kept = tmp_path / "kept.txt"
    kept.write_text("kept", encoding="utf-8")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "request-965.txt").symlink_to(kept)
    result = run("requests", "--write", tmp_path / "out")
    assert result.exit_code == 2 and "Traceback" not in result.output
    assert kept.read_text(encoding="utf-8") == "kept"


def test_command_line(run: Run, load: Load, tmp_path: Path) -> None:
    load(ROWS, THREE).close()
    done = run("requests", "--json", "--write", tmp_path / "out")
    rows = json.loads(done.stdout)["requests"]
    assert list(rows[0])[:5] == ["bank", "account", "first_ts", "last_ts", "amount"]
    assert (rows[0]["amount"], rows[0]["complaints"]) == ("300.00", ["1", "2"])
    assert (tmp_path / "out" / "request-965.txt").is_file()
    assert SILENT[0] in run("requests").stdout
    freeze = json.loads(run("freeze", "--json").stdout)["freeze"]
    assert list(freeze[0])[:6] == ["account", "bank", "owner", "amount", "since", "victims"]
    assert freeze[0]["victims"] == [{"complaint": "3", "amount": "50.00"}]
    for lang in LANGUAGES:
        printed = run("freeze", "--lang", lang).stdout
        assert SEEN[0] in printed and max(map(len, printed.splitlines())) <= 80
