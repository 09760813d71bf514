"""What the command line prints on complaints and links, also of hostile ones."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from moneygraph.api import Case
from moneygraph.ingest.complaints.claims import REASONS
from moneygraph.report.text.texts import LANGUAGES, Texts
from moneygraph.report.values.load import OTHER_COUNTS
from moneygraph.store.sqltext import rows_of
from tests.cli.conftest import Run, run
from tests.texts import group

from .conftest import ACCOUNT, COMPLAINTS, EXPORT, Write, complains, paid

pytestmark = pytest.mark.turns

__all__ = ["run"]
KEYS = [
    *("complaint", "registered", "victim", "account", "amount", "ts", "group", "region"),
    *("file", "row", "transfer", "claimed", "score", "reason", "detail", "why"),
]
HOSTILE = (
    *("\x1b[31mred", "'; drop table complaint; --", "=cmd()", "[bold]x[/]", "{detail}"),
    *("\u202eabc", "a\u0000b", "%s", "99999999999999999999", "a.csv:99999999999", "\\d+:1"),
)


@pytest.fixture
def files(write: Write) -> dict[str, Path]:
    return {
        "bank": write("bank.csv", EXPORT, paid("2026-03-02 12:00:00", "100.00")),
        "good": write("good.csv", COMPLAINTS, complains("7", "2026-03-02 12:00", "100")),
        "bad": write(
            "bad.csv",
            COMPLAINTS,
            complains("8", "2026-03-01", "5"),
            complains("9", "2026-03-02", "6"),
            complains("10", "2026-03-02", "100"),
        ),
        "links": write("links.csv", "account,kind,value", f"{ACCOUNT},phone,1", "KZ99,phone,1"),
    }


def test_each_that_is_not_found_has_its_line(run: Run, files: dict[str, Path]) -> None:
    first = run("load", files["bank"], files["good"])
    assert (first.exit_code, first.stderr) == (0, "")
    done = run("load", files["bad"], files["links"], "--json")
    assert done.exit_code == 1
    lines = done.stderr.splitlines()
    assert [line.split(" is not found: ")[0].rpartition("/")[2] for line in lines] == [
        *("bad.csv:2: complaint 8", "bad.csv:3: complaint 9", "bad.csv:4: complaint 10"),
    ]
    assert all(line.endswith(".") for line in lines)
    bad, links = json.loads(done.stdout)["files"]
    assert (bad["complaints"], links["links"], bad["rows"], links["rows"]) == (3, 2, 3, 2)


def test_statement_files_that_come_later_print_nothing_and_the_claims_are_new(
    run: Run, files: dict[str, Path]
) -> None:
    before = run("load", files["good"])
    assert before.exit_code == 1 and "stands in the case" in before.stderr
    assert run("complaints").exit_code == 1
    after = run("load", files["bank"])
    assert (after.exit_code, after.stderr) == (0, "")
    assert run("complaints").exit_code == 0
    assert run("load", files["good"]).exit_code == 0


def test_json(run: Run, files: dict[str, Path]) -> None:
    run("load", *files.values())
    result = run("complaints", "--json")
    assert (result.exit_code, result.stderr) == (1, "")
    rows: list[dict[str, Any]] = json.loads(result.stdout)["complaints"]
    assert all(list(row) == KEYS for row in rows)
    found = rows[-1]
    assert (found["complaint"], found["amount"], found["claimed"]) == ("7", "100.00", "100.00")
    assert (found["ts"], found["registered"]) == ("2026-03-02T12:00:00", "2026-03-09T00:00:00")
    assert (found["transfer"], found["score"], found["row"]) == (1, 0.96, 2)
    assert found["why"] == "transfer 1, 100.00 KZT on 02 Mar 2026, 12:00"
    assert [row["reason"] for row in rows] == ["before-records", "no-amount", "taken", None]
    assert rows[0]["ts"] == "2026-03-01"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_printed(lang: str, run: Run, files: dict[str, Path]) -> None:
    run("load", *files.values())
    printed = run("complaints", "--lang", lang).stdout
    texts = Texts(lang)
    assert f" {texts.amount(10_000)} KZT  {texts.moment('2026-03-02T12:00:00')} " in printed
    assert max(map(len, printed.splitlines())) <= 80
    for row in ("bad.csv:2", "bad.csv:3", "bad.csv:4"):
        assert row in printed.replace("\n  ", "")
    words = {reason.replace("-", "_") for reason in REASONS}
    assert words <= set(group("claim", lang)) and words <= set(group("claim_remedy", lang))


def test_no_complaints(run: Run, files: dict[str, Path]) -> None:
    run("load", files["bank"])
    assert json.loads(run("complaints", "--json").stdout) == {"complaints": []}
    result = run("complaints")
    assert result.exit_code == 0 and "moneygraph load" in result.stdout
    assert "not found" not in run("status").stdout


def test_status(run: Run, files: dict[str, Path]) -> None:
    run("load", *files.values())
    data = json.loads(run("status", "--json").stdout)
    assert (data["complaints"], data["links"]) == ({"found": 1, "missed": 3}, 2)
    for export in data["exports"]:
        fates = ("transfers", "paired", "duplicates", *OTHER_COUNTS, "rejected", "skipped")
        assert export["rows"] == sum(export[fate] for fate in fates)
    printed = run("status").stdout
    assert "1 complaint row found, 3 not found." in printed and "2 links of accounts." in printed


def test_show_of_a_complaint_row(run: Run, files: dict[str, Path]) -> None:
    run("load", *files.values())
    assert json.loads(run("show", "good.csv:2", "--json").stdout)["row"]["fate"] == "complaint"
    assert json.loads(run("show", "links.csv:3", "--json").stdout)["row"]["fate"] == "link"
    assert run("trace", "good.csv:2").exit_code == 2


def test_hostile_text_in_every_column(run: Run, files: dict[str, Path], tmp_path: Path) -> None:
    header = COMPLAINTS.split(",")
    fair = complains("8", "2026-03-02 12:00", "100").split(",")
    rows = [
        [*fair[:place], text, *fair[place + 1 :]]
        for place in range(len(header))
        for text in HOSTILE
    ]
    with (tmp_path / "hostile.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])
    with (tmp_path / "hostile-links.csv").open("w", encoding="utf-8", newline="") as file:
        link = [ACCOUNT, "phone", "1"]
        changed = [[*link[:p], text, *link[p + 1 :]] for p in range(3) for text in HOSTILE]
        csv.writer(file).writerows([["account", "kind", "value"], *changed])
    run("load", files["bank"], files["good"])
    result = run("load", tmp_path / "hostile.csv", tmp_path / "hostile-links.csv")
    printed = (
        result.stdout + result.stderr + run("complaints").stdout + run("status", "--rows").stdout
    )
    assert result.exit_code == 1 and "Traceback" not in printed and "error:" not in printed
    assert not any(ord(char) < 32 and char != "\n" for char in printed)
    assert "\u202e" not in printed
    with Case.open(tmp_path / "case.duckdb") as case:
        ((kept, refused),) = rows_of(
            case.con,
            "select (select count(*) from complaint), (select count(*) from remark"
            " where fate = 'rejected' and reason <> 'no-number-of-account')",
        )
        assert kept + refused == 1 + len(rows)
        assert len(case.complaints()) == kept
