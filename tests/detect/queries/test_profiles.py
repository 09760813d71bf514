"""Profiles: thresholds that were published, chosen by name, and named in what they found."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from moneygraph.api import Case
from moneygraph.detect.queries import Threshold, profile_named, read_profiles
from moneygraph.store.data import OURS, DataFiles
from moneygraph.store.errors import ProfileError
from tests.cli.conftest import Run, parsed, run

from .test_queries import HERE

__all__ = ["run"]

MINE = """title = "Mine"
about = "Of our bank."
[droppers.within]
value = "30m"
unit = "duration"
source = "our own choice"
note = "As our bank does."
"""


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """Return where a profile of the user's own may lie, in a folder of the user's."""
    (tmp_path / "own" / "profiles").mkdir(parents=True)
    return tmp_path / "own" / "profiles" / "mine.toml"


def folder_of(own: Path) -> Path:
    return own.parents[1]


@pytest.mark.parametrize("name", sorted(read_profiles(OURS)))
def test_each_of_ours_names_the_source_of_every_number(name: str) -> None:
    profile = read_profiles(OURS)[name]
    assert profile.title and profile.settings
    for one in profile.settings:
        assert one.source and one.note.endswith(".")


def test_a_profile_moves_the_answer_and_the_call_goes_before_it(own: Path, tmp_path: Path) -> None:
    own.write_text(MINE)
    with Case.open(tmp_path / "case.duckdb", create=True, folder=folder_of(own)) as case:
        case.load(HERE / "droppers.csv", covers="all")
        found = case.find("droppers", profile="mine")
        assert found.thresholds["within"] == Threshold(1800, "mine")
        assert found.rows == case.find("droppers", within="30m").rows
        assert found.rows != case.find("droppers", within="1m").rows
        given = case.find("droppers", profile="mine", within="1h").thresholds
    assert given["within"] == Threshold(3600, "call")
    assert given["fresh"].origin == "default"


PAUSED = """ts,from_account,to_account,amount,kind
2026-03-01 12:00:00,FRIEND,LOST,30000,transfer
2026-03-02 12:00:00,LOST,SHOP,20000,card
2026-03-05 10:00:00,LENDER-1,LOST,300000,loan
2026-03-05 18:10:00,LENDER-2,LOST,900000,loan
2026-03-06 10:20:00,LENDER-3,LOST,1500000,loan
2026-03-06 10:50:00,LOST,DROPPER,2650000,transfer
2026-03-06 11:20:00,DROPPER,NEXT,2640000,transfer
"""


def test_loans_that_are_paid_out_after_pauses_are_one_series(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(PAUSED)
    with Case.open(tmp_path / "case.duckdb", create=True) as case:
        case.load(tmp_path / "a.csv", covers="all")
        [alone] = case.find("loan-then-transfer", profile="loans-in-an-hour", min_score=0).rows
        [row] = case.find("loan-then-transfer").rows
        [victim] = case.find("victims", min_score=0).rows
    assert (alone["loans"], row["loans"]) == (1, 3)
    assert victim["kinds"] == ["paused-loans"]
    assert victim["indicators"]["pauses"] == 2


def test_a_threshold_is_named_where_its_indicator_fired(run: Run) -> None:
    assert run("load", str(HERE / "busy-accounts.csv"), "--covers", "all").exit_code == 0
    asked = ("find", "busy-accounts", "--profile", "bank-of-russia")
    rows = parsed(run(*asked, "--json"))["busy-accounts"]
    passed = {row["account"]: row["thresholds"] for row in rows}
    assert passed["YES-1"]["people_day"] == {"value": "10", "from": "bank-of-russia"}
    assert "people_month" not in passed["YES-1"]
    assert passed["YES-2"]["people_month"] == {"value": "50", "from": "bank-of-russia"}
    assert "quick" not in passed["YES-2"]
    assert all(row["innocent"].startswith("A small seller") for row in rows)
    shown = run(*asked).output
    assert "Passed of the profile bank-of-russia: --people-day 10" in shown
    assert "Innocent explanations: A small seller" in shown
    unnamed = parsed(run("find", "--profile", "bank-of-russia", "--json"))
    assert unnamed["busy-accounts"] == rows
    assert {"droppers", "crypto-exits", "patterns"} < unnamed.keys()
    again = parsed(run(*asked, "--people-day", "11", "--json"))["busy-accounts"]
    passed = {row["account"]: row["thresholds"] for row in again}
    assert passed["YES-1"]["people_day"] == {"value": "11", "from": "call"}


def test_the_environment_chooses_too(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    run("load", str(HERE / "busy-accounts.csv"), "--covers", "all")
    monkeypatch.setenv("MONEYGRAPH_PROFILE", "bank-of-russia")
    rows = parsed(run("find", "busy-accounts", "--json"))["busy-accounts"]
    assert rows[0]["thresholds"]["day_amount"]["from"] == "bank-of-russia"
    assert run("find", "droppers").exit_code == 0


def test_a_record_keeps_the_profile(run: Run, tmp_path: Path) -> None:
    run("load", str(HERE / "busy-accounts.csv"), "--covers", "all")
    record = str(tmp_path / "found.json")
    run("find", "busy-accounts", "--profile", "bank-of-russia", "--manifest", record)
    assert run("verify", record).exit_code == 0


def test_profiles_lists_each_number(run: Run) -> None:
    shown = run("profiles").output
    assert "busy-accounts --people-day 10 (count)" in shown
    assert "Source: 16-МР" in shown and "our own choice" in shown
    listed = parsed(run("profiles", "--json"))["profiles"]
    assert [one["name"] for one in listed] == list(read_profiles(OURS))


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["--profile", "none"], "there is no profile 'none'.*There are: bank-of-russia"),
        (["droppers", "--profile", "bank-of-russia"], "sets nothing of droppers.*busy-accounts"),
    ],
)
def test_a_wrong_choice(run: Run, args: list[str], message: str) -> None:
    run("load", str(HERE / "busy-accounts.csv"))
    result = run("find", *args)
    assert (result.exit_code, result.stdout) == (2, "")
    assert re.search(message, result.stderr.replace("\n", " "))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("[droppers.within]", "[dropers.within]", "unknown query dropers.*There are: busy"),
        ("[droppers.within]", "[droppers.withn]", r"unknown parameter droppers\.withn.*min_amount"),
        ('unit = "duration"', 'unit = "count"', "within in 'count'.*takes it in 'duration'"),
        ('"30m"', '"30"', "within as '30'.*90s, 30m"),
        ('"30m"', "30", r"lacks droppers\.within\.value.*in quotes"),
        ('source = "our own choice"\n', "", r"lacks droppers\.within\.source"),
        ('note = "As our bank does."\n', "", r"lacks droppers\.within\.note"),
        ('note = "', 'notes = "x"\nnote = "', r"has droppers\.within\.notes"),
        ("[droppers.within]\n", "[droppers]\nwithin = 1\n[x]\n", "which is no table"),
        ('title = "Mine"\n', "", "lacks title"),
        ('title = "Mine"\n', 'min_score = 1\ntitle = "Mine"\n', "has min_score, which is no table"),
        ('title = "Mine"', "title =", "cannot be read"),
    ],
)
def test_a_wrong_file(own: Path, old: str, new: str, message: str) -> None:
    assert old in MINE
    own.write_text(MINE.replace(old, new))
    with pytest.raises(ProfileError, match=message):
        profile_named(DataFiles.beside(folder_of(own)), "mine")


@pytest.mark.parametrize("name", ["default", "call"])
def test_a_name_that_means_something_else(own: Path, name: str) -> None:
    own.with_stem(name).write_text(MINE)
    with pytest.raises(ProfileError, match="no profile can be called"):
        profile_named(DataFiles.beside(folder_of(own)), name)
