"""Reports that `moneygraph report` writes: private, whole, verified, and what is refused."""

from __future__ import annotations

import json
import re
import stat
from pathlib import Path

import pytest

from .conftest import VICTIM, Run, verdict

DROPPER = "KZ456010000000000001"
SCOPES = {
    "case": (),
    "complaint": ("--complaint", "2"),
    "account": ("--account", DROPPER),
    "owner": ("--owner", "900101300116"),
}


@pytest.mark.drawn
@pytest.mark.parametrize("scope", SCOPES)
@pytest.mark.parametrize("lang", ["en", "ru", "kk"])
def test_a_report_is_verified(loaded: Run, scope: str, lang: str) -> None:
    done = loaded("report", *SCOPES[scope], "--lang", lang, "report.html")
    assert done.exit_code == 0, done.stderr
    assert stat.S_IMODE(Path("report.html").stat().st_mode) == 0o600
    Path("case.duckdb").unlink()
    shown = verdict(loaded("verify", "report.html", "--json"), 0)
    assert (shown["same"], shown["page"], shown["difference"]) == (True, "same", None)


def changed(old: str, new: str) -> None:
    page = Path("report.html").read_text(encoding="utf-8")
    edited, times = re.subn(old, new, page, count=1)
    assert times == 1
    Path("report.html").write_text(edited, encoding="utf-8")


def test_a_page_that_shows_something_else_is_told(loaded: Run) -> None:
    assert loaded("report", "report.html").exit_code == 0
    changed("<li>Stolen: 1.500.000", "<li>Stolen: 1 000 000")
    shown = verdict(loaded("verify", "report.html", "--json"), 1)
    assert (shown["same"], shown["page"], shown["intact"]) == (False, "changed", True)
    said = loaded("verify", "report.html")
    assert "it was changed" in said.stdout


def test_a_record_in_a_page_that_is_not_true_is_told(loaded: Run) -> None:
    assert loaded("report", "report.html").exit_code == 0
    changed('"traced": ?"1500000.00"', '"traced":"1500001.00"')
    shown = verdict(loaded("verify", "report.html", "--json"), 1)
    assert not shown["intact"] and shown["difference"]["place"] == "trails[0].traced"


def test_a_page_of_another_version_may_look_otherwise(loaded: Run) -> None:
    assert loaded("report", "report.html").exit_code == 0
    changed('"version": "[^"]*"', '"version": "0.0.9"')
    assert verdict(loaded("verify", "report.html", "--json"), 0)["page"] == "unknown"


@pytest.mark.parametrize("ending", ["svg", "png"])
@pytest.mark.parametrize("picture", ["trail", "timeline"])
def test_a_picture_is_written(loaded: Run, picture: str, ending: str) -> None:
    done = loaded("report", "--picture", picture, f"slide.{ending}", "--json")
    assert done.exit_code == 0, done.stderr
    content = Path(f"slide.{ending}").read_bytes()
    assert content.startswith(b"<svg" if ending == "svg" else b"\x89PNG")
    assert len(content) == json.loads(done.stdout)["bytes"]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("report.pdf",), "does not end in"),
        (("--picture", "trail", "slide.html"), "does not end in"),
        (("nowhere/report.html",), "there is no folder"),
        (("--complaint", "1", "--account", VICTIM, "report.html"), "a report is on one thing"),
        (("--complaint", "77", "report.html"), "there is no complaint 77"),
        (("--complaint", "3", "report.html"), "there is no money to follow"),
        (("--series", "9", "report.html"), "there is no series 9"),
        (("--account", "KZ1", "report.html"), "in the case"),
        (("--currency", "EUR", "report.html"), "nothing in EUR starts here"),
    ],
)
def test_what_cannot_be_written_is_refused(loaded: Run, words: tuple[str, ...], says: str) -> None:
    done = loaded("report", *words)
    assert (done.exit_code, says in done.stderr) == (2, True), done.stderr
    assert not list(Path().glob("*.html"))


def test_a_file_that_is_there_stays_without_force(loaded: Run) -> None:
    Path("report.html").write_text("mine", encoding="utf-8")
    done = loaded("report", "report.html")
    assert (done.exit_code, "--force" in done.stderr) == (2, True)
    assert Path("report.html").read_text(encoding="utf-8") == "mine"
    assert loaded("report", "report.html", "--force").exit_code == 0
