"""What a newcomer meets in the first hour: options that were misread, and answers that say more."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from moneygraph.cli import main

ROWS = "ts,from_account,to_account,amount\n2026-03-01 10:00:00,A1,B1,100.00\n"
Run = Callable[..., tuple[int, str]]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    (tmp_path / "a.csv").write_text(ROWS)

    def call(*words: str) -> tuple[int, str]:
        shared = ["--case", str(tmp_path / "case.duckdb")]
        paths = [str(tmp_path / word) if word.endswith(".csv") else word for word in words]
        done = CliRunner().invoke(main, shared + paths, prog_name="moneygraph")
        return done.exit_code, done.stdout + done.stderr

    return call


@pytest.mark.parametrize(
    ("covers", "message"),
    [
        ("bank:7222", "'7222' is no code of three digits"),
        ("bank:Kaspi", "'Kaspi' is no code of three digits"),
        ("Kaspi", "--covers names no account: 'Kaspi'"),
        ("A1,Halyk Bank", "--covers names no account"),
        ("", "--covers is empty"),
    ],
)
def test_covers_that_names_nothing(run: Run, tmp_path: Path, covers: str, message: str) -> None:
    code, text = run("load", "a.csv", "--covers", covers)
    assert code == 2 and message in text
    assert not (tmp_path / "case.duckdb").exists()


def test_a_loaded_file_with_other_options(run: Run) -> None:
    assert run("load", "a.csv", "--covers", "A1")[0] == 0
    for option in (["--covers", "all"], ["--loader", "canonical"]):
        code, text = run("load", "a.csv", *option)
        assert code == 1 and "is in the case already, loaded with" in " ".join(text.split())
    assert run("load", "a.csv", "--covers", "A1")[0] == 0
    assert run("load", "a.csv")[0] == 0


def test_a_first_load_that_is_refused_leaves_no_case(run: Run, tmp_path: Path) -> None:
    (tmp_path / "bad.csv").write_text("x,y\n1,2\n")
    code, text = run("load", "bad.csv")
    assert code == 1 and "no header that a loader knows" in text
    assert "no case was made" in text and "0 transfers" not in text
    code, text = run("load", "bad.csv", "--json", "--mask")
    assert code == 1 and "bad.csv" not in text
    assert sorted(one.name for one in tmp_path.iterdir()) == ["a.csv", "bad.csv"]
    assert run("load", "a.csv")[0] == 0
    assert run("load", "bad.csv")[0] == 1
    assert (tmp_path / "case.duckdb").exists()


@pytest.mark.parametrize(
    "since",
    ["01.03.2026", "1.3.2026", "01/03/2026", "01.03.2026 9:59", "2026-03-01", "1.03.2026 09:59:59"],
)
def test_local_dates(run: Run, since: str) -> None:
    run("load", "a.csv")
    assert "100.00" in run("trace", "A1", "--since", since)[1]


@pytest.mark.parametrize("since", ["03.2026", "31.02.2026", "1.3.26", "03/31/2026", "1.3.2026 9"])
def test_no_dates(run: Run, since: str) -> None:
    run("load", "a.csv")
    code, text = run("trace", "A1", "--since", since)
    assert code == 2 and "is no time or day" in text


def test_an_empty_window_says_which_days_there_are(run: Run) -> None:
    run("load", "a.csv")
    for rule in ("lifo", "all", "pro-rata"):
        text = run("trace", "A1", "--since", "02.03.2026", "--rule", rule)[1]
        assert "between 2026-03-01 and 2026-03-01" in text
    assert "between" not in run("trace", "A1")[1]
    assert "between" not in run("trace", "B1")[1]


def test_eleven_digits_are_no_transfer(run: Run) -> None:
    run("load", "a.csv")
    for command in ("show", "trace"):
        code, text = run(command, "90010130012")
        assert code == 2 and "has 11 digits; an IIN or BIN has 12" in text
