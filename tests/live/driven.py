"""A process that gives transfers to a feed and writes its answers, until it is done or killed.

``python -m tests.live.driven FEED OUT FOLDER SEED COUNT`` goes on from where the feed is, and
writes the answers that OUT lacks. With DONE in the end nothing is left to do.
"""

from __future__ import annotations

import os
import random
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import pandas as pd

from moneygraph.live.feed import Answer, Feed

from ..small_case import at
from .streams import KINDS, OWNERS, PEOPLE

#: So few bytes of entries make the feed write all that it knows, so that it is killed there too.
_ENTRIES: Final = 30_000
_DONE: Final = "DONE"


def stream(seed: int, count: int) -> list[dict[str, Any]]:
    """Return transfers in the order of time: the same for the same seed."""
    chance = random.Random(seed)
    given = []
    for number in range(1, count + 1):
        what = chance.choice(["pass"] * 6 + ["loan", "exit", "shop"])
        payer = chance.choice(["L1", "L2"]) if what == "loan" else chance.choice(PEOPLE)
        payees = {"exit": ["X", "X", "S"], "shop": ["M"], "pass": [*PEOPLE, "U", "Y"]}
        payee = chance.choice(payees.get(what, PEOPLE))
        kind = {"loan": "loan", "shop": "card"}.get(
            what, "cash_out" if payee == "S" else "transfer"
        )
        ts = at(7 * number + chance.randrange(6))
        one = {
            "ts": ts,
            "credit_ts": ts + timedelta(minutes=chance.choice([0, 0, 0, 30])),
            "from_account": payer,
            "to_account": payee,
            "amount": 100 * chance.choice([30, 60, 100, 100, 150, 300]),
            "kind": kind,
            "own": False,
        }
        given.append(one)
    return given


def size_at(position: int) -> int:
    """Return how many transfers are given there at once: beyond its bounds a split may matter."""
    return 20 if position % 60 == 0 else 1


def line_of(one: Answer) -> str:
    return repr(tuple(one)) + "\n"


def open_feed(path: Path, folder: Path) -> Feed:
    feed = Feed.open(path, folder=folder, keep="3d", most=64)
    feed._least_entries = _ENTRIES
    return feed


def declare(feed: Feed) -> None:
    feed.declare(
        [
            {"number": one, "kind": KINDS.get(one, "person"), "owner": OWNERS.get(one),
             "covered": one in PEOPLE}
            for one in (*PEOPLE, *KINDS)
        ]
    )  # fmt: skip


def main(path: Path, out: Path, folder: Path, seed: int, count: int) -> None:
    given = stream(seed, count)
    with open_feed(path, folder) as feed, out.open("a+", encoding="utf-8") as file:
        file.seek(0)
        whole, _, _ = file.read().rpartition("\n")
        had = len(whole.splitlines())
        file.truncate(len(f"{whole}\n".encode()) if whole else 0)
        declare(feed)

        def write(answers: list[Answer]) -> None:
            if answers:
                os.write(file.fileno(), "".join(map(line_of, answers)).encode())

        write(feed.answers(after=had))
        chance = random.Random(os.getpid())
        while feed.position < count:
            first = feed.position
            size = size_at(first)
            if size == 1:
                write(feed.take(given[first]))
            else:
                write(feed.take_batch(pd.DataFrame(given[first : first + size])))
            if chance.random() < 0.05:
                os.fsync(file.fileno())
                feed.acknowledge(feed.number)
    sys.stdout.write(_DONE)


if __name__ == "__main__":
    feed_, out_, folder_ = map(Path, sys.argv[1:4])
    main(feed_, out_, folder_, int(sys.argv[4]), int(sys.argv[5]))
