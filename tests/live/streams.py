"""Random streams for a feed, and what the batch finds in the same transfers."""

from __future__ import annotations

import re
import shutil
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import duckdb
from hypothesis import strategies as st

from moneygraph.detect.find import FindOptions, find_case
from moneygraph.live.feed import Answer, Feed
from moneygraph.live.feed.feed import QUERIES
from moneygraph.store.data import OURS, DataFiles
from moneygraph.store.file import CaseFile

from ..as_paid import as_paid
from ..small_case import Move, SmallCase, at, fill

PEOPLE = ("A", "B", "C", "D", "E", "F")
KINDS = {"X": "exchange", "M": "merchant", "S": "cash", "L1": "loan desk", "L2": "loan desk",
         "K": "company", "?U": "unknown", "U": "unknown", "Y": "abroad"}  # fmt: skip
OWNERS = {"A": "800101300116", "B": "800101300116", "C": "810101300116", "X": "820101300116"}
_COVERED = """
update account set covered_from = '2020-01-01', covered_to = '2030-01-01'
where not list_contains(?::varchar[], number)
"""
Standing = dict[str, dict[str, dict[str, Any]]]


def easy_queries(folder: Path) -> Path:
    """Write a folder of one's own in which few payments are enough for a finding."""
    queries = folder / "queries"
    queries.mkdir(parents=True)
    least = {"senders": "2", "purchases": "2", "days": "2", "min_amount": '"50"'}
    for name in QUERIES:
        text = OURS.files("queries", ".sql")[name].read_text(encoding="utf-8")
        for param, value in least.items():
            text = re.sub(rf"(param\.{param}\]\n-- default = )\S+", rf"\g<1>{value}", text)
        (queries / f"{name}.sql").write_text(text, encoding="utf-8")
        card = OURS.files("queries", ".card.toml")[name]
        shutil.copy(card, queries / card.name)
    return folder


@st.composite
def moves(draw: st.DrawFn) -> Move:
    """Draw a transfer: few accounts and sums, so that money is passed on, and lent, and sold."""
    what = draw(st.sampled_from(["pass"] * 6 + ["loan", "loan", "exit", "exit", "shop", "wage"]))
    person = st.sampled_from(PEOPLE)
    sides = {
        "pass": (person, st.sampled_from([*PEOPLE, "U", "?U", "Y"])),
        "loan": (st.sampled_from(["L1", "L2"]), person),
        "exit": (person, st.sampled_from(["X", "X", "S"])),
        "shop": (person, st.just("M")),
        "wage": (st.sampled_from(["K", "M"]), person),
    }[what]
    kind = {"pass": "transfer", "loan": "loan", "exit": "transfer", "shop": "card"}.get(
        what, "salary"
    )
    sender, receiver = draw(sides[0]), draw(sides[1])
    if receiver == "S":
        kind = "cash_out"
    minute, day = draw(st.integers(0, 300)), draw(st.sampled_from([0, 0, 0, 1, 2, 9]))
    amount = 100 * draw(st.sampled_from([30, 60, 100, 100, 150, 300]))
    one = Move(at(minute, day), sender, receiver, amount, kind=kind)
    shape = draw(st.sampled_from(["plain"] * 5 + ["late", "early", "day", "dollars", "fee"]))
    if shape in ("late", "early"):
        one = replace(one, credit_ts=one.ts + timedelta(minutes=60 if shape == "late" else -1))
    elif shape == "day":
        midnight = one.ts.replace(hour=0, minute=0)
        one = replace(one, ts=midnight, credit_ts=midnight, day_only=True, credit_day_only=True)
    elif shape == "dollars":
        one = replace(one, to_amount=amount // 7, to_currency="USD")
    elif shape == "fee":
        one = replace(one, to_amount=amount - 100)
    return one


@st.composite
def scams(draw: st.DrawFn) -> list[Move]:
    """Draw loans of two lenders that leave at once, mostly, and are passed on, mostly."""
    victim, first, second = draw(st.permutations(PEOPLE))[:3]
    start, day = draw(st.integers(0, 300)), draw(st.integers(0, 9))
    sums = draw(st.lists(st.sampled_from([100, 150, 300]), min_size=3, max_size=3))
    last = draw(st.sampled_from(["X", "S", "Y", second]))
    steps = [
        ("L1", victim, 0, sums[0], "loan"),
        ("L2", victim, draw(st.integers(0, 90)), sums[1], "loan"),
        (victim, first, 95, sums[0] + draw(st.sampled_from([0, sums[1]])), "transfer"),
        (first, second, 95 + draw(st.sampled_from([5, 60, 2000])), sums[2], "transfer"),
        (second, last, 2200 + draw(st.integers(0, 200)), sums[2], "transfer"),
    ]
    return [
        Move(at(start + minute, day), sender, receiver, 100 * amount, kind=kind)
        for sender, receiver, minute, amount, kind in steps[: draw(st.integers(3, 5))]
        if sender != receiver
    ]


@st.composite
def streams(draw: st.DrawFn, most: int = 40) -> SmallCase:
    """Draw a case of such transfers; some of them are given back, in whole or in part."""
    drawn = draw(st.lists(moves(), min_size=5, max_size=most))
    drawn += [one for scam in draw(st.lists(scams(), max_size=3)) for one in scam]
    drawn.sort(key=lambda one: one.ts)
    back = draw(st.lists(st.integers(0, len(drawn) - 1), max_size=2, unique=True))
    for place in back:
        one = drawn[place]
        later = one.ts + timedelta(minutes=draw(st.integers(1, 2000)))
        drawn.append(Move(later, one.receiver, one.sender, one.credited, one.credited_currency))
    case = SmallCase(drawn, dict(KINDS), dict(OWNERS), draw(st.sets(st.sampled_from(PEOPLE))))
    return replace(case, refunds=draw(_refunds(case)))


@st.composite
def _refunds(draw: st.DrawFn, case: SmallCase) -> list[tuple[int, int, int]]:
    pairs = [
        (later, earlier, there.amount)
        for later, back in case.transfers.items()
        for earlier, there in case.transfers.items()
        if earlier < later and (there.sender, there.receiver) == (back.receiver, back.sender)
    ]
    if not pairs:
        return []
    chosen = draw(st.lists(st.sampled_from(pairs), max_size=2, unique_by=lambda one: one[0]))
    return [(later, one, draw(st.sampled_from([all_, all_ // 2]))) for later, one, all_ in chosen]


def first_of(case: SmallCase, count: int) -> SmallCase:
    """Return the same case with only its first transfers."""
    kept = [one for number, one in case.transfers.items() if number <= count]
    refunds = [one for one in case.refunds if one[0] <= count]
    return replace(case, moves=kept, refunds=refunds)


def accounts_of(case: SmallCase) -> list[dict[str, Any]]:
    return [
        {
            "number": number,
            "kind": case.kinds.get(number, "person"),
            "owner": case.owners.get(number),
            "bank": "722",
            "name": f"name of {number}",
            "covered": number not in case.uncovered,
        }
        for number in sorted({*PEOPLE, *KINDS, *OWNERS, *case.accounts})
    ]


def transfers_of(case: SmallCase) -> list[dict[str, Any]]:
    back: dict[int, dict[int, int]] = defaultdict(dict)
    for later, earlier, amount in case.refunds:
        back[later][earlier] = amount
    return [
        {
            "ts": one.ts,
            "credit_ts": one.credited_ts,
            "from_account": one.sender,
            "to_account": one.receiver,
            "amount": one.amount,
            "currency": one.currency,
            "to_amount": one.credited,
            "to_currency": one.credited_currency,
            "kind": one.kind,
            "day_only": one.day_only,
            "credit_day_only": one.credit_day_only,
            "own": False,
            **({"gives_back": back[number]} if number in back else {}),
        }
        for number, one in case.transfers.items()
    ]


def found_in_batch(con: duckdb.DuckDBPyConnection, case: SmallCase, folder: Path) -> Standing:
    """Return what `find` gives, by query and key; the tables are filled with the case."""
    padded = replace(case, kinds={**dict.fromkeys(PEOPLE, "person"), **case.kinds})
    fill(con, padded)
    con.execute(_COVERED, [sorted(case.uncovered)]).fetchall()
    con.execute("delete from meta").fetchall()
    file = CaseFile(con, Path("none"), DataFiles.beside(folder))
    found: Standing = {}
    for name in QUERIES:
        with as_paid():
            rows = find_case(file, FindOptions(name)).rows
        found[name] = {_key(case, name, row): row for row in rows}
        assert len(found[name]) == len(rows)
    return found


def _key(case: SmallCase, name: str, row: dict[str, Any]) -> str:
    if name == "loan-then-transfer":
        return str(row["owner"])
    if name == "crypto-exits":
        return str(row["account"])
    passed_on = {  # the last payment of a chain is the one whose money is in no other of it
        one for one in row["transfers"]
        if case.transfers[one].receiver == row["end_account"]
        and case.transfers[one].sender == row["accounts"][-1]
        and case.transfers[one].credited_ts == row["last_ts"]
    }  # fmt: skip
    return str(max(passed_on))


def applied(answers: Iterable[Answer], standing: Standing | None = None) -> Standing:
    """Return what stands after answers, by query and key, each with all its transfers."""
    standing = standing if standing is not None else {name: {} for name in QUERIES}
    for one in answers:
        of = standing[one.query]
        if one.change == "gone":
            assert not set(of.pop(one.key)["transfers"]) - set(one.removed)
            continue
        assert (one.change == "new") == (one.key not in of)
        before = set(of[one.key]["transfers"]) if one.key in of else set()
        assert not before & set(one.added), "a transfer was added twice"
        assert set(one.removed) <= before
        of[one.key] = {**one.row, "transfers": sorted((before | set(one.added)) - set(one.removed))}
    return standing


def opened(path: Path, folder: Path, **options: Any) -> Feed:
    return Feed.open(path, folder=folder, **options)
