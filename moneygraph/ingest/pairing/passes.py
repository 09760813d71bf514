"""The pairing of the two sides that two banks report of one transfer.

Passes go from certain to likely. In each, rows of the same block (the same amount, currency and
the columns of the pass) are matched one to one in time order. Rows that a pass paired are not
considered again, so the outcome does not depend on the order of loading. Rows whose side is not
known come in a second round, so that they cannot displace a bank's own row; where both banks have
reported a transfer, such a row only repeats it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from moneygraph.store.sqltext import rows_of, run_file

if TYPE_CHECKING:
    import duckdb

_MINUTES = 15 * 60
_LATE = 3 * 86_400


@dataclass(frozen=True)
class Pass:
    """One way to find the other side of a row; `block` is SQL over ``open_row``.

    Sides are at most `within` seconds apart, or `days` days where only the day is known;
    where `ordered`, the credit comes no earlier than clocks differ.
    """

    title: str
    block: str
    within: int
    days: int
    score: float
    ordered: bool = False


#: `transfer.pass` is the index in this list, from 1. Scores rank the passes by trust.
PASSES = (
    Pass("same reference and accounts", "from_account, to_account, reference", _LATE, 3, 1.0),
    Pass("same accounts, minutes apart", "from_account, to_account", _MINUTES, -1, 0.95),
    Pass("same accounts, same day", "from_account, to_account", _MINUTES, 0, 0.9),
    Pass("payee's account, payer's missing", "to_account", _MINUTES, 0, 0.8),
    Pass("payer's account, payee's missing", "from_account", _MINUTES, 0, 0.8),
    Pass("the same two owners", "from_owner, to_owner", _MINUTES, 0, 0.7),
    Pass("same accounts, posted later", "from_account, to_account", _LATE, 3, 0.6, ordered=True),
)

#: First those rows of which the side that reports them is known.
_FIRST_ROUND = """
create or replace temp table open_row as select * from side_row where side < 2
"""
_IS_SECOND_NEEDED = """
select 1 from side_row where side = 3 or (side = 2 and source < 0) limit 1
"""


def pair_sides(con: duckdb.DuckDBPyConnection) -> None:
    """Fill ``pair`` (debit_row, credit_row, score, pass) and ``also_reported`` from ``side_row``.

    ``also_reported`` (row, kept) has rows that repeat the pair whose debit row is `kept`.
    """
    for table in (
        "pair (debit_row bigint, credit_row bigint, score float, pass integer)",
        "also_reported (row bigint, kept bigint)",
    ):
        con.execute(f"create or replace temp table {table}").fetchall()
    con.execute(_FIRST_ROUND).fetchall()
    _run_passes(con)
    if rows_of(con, _IS_SECOND_NEEDED):
        run_file(con, "ingest/pairing/second_round.sql")
        _run_passes(con)


def _run_passes(con: duckdb.DuckDBPyConnection) -> None:
    """Run every pass over ``open_row``, the rows without their other side."""
    for number, one in enumerate(PASSES, start=1):
        _run_pass(con, number, one)


def _run_pass(con: duckdb.DuckDBPyConnection, number: int, one: Pass) -> None:
    known = " and ".join(f"{column} is not null" for column in one.block.split(", "))
    columns = con.execute(
        f"""
        with chosen as (
            select *, hash(amount, currency, {one.block}) as block from open_row where {known}),
        shared as (
            select block from chosen group by block
            having count(*) > 1 and (min(side) <> max(side) or max(side) = 3))
        select id, block, epoch(ts)::bigint as seconds, day_only, side, source,
            coalesce(from_account, 0) as payer, coalesce(to_account, 0) as payee,
            coalesce(from_owner, 0) as payer_owner, coalesce(to_owner, 0) as payee_owner
        from chosen where block in (select block from shared)
        order by block, ts, side, position"""
    ).fetchnumpy()
    if not len(columns["id"]):
        return
    import numpy as np

    from moneygraph.ingest.pairing.kernel import match_blocks

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
        one.ordered,
    )
    first = np.flatnonzero(other > np.arange(len(other)))
    found = {"a": columns["id"][first], "b": columns["id"][other[first]]}
    con.register("found", found)
    run_file(con, "ingest/pairing/pair.sql", base=one.score, within=one.within, number=number)
    con.unregister("found")
