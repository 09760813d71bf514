"""A town in which droppers of several kinds and those who look like them live alike.

All have wages, shop and pay friends. Who looks alike does what droppers do in one way and differs
in another: the sums are a price, come evenly, come once, go to those who are always paid.
"""

from __future__ import annotations

import csv
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

START = datetime(2025, 9, 1)
DROPPERS = ("LIVED-IN", "SLOW", "COLLECTOR", "SMURF", "RELAY-1", "RELAY-2", "RELAY-3")
ALIKE = ("SELLER", "CLASS", "GIFT", "LANDLORD", "STUDENT", "FOREMAN", "CHANGER")


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
        """Victims' money goes through accounts of one person each, and through a row of three."""
        for turn in range(3):
            self.pay(240 + 30 * turn, f"VICTIM-{turn}", "LIVED-IN", 400_000 + turn)
            self.pay(241 + 30 * turn, "LIVED-IN", f"OUT-{turn}", 390_000 - turn)
            self.pay(240 + 70 * turn, f"VICTIM-{3 + turn}", "SLOW", 500_000 + turn)
            self.pay(294 + 70 * turn, "SLOW", f"OUT-{3 + turn}", 495_000 - turn)
        for turn in range(15):
            self.pay(240 + turn, f"VICTIM-{6 + turn}", "COLLECTOR", 60_000 + turn)
        self.pay(262, "COLLECTOR", "CASH", 880_000, "cash_out")
        for turn in range(40):
            self.pay(240 + turn / 2, f"VICTIM-{21 + turn}", "SMURF", 9_000 + 50 * turn)
        self.pay(268, "SMURF", "OUT-6", 380_000)
        for turn in range(2):
            hour = 250 + 40 * turn
            self.pay(hour, f"VICTIM-{61 + turn}", "RELAY-1", 700_000)
            for step, (payer, payee) in enumerate(
                (("RELAY-1", "RELAY-2"), ("RELAY-2", "RELAY-3"), ("RELAY-3", "CASH"))
            ):
                kind = "cash_out" if payee == "CASH" else "transfer"
                self.pay(hour + 0.4 * (step + 1), payer, payee, 695_000 - 5_000 * step, kind)

    def collect(self) -> None:
        """A class goes on a trip, colleagues give a present: nearly all pay the same."""
        for step in range(28):
            self.pay(240 + step * 2, f"PARENT-{step}", "CLASS", 5_000)
        self.pay(330, "CLASS", "TOUR", 140_000)
        for step in range(12):
            self.pay(240 + step, f"COLLEAGUE-{step}", "GIFT", 20_000 if step == 5 else 10_000)
        self.pay(270, "GIFT", "BOSS", 130_000)

    def trade(self) -> None:
        """A seller pays suppliers, a foreman his men, somebody changes cars, rooms are let."""
        for step in range(60):
            self.pay(20 + step * 6, f"BUYER-{step}", "SELLER", self.chance.randrange(4000, 30000))
        for step in range(6):
            self.pay(60 + step * 60, "SELLER", "SUPPLIER", 130_000)
            self.pay(15 + step * 55, f"CLIENT-{step}", "FOREMAN", 90_000 + 5_000 * step)
            for man in range(3):
                self.pay(50 + step * 55, "FOREMAN", f"MAN-{man}", 20_000)
        self.pay(100, "BUYER", "CHANGER", 2_500_000)
        self.pay(104, "CHANGER", "OWNER", 2_450_000)
        for step in range(3):
            self.pay(90 + step * 5, f"TENANT-{step}", "LANDLORD", 150_000)
        self.pay(300, "LANDLORD", "RELATIVE", 200_000)
        for step in range(4):
            self.pay(100 + step * 70, "MOTHER", "STUDENT", 40_000)
            self.pay(105 + step * 70, "STUDENT", "ROOM", 30_000)


def write_town(path: Path) -> None:
    """Write it as a canonical CSV; victims live like all others."""
    made = Town()
    for who in (*DROPPERS, *ALIKE, *(f"VICTIM-{number}" for number in range(63))):
        made.live(who)
    made.rob()
    made.collect()
    made.trade()
    with path.open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        out.writerow(("ts", "from_account", "to_account", "amount", "kind"))
        out.writerows(sorted(made.rows))
