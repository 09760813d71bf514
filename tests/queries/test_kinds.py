"""Kinds of droppers who live a normal life beside it, and those who only look like them."""

from __future__ import annotations

import csv
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from moneygraph.api import Case

START = datetime(2025, 9, 1)
#: Found by themselves; and those that so far only stand above all who look alike.
FOUND = ("RELAY-1", "RELAY-2", "RELAY-3")
ABOVE = ("LIVED-IN", "SLOW", "COLLECTOR")
ALIKE = ("SELLER", "CLASS", "LANDLORD", "STUDENT")


class Town:
    """Payments of a few people over a month; hours count from its begin."""

    def __init__(self) -> None:
        self.rows: list[tuple[str, str, str, str, str]] = []
        self.chance = Random(5)

    def pay(self, hour: float, payer: str, payee: str, amount: int, kind: str = "transfer") -> None:
        ts = (START + timedelta(hours=hour)).isoformat(sep=" ", timespec="seconds")
        self.rows.append((ts, payer, payee, f"{amount}.00", kind))

    def live(self, who: str) -> None:
        """Shops, friends and a wage."""
        for step in range(25):
            self.pay(step * 14, who, f"SHOP-{step % 9}", self.chance.randrange(1500, 15000), "card")
        for step in range(6):
            size = self.chance.randrange(3000, 12000)
            self.pay(step * 50 + 3, f"FRIEND-{who}-{step % 3}", who, size)
            self.pay(step * 55 + 20, who, f"FRIEND-{who}-{step % 4}", size - 500)
        self.pay(60, "EMPLOYER", who, 280_000, "salary")

    def rob(self) -> None:
        """Victims' money goes through four kinds of accounts."""
        for turn in range(3):
            self.pay(240 + 30 * turn, f"VICTIM-{turn}", "LIVED-IN", 400_000 + turn)
            self.pay(241 + 30 * turn, "LIVED-IN", f"OUT-{turn}", 390_000)
            self.pay(240 + 70 * turn, f"VICTIM-{3 + turn}", "SLOW", 500_000 + turn)
            self.pay(294 + 70 * turn, "SLOW", f"OUT-{3 + turn}", 495_000)
        for turn in range(15):
            self.pay(240 + turn, f"VICTIM-{6 + turn}", "COLLECTOR", 60_000 + turn)
        self.pay(262, "COLLECTOR", "CASH", 880_000, "cash_out")
        for turn in range(2):
            hour = 250 + 40 * turn
            self.pay(hour, f"VICTIM-{21 + turn}", "RELAY-1", 700_000)
            for step, (payer, payee) in enumerate(
                (("RELAY-1", "RELAY-2"), ("RELAY-2", "RELAY-3"), ("RELAY-3", "CASH"))
            ):
                kind = "cash_out" if payee == "CASH" else "transfer"
                self.pay(hour + 0.4 * (step + 1), payer, payee, 695_000 - 5_000 * step, kind)

    def look_alike(self) -> None:
        """A seller pays suppliers, a class goes on a trip, rooms are let, a mother helps."""
        for step in range(60):
            size = self.chance.randrange(4000, 30000)
            self.pay(20 + step * 6, f"BUYER-{step}", "SELLER", size)
        for step in range(6):
            self.pay(60 + step * 60, "SELLER", "SUPPLIER", 130_000)
        for step in range(28):
            self.pay(240 + step * 2, f"PARENT-{step}", "CLASS", 5_000)
        self.pay(330, "CLASS", "TOUR", 140_000)
        for step in range(3):
            self.pay(90 + step * 5, f"TENANT-{step}", "LANDLORD", 150_000)
        self.pay(300, "LANDLORD", "RELATIVE", 200_000)
        for step in range(4):
            self.pay(100 + step * 70, "MOTHER", "STUDENT", 40_000)
            self.pay(105 + step * 70, "STUDENT", "ROOM", 30_000)


@pytest.fixture
def scores(case: Case, tmp_path: Path) -> dict[str, float]:
    town = Town()
    for who in (*FOUND, *ABOVE, *ALIKE, *(f"VICTIM-{number}" for number in range(60))):
        town.live(who)
    town.rob()
    town.look_alike()
    path = tmp_path / "town.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        out.writerow(("ts", "from_account", "to_account", "amount", "kind"))
        out.writerows(sorted(town.rows))
    case.load(path, covers="all")
    return {row["account"]: row["score"] for row in case.find("droppers", min_score=0).rows}


def test_each_kind_stands_above_all_who_look_alike(scores: dict[str, float]) -> None:
    most = max(scores[who] for who in ALIKE)
    assert most < 0.1
    assert min(scores[who] for who in (*FOUND, *ABOVE)) > 2 * most


def test_relays_are_found_amid_a_normal_life_and_nobody_else_is(scores: dict[str, float]) -> None:
    assert min(scores[who] for who in FOUND) >= 0.5
    assert {who for who, score in scores.items() if score >= 0.5} == set(FOUND)
