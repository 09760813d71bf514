"""Requests to banks: who is named, the letters in three languages, and their files."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from datetime import datetime
from io import StringIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from moneygraph.api import Case
from moneygraph.casework import PassedOn
from moneygraph.report.terminal.casework import print_requests
from moneygraph.report.terminal.letters import letters, write_letters
from moneygraph.report.terminal.terminal import Terminal
from moneygraph.report.text.texts import LANGUAGES, texts_of
from moneygraph.store.schema import HOP_RULES, SHARING_RULES
from tests.cli.conftest import Run, run
from tests.town import write_town

from .conftest import COMPLAINTS, SEEN, SILENT, VICTIM_ACCOUNTS, Load, complains, paid

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


#: Of whom in the town no statement is held: two thirds of what LIVED-IN sends on goes to the first
#: two, a third of what SLOW does to the next; the rest of theirs goes to accounts that are held.
NOT_HELD = ("OUT-1", "OUT-2", "OUT-3", "SHOP", "CASH")
#: The accounts of these have a bank in their numbers.
AT_BANKS = {"OUT-1": SILENT[0], "OUT-2": SILENT[1]}


def load_town(
    case: Case, folder: Path, not_held: tuple[str, ...] = NOT_HELD, *, last_first: bool = False
) -> Case:
    """Load the town from two files, the later days before the earlier ones where that is asked."""
    whole = folder / "town.csv"
    write_town(whole)
    with whole.open(newline="", encoding="utf-8") as file:
        head, *rows = csv.reader(file)
    half = len(rows) // 2
    parts = {"first": rows[:half], "last": rows[half:]}
    for name in reversed(parts) if last_first else parts:
        path = folder / f"{name}.csv"
        sides = {one for row in parts[name] for one in row[1:3] if not one.startswith(not_held)}
        with path.open("w", newline="", encoding="utf-8") as file:
            out = csv.writer(file)
            out.writerow(head)
            out.writerows([AT_BANKS.get(one, one) for one in row] for row in parts[name])
        case.load(path, covers=",".join(sorted(AT_BANKS.get(one, one) for one in sides)))
    return case


def test_where_strangers_money_was_sent_on_is_named(case: Case, tmp_path: Path) -> None:
    town = load_town(case, tmp_path)
    grades = {row["account"]: row["grade"] for row in town.find("droppers").rows}
    assert (grades["LIVED-IN"], grades["SLOW"]) == ("passes_on", "dropper")
    found = town.requests()
    assert not found.rows and not letters(texts_of("en"), found)
    # neither OUT-0, which is held, nor OUT-3, whom a dropper pays, nor a shop, nor cash
    assert [(row.bank, row.account, row.amount, row.payers) for row in found.passed_on] == [
        ("965", SILENT[0], 389_999_00, ("LIVED-IN",)),
        ("965", SILENT[1], 389_998_00, ("LIVED-IN",)),
    ]
    first = found.passed_on[0]
    assert first.first_ts == first.last_ts == datetime(2025, 9, 12, 7)
    assert town.requests(currency="usd").passed_on == ()
    assert town.requests(currency="kzt").passed_on == found.passed_on


def test_banks_come_in_order_and_the_unknown_last(case: Case, tmp_path: Path) -> None:
    rows = load_town(case, tmp_path, ("OUT", "CASH")).requests().passed_on
    keys = [(row.bank is None, row.bank, -row.amount, row.account) for row in rows]
    assert len(keys) == 7 and keys == sorted(keys)
    assert {row.payers for row in rows} == {("LIVED-IN",), ("SLOW",), ("SMURF",)}


def test_no_more_is_named_than_was_sent(case: Case, tmp_path: Path) -> None:
    town = load_town(case, tmp_path, ("OUT", "CASH"))
    sent = """
        select sum(t.amount)::bigint, min(t.credit_ts), max(t.credit_ts) from transfer as t
        join account as f on f.id = t.from_account
        join account as r on r.id = t.to_account
        where r.number = ? and f.number in (select unnest(?))"""
    for row in town.requests().passed_on:
        ((most, first, last),) = town.con.execute(sent, [row.account, list(row.payers)]).fetchall()
        assert 0 < row.amount <= most and first <= row.first_ts <= row.last_ts <= last


def test_the_order_of_loading_does_not_matter(case: Case, tmp_path: Path) -> None:
    found = load_town(case, tmp_path, ("OUT", "CASH")).requests().passed_on
    with Case.open(tmp_path / "other.duckdb", create=True) as other:
        load_town(other, tmp_path, ("OUT", "CASH"), last_first=True)
        assert other.requests().passed_on == found


def test_the_workbook_has_a_sheet_of_them(case: Case, tmp_path: Path) -> None:
    town = load_town(case, tmp_path)
    town.export("xlsx", tmp_path / "out.xlsx")
    sheet = load_workbook(tmp_path / "out.xlsx")["sent on"]
    rows = list(sheet.iter_rows(2, values_only=True))
    assert [(row[1], row[6], row[8]) for row in rows] == [
        (SILENT[0], 389_999, "LIVED-IN"),
        (SILENT[1], 389_998, "LIVED-IN"),
    ]


def test_a_workbook_without_them_has_no_such_sheet(case: Case, tmp_path: Path) -> None:
    load_town(case, tmp_path, ("CASH",)).export("xlsx", tmp_path / "out.xlsx")
    assert "sent on" not in load_workbook(tmp_path / "out.xlsx").sheetnames


def test_all_held_nobody_is_named(case: Case, tmp_path: Path) -> None:
    assert load_town(case, tmp_path, ("CASH",)).requests().passed_on == ()


def test_money_sent_on_on_the_command_line(run: Run, case: Case, tmp_path: Path) -> None:
    load_town(case, tmp_path).close()
    data = json.loads(run("requests", "--json", "--letters", tmp_path / "letters").stdout)
    assert data["requests"] == [] and data["letters"] == []
    assert data["passed_on"][0] == {
        **{"bank": "965", "account": SILENT[0], "name": None, "owner": None},
        **{"first_ts": "2025-09-12T07:00:00", "last_ts": "2025-09-12T07:00:00"},
        **{"amount": "389999.00", "currency": "KZT", "payers": ["LIVED-IN"]},
    }
    for lang in LANGUAGES:
        printed = run("requests", "--lang", lang).stdout
        assert all(one in printed for one in (*SILENT[:2], "LIVED-IN"))
        assert texts_of(lang)("request.none") not in printed
        assert max(map(len, printed.splitlines())) <= 80
    masked = run("requests", "--mask").stdout
    assert "LIVED-IN" not in masked and SILENT[0] not in masked


def test_twenty_are_shown_and_the_rest_counted(load: Load) -> None:
    moment = datetime(2026, 3, 2, 10)
    row = PassedOn("965", "", None, None, moment, moment, 100, "KZT", ("P",))
    rows = tuple(replace(row, account=f"ACCOUNT-{n:02}") for n in range(23))
    found = load(ROWS, THREE).requests().with_passed_on(rows)
    out = StringIO()
    print_requests(Terminal(out, 200), texts_of("en"), found, [])
    assert "ACCOUNT-19" in out.getvalue() and "ACCOUNT-20" not in out.getvalue()
    assert "and 3 more" in out.getvalue() and "23 accounts" in out.getvalue()


def test_a_report_has_them_where_it_is_about_them(case: Case, tmp_path: Path) -> None:
    town = load_town(case, tmp_path)
    complaint = "1,,VICTIM-0,400000,2025-09-11 00:00"
    (tmp_path / "complaints.csv").write_text(f"{COMPLAINTS}\n{complaint}\n", encoding="utf-8")
    town.load(tmp_path / "complaints.csv")
    assert town.report("complaints", "1")["tables"]["passed_on"] == []
    whole = town.report()
    named = [whole["accounts"][row["account"]]["number"] for row in whole["tables"]["passed_on"]]
    assert named == list(SILENT[:2])
    of_payer = town.report("account", "LIVED-IN")["tables"]["passed_on"]
    assert [row["amount"] for row in of_payer] == ["389999.00", "389998.00"]
    assert len(town.report("account", SILENT[1])["tables"]["passed_on"]) == 1
    assert town.report("account", "SLOW")["tables"]["passed_on"] == []
