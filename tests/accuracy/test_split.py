"""A data set as it is written, split, loaded and judged."""

from __future__ import annotations

import argparse
import csv
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.accuracy import mules as command
from benchmarks.accuracy.canonical import Transfer, Truth, mules, number, tiyn, write_whole
from benchmarks.accuracy.split import PARTS, half_of, labels_of, split
from moneygraph.api import Case

START = datetime(2026, 1, 1)
PEOPLE = [number("test", place) for place in range(40)]
#: Accounts of each half, so that a test can say who is in which part.
HALVES = {part: [one for one in PEOPLE if half_of(one) == part] for part in PARTS}


def paid(payer: str, payee: str, hours: float, tenge: int) -> Transfer:
    return Transfer(START + timedelta(hours=hours), payer, payee, tenge * 100)


def times(first: str, last: str) -> dict[str, str]:
    return {"account": "", "label": "1", "pattern": "x", "since": first, "until": last}


@given(st.sampled_from(PARTS), st.integers(0, 9), st.integers(0, 9), st.integers(0, 9))
def test_a_mule_is_labelled_by_what_the_part_can_know(
    part: str, one: int, other: int, cut: int
) -> None:
    first, last = min(one, other), max(one, other)
    truths = [times(str(first), str(last)) | {"account": account} for account in PEOPLE]
    truths.append({"account": "stranger", "label": "0", "pattern": "", "since": "", "until": ""})
    rows = labels_of(part, str(cut), set(PEOPLE), truths)
    known = first < cut if part == "learn" else last >= cut
    assert rows == [(account, "1", "x") for account in HALVES[part] if known]


def test_parts_share_neither_transfers_nor_labels(tmp_path: Path) -> None:
    transfers = [paid(PEOPLE[n % 40], PEOPLE[(n * 7 + 1) % 40], n, 100 + n) for n in range(120)]
    write_whole(tmp_path, transfers, [Truth(one, False) for one in PEOPLE])
    split(tmp_path)
    learn, held = (rows(tmp_path / part / "transfers.csv") for part in PARTS)
    assert learn + held == rows(tmp_path / "transfers.csv")
    assert max(row["ts"] for row in learn) < min(row["ts"] for row in held)
    early, late = (
        {row["account"] for row in rows(tmp_path / part / "labels.csv")} for part in PARTS
    )
    assert early == set(HALVES["learn"])
    assert late == set(HALVES["held-out"])


def test_truth_from_labelled_transfers() -> None:
    moves = [("B", START + timedelta(1), "late"), ("B", START, "early"), ("C", START, "victim")]
    assert list(mules(moves, {"B", "idle"}, ["A", "B", "C"])) == [
        Truth("B", True, "early", START, START + timedelta(1)),
        Truth("A", False),
        Truth("C", False),
    ]


def test_numbers_tell_nothing_and_amounts_are_whole() -> None:
    assert len(set(PEOPLE)) == len(PEOPLE)
    assert sorted(PEOPLE) != PEOPLE
    assert number("test", 1) != number("other", 1)
    assert tiyn(0.1 + 0.2, "USD") == 15_000
    assert tiyn(0.001, "BRL") == 1


def test_a_data_set_loads_and_is_judged(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mule, slow, *others = HALVES["learn"]
    transfers = [
        paid(others[0], mule, 0, 200_000),
        paid(mule, others[1], 2, 150_000),
        paid(others[2], slow, 0, 200_000),
        paid(slow, others[3], 30, 200_000),
        Transfer(START, "", others[4], 100, payer_name="Stripe Payout"),
        Transfer(START + timedelta(hours=30), others[4], "", 100),
        paid(others[5], others[6], 100, 10),
    ]
    truths = [Truth(mule, True, "quick", START, START), Truth(slow, True, "slow", START, START)]
    folder = tmp_path / "made"
    write_whole(folder, transfers, truths + [Truth(one, False) for one in others])
    split(folder)
    with Case.open(tmp_path / "case.duckdb", create=True) as case:
        report = case.load(folder / "transfers.csv", covers="all")
    assert [one.rejected for one in report.files] == [0]
    command.run(argparse.Namespace(folder=tmp_path, part="learn"))
    lines = capsys.readouterr().out.splitlines()
    table = [line.split() for line in lines[1 : lines.index("")]]
    # five of the negatives are before the cut, and one of these was given as much as the mules
    assert [row[2:5] for row in table] == [
        ["all", "7", "2"],
        ["quick", "6", "1"],
        ["slow", "6", "1"],
    ]
    assert [row[5:] for row in table] == [
        ["1.000", "0.700", "1.43", "day_passed_share"],
        ["1.000", "1.000", "1.00", "day_passed_share"],
        ["1.000", "0.500", "2.00", "week_passed_share"],
    ]
    summary = lines[lines.index("") + 1]
    assert summary.startswith("made: 1.000 is 1.43 times day_passed_share (short of 1.5); named ")
    # what scores mean: a row a range, and in all of them the four whom somebody gave 1,000 tenge
    meaning = [line.split() for line in lines[lines.index("", lines.index("") + 1) + 2 :]]
    assert sum(int(row[1]) for row in meaning) == sum(int(row[6]) for row in meaning) == 4


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))
