"""What a record holds, that it is private, and what it does not overwrite."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from moneygraph import __version__
from moneygraph.store.data import our_folder

from .conftest import EXPORTS, VICTIM, Run, record

pytestmark = pytest.mark.turns

CALLS = {
    "trace": ["trace", VICTIM, "--rule", "fifo", "--since", "2026-03-02"],
    "find": ["find", "droppers", "mule-chains", "--within", "6h", "--limit", "2"],
    "trace --rule all": ["trace", VICTIM, "--rule", "all"],
    "trace --complaints": ["trace", "--complaints", "--rule", "pro-rata"],
    "trace --complaint": ["trace", "--complaint", "1"],
    "complaints": ["complaints", "--lang", "ru"],
}


@pytest.mark.drawn
@pytest.mark.parametrize("name", CALLS)
def test_the_record_holds_what_json_prints(name: str, loaded: Run) -> None:
    printed = loaded(*CALLS[name], "--json").stdout
    plain = loaded(*CALLS[name], "--manifest", "plain.json")
    also = loaded(*CALLS[name], "--json", "--manifest", "json.json")
    assert also.stdout == printed
    assert plain.exit_code == also.exit_code
    for file in ("plain.json", "json.json"):
        written = record(file)
        assert json.dumps(written["result"]) == json.dumps(json.loads(printed))
        digest = hashlib.sha256(printed.removesuffix("\n").encode()).hexdigest()
        assert written["result_sha256"] == digest
        assert (written["command"], written["version"]) == (name.split()[0], __version__)
        assert Path(file).stat().st_mode & 0o777 == 0o600


def test_parameters_with_defaults_filled_in(loaded: Run) -> None:
    for name, call in CALLS.items():
        loaded(*call, "--manifest", f"{name}.json")
    assert record()["parameters"] == {
        **{"starts": [VICTIM], "complaints": None, "rule": "fifo", "back": False},
        **{"since": "2026-03-02", "until": None, "amount": None, "currency": None},
    }
    found = record("find.json")["parameters"]
    assert list(found["queries"]) == ["droppers", "mule-chains"]
    assert found["queries"]["droppers"]["values"]["within"] == 6 * 3600
    assert 0 < found["queries"]["droppers"]["min_score"] <= 1
    assert (found["limit"], found["lang"]) == (2, "en")
    assert record("complaints.json")["parameters"] == {"lang": "ru"}


def test_exports_loaders_and_files(run: Run) -> None:
    run("load", "exports/kaspi.csv", "--loader", "canonical", "--covers", f"{VICTIM},KZ1,KZ2,KZ3")
    run("load", "exports")
    run("load", "exports/kaspi.csv", "--covers", "none")
    run("trace", VICTIM, "--manifest", "trace.json")
    written = record()
    complaints, halyk, kaspi = written["exports"]
    assert [complaints["name"], halyk["name"], kaspi["name"]] == [
        f"exports/{name}.csv" for name in ("complaints", "halyk", "kaspi")
    ]
    assert kaspi["path"] == str(Path("exports/kaspi.csv").absolute())
    assert kaspi["sha256"] == hashlib.sha256((EXPORTS / "kaspi.csv").read_bytes()).hexdigest()
    assert (halyk["rows"], halyk["rejected"], kaspi["rejected"]) == (9, 1, 0)
    assert kaspi["asked_covers"] == f"{VICTIM},KZ1,KZ2,KZ3"
    assert kaspi["asked_loader"] == "canonical"
    assert kaspi["sheets"][0]["covers"] == "4 accounts"
    assert (halyk["asked_covers"], halyk["asked_loader"]) == (None, None)
    loader = (our_folder("loaders") / "canonical.toml").read_bytes()
    assert written["loaders"]["canonical"] == hashlib.sha256(loader).hexdigest()
    assert set(written["loaders"]) == {"canonical", "complaints"}
    query = (our_folder("queries") / "droppers.sql").read_bytes()
    assert written["files"]["queries/droppers.sql"] == hashlib.sha256(query).hexdigest()
    assert written["own_files"] == {}


def test_two_records_differ_in_written_alone(traced: Run) -> None:
    first = Path("trace.json").read_text(encoding="utf-8").splitlines()
    traced("--case", "other.duckdb", "load", "exports/kaspi.csv")
    traced("--case", "other.duckdb", "load", "exports/halyk.csv", "exports/complaints.csv")
    traced("--case", "other.duckdb", "trace", VICTIM, "--manifest", "again.json")
    again = Path("again.json").read_text(encoding="utf-8").splitlines()
    assert len(first) == len(again)
    pairs = zip(first, again, strict=True)
    assert all(a == b or '"written"' in a for a, b in pairs)


def test_worst_is_recorded_as_what_it_traced(loaded: Run) -> None:
    assert loaded("trace", "--worst", "--manifest", "trace.json").exit_code == 0
    parameters = record()["parameters"]
    assert parameters["starts"] == ["900101300116"]
    assert parameters["since"] and parameters["until"]


def test_a_record_is_written_over(traced: Run) -> None:
    assert traced("trace", VICTIM, "--back", "--manifest", "trace.json").exit_code == 0
    assert record()["parameters"]["back"] is True


@pytest.mark.parametrize("held", ["", "{}", "[]", "notes", '{"moneygraph_manifest": '])
def test_nothing_else_is_written_over(held: str, loaded: Run) -> None:
    Path("notes.json").write_text(held, encoding="utf-8")
    result = loaded("trace", VICTIM, "--manifest", "notes.json")
    assert result.exit_code == 2
    assert "it is left as it is" in result.stderr
    assert result.stdout == ""
    assert Path("notes.json").read_text(encoding="utf-8") == held


def test_where_nothing_can_be_written(loaded: Run) -> None:
    for place, message in (("exports", "no record"), ("nowhere/trace.json", "there is no folder")):
        result = loaded("trace", VICTIM, "--manifest", place)
        assert (result.exit_code, message in result.stderr) == (2, True)
    result = loaded("trace", VICTIM, "--manifest", "x" * 300)
    assert (result.exit_code, "cannot be written" in result.stderr) == (2, True)
