"""Writes a file in the form of AMLworld: attempts among ordinary transfers."""

from __future__ import annotations

import csv
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np

from benchmarks.accuracy.attempts import Attempt, Move
from benchmarks.accuracy.background import DAYS, EMPLOYERS, PEOPLE, RATES, SHOPS, live

HEADER = (
    "Timestamp,From Bank,Account,To Bank,Account,Amount Received,Receiving Currency,"
    "Amount Paid,Payment Currency,Payment Format,Is Laundering"
).split(",")
_LAST = datetime(2022, 9, 19)
_TIME = "%Y/%m/%d %H:%M"


def write_case(path: Path, all_attempts: list[Attempt], planted: list[Attempt], seed: int) -> int:
    """Write planted attempts over a life of all attempts' accounts; return the rows of that life.

    Only payers, payees, amounts and times of `planted` are in the file; `all_attempts` gives
    what an ordinary transfer looks like and which accounts live.
    """
    rng = np.random.default_rng(seed)
    known = sorted({account for one in all_attempts for account in one.accounts})
    people = len(known) + PEOPLE
    names = known + [f"0{n % 50:02d}-9{n:08d}" for n in range(PEOPLE + SHOPS + EMPLOYERS)]
    moves = [move for one in all_attempts for move in one.moves]
    minutes = np.array([_minute(move) for move in moves])
    life = live(rng, people, minutes, np.array([_dollars(move) for move in moves]))
    begin = _LAST - timedelta(days=DAYS)
    currencies = [move.cells[8] for move in moves if move.cells[8] != "Bitcoin"]
    own = rng.choice(len(currencies), len(names))
    count = len(life.payer)
    strange = rng.random(count) < 0.1
    paid = np.where(strange, rng.choice(len(currencies), count), own[life.payer])
    got = np.where(rng.random(count) < 0.05, rng.choice(len(currencies), count), paid)
    noise = rng.uniform(0.99, 1.01, count)
    with path.open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        out.writerow(HEADER)
        for n in range(count):
            give, take = currencies[paid[n]], currencies[got[n]]
            amount = max(0.01, life.dollars[n] * RATES[give])
            received = amount if give == take else amount * RATES[take] / RATES[give] * noise[n]
            out.writerow(
                (
                    (begin + timedelta(minutes=int(life.minute[n]))).strftime(_TIME),
                    *names[life.payer[n]].split("-"),
                    *names[life.payee[n]].split("-"),
                    f"{max(0.01, received):.2f}",
                    take,
                    f"{amount:.2f}",
                    give,
                    "ACH",
                    0,
                )
            )
        for one in planted:
            out.writerows((*move.cells, 1) for move in one.moves)
    return count


def _minute(move: Move) -> int:
    at = datetime.strptime(move.ts, _TIME)
    return at.hour * 60 + at.minute


def _dollars(move: Move) -> float:
    return float(move.cells[7]) / RATES[move.cells[8]]
