"""Small random cases in which strangers pay a few accounts, which pay strangers."""

from __future__ import annotations

from datetime import datetime
from random import Random

import duckdb

from moneygraph.detect.derived import ensure_hops, ensure_views
from moneygraph.detect.features import make_features
from tests.small_case import Move, SmallCase, at, case_of, fill, say_made

KINDS = {"X": "exchange", "N": "cash", "G": "company", "S": "merchant"}
PASSING = ("A", "B")


def fill_crowded(con: duckdb.DuckDBPyConnection, chance: Random) -> None:
    """Fill the tables with such a case, its hops and features."""
    con.execute("delete from meta").fetchall()
    moves = [move for account in PASSING for move in _life(account, chance)]
    fill(con, SmallCase(moves=moves, kinds=KINDS))
    say_made(con, "trader", "stolen")
    ensure_hops(case_of(con), "lifo")
    ensure_views(case_of(con))
    make_features(con, "lifo")


def _life(account: str, chance: Random) -> list[Move]:
    """Return shopping, people who pay in some days, and what goes on to others."""
    moves = [Move(at(0, day), account, "S", chance.randint(1, 4)) for day in range(12)]
    sums = chance.choice([[6], [*range(5, 15)], [*range(30, 60)], [*range(30, 60)]])
    days = chance.choice([[3], [2, 3, 4, 5], [*range(12)]])
    payers = chance.choice([3, 12, 40])
    for _ in range(chance.randint(2, 14)):
        day, amount = chance.choice(days), chance.choice(sums)
        payer = f"P{chance.randrange(payers)}"
        moves.append(Move(_at(day, chance), payer, account, amount))
        if chance.random() < 0.5:
            parts = chance.choice([1, 1, 2])
            for _ in range(parts):
                later = _at(day + chance.choice([0, 1, 5, 8]), chance)
                payee = chance.choice(["Q1", "Q2", "Q3", "Q4", "Q5", "Q6", payer, *KINDS])
                moves.append(Move(later, account, payee, max(1, amount // parts)))
    return moves


def _at(day: int, chance: Random) -> datetime:
    return at(chance.randint(0, 600), day)
