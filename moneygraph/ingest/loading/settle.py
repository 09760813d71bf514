"""From all rows of a case to its transfers and accounts, anew after every load.

What comes out is a function of the set of exports alone, so it cannot depend on the order in
which they were loaded, and loading one again changes nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from moneygraph.ingest.pairing.passes import pair_sides
from moneygraph.store.file import forget_derived
from moneygraph.store.schema import ACCOUNT_KINDS
from moneygraph.store.sqltext import rows_of, run_file
from moneygraph.store.words import exchange_names, has_word, kind_in, quoted, words_of

if TYPE_CHECKING:
    import duckdb

    from moneygraph.store.file import CaseFile


def settle(case: CaseFile) -> None:
    """Make ``transfer``, ``duplicate`` and ``account`` from ``row``; drop what hung on them."""
    if len(rows_of(case.con, "select distinct section, side = 'C' from row_base")) < 2:
        case.con.execute(f"create or replace temp view line as {_line(case.con)}").fetchall()
        run_file(case.con, "ingest/loading/transfers_alone.sql")
    else:
        run_file(case.con, "ingest/pairing/sides.sql")
        if rows_of(case.con, "select 1 from side_row where day_only limit 1"):
            run_file(case.con, "ingest/loading/retold.sql")
        pair_sides(case.con)
        run_file(case.con, "ingest/loading/transfers.sql")
    if rows_of(case.con, "select 1 from complaint union all select 1 from link limit 1"):
        run_file(case.con, "ingest/loading/told_again.sql")
    _make_account_macros(case)
    run_file(case.con, "ingest/loading/accounts.sql", all=_is_every_number_used(case.con))
    for proven in ("proved", "opening"):
        case.con.execute(f"delete from {proven}").fetchall()
    if rows_of(case.con, "select 1 from row_balance limit 1"):
        run_file(case.con, "ingest/loading/proved.sql")
    forget_derived(case.con)
    case.con.execute("delete from claim").fetchall()
    case.con.execute("delete from meta where key = 'claim'").fetchall()


def _is_every_number_used(con: duckdb.DuckDBPyConnection) -> bool:
    """Tell whether no row was refused and no account filled in, either of which leaves some.

    So does a party of which nothing is known, as it has a second number in case it is cash,
    and a link, whose account need not be in any transfer.
    """
    return not rows_of(
        con,
        "select 1 from remark where fate <> 'warned' union all"
        " select 1 from number where number = '?' union all"
        " select 1 from link union all"
        " select 1 from transfer where pass is not null limit 1",
    )


def _line(con: duckdb.DuckDBPyConnection) -> str:
    """Return the query that gives each row its place by time and id, from 1.

    Where the rows of an export follow time and none is missing, as in most large ones, the
    place follows from the id and nothing needs sorting, which would take longer than the rest.
    """
    import numpy as np

    lying = con.execute("select epoch_us(ts) as ts, id from row_base").fetchnumpy()
    ts, ids = lying["ts"], lying["id"]
    if len(ids) and ids.max() - ids.min() + 1 == len(ids):
        in_order = np.empty_like(ts)
        in_order[ids - ids.min()] = ts
        if np.all(in_order[1:] >= in_order[:-1]):
            return f"select *, (id - {ids.min() - 1})::integer as place from row_base"
    return "select *, row_number() over (order by ts, id) as place from row_base order by ts, id"


def _make_account_macros(case: CaseFile) -> None:
    states = ", ".join(map(quoted, case.data.table("banks")["state"]["codes"]))
    names = " ".join(
        f"when {has_word('words', words_of('accounts', entry, 'names'))}"
        f" then {quoted(kind_in('accounts', entry.get('kind'), ACCOUNT_KINDS))}"
        for entry in case.data.table("accounts")["words"]
    )
    for macro in (
        f"is_exchange(words) as {has_word('words', exchange_names(case.data))}",
        f"is_state_bank(bank) as coalesce(bank in ({states}), false)",
        f"kind_of_name(words) as case {names} end",
    ):
        case.con.execute(f"create or replace temp macro {macro}").fetchall()
