"""Small random cases in which every query has something to look at."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Any

import duckdb

from moneygraph.detect.derived import ensure_findings
from moneygraph.detect.queries import Query
from tests.small_case import Move, SmallCase, at, case_of, fill, say_made

PEOPLE = ("A", "B", "C", "D", "E", "F")
KINDS = {"X": "exchange", "L": "loan desk", "M": "loan desk", "S": "merchant", "W": "abroad"}
KINDS |= {"N": "cash", "G": "company", "U": "unknown"}
NUMBERS = (*PEOPLE, *KINDS, "?1")
SENT = ("transfer",) * 8 + ("cash_out", "abroad", "other", "reversal", "card", "loan")
#: Parameters under which small amounts and few minutes matter, in the queries' own units.
VALUES: dict[str, list[Any]] = {
    "min_amount": [0, 1, 4, 12],
    "within": [0, 60, 300, 86_400, 86_400],
    "burst": [0, 120, 3600],
    "before": [0, 60, 3600],
    "passed_within": [0, 120, 86_400],
    "fresh": [0, 60, 86_400],
    "share": [0.0, 0.3, 0.5, 0.8],
    "link_most": [1, 2, 3],
    "senders": [1, 2, 3],
    "exchange_share": [0.0, 0.4],
    "purchases": [1, 2],
    "days": [1, 2],
    "people_day": [0, 1, 2],
    "people_month": [0, 2, 3],
    "transfers_day": [0, 2, 4],
    "day_amount": [0, 8, 20],
    "month_amount": [0, 20],
    "quick": [1, 120, 86_400],
    "quick_share": [0.0, 0.3, 1.0],
    "one_in": [1, 4, 1600],
    "stolen_amount": [0, 5, 12],
    "threshold": [4, 12, 40],
    "band": [0.1, 0.5],
    "payments": [1, 2, 4],
    "apart": [60, 86_400],
    "trial_amount": [1, 4],
    "trial_share": [0.1, 0.5],
    "trial_within": [60, 86_400],
    "cards": [2, 3],
    "equal_amount": [1, 4],
    "pause": [60, 3600],
    "gathered_within": [60, 86_400],
    "stranger": [0, 86_400],
    "min_part": [0, 4],
    "account": [*PEOPLE],
    "since": ["1900-01-01T00:00:00", at(2).isoformat()],
    "until": ["2100-01-01T00:00:00", at(8).isoformat()],
}


def random_values(query: Query, chance: Random) -> dict[str, Any]:
    """Draw what the query is asked with."""
    return {name: chance.choice(VALUES[name]) for name in query.params}


def lively_case(chance: Random) -> SmallCase:
    """Draw some dozens of transfers, half of which send on what came."""
    moves, most = [_move(chance)], chance.randint(5, 50)
    while len(moves) < most:
        moves.append(_sent_on(moves[-1], chance) if chance.random() < 0.5 else _move(chance))
    owned = PEOPLE[: chance.choice([0, 3, 4])]
    return SmallCase(
        moves=moves,
        kinds=KINDS,
        owners={number: chance.choice(["owner 1", "owner 2"]) for number in owned},
        uncovered=set(chance.sample(NUMBERS, 2)),
        traders=set(chance.choice(["D", ""])),
    )


def with_refunds(case: SmallCase, chance: Random) -> tuple[SmallCase, SmallCase, dict[int, int]]:
    """Let some payments be given back, whole or in part.

    Returns that case, one without refunds in which what was given back was never paid, and the ids
    in the first of the transfers of the second.
    """
    moves, paid = list(case.moves), {}
    for place, one in enumerate(case.moves):
        is_exchanged = one.credited != one.amount or one.credited_currency != one.currency
        if one.amount and not is_exchanged and one.kind != "loan" and chance.random() < 0.25:
            part = chance.choice([one.amount, chance.randint(1, one.amount)])
            paid[len(moves)] = (place, part)
            ts = one.credited_ts + timedelta(minutes=chance.choice([1, 3, 300]))
            moves.append(Move(ts, one.receiver, one.sender, part, one.currency, kind="reversal"))
    order = sorted(range(len(moves)), key=lambda place: moves[place].ts)
    id_of = {place: number for number, place in enumerate(order, 1)}
    refunds = [(id_of[back], id_of[place], part) for back, (place, part) in paid.items()]
    given = dict(paid.values())
    left = {
        place: replace(one, amount=one.amount - given.get(place, 0),
                    to_amount=one.credited - given.get(place, 0))
        for place, one in enumerate(case.moves) if given.get(place) != one.amount or not one.amount
    }  # fmt: skip
    kept = [place for place in order if place in left]
    ids = {number: id_of[place] for number, place in enumerate(kept, 1)}
    net = [left[place] for place in kept]
    return replace(case, moves=moves, refunds=refunds), replace(case, moves=net), ids


def mark_own(con: duckdb.DuckDBPyConnection) -> None:
    """Mark the transfers between accounts of one owner."""
    con.execute("""
        update transfer set own = true where exists (
            select 1 from account as f join account as t on f.owner = t.owner
            where f.id = from_account and t.id = to_account)""").fetchall()


def fill_lively(con: duckdb.DuckDBPyConnection, chance: Random) -> None:
    """Fill the tables with such a case, its links, refunds, hops and stolen money."""
    for table in ("link", "stolen", "meta"):
        con.execute(f"delete from {table}").fetchall()
    case, _, _ = with_refunds(lively_case(chance), chance)
    moves = case.moves
    fill(con, case)
    mark_own(con)
    say_made(con, "trader", "stolen")
    for _ in range(chance.randint(0, 10)):
        link = [chance.choice(PEOPLE), chance.choice(["phone", "device", "address"]), "1"]
        con.execute(
            "insert into link select null, null, id, $2, $3 from account where number = $1", link
        ).fetchall()
    for transfer in chance.sample(range(1, len(moves) + 1), 3):
        con.execute("insert into stolen values (?, ?)", [transfer, chance.randint(1, 30)])
    ensure_findings(case_of(con))


def _move(chance: Random) -> Move:
    is_loan = chance.random() < 0.15
    sender = chance.choice(["L", "M"] if is_loan else [*PEOPLE * 3, *NUMBERS])
    ts = at(chance.randint(0, 12), chance.choice([0, 0, 0, 1]))
    is_exchanged = chance.random() < 0.1
    return Move(
        ts,
        sender,
        chance.choice([*PEOPLE * 3, *NUMBERS]),
        chance.randint(0, 30),
        chance.choice(["KZT"] * 9 + ["USD"]),
        to_amount=chance.randint(0, 30) if is_exchanged else None,
        to_currency=chance.choice(["KZT", "EUR"]) if is_exchanged else None,
        credit_ts=ts + timedelta(minutes=chance.choice([0, 0, 0, 1])),
        kind="loan" if is_loan else chance.choice(SENT),
    )


def _sent_on(came: Move, chance: Random) -> Move:
    """Return a transfer by which most of what came goes on."""
    ts = came.credited_ts + timedelta(minutes=chance.choice([0, 1, 4]))
    amount = max(0, came.credited - chance.choice([0, 0, 1, 5]))
    receiver = chance.choice([*PEOPLE * 2, *NUMBERS])
    kind = chance.choice(["transfer", "transfer", "cash_out", "abroad"])
    return Move(ts, came.receiver, receiver, amount, came.credited_currency, kind=kind)
