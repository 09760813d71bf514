"""Pass-through by others: payments that can have paid for the next, within hours, with amounts.

All of them ask the same: two (three) payments one after the other, each from where the one before
it went, at most `WITHIN_S` later, of at least `LEAST`, and no more than 1 / `SHARE` times that one.
What was passed is the least of their amounts. No two made-up transfers are at one moment.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any, Final

from benchmarks.peers.watch import LEAST, SHARE, WITHIN_S, Task, Watch

_TABLE: Final = """
create table payment as
select row_number() over (order by ts) as id, epoch(ts)::bigint as moment, from_account, to_account,
    (amount * 100)::bigint as amount
from read_csv('{source}') where kind = 'transfer'
"""
_HOP: Final = f"""join {{table}} as {{b}} on {{b}}.from_account = {{a}}.to_account
    and {{b}}.moment > {{a}}.moment and {{b}}.moment <= {{a}}.moment + {WITHIN_S}
    and {{a}}.amount >= {SHARE} * {{b}}.amount"""
_BARE: Final = f"with large as (select * from payment where amount >= {LEAST})"
#: A payment is put into the stretch of time it is in and the one before, so that equal stretches
#: join: what who knows the trick would write.
_SLOTTED: Final = f"""{_BARE},
    slotted as (
        select *, moment // {WITHIN_S} as slot from large
        union all select *, moment // {WITHIN_S} - 1 from large)"""


def chain_sql(payments: int, *, slots: bool = False) -> str:
    """Return the SQL that gives the ids of such payments and the least of their amounts."""
    names = "abc"[:payments]
    table = "slotted" if slots else "large"
    joins = " ".join(
        _HOP.format(table=table, a=a, b=b)
        + (f" and {b}.slot = {a}.moment // {WITHIN_S}" if slots else "")
        for a, b in pairwise(names)
    )
    ids = ", ".join(f"{name}.id as {name}" for name in names)
    least = f"least({', '.join(f'{name}.amount' for name in names)})"
    begin = _SLOTTED if slots else _BARE
    return f"{begin} select {ids}, {least} as amount from large as a {joins}"


def duckdb_two(task: Task) -> dict[str, Any]:
    """Join two payments."""
    return _joined(task, 2)


def duckdb_three(task: Task) -> dict[str, Any]:
    """Join three payments."""
    return _joined(task, 3)


def duckdb_slots(task: Task) -> dict[str, Any]:
    """Join three payments by account and stretch of time."""
    return _joined(task, 3, slots=True)


def _joined(task: Task, payments: int, *, slots: bool = False) -> dict[str, Any]:
    import duckdb

    watch = Watch()
    with duckdb.connect() as con:
        con.execute(table_sql(task)).fetchall()
        ready = watch.lap()
        con.execute(f"create table chain as {chain_sql(payments, slots=slots)}").fetchall()
        ((found, amount),) = con.execute("select count(*), sum(amount) from chain").fetchall()
        return {"ready": ready, "answer": watch.lap(), "found": found, "amount": int(amount or 0)}


def table_sql(task: Task) -> str:
    """Return the SQL that reads the payments; ids are in the order of time."""
    return _TABLE.format(source=str(task.source).replace("'", "''"))


def pandas_two(task: Task) -> dict[str, Any]:
    """Merge two payments, then filter."""
    return _merged(task, 2)


def pandas_three(task: Task) -> dict[str, Any]:
    """Merge three payments, then filter."""
    return _merged(task, 3)


def _merged(task: Task, payments: int) -> dict[str, Any]:
    import pandas as pd

    watch = Watch()
    every = pd.read_csv(task.source, parse_dates=["ts"])
    every = every[every["kind"] == "transfer"][["ts", "from_account", "to_account", "amount"]]
    every["amount"] = (every["amount"] * 100).round().astype("int64")
    ready = watch.lap()
    large = every[every["amount"] >= LEAST]
    chain = large.assign(least=large["amount"])
    for _ in range(payments - 1):
        pairs = chain.merge(
            large, left_on="to_account", right_on="from_account", suffixes=("", "_2")
        )
        stay = (pairs["ts_2"] - pairs["ts"]).dt.total_seconds()
        fits = (stay > 0) & (stay <= WITHIN_S) & (pairs["amount"] >= SHARE * pairs["amount_2"])
        kept = pairs[fits]
        chain = pd.DataFrame(
            {
                "ts": kept["ts_2"],
                "to_account": kept["to_account_2"],
                "amount": kept["amount_2"],
                "least": kept[["least", "amount_2"]].min(axis=1),
            }
        )
    found, amount = len(chain), int(chain["least"].sum())
    return {"ready": ready, "answer": watch.lap(), "found": found, "amount": amount}
