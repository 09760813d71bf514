"""Payments that the bank which reports them takes back entirely (storno, reversal).

A row takes another one of the same bank back in three ways: by a minus before the same sum, by the
same parties under the other side though only one of them is the bank's customer, or by the parties
in turn and the words of a bank that undoes. Each takes back the nearest earlier one that is still
there, so of two equal payments one stays; what a person has decided comes first. Money that a payee
sends back is no such row.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from moneygraph.store.data import DataFiles, unusual_decimals
from moneygraph.store.sqltext import named_sql, rows_of
from moneygraph.store.words import has_word, words_of

if TYPE_CHECKING:
    import duckdb

_DAY: Final = 86_400
#: How long after a payment a row can take it back, by its way: minus, other side, parties in turn.
_WITHIN: Final = {1: 45 * _DAY, 2: 45 * _DAY, 3: _DAY}
#: How sure each way is by itself, in hundredths, and what counts beside it.
_POINTS: Final = {1: 85, 2: 80, 3: 70}
_WAYS: Final = {1: "minus", 2: "other-side", 3: "parties-in-turn"}
_EVIDENCE: Final = {"words": 10, "reference": 10, "minutes": 5}
_MINUTES: Final = 900
_FINE: Final = 8
#: The codes that `undone.reason` is made of, in their order.
REASONS: Final = (*_WAYS.values(), *_EVIDENCE, "decided")


@dataclass(frozen=True)
class _Line:
    """A row of a block; `way` is 0 for a payment."""

    id: int
    way: int
    block: int
    seconds: int
    reference: str
    reversal: bool
    day_only: bool


def may_be_undone(con: duckdb.DuckDBPyConnection) -> bool:
    """Return whether a row of a case of one section and side may be taken back."""
    return bool(rows_of(con, _sql("may_be")))


def take_out_undone(con: duckdb.DuckDBPyConnection, data: DataFiles) -> None:
    """Fill ``undone`` from ``side_row`` and take both rows out of it; refuse other minuses."""
    con.execute("delete from undone").fetchall()
    con.execute(named_sql("ingest/loading/decided.sql")["undone"]).fetchall()
    con.execute("delete from remark where reason = 'takes-back-nothing'").fetchall()
    con.execute(_sql("candidates")).fetchall()
    if not rows_of(con, "select 1 from candidate limit 1"):
        return
    con.execute(
        f"create or replace temp macro void_words(operation, purpose) as {_void_words(data)}"
    ).fetchall()
    con.execute(_sql("taking")).fetchall()
    # words alone, with both parties customers of the bank, come after all that is surer
    for words in (False, True):
        lines = [_Line(*line) for line in con.execute(_sql("lines"), {"words": words}).fetchall()]
        _state(con, _matched(lines))
        con.execute(_sql("forget")).fetchall()
    fine = [code for code, places in unusual_decimals().items() if places == _FINE]
    con.execute(_sql("refuse"), {"fine": fine}).fetchall()
    con.execute(_sql("leave")).fetchall()


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


def _matched(lines: list[_Line]) -> list[tuple[_Line, _Line]]:
    """Return (payment, what takes it back): the nearest earlier one, first by the reference."""
    found = _nearest([line for line in lines if line.reference], by_reference=True)
    used = {line.id for pair in found for line in pair}
    return found + _nearest([line for line in lines if line.id not in used], by_reference=False)


def _nearest(lines: list[_Line], *, by_reference: bool) -> list[tuple[_Line, _Line]]:
    """Match what takes back with the nearest earlier payment of its block that is still there."""
    found = []
    waiting: dict[tuple[int, str], list[_Line]] = {}
    for line in lines:
        block = waiting.setdefault((line.block, line.reference if by_reference else ""), [])
        if not line.way:
            block.append(line)
        elif block and _is_soon(block[-1], line):
            found.append((block.pop(), line))
    return found


def _is_soon(paid: _Line, back: _Line) -> bool:
    days = _DAY if paid.day_only or back.day_only else 0
    return back.seconds - paid.seconds <= _WITHIN[back.way] + days


def _state(con: duckdb.DuckDBPyConnection, found: list[tuple[_Line, _Line]]) -> None:
    import pandas as pd

    rows = [
        (paid.id, back.id, min(100, points) / 100, ",".join(reasons))
        for paid, back in found
        for points, reasons in [_evidence(paid, back)]
    ]
    con.register("found", pd.DataFrame(rows, columns=["row", "undone_by", "score", "reason"]))
    con.execute(_sql("state")).fetchall()
    con.unregister("found")


def _evidence(paid: _Line, back: _Line) -> tuple[int, list[str]]:
    """Return the points of a tie in hundredths and the codes of its reasons."""
    by_day = paid.day_only or back.day_only
    holds = {
        "words": back.reversal,
        "reference": bool(back.reference) and back.reference == paid.reference,
        "minutes": not by_day and back.seconds - paid.seconds <= _MINUTES,
    }
    reasons = [code for code, is_so in holds.items() if is_so]
    points = _POINTS[back.way] + sum(_EVIDENCE[code] for code in reasons)
    return points, [_WAYS[back.way], *reasons]
