"""What `moneygraph` says without a command, and the commands it names to go on with."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from .conftest import VICTIM, Run, parsed

pytestmark = pytest.mark.turns

QUERY = """\
-- title = "Wrong"
-- finds = "Nothing."
-- innocent = "All."
-- min_score = 0.1
--
-- [columns]
-- account = "text"
select 'x' as account, 0.5 as score, [1] as transfers
"""
COMPLAINTS = "number,registered,victim,account,amount,ts\n"


def test_help_where_there_is_no_case(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = run()
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("Usage: moneygraph [OPTIONS] [COMMAND]")
    named = run("--case", "none.duckdb")
    assert named.exit_code == 2
    assert "there is no case at none.duckdb" in named.stderr


@pytest.mark.parametrize("lang", ["en", "ru", "kk"])
def test_one_screen(loaded: Run, lang: str) -> None:
    lines = loaded("--lang", lang).stdout.splitlines()
    assert len(lines) <= 24
    assert max(map(len, lines)) <= 80
    assert sum("moneygraph " in line for line in lines) >= 2


def test_what_is_known(loaded: Run) -> None:
    known = parsed(loaded("--json"))
    status = parsed(loaded("status", "--json"))
    assert {key: known[key] for key in ("transfers", "accounts", "owners", "banks")} == {
        key: status[key] for key in ("transfers", "accounts", "owners", "banks")
    }
    every = parsed(loaded("find", "--json"))
    assert {one["query"]: one["findings"] for one in known["found"]} == {
        name: len(rows) for name, rows in every.items() if rows
    }
    for one in known["found"]:
        assert one["best"]["why"] == every[one["query"]][0]["why"]
    freeze = parsed(loaded("freeze", "--json"))["freeze"]
    assert known["freeze"]["accounts"] == len(freeze)
    assert known["freeze"]["first"]["account"] == freeze[0]["account"]
    assert known["stolen"] is None and known["notes"] == []


def test_a_wrong_query_of_ones_own_is_left_out(loaded: Run, tmp_path: Path) -> None:
    mine = tmp_path / "mine" / "queries"
    mine.mkdir(parents=True)
    head = QUERY.replace("'x'", "no_such_column")
    (mine / "wrong.sql").write_text(head)
    assert loaded("find", "--folder", mine.parent, "--json").exit_code == 0
    for call in ((), ("show", VICTIM, "--explain")):
        result = loaded(*call, "--folder", mine.parent)
        assert result.exit_code == 0, result.output
        assert "wrong" in result.stderr
    shown = loaded("--folder", mine.parent).stdout
    assert f"--folder {mine.parent}" in " ".join(shown.split())


def test_complaints_are_followed(loaded: Run, tmp_path: Path) -> None:
    transfer = parsed(loaded("show", VICTIM, "--json"))["account"]["transfers"][-1]
    row = f"N1,2026-03-03,900101300116,{VICTIM},{transfer['amount']},{transfer['ts']}\n"
    (tmp_path / "complaints.csv").write_text(COMPLAINTS + row)
    assert loaded("load", tmp_path / "complaints.csv").exit_code == 0
    stolen = parsed(loaded("--json"))["stolen"]
    trace = parsed(loaded("trace", "--complaints", "--json"))
    assert (stolen["amount"], stolen["currency"]) == (trace["traced"], trace["currency"])
    assert sum(float(one["amount"]) for one in stolen["ends"]) == float(stolen["amount"])
    assert "Stolen by the complaints" in loaded().stdout


def test_commands_to_go_on_with_can_be_run(loaded: Run, tmp_path: Path) -> None:
    for begin in ([], ["load", tmp_path / "more.csv"], ["find"], ["trace", VICTIM]):
        (tmp_path / "more.csv").write_text("ts,from_account,to_account,amount\n2026-05-01,P,Q,1\n")
        shown = loaded(*begin).stdout.partition("Next:\n")[2]
        commands = [line.split("  ")[1] for line in shown.splitlines() if "moneygraph" in line]
        assert commands, begin
        for command in commands:
            done = loaded(*shlex.split(command)[1:])
            assert done.exit_code == 0, (command, done.output)


def test_a_case_that_was_named_is_named_again(loaded: Run, tmp_path: Path) -> None:
    (tmp_path / "case.duckdb").rename(tmp_path / "o f.duckdb")
    named = loaded("--case", tmp_path / "o f.duckdb").stdout
    assert f"Next, each after moneygraph --case '{tmp_path}/o f.duckdb':" in named.replace(
        "\n  ", " "
    )
    masked = loaded("--case", tmp_path / "o f.duckdb", "--mask").stdout
    assert "Next, each after moneygraph --case FILE --mask:" in masked
    assert "o f.duckdb" not in masked


def test_what_cannot_be_worked_out_is_noted(run: Run, tmp_path: Path) -> None:
    rows = "".join(
        f"2026-03-01 1{n}:00:00,V{n},A,100.00,{code}\n" for n, code in enumerate(("KZT", "USD"))
    )
    (tmp_path / "a.csv").write_text("ts,from_account,to_account,amount,currency\n" + rows)
    numbers = "".join(f"N{n},2026-03-02,,V{n},,,{n + 1}\n" for n in range(2))
    (tmp_path / "c.csv").write_text(COMPLAINTS.replace("ts", "ts,transfer") + numbers)
    done = run("load", tmp_path / "a.csv", tmp_path / "c.csv")
    assert done.exit_code == 0, done.output
    known = parsed(run("--json"))
    assert known["stolen"] is None
    (note,) = known["notes"]
    assert "KZT" in note and "USD" in note
    assert note.split()[0] in run().stdout


def test_a_case_without_transfers_says_what_to_load(run: Run, tmp_path: Path) -> None:
    (tmp_path / "links.csv").write_text("account,kind,value\nA,phone,77010000001\n")
    run("load", tmp_path / "links.csv")
    assert parsed(run("--json"))["next"] == ["load"]
    assert "moneygraph load  load statement files, complaints and links" in run().stdout
