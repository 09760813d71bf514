"""`python -m benchmarks.accuracy bends`: an edit moves no money before it is there, and no more."""

from __future__ import annotations

import argparse
from collections import Counter
from itertools import pairwise
from xml.etree import ElementTree

import numpy as np
import pytest

from benchmarks.accuracy.bends import EDITS, Row
from benchmarks.accuracy.bends.edits import Edit, Scheme, apply
from benchmarks.accuracy.bends.page import page
from benchmarks.accuracy.bends.picture import picture
from moneygraph.demo.ledger import lowest
from moneygraph.demo.region import Region, make_region

EVERY = [edit for levels in EDITS.values() for _, edit in levels]
SEED = 3


@pytest.fixture(scope="module")
def region() -> Region:
    return make_region(SEED, 400, 2, 45)


def paid(region: Region, payers: list[int]) -> Counter[tuple[int, int]]:
    """Return what these accounts paid each account."""
    moved = region.transfers[np.isin(region.transfers["from_account"], payers)]
    sums: Counter[tuple[int, int]] = Counter()
    for payer, payee, amount in moved[["from_account", "to_account", "amount"]].tolist():
        sums[payer, payee] += amount
    return sums


def test_no_edit_changes_nothing(region: Region) -> None:
    same = apply(region, Edit(), SEED)
    assert same.cost == same.lost == 0
    assert (same.region.transfers == region.transfers).all()


@pytest.mark.parametrize("edit", EVERY, ids=str)
def test_nobody_pays_what_is_not_there(region: Region, edit: Edit) -> None:
    edited = apply(region, edit, SEED)
    low = lowest(edited.region.transfers, len(region.world.accounts))
    assert (edited.region.opening + low >= 0).all()
    again = apply(region, edit, SEED)
    assert edited.cost == again.cost >= 0


@pytest.mark.parametrize("edit", [edit for edit in EVERY if not edit.inject], ids=str)
def test_all_sums_arrive_as_before(region: Region, edit: Edit) -> None:
    edited = apply(region, edit, SEED)
    payers = sorted(set(Scheme(region).payer.tolist()))
    if not edited.lost:
        assert paid(edited.region, payers) == paid(region, payers)
    assert edited.region.transfers["amount"].min() > 0


def test_the_stronger_edit_costs_more(region: Region) -> None:
    for name in ("inject", "split"):
        costs = [apply(region, edit, SEED).cost for _, edit in EDITS[name]]
        assert all(less < more for less, more in pairwise(costs))


def test_page_and_picture_say_what_was_counted() -> None:
    rows = [
        Row("none", "", 0.0, 0, Counter(droppers=8), Counter(droppers=8), Counter()),
        Row("delay", "1 d", 0.0, 0, Counter(droppers=8), Counter(droppers=6), Counter()),
        Row("delay", "2 d", 0.0, 0, Counter(droppers=8), Counter(droppers=2), Counter(droppers=1)),
    ]
    text = page(rows, ["droppers"], argparse.Namespace(seeds="1", people=400))
    assert "| delay | 2 d | 0% | 0.25 (1) |" in text
    assert "- `droppers`: delay (2 d), from 1.00 to 0.25" in text
    drawn = picture(rows, ["droppers"])
    assert drawn == picture(rows, ["droppers"])
    assert len(ElementTree.fromstring(drawn).findall(".//{*}polyline")) == 1
