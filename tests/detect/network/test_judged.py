"""Who is judged by whom: what stands between two accounts moves both, and points add up."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from moneygraph.detect.network.graph import Columns, read_graph
from moneygraph.detect.network.judged import BETWEEN, judge
from moneygraph.detect.network.relations import read_relations
from moneygraph.store.data import OURS

BEGUN = -34.0
#: The columns of the tables of ``graph.sql``, by the last part of their names.
_COLUMNS = {
    "owner": ("payer", "begun", "points", "alike", "seen"),
    "paid": ("payer", "account", "share"),
    "paying": ("payer", "account"),
    "core": ("account",),
    "passed": ("account", "next_account", "share"),
    "cashed": ("trader", "account"),
    "tied": ("account", "other", "sharing"),
    "owned": ("account", "other"),
    "account": ("account", "number", "owner_key", "begun", "points", "alike", "is_trader"),
}
_TEXTS = {"payer", "number", "owner_key"}


def judged(points: dict[int, float], **tables: list[tuple[Any, ...]]) -> dict[str, dict[str, Any]]:
    """Judge accounts of those points alone, joined by the tables; return rows by name."""
    traders = {trader for trader, _ in tables.get("cashed", [])}
    tables["account"] = [
        (one, str(one), f"owner of {one}", BEGUN, alone, 0.0, one in traders)
        for one, alone in points.items()
    ]

    def make(name: str, sql: str) -> Columns:
        del sql
        short = name.removeprefix("network_")
        rows = tables.get(short, [])
        return {
            column: np.array([row[at] for row in rows], object if column in _TEXTS else np.float64)
            for at, column in enumerate(_COLUMNS[short])
        }

    found = judge(read_graph(make, read_relations(OURS, BEGUN)))
    names = [number or owner for number, owner in zip(found["number"], found["owner"], strict=True)]
    return {
        name: {column: values[at] for column, values in found.items()}
        for at, name in enumerate(names)
    }


def total(row: dict[str, Any]) -> float:
    """Return the decibans of a row, all told."""
    return float(
        sum(
            value
            for name, value in row.items()
            if name.endswith("_points") and name != "from_points"
        )
    ) + float(row["begun"])


def test_two_payers_and_who_they_paid_raise_each_other() -> None:
    payer = (BEGUN, -4.0, 0.0, 0.0)
    one = judged({1: -30.0}, owner=[("A", *payer)], paid=[("A", 1, 1.0)])
    two = judged(
        {1: -30.0},
        owner=[("A", *payer), ("B", *payer)],
        paid=[("A", 1, 1.0), ("B", 1, 1.0)],
    )
    assert total(one["A"]) < total(two["A"])
    assert total(one["1"]) < total(two["1"])
    assert total(two["A"]) == total(two["B"]) > 0
    assert two["1"]["victims"] == 2
    assert two["1"]["from_whom"].split(BETWEEN) == ["A", "B"]
    assert one["A"]["own_points"] == 30


def test_a_seller_whom_many_pay_is_no_dropper() -> None:
    payers = [(f"P{n}", BEGUN, -20.0, 0.0, 0.0) for n in range(6)]
    found = judged({1: -40.0}, owner=payers, paid=[(one[0], 1, 1.0) for one in payers])
    assert total(found["1"]) < -20
    assert found["1"]["else_points"] < -20
    assert all(total(found[one[0]]) < -10 for one in payers)


def test_a_payer_of_a_dropper_may_be_one_himself() -> None:
    """Where nothing tells a victim from a dropper, neither is said."""
    found = judged({1: 40.0}, owner=[("A", BEGUN, -20.0, 14.0, 0.0)], paid=[("A", 1, 1.0)])
    assert abs(total(found["A"])) < 1
    assert found["A"]["else_points"] < -10


def test_an_account_behind_droppers_is_named_by_them() -> None:
    behind = {1: 20.0, 2: 20.0, 3: -34.0}
    found = judged(behind, passed=[(1, 3, 1.0), (2, 3, 1.0)])
    assert total(found["3"]) > 0
    assert found["3"]["payers"] == 2
    alone = judged(behind, passed=[(1, 3, 0.1), (2, 3, 0.1)])
    assert total(alone["3"]) < total(found["3"])


def test_a_phone_lifts_quiet_members() -> None:
    found = judged({1: 30.0, 2: 30.0, 3: -34.0}, tied=[(3, 1, 2), (3, 2, 2)])
    assert total(found["3"]) > 0
    shared_by_many = judged({1: 30.0, 2: 30.0, 3: -34.0}, tied=[(3, 1, 20), (3, 2, 20)])
    assert total(shared_by_many["3"]) < -20


def test_other_accounts_of_a_dropper_are_near() -> None:
    found = judged({1: 30.0, 2: -34.0, 3: -60.0}, owned=[(1, 2), (2, 1), (3, 1)])
    assert -10 < total(found["2"]) < 0
    assert found["2"]["owned"] == 1  # however often the pair is told
    assert total(found["3"]) < -20


def test_a_trader_whom_droppers_alone_pay_is_one_of_them() -> None:
    ring = {9: BEGUN} | dict.fromkeys(range(1, 5), 30.0)
    found = judged(ring, cashed=[(9, one) for one in range(1, 5)])
    assert found["9"]["is_trader"]
    assert total(found["9"]) > 10
    assert found["9"]["customers"] == 4
    # ordinary customers are no nodes, and speak against him all the same
    other = judged(ring, cashed=[(9, one) for one in (*range(1, 5), *range(20, 40))])
    assert total(other["9"]) < -20


def test_what_receivers_did_counts_once() -> None:
    """Either what they are or what they did with the money, whichever says more."""
    owner, unknown = ("A", BEGUN, -14.0, 0.0), {1: -60.0}
    quiet = judged(unknown, owner=[(*owner, 0.0)], paid=[("A", 1, 1.0)])
    seen = judged(unknown, owner=[(*owner, 18.0)], paid=[("A", 1, 1.0)])
    assert total(seen["A"]) == pytest.approx(4.0, abs=0.2)
    assert total(quiet["A"]) < -20
    named = judged({1: 40.0}, owner=[(*owner, 18.0)], paid=[("A", 1, 1.0)])
    assert named["A"]["seen_points"] == 0
    assert total(named["A"]) > total(seen["A"])


def test_nobody_is_judged_where_there_is_nobody() -> None:
    assert judged({}) == {}


@pytest.mark.parametrize("points", [-50.0, -10.0, 10.0])
def test_points_are_those_of_the_messages(points: float) -> None:
    found = judged(
        {1: points, 2: points, 3: -20.0, 4: -34.0},
        owner=[("A", BEGUN, -12.0, 5.0, 3.0)],
        paid=[("A", 1, 0.8), ("A", 2, 0.2)],
        paying=[("A", 4)],
        passed=[(1, 3, 0.9), (2, 3, 0.4)],
        tied=[(2, 4, 3)],
    )
    for row in found.values():
        said = [float(one) for one in row["from_points"].split(BETWEEN) if one]
        others = ("begun", "own_points", "seen_points", "else_points")
        named = total(row) - sum(row[name] for name in others)
        assert sum(said) == pytest.approx(named, abs=1.5)  # the weakest are not named
