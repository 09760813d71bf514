"""Gives the accounts and transfers of a case as a feed takes them, to compare the two."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from moneygraph.store.sqltext import rows_of

if TYPE_CHECKING:
    import duckdb

_ACCOUNTS = """
select number, kind, owner, bank, name, covered_from is not null from account order by id
"""
_TRANSFERS = """
with back as (
    select transfer, reverses, sum(amount)::bigint as amount from reversal group by all),
tied as (
    select transfer, map_from_entries(list({'k': reverses::bigint, 'v': amount})) as gives_back
    from back group by transfer)
select t.ts, t.credit_ts, f.number as from_account, r.number as to_account,
    t.amount, t.currency::varchar as currency, t.to_amount, t.to_currency::varchar as to_currency,
    t.kind::varchar as kind, t.day_only, t.credit_day_only, t.own, b.gives_back
from transfer as t
join account as f on f.id = t.from_account
join account as r on r.id = t.to_account
left join tied as b on b.transfer = t.id
order by t.id
"""
_NAMES = ("number", "kind", "owner", "bank", "name", "covered")


def accounts_in(con: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """Return the accounts of a case for `Feed.declare`."""
    return [dict(zip(_NAMES, row, strict=True)) for row in rows_of(con, _ACCOUNTS)]


def transfers_in(con: duckdb.DuckDBPyConnection, size: int) -> Iterator[dict[str, list[Any]]]:
    """Yield the transfers of a case for `Feed.take_batch`, so many at a time, in their order.

    Their numbers must be 1, 2, 3 and so on, as they are in a case, to be the feed's positions.
    """
    done = con.execute(_TRANSFERS)
    names = [column[0] for column in done.description or ()]
    while rows := done.fetchmany(size):
        yield dict(zip(names, map(list, zip(*rows, strict=True)), strict=True))


def transfers_one_by_one(con: duckdb.DuckDBPyConnection) -> Iterator[dict[str, Any]]:
    """Yield the transfers of a case for `Feed.take`."""
    done = con.execute(_TRANSFERS)
    names = [column[0] for column in done.description or ()]
    while rows := done.fetchmany(10_000):
        for row in rows:
            yield {name: value for name, value in zip(names, row, strict=True) if value is not None}
