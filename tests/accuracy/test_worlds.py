"""Worlds of our own making: what `worlds` writes."""

from __future__ import annotations

import argparse
import csv
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from benchmarks.accuracy.mules import compare
from benchmarks.accuracy.split import PARTS
from benchmarks.accuracy.worlds import command
from benchmarks.accuracy.worlds.book import DAY, Book

HOUR = 3_600


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.mark.drawn
@pytest.mark.parametrize("name", sorted(command.MAKERS))
def test_a_world_has_mules_enough_in_each_part_and_no_time_where_it_says_so(
    name: str, tmp_path: Path
) -> None:
    command.run(argparse.Namespace(folder=tmp_path, seed=11, only=name))
    assert [one.name for one in tmp_path.iterdir()] == [name]
    for part in PARTS:
        labels = Counter(row["label"] for row in rows(tmp_path / name / part / "labels.csv"))
        assert 60 <= labels["1"] <= 150
        assert labels["0"] > 10 * labels["1"]
    times = {row["ts"][11:] for row in rows(tmp_path / name / "transfers.csv")}
    assert (times == {"00:00:00"}) == (name in command.DAYS_ONLY)


def test_a_seed_gives_one_world() -> None:
    first, again, other = (
        list(command.MAKERS["daily"](seed).made(days_only=True)[0]) for seed in (3, 3, 4)
    )
    assert first == again
    assert first != other


def test_nobody_pays_what_he_has_not() -> None:
    book = Book("test", 10)
    rich, poor, other = book.accounts(np.array([1_000, 50, 0]), "person").tolist()
    got = book.pay(2 * HOUR, rich, other, 600)
    book.pay(3 * HOUR, poor, other, 51)
    book.pay(4 * HOUR, other, poor, of=got, share=0.9, round_to=100, pattern="quick")
    book.pay(5 * HOUR, rich, poor, share=0.5)
    book.pay(10 * DAY, rich, poor, 1)
    book.criminals.add(other)
    transfers, truths = book.made()
    assert [one.amount for one in transfers] == [60_000, 50_000, 20_000]
    assert [(one.ts.hour) for one in transfers] == [2, 4, 5]
    (mule,) = (one for one in truths if one.positive)
    assert (mule.account, mule.pattern) == (transfers[0].payee, "quick")


def test_the_feature_that_ranks_best_is_compared_with() -> None:
    features = {"payers": {"a": 1.0, "b": 3.0}, "paid": {"a": 3.0, "b": 1.0, "c": 2.0}}
    found = compare(features, {"b": 0.9, "a": 0.7}, {"a"}, {"a", "b", "c"})
    assert (found.feature, found.single, found.ours, found.ratio) == ("paid", 1.0, 0.5, 0.5)
