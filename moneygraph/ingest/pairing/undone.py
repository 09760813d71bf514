"""Payments that the bank which reports them takes back entirely (storno, reversal).

A row takes another one of the same bank back in four ways: by a minus before the same sum, by the
same parties under the other side though only one of them is the bank's customer, by the parties in
turn and the words of a bank that undoes, or by the same parties and an operation that is nothing
else. Each takes back the earlier one whose number it names, or the nearest that is still there, so
of two equal payments one stays; what a person has decided comes first. Money that a payee sends
back is no such row.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from moneygraph.store.data import DataFiles, unusual_decimals
from moneygraph.store.sqltext import named_sql, rows_of, run_sql
from moneygraph.store.words import begins_with, has_word, words_of

if TYPE_CHECKING:
    import duckdb

_DAY: Final = 86_400
#: How long after a payment a row can take it back, by its way: minus, other side, parties in turn,
#: words alone.
_WITHIN: Final = {1: 45 * _DAY, 2: 45 * _DAY, 3: 2 * _DAY, 4: 45 * _DAY}
#: How sure each way is by itself, in hundredths, and what counts beside it.
_POINTS: Final = {1: 85, 2: 80, 3: 70, 4: 60}
_OTHER_SIDE: Final = 2
_WAYS: Final = {1: "minus", _OTHER_SIDE: "other-side", 3: "parties-in-turn", 4: "repeated"}
_EVIDENCE: Final = {"words": 10, "reference": 10, "minutes": 5}
_MINUTES: Final = 900
_FINE: Final = 8
#: The codes that `undone.reason` is made of, in their order.
REASONS: Final = (*_WAYS.values(), *_EVIDENCE, "decided")
#: Numbers of documents in a purpose, and among how many payments they are looked for.
_NUMBER: Final = re.compile(r"\d{3,}|(?<=№)\s*\d+")
_MOST: Final = 256


@dataclass(frozen=True)
class _Line:
    """A row of a block; `way` is 0 for a payment."""

    id: int
    way: int
    block: int
    seconds: int
    reference: str
    purpose: str
    reversal: bool
    day_only: bool
    amount: int = 0

    @property
    def numbers(self) -> set[str]:
        return {one.strip() for one in _NUMBER.findall(self.purpose)}


@dataclass(frozen=True)
class _Tie:
    """A payment, and the row that takes it back; `named` is whether it names its number."""

    paid: _Line
    back: _Line
    named: bool


def may_be_undone(con: duckdb.DuckDBPyConnection) -> bool:
    """Return whether a row of a case of one section and side may be taken back."""
    return bool(rows_of(con, _sql("may_be")))


def take_out_undone(con: duckdb.DuckDBPyConnection, data: DataFiles) -> None:
    """Fill ``undone`` from ``side_row`` and take both rows out of it; refuse other minuses."""
    con.execute("delete from undone").fetchall()
    con.execute("delete from row_turned").fetchall()
    if rows_of(con, "select 1 from decided limit 1"):
        con.execute(named_sql("ingest/loading/decided.sql")["undone"]).fetchall()
    con.execute("delete from remark where reason = 'takes-back-nothing'").fetchall()
    con.execute(_sql("candidates")).fetchall()
    if not rows_of(con, "select 1 from candidate limit 1"):
        return
    for macro, words in (("void_words", _void_words(data)), ("again_words", _again_words(data))):
        con.execute(
            f"create or replace temp macro {macro}(operation, purpose) as {words}"
        ).fetchall()
    con.execute(_sql("taking")).fetchall()
    # words alone come after all that is surer
    for number in (1, 2, 3):
        if number > 1 and not rows_of(con, "select 1 from taking where void or again limit 1"):
            break
        lines = [_Line(*line) for line in con.execute(_sql("lines"), {"round": number}).fetchall()]
        _state(con, _matched(lines))
        con.execute(_sql("forget")).fetchall()
    _turn(con)
    fine = [code for code, places in unusual_decimals().items() if places == _FINE]
    con.execute(_sql("refuse"), {"fine": fine}).fetchall()
    con.execute(_sql("leave")).fetchall()


def _turn(con: duckdb.DuckDBPyConnection) -> None:
    """Turn the rows that take back a part of a payment: they are transfers of their own."""
    if not rows_of(con, "select 1 from taking where minus or backward or void or again limit 1"):
        return
    turning = _parts([_Line(*line) for line in rows_of(con, _sql("parts"))])
    if not turning:
        return
    import numpy as np

    ways = np.array([_WAYS[_OTHER_SIDE if way == 3 else way] for way in turning.values()])
    con.register("turning", {"id": np.array(list(turning), np.int64), "way": ways})
    run_sql(con, _sql("turn"))
    con.unregister("turning")


def _parts(lines: list[_Line]) -> dict[int, int]:
    """Return what takes back no more than is left of an earlier payment of its block, and its way.

    What a bank credits to the payer and calls a refund is one also where that payment is not there.
    """
    found: dict[int, int] = {}
    left = {line.id: line.amount for line in lines if not line.way}
    for ways in ((1, _OTHER_SIDE, 3), (4,)):  # words alone come after all that is surer
        waiting: dict[int, list[_Line]] = {}
        for line in lines:
            block = waiting.setdefault(line.block, [])
            if not line.way:
                block.append(line)
            elif line.way in ways and line.id not in found:
                fitting = [
                    paid
                    for paid in block[-_MOST:]
                    if left[paid.id] >= line.amount and _is_soon(paid, line)
                ]
                if fitting:
                    left[fitting[-1].id] -= line.amount
                if fitting or (line.reversal and line.way == _OTHER_SIDE):
                    found[line.id] = line.way
    return found


def _sql(name: str) -> str:
    return named_sql("ingest/pairing/undone.sql")[name]


def _void_words(data: DataFiles) -> str:
    """Return SQL of whether a row's operation and purpose say that the bank undoes a payment."""
    table = data.table("undone")
    operation, purpose = (
        has_word(column, words_of("undone", table.get("void"), column))
        for column in ("operation", "purpose")
    )
    returns = has_word("operation", words_of("undone", table.get("returns"), "operation"))
    return (
        f"coalesce({operation}, false)"
        f" or (coalesce({purpose}, false) and not coalesce({returns}, false))"
    )


def _again_words(data: DataFiles) -> str:
    """Return SQL of whether a row that repeats a payment can only undo it, by its words.

    Its purpose must begin with them, as a person's may mention them.
    """
    table = data.table("undone")
    operation = has_word("operation", words_of("undone", table.get("repeats"), "operation"))
    purposes = words_of("undone", table.get("void"), "purpose")
    begins = [begins_with("purpose", word) for word in purposes]
    return f"coalesce({operation}, false) or coalesce({' or '.join(begins) or 'false'}, false)"


def _matched(lines: list[_Line]) -> list[_Tie]:
    """Match what takes back with payments, first by the reference."""
    found = _nearest([line for line in lines if line.reference], by_reference=True)
    used = {line.id for tie in found for line in (tie.paid, tie.back)}
    return found + _nearest([line for line in lines if line.id not in used], by_reference=False)


def _nearest(lines: list[_Line], *, by_reference: bool) -> list[_Tie]:
    """Match what takes back with an earlier payment of its block that is still there.

    It is the one whose number it names, else the nearest.
    """
    found = []
    waiting: dict[tuple[int, str], list[_Line]] = {}
    for line in lines:
        block = waiting.setdefault((line.block, line.reference if by_reference else ""), [])
        if not line.way:
            block.append(line)
        elif block and _is_soon(block[-1], line):
            place = _named(block[-_MOST:], line)
            paid = block.pop(-1 if place is None else place)
            found.append(_Tie(paid, line, place is not None))
    return found


def _named(block: list[_Line], back: _Line) -> int | None:
    """Return the place, from the end, of the one payment that `back` names by its number.

    None where it names none or several; a number that all of them have names none.
    """
    numbers = back.numbers
    if len(block) == 1 or not numbers:
        return None
    of_each = [paid.numbers for paid in block]
    numbers -= of_each[0].intersection(*of_each)
    named = [
        place - len(block)
        for place, (paid, own) in enumerate(zip(block, of_each, strict=True))
        if own & numbers and _is_soon(paid, back)
    ]
    return named[0] if len(named) == 1 else None


def _is_soon(paid: _Line, back: _Line) -> bool:
    days = _DAY if paid.day_only or back.day_only else 0
    return back.seconds - paid.seconds <= _WITHIN[back.way] + days


def _state(con: duckdb.DuckDBPyConnection, found: list[_Tie]) -> None:
    import pandas as pd

    rows = [
        (tie.paid.id, tie.back.id, min(100, points) / 100, ",".join(reasons))
        for tie in found
        for points, reasons in [_evidence(tie)]
    ]
    con.register("found", pd.DataFrame(rows, columns=["row", "undone_by", "score", "reason"]))
    con.execute(_sql("state")).fetchall()
    con.unregister("found")


def _evidence(tie: _Tie) -> tuple[int, list[str]]:
    """Return the points of a tie in hundredths and the codes of its reasons."""
    paid, back = tie.paid, tie.back
    by_day = paid.day_only or back.day_only
    holds = {
        "words": back.reversal,
        "reference": tie.named or (bool(back.reference) and back.reference == paid.reference),
        "minutes": not by_day and back.seconds - paid.seconds <= _MINUTES,
    }
    reasons = [code for code, is_so in holds.items() if is_so]
    points = _POINTS[back.way] + sum(_EVIDENCE[code] for code in reasons)
    return points, [_WAYS[back.way], *reasons]
