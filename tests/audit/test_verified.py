"""Records that are so, from wherever the exports come, and those that are not."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path
from typing import Any

import pytest

from .conftest import VICTIM, Run, edit, record, states, verdict
from .test_written import CALLS

pytestmark = pytest.mark.turns


@pytest.mark.drawn
@pytest.mark.parametrize("name", CALLS)
def test_same(name: str, loaded: Run) -> None:
    loaded(*CALLS[name], "--manifest", "record.json")
    Path("case.duckdb").unlink()
    shown = verdict(loaded("verify", "record.json", "--json"), 0)
    assert set(states(shown).values()) == {"found"}
    assert shown["repeated_sha256"] == record("record.json")["result_sha256"]
    assert (shown["difference"], shown["untrue"], shown["others"]) == (None, None, [])
    assert sorted(path.name for path in Path().iterdir()) == ["exports", "record.json"]


def test_same_with_decisions(loaded: Run) -> None:
    """Decisions are in the record, and are followed when it is repeated."""
    pair = ("exports/kaspi.csv:4", "exports/halyk.csv:2")
    plain = record_of(loaded)
    assert loaded("not-same", *pair, "--why", "two of them").exit_code == 0
    decided = record_of(loaded)
    assert [one["kind"] for one in decided["decisions"]] == ["not-same"]
    shown = verdict(loaded("verify", "record.json", "--json"), 0)
    assert shown["repeated_sha256"] == decided["result_sha256"]
    assert decided["result_sha256"] != plain["result_sha256"]
    assert loaded("not-same", *pair, "--undo").exit_code == 0
    assert record_of(loaded)["result_sha256"] == plain["result_sha256"]


def record_of(loaded: Run) -> dict[str, Any]:
    assert loaded("trace", VICTIM, "--manifest", "record.json").exit_code == 0
    return record("record.json")


def test_same_in_words(traced: Run) -> None:
    for lang, words in (("en", "The same"), ("ru", "То же самое"), ("kk", "Дәл сол")):
        result = traced("verify", "trace.json", "--lang", lang)
        assert (result.exit_code, words in result.stdout) == (0, True)


def test_loaded_one_by_one_with_choices(run: Run) -> None:
    run("load", "exports/kaspi.csv", "--covers", "none", "--loader", "canonical")
    run("load", "exports/halyk.csv", "--covers", "bank:601")
    run("load", "exports/complaints.csv")
    for name in ("find", "trace --complaint"):
        run(*CALLS[name], "--manifest", f"{name}.json")
        verdict(run("verify", f"{name}.json", "--json"), 0)


def test_moved(traced: Run) -> None:
    Path("exports").rename("moved")
    Path("moved/kaspi.csv").rename("moved/other name.csv")
    shown = verdict(traced("verify", "trace.json", "--json"), 1)
    assert set(states(shown).values()) == {"missing"}
    shown = verdict(traced("verify", "trace.json", "--exports", "moved", "--json"), 0)
    assert shown["exports"][-1]["place"] == str(Path("moved/other name.csv").absolute())
    Path("a").mkdir()
    Path("moved/halyk.csv").rename("a/halyk.csv")
    call = ("verify", "trace.json", "--exports", "moved", "--exports", "a", "--json")
    verdict(traced(*call), 0)
    assert traced("verify", "trace.json", "--exports", "nowhere").exit_code == 2


def test_complaints_keep_the_names_of_files(loaded: Run) -> None:
    loaded("complaints", "--manifest", "record.json")
    assert record("record.json")["result"]["complaints"][1]["transfer"] is not None
    Path("moved").mkdir()
    Path("exports/kaspi.csv").rename("moved/1.csv")
    Path("exports/complaints.csv").rename("moved/2.csv")
    verdict(loaded("verify", "record.json", "--exports", "moved", "--json"), 0)


def zipped(name: str, folder: str = "exports") -> None:
    with zipfile.ZipFile(name, "w") as archive:
        archive.writestr("notes.docx", "no export")
        archive.writestr("more.csv", "a,b\n1,2\n")
        for path in sorted(Path(folder).iterdir()):
            archive.write(path, f"in/{path.name}")


def test_moved_into_an_archive(traced: Run) -> None:
    Path("evidence").mkdir()
    zipped("evidence/all.zip")
    shutil.rmtree("exports")
    shown = verdict(traced("verify", "trace.json", "--exports", "evidence", "--json"), 0)
    assert shown["exports"][0]["place"] == str(Path("evidence/all.zip").absolute())


def test_loaded_from_an_archive(run: Run) -> None:
    zipped("all.zip")
    run("load", "all.zip")
    run("trace", VICTIM, "--manifest", "trace.json")
    assert {export["path"] for export in record()["exports"]} == {str(Path("all.zip").absolute())}
    verdict(run("verify", "trace.json", "--json"), 0)
    Path("exports/kaspi.csv").write_text("other", encoding="utf-8")
    zipped("all.zip")
    shown = verdict(run("verify", "trace.json", "--json"), 1)
    assert states(shown) == {
        "complaints.csv": "found",
        "halyk.csv": "found",
        "kaspi.csv": "changed",
    }


def test_one_byte_changed(traced: Run) -> None:
    path = Path("exports/halyk.csv")
    path.write_bytes(path.read_bytes().replace(b"700000.00", b"700000.01"))
    shown = verdict(traced("verify", "trace.json", "--json"), 1)
    assert states(shown)["halyk.csv"] == "changed"
    assert states(shown)["kaspi.csv"] == "found"
    assert shown["repeated_sha256"] is None
    result = traced("verify", "trace.json")
    assert "halyk.csv: changed" in result.stdout
    assert "1 of 3 statement files" in result.stdout


def test_one_export_missing(traced: Run) -> None:
    Path("exports/halyk.csv").unlink()
    assert states(verdict(traced("verify", "trace.json", "--json"), 1))["halyk.csv"] == "missing"
    assert "halyk.csv: missing" in traced("verify", "trace.json").stdout


def test_tampered_result(traced: Run) -> None:
    def change(written: dict[str, Any]) -> None:
        written["result"]["ends"][2]["amount"] = "1.00"

    before = record()["result"]["ends"][2]["amount"]
    edit(change)
    shown = verdict(traced("verify", "trace.json", "--json"), 1)
    assert not shown["intact"]
    place = {"place": "ends[2].amount", "recorded": "1.00", "repeated": before}
    assert shown["difference"] == place
    printed = traced("verify", "trace.json").stdout
    assert "was changed after it was written" in printed
    assert "ends[2].amount" in printed


def test_tampered_result_and_digest(traced: Run) -> None:
    from moneygraph.audit.write import result_sha256

    def change(written: dict[str, Any]) -> None:
        del written["result"]["ends"][-1]
        written["result_sha256"] = result_sha256(written["result"])

    count = len(record()["result"]["ends"])
    edit(change)
    shown = verdict(traced("verify", "trace.json", "--json"), 1)
    assert shown["intact"]
    assert shown["difference"]["place"] == f"ends[{count - 1}]"
    assert "recorded" not in shown["difference"]
    assert "recorded: nothing" in traced("verify", "trace.json").stdout


def test_tampered_parameter(traced: Run) -> None:
    edit(lambda written: written["parameters"].update(amount="1000"))
    shown = verdict(traced("verify", "trace.json", "--json"), 1)
    assert shown["intact"]
    assert shown["difference"]["place"] == "traced"


def test_tampered_export(traced: Run) -> None:
    edit(lambda written: written["exports"][1].update(rejected=0))
    shown = verdict(traced("verify", "trace.json", "--json"), 1)
    assert shown["difference"] is None
    assert shown["untrue"] == {"place": "exports[1].rejected", "recorded": 0, "repeated": 1}
    assert "something of the statement files that is not" in traced("verify", "trace.json").stdout


def test_another_start_and_one_that_is_not_there(traced: Run) -> None:
    edit(lambda written: written["parameters"].update(starts=["KZ\x1b[31m"]))
    shown = verdict(traced("verify", "trace.json", "--json"), 1)
    assert "KZ" in shown["error"]
    printed = traced("verify", "trace.json").stdout
    assert "Not repeated" in printed
    assert "\x1b" not in printed


def test_another_version_is_named_but_changes_nothing(traced: Run) -> None:
    edit(lambda written: written.update(version="9.\x1b[0m"))
    edit(lambda written: written["files"].update({"queries/droppers.sql": "0" * 64}))
    edit(lambda written: written["loaders"].update(canonical="0"))
    shown = verdict(traced("verify", "trace.json", "--json"), 0)
    assert [(one["what"], one["name"]) for one in shown["others"]] == [
        ("version", "moneygraph"),
        ("loader", "canonical"),
        ("file", "queries/droppers.sql"),
    ]
    printed = traced("verify", "trace.json").stdout
    assert "version of moneygraph" in printed
    assert "\x1b" not in printed
