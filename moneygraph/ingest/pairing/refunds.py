"""Which transfers give money of an earlier one back to whoever paid it: the table ``reversal``.

A refund is between the same two accounts in the other direction, later, and of no more than is not
yet given back. It is known by its words; what a victim gets back from whoever received the money
is likely to be returned without them too, and is scored lower. With words it may come from or go
to another account of the same owner, where that leaves no doubt which payment it gives back.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Final

from moneygraph.store.sqltext import named_sql, rows_of, run_sql

if TYPE_CHECKING:
    import duckdb

_DAY: Final = 86_400
#: How long after a payment money of it can be given back, and among how many payments of one
#: payer to one payee it is looked for, the latest first.
_WITHIN: Final = 180 * _DAY
_MOST: Final = 256
_SOON: Final = 14 * _DAY
#: What speaks for a refund, in hundredths; the codes that `reversal.reason` is made of.
POINTS: Final = {
    **{"minus": 70, "other-side": 65, "repeated": 55},
    **{"words": 60, "victim": 40, "whole": 25, "part": 10, "several": 0},
    **{"reference": 10, "only-one": 10, "days": 5, "other-account": -15, "alike": -15},
}


@dataclass
class _Line:
    """A transfer of a block; `left_over` is what of its amount is not given back yet.

    `turned` is how the row of a refund takes a part back, if it does: see `row_turned`.
    """

    block: int
    id: int
    is_back: bool
    seconds: int
    amount: int
    left_over: int
    reference: str
    payer: int
    payee: int
    turned: str = ""


#: A refund, what it reverses, the amount, and the codes of the evidence.
_Tie = tuple[int, int, int, list[str]]


def tie_refunds(con: duckdb.DuckDBPyConnection) -> None:
    """Fill ``reversal`` from the transfers whose words say that they give money back."""
    con.execute("delete from reversal").fetchall()
    if rows_of(con, "select 1 from transfer where kind = 'reversal' limit 1"):
        _tie(con, "worded", "words")
        con.execute(named_sql("ingest/pairing/refunds.sql")["shops"]).fetchall()


def tie_returned(con: duckdb.DuckDBPyConnection) -> None:
    """Add to ``reversal`` what victims got back without such words; ``claim`` must be made."""
    if rows_of(con, "select 1 from claim where transfer is not null limit 1"):
        _tie(con, "to_victims", "victim")


def _tie(con: duckdb.DuckDBPyConnection, way: str, code: str) -> None:
    sql = named_sql("ingest/pairing/refunds.sql")
    run_sql(con, sql[way])
    lines = [_Line(*row) for row in rows_of(con, sql["lines"])]
    rows = [
        (refund, paid, amount, min(100, sum(POINTS[one] for one in codes)) / 100, ",".join(codes))
        for _, block in groupby(lines, key=lambda line: line.block)
        for refund, paid, amount, codes in _of_block(block, code)
    ]
    if not rows:
        return
    import numpy as np

    names = ("transfer", "reverses", "amount", "score", "reason")
    columns = map(np.array, zip(*rows, strict=True))
    con.register("found", dict(zip(names, columns, strict=True)))
    con.execute(sql["keep"]).fetchall()
    con.unregister("found")


def _of_block(block: Iterator[_Line], code: str) -> Iterator[_Tie]:
    """Yield the ties of one payer and payee; lines are in the order of time."""
    waiting: list[_Line] = []
    for line in block:
        if not line.is_back:
            waiting.append(line)
            continue
        open_ones = [
            paid
            for paid in waiting[-_MOST:]
            if paid.left_over > 0 and line.seconds - paid.seconds <= _WITHIN
        ][::-1]
        for paid, amount, codes in _given_back(line, open_ones):
            paid.left_over -= amount
            is_soon = line.seconds - paid.seconds <= _SOON
            way = line.turned or code
            yield line.id, paid.id, amount, [way, *codes, *(["days"] if is_soon else [])]


def _given_back(refund: _Line, open_ones: list[_Line]) -> Iterator[tuple[_Line, int, list[str]]]:
    """Yield the payments that a refund gives back, with amounts and evidence.

    One payment, if any is large enough: by its reference, of the same accounts, by the same
    amount, else the latest; else the latest ones of the same accounts, if they are enough together.
    Of other accounts of the same owners, only the payment that alone has this reference, this
    amount, or is large enough. `open_ones` has the latest first.
    """
    own = [paid for paid in open_ones if _has_accounts(refund, paid)]
    large = [paid for paid in own if paid.left_over >= refund.amount]
    if large:
        paid, *others = sorted(large, key=lambda one: _fits(refund, one), reverse=True)
        codes = ["whole" if _is_whole(refund, paid) else "part"]
        codes += ["reference"] if _is_referred(refund, paid) else []
        codes += [] if others else ["only-one"]
        codes += ["alike"] if others and _fits(refund, others[0]) == _fits(refund, paid) else []
        yield paid, refund.amount, codes
        return
    if not own:
        yield from _of_other_accounts(refund, open_ones)
        return
    rest = refund.amount
    if sum(paid.left_over for paid in own) < rest:
        return
    for paid in own:
        part = min(rest, paid.left_over)
        if part:
            yield paid, part, ["several"]
        rest -= part


def _of_other_accounts(
    refund: _Line, open_ones: list[_Line]
) -> Iterator[tuple[_Line, int, list[str]]]:
    large = [paid for paid in open_ones if paid.left_over >= refund.amount]
    for is_sure in (_is_referred, _is_whole, lambda *_: True):
        sure = [paid for paid in large if is_sure(refund, paid)]
        if len(sure) == 1:
            (paid,) = sure
            codes = ["whole" if _is_whole(refund, paid) else "part"]
            codes += ["reference"] if _is_referred(refund, paid) else []
            yield paid, refund.amount, [*codes, "other-account"]
            return


def _fits(refund: _Line, paid: _Line) -> tuple[bool, bool]:
    return _is_referred(refund, paid), _is_whole(refund, paid)


def _has_accounts(refund: _Line, paid: _Line) -> bool:
    return (refund.payer, refund.payee) == (paid.payer, paid.payee)


def _is_referred(refund: _Line, paid: _Line) -> bool:
    return bool(refund.reference) and refund.reference == paid.reference


def _is_whole(refund: _Line, paid: _Line) -> bool:
    return refund.amount == paid.amount
