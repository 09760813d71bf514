"""What `network` leaves out of a region, and how it counts people."""

from __future__ import annotations

from pathlib import Path

from benchmarks.accuracy.network import banks_missing, count_named

FILES = [Path(f"export_{bank}{part}.csv") for bank in ("601", "772", "856") for part in ("", "_2")]
OTHER = Path("links.csv")


def test_each_bank_is_missing_once_alone_and_once_with_each_other() -> None:
    held = list(banks_missing([*FILES, OTHER]))
    left = [{path.name[7:10] for path in files if path != OTHER} for files in held]
    assert left == [{"772", "856"}, {"601", "856"}, {"601", "772"}, {"856"}, {"772"}, {"601"}]
    assert all(OTHER in files for files in held)
    assert all(len(files) in (3, 5) for files in held)


def test_who_is_not_there_is_neither_missed_nor_wrong() -> None:
    truth = {"dropper": {"a", "b", "away"}, "victim": {"v"}}
    there = {"dropper": {"a", "b"}, "victim": {"v"}}
    named = {
        ("dropper", "alone"): {"a", "away", "innocent"},
        ("dropper", "network"): {"a", "b"},
        ("victim", "alone"): {"a"},
    }
    counts = count_named(named, there, truth)
    assert counts["dropper"] == {
        "there": 2, "alone": 1, "alone wrong": 1, "network": 2, "network wrong": 0,
    }  # fmt: skip
    assert counts["victim"] == {"there": 1, "alone": 0, "alone wrong": 1}
