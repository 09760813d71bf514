"""The ends of a trail: where the money is, summed by account and kind of end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from moneygraph.flow.trails.pieces import Int32s, Int64s
from moneygraph.flow.trails.trail import End, Hop, Party, Touched
from moneygraph.store.rows import Rows
from moneygraph.store.schema import TERMINALS
from moneygraph.store.sqltext import named_sql, rows_of, sql_text

if TYPE_CHECKING:
    import duckdb

_HOLD: Final = """
create or replace temp table touched as
select t.*, w.traced from transfer as t join walked as w on w.transfer = t.id
"""
_DROP: Final = "drop table if exists temp.touched"
_TRANSFERS: Final = """
select t.id, t.ts, t.credit_ts, t.kind::varchar, t.amount, t.currency::varchar, t.to_amount,
    t.to_currency::varchar, t.traced,
    f.number, f.bank, f.owner, f.name, f.kind, r.number, r.bank, r.owner, r.name, r.kind
from touched as t
join account as f on f.id = t.from_account
join account as r on r.id = t.to_account
order by t.id
"""


@contextmanager
def touching(
    con: duckdb.DuckDBPyConnection, transfers: Int64s, traced: Int64s
) -> Iterator[dict[int, Touched]]:
    """Hold the transfers that a walk went through in a temporary table, for a block."""
    con.register("walked", {"transfer": transfers, "traced": traced})
    try:
        con.execute(_HOLD).fetchall()
    finally:
        con.unregister("walked")
    try:
        yield {row[0]: _touched(row) for row in rows_of(con, _TRANSFERS)}
    finally:
        con.execute(_DROP).fetchall()


def _touched(row: tuple[Any, ...]) -> Touched:
    """Make a transfer of a row: its own eight columns, the traced sum, payer and payee."""
    values: list[Any] = [*row[:8], Party(*row[9:14]), Party(*row[14:19]), row[8]]
    return Touched(*values)


def describe_hops(
    con: duckdb.DuckDBPyConnection, ins: Int64s, outs: Int64s, amount: Int64s
) -> list[Hop]:
    """Return hops between touched transfers, in the order of their two transfers."""
    con.register("walked_hop", {"in_transfer": ins, "out_transfer": outs, "amount": amount})
    try:
        return [
            Hop(*row)
            for row in con.execute(
                sql_text("flow/trails/hops.sql"), {"terminals": list(TERMINALS)}
            ).fetchall()
        ]
    finally:
        con.unregister("walked_hop")


_ENDED_REST: Final = """
create or replace temp view ended as
select t.{side}_account as account, w.word, t.kind, w.victim, w.amount, w.unsure, w.hops,
    null::bigint as balance, t.{ts} as first_ts, t.{ts} as last_ts
from walked_rest as w join touched as t on t.id = w.transfer
"""
_ENDED_TAINTED: Final = """
create or replace temp view ended as
select account, word, 'transfer' as kind, victim, share as amount, 0 as unsure, depth as hops,
    nullif(balance, -1) as balance,
    make_timestamp(first_us) as first_ts, make_timestamp(last_us) as last_ts
from tainted_share
"""
_TOUCHED: Final = """
create or replace temp view traced_transfer as select id as transfer from touched
"""
_TAINTED: Final = """
create or replace temp view traced_transfer as select transfer from tainted_transfer
"""
_STATES_BALANCES: Final = "select 1 from row_balance union all select 1 from balance limit 1"
_ENDS: Final = """
with summed as (
    select end_kind, account, sum(amount)::bigint as amount, min(hops) as hops,
        min(first_ts) as first_ts, max(last_ts) as last_ts, sum(unsure)::bigint as unsure
    from end_amount group by end_kind, account)
select s.end_kind, a.number, a.bank, a.owner, a.name, s.amount, s.hops, s.first_ts, s.last_ts,
    s.unsure
from summed as s join account as a on a.id = s.account
order by s.amount desc, a.number, s.end_kind
"""
_VICTIMS: Final = """
select e.end_kind, a.number, e.victim, e.amount
from end_amount as e join account as a on a.id = e.account
order by e.end_kind, a.number, e.amount desc, e.victim
"""


def sum_rest(
    con: duckdb.DuckDBPyConnection, rest: dict[str, Any], currency: str, *, back: bool
) -> None:
    """Make the temporary table ``end_amount`` of parts of the transfers that `touching` holds.

    ``rest`` has the parallel arrays ``transfer``, ``victim``, ``word`` (of the end, empty where the
    account decides it), ``amount``, ``unsure`` (what of it came through transfers that are not
    sure) and ``hops``.
    """
    con.register("walked_rest", rest)
    side, ts = ("from", "ts") if back else ("to", "credit_ts")
    try:
        con.execute(_ENDED_REST.format(side=side, ts=ts)).fetchall()
        con.execute(_TOUCHED).fetchall()
        _sum_by_end(con, currency, back)
    finally:
        con.unregister("walked_rest")


def sum_tainted(
    con: duckdb.DuckDBPyConnection, tainted: dict[str, Any], transfers: Int32s, currency: str
) -> None:
    """Make the temporary table ``end_amount`` of the tainted money on accounts.

    ``tainted`` has the parallel arrays ``account``, ``word``, ``victim``, ``share``, ``depth``,
    ``balance`` (-1 where it is not the least), ``first_us`` and ``last_us``; ``transfers`` are
    those that moved it.
    """
    con.register("tainted_share", tainted)
    con.register("tainted_transfer", {"transfer": transfers})
    try:
        con.execute(_ENDED_TAINTED).fetchall()
        con.execute(_TAINTED).fetchall()
        _sum_by_end(con, currency, back=False)
    finally:
        con.unregister("tainted_share")
        con.unregister("tainted_transfer")


def _sum_by_end(con: duckdb.DuckDBPyConnection, currency: str, back: bool) -> None:
    """Make ``end_amount``; what is held is no more than the balance that the bank states last."""
    sql = named_sql("flow/trails/ends.sql")
    try:
        con.execute(sql["sum"], {"back": back}).fetchall()
        if not back and rows_of(con, _STATES_BALANCES):
            con.execute(sql["asked"]).fetchall()
            make_closing(con, currency)
            con.execute(sql["cap"]).fetchall()
        else:
            con.execute(sql["keep"]).fetchall()
    finally:
        con.execute("drop view if exists temp.ended").fetchall()
        con.execute("drop view if exists temp.traced_transfer").fetchall()


def make_closing(con: duckdb.DuckDBPyConnection, currency: str) -> None:
    """Make the temporary table ``closing`` (account, amount) of the last balances stated.

    ``asked_account`` and ``traced_transfer`` must be there: see stated.sql.
    """
    sql = f"create or replace temp table closing as {sql_text('flow/trails/stated.sql')}"
    con.execute(sql, {"currency": currency}).fetchall()


def read_ends(con: duckdb.DuckDBPyConnection, victims: Sequence[str]) -> Rows[End]:
    """Return the table ``end_amount`` as ends, one a kind and account, the largest amount first.

    ``victims`` are the names of its victims by number; without any, ends name none.
    """
    *columns, unsure = columns_of(con, _ENDS)
    victims_of = _victims_of(con, victims) if victims else {}
    of_end = [victims_of.get(end, ()) for end in zip(*columns[:2], strict=True)]
    return Rows(End, [*columns, of_end, unsure])


def columns_of(con: duckdb.DuckDBPyConnection, sql: str, **values: str) -> list[list[Any]]:
    """Run one query and return its columns as lists."""
    return [column.tolist() for column in con.execute(sql, values).fetchnumpy().values()]


def _victims_of(
    con: duckdb.DuckDBPyConnection, victims: Sequence[str]
) -> dict[tuple[Any, ...], tuple[tuple[str, int], ...]]:
    """Return the victims of each kind of end and account, the largest amount first."""
    found: dict[tuple[Any, ...], list[tuple[str, int]]] = {}
    for end_kind, number, victim, amount in rows_of(con, _VICTIMS):
        found.setdefault((end_kind, number), []).append((victims[victim], amount))
    return {end: tuple(shares) for end, shares in found.items()}
