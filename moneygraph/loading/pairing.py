"""Pairs the two sides that two banks report of one transfer.

Passes go from what is certain to what is likely. In each, rows of the same block (the same
amount, currency and whatever the pass asks for) are matched one to one in time order. What
a pass found is out of the next one's sight, so the outcome does not depend on load order.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from moneygraph.sqltext import run_file

if TYPE_CHECKING:
    import duckdb

_MINUTES = 15 * 60
_LATE = 3 * 86_400


@dataclass(frozen=True)
class Pass:
    """One way to find the other side of a row; `block` is SQL over ``side_row``."""

    title: str
    block: str
    within: int
    days: int
    score: float


#: `transfer.pass` is the position in this list, from 1. Scores are an order of trust.
PASSES = (
    Pass("same reference and accounts", "from_account, to_account, reference", _LATE, 3, 1.0),
    Pass("same accounts, minutes apart", "from_account, to_account", _MINUTES, -1, 0.95),
    Pass("same accounts, same day", "from_account, to_account", _MINUTES, 0, 0.9),
    Pass("same accounts, posted later", "from_account, to_account", _LATE, 3, 0.75),
    Pass("payee's account, payer's missing", "to_account", _MINUTES, 0, 0.7),
    Pass("payer's account, payee's missing", "from_account", _MINUTES, 0, 0.7),
    Pass("the same two owners", "from_owner, to_owner", _MINUTES, 0, 0.6),
)


def pair_sides(con: duckdb.DuckDBPyConnection) -> None:
    """Fill table ``pair`` (debit_row, credit_row, score, pass) from table ``side_row``."""
    con.execute(
        "create or replace temp table pair"
        " (debit_row bigint, credit_row bigint, score float, pass integer)"
    ).fetchall()
    for number, one in enumerate(PASSES, start=1):
        _run_pass(con, number, one)


def _run_pass(con: duckdb.DuckDBPyConnection, number: int, one: Pass) -> None:
    known = " and ".join(f"{column} is not null" for column in one.block.split(", "))
    columns = con.execute(
        f"""
        with open_row as (
            select *, hash(amount, currency, {one.block}) as block from side_row
            where {known} and id not in (select debit_row from pair)
                and id not in (select credit_row from pair)),
        shared as (
            select block from open_row group by block
            having count(*) > 1 and (min(side) <> max(side) or max(side) = 3))
        select id, block, epoch(ts)::bigint as seconds, day_only, side, source,
            coalesce(from_account, 0) as payer, coalesce(to_account, 0) as payee,
            coalesce(from_owner, 0) as payer_owner, coalesce(to_owner, 0) as payee_owner
        from open_row where block in (select block from shared)
        order by block, ts, side, position"""
    ).fetchnumpy()
    if not len(columns["id"]):
        return
    import numpy as np

    from moneygraph.loading.pairing_kernel import match_blocks

    parties = np.column_stack(
        [
            columns[name].astype(np.int64)
            for name in ("payer", "payee", "payer_owner", "payee_owner")
        ]
    )
    other = match_blocks(
        columns["block"].astype(np.uint64),
        columns["seconds"].astype(np.int64),
        columns["day_only"].astype(np.bool_),
        columns["side"].astype(np.int64),
        columns["source"].astype(np.int64),
        parties,
        one.within,
        one.days,
    )
    first = np.flatnonzero(other > np.arange(len(other)))
    found = {"a": columns["id"][first], "b": columns["id"][other[first]]}
    con.register("found", found)
    run_file(con, "loading/pair.sql", base=one.score, within=one.within, number=number)
    con.unregister("found")
