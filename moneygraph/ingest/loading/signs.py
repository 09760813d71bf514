"""Whether the signs of a sheet's amounts are directions, as its loader takes them to be or not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from moneygraph.store.errors import SignedAmounts
from moneygraph.store.message import Message
from moneygraph.store.sqltext import rows_of

if TYPE_CHECKING:
    import duckdb

#: One account on the same side of every row, though some have a minus and others none. Where the
#: loader does not tell what a minus means ($2), rows that take another of the sheet back are none.
_SIGNED: Final = """
with mine as (select * from row_base where section = $1),
other as (
    select id from mine where amount < 0 and kind <> 'reversal'
        and (from_account, to_account, -amount) not in (
            select (from_account, to_account, amount) from mine where amount > 0))
select f.sha256, f.name
from statement_file as f join section as s on s.statement_file = f.id
where s.id = $1
    and (select least(count(distinct from_account), count(distinct to_account)) from mine) = 1
    and case when $2 then (select count(distinct coalesce(side, 'C')) from mine) = 2
    else exists (select 1 from mine where amount > 0)
        and not exists (select 1 from mine where side is not null)
        and (select count(*) from other) >= greatest(2, (select count(*) from mine) / 4) end
"""


def check_signs(con: duckdb.DuckDBPyConnection, section: int, *, told: bool) -> None:
    """Raise `SignedAmounts` for a statement of one account that writes what left it with a minus.

    Half of such a file would be read in the wrong direction: what came in as what went out. `told`:
    the loader tells what a minus means, and still has one account as the payer (or payee) of all.
    """
    for sha256, name in rows_of(con, _SIGNED, section, told):
        raise SignedAmounts(
            sha256,
            Message(
                "{name} has one account on every row and amounts of both signs, which show"
                " whether money came or left; its loader knows only payer and payee",
                name=name,
            ),
            Message(
                "Map own_account and counterparty_account in the loader, in place of payer and"
                " payee."
            ),
        )


#: A statement of an account in which no sum has a minus; or most of what surely left has none, and
#: each that has one is equal to one without, whose other side it then is: it may take that back.
_UNSIGNED: Final = """
with mine as (select * from row_base where section = $1),
came as (select from_account, to_account, amount from mine where amount > 0),
sure as (
    select count(*) filter (amount > 0) as unsigned, count(*) filter (amount < 0) as signed
    from mine where kind in ('cash_out', 'card', 'goods_loan', 'loan_repayment'))
select f.sha256, f.name
from statement_file as f join section as s on s.statement_file = f.id
where s.id = $1 and exists (select 1 from mine)
    and (not exists (select 1 from mine where amount < 0)
    or ((select unsigned > signed from sure)
        and not exists (
            select 1 from mine where amount < 0 and (to_account, from_account, -amount) not in (
                select (from_account, to_account, amount) from came))))
"""


def check_directions(con: duckdb.DuckDBPyConnection, section: int) -> None:
    """Raise `SignedAmounts` for a statement of an account that should sign what left, and does not.

    Then every row would be read as money that came, and half of them may not be.
    """
    for sha256, name in rows_of(con, _UNSIGNED, section):
        raise SignedAmounts(
            sha256,
            Message(
                "{name} shows no minus before sums that left, or before any: whether money came or"
                " left is not known",
                name=name,
            ),
            Message(
                "If all of it came in, copy the loader to your own folder and add"
                ' positive = "credit" under [layout]; else map direction.'
            ),
        )
