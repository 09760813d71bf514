"""`--explain`: all reasons of a finding with their points, in `find` and in `show`."""

from __future__ import annotations

from pathlib import Path

from .conftest import VICTIM, Run, parsed

QUERY = "loan-then-transfer"


def test_find_explains(loaded: Run) -> None:
    plain = parsed(loaded("find", QUERY, "--json"))[QUERY]
    explained = parsed(loaded("find", QUERY, "--explain", "--json"))[QUERY]
    assert plain
    assert [{key: row[key] for key in row if key != "reasons"} for row in explained] == plain
    for row in explained:
        points = [one["points"] for one in row["reasons"] if one["points"] is not None]
        assert abs(sum(points) / 100 - row["score"]) < 0.02
        assert len(row["why"].split()) <= 35


def test_reasons_stand_below_the_finding(loaded: Run) -> None:
    assert "Reasons" not in loaded("find", QUERY).stdout
    shown = loaded("find", QUERY, "--explain").stdout
    assert "Reasons, in hundredths of the score:" in shown
    assert (
        "Доводы, в сотых долях оценки:" in loaded("find", QUERY, "--explain", "--lang", "ru").stdout
    )
    reasons = [line for line in shown.splitlines() if line.startswith("         +")]
    weights = [float(line.split()[0]) for line in reasons]
    assert weights == sorted(weights, reverse=True)


def test_show_explains_an_owner_and_a_transfer(loaded: Run) -> None:
    (found,) = (
        one
        for one in parsed(loaded("find", "--explain", "--json"))[QUERY]
        if VICTIM in one["accounts"]
    )
    shown = parsed(loaded("show", VICTIM, "--explain", "--json"))
    (named,) = (one for one in shown["findings"] if one["query"] == QUERY)
    same = ("score", "why", "reasons", "transfers")
    assert {key: named[key] for key in same} == {key: found[key] for key in same}
    assert "findings" not in parsed(loaded("show", VICTIM, "--json"))
    transfer = found["transfers"][0]
    of_transfer = parsed(loaded("show", f"transfer:{transfer}", "--explain", "--json"))["findings"]
    assert QUERY in [one["query"] for one in of_transfer]
    assert found["why"][:30] in loaded("show", VICTIM, "--explain").stdout


def test_a_record_of_explained_findings_is_repeated(loaded: Run, tmp_path: Path) -> None:
    record = tmp_path / "record.json"
    assert loaded("find", QUERY, "--explain", "--json", "--manifest", record).exit_code == 0
    assert loaded("verify", record).exit_code == 0
