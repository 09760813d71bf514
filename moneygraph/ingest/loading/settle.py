"""The transfers and accounts of a case, made anew from all of its rows after every load.

The outcome is a function of the set of statement files alone. So it cannot depend on the order in
which they were loaded, and loading one again changes nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from moneygraph.ingest.loading.alone import are_alone, forget_alone, make_alone
from moneygraph.ingest.pairing.clocks import correct_clocks
from moneygraph.ingest.pairing.converted import FEE_SHARE
from moneygraph.ingest.pairing.overlaps import keep_rows
from moneygraph.ingest.pairing.pass_list import EARLIER
from moneygraph.ingest.pairing.passes import find_certain, pair_sides
from moneygraph.ingest.pairing.refunds import tie_refunds
from moneygraph.ingest.pairing.undone import take_out_undone
from moneygraph.store.file import forget_derived
from moneygraph.store.schema import ACCOUNT_KINDS
from moneygraph.store.sqltext import named_sql, rows_of, run_file
from moneygraph.store.words import exchange_names, has_word, kind_in, quoted, words_of

if TYPE_CHECKING:
    import duckdb

    from moneygraph.store.file import CaseFile


#: Only beside the statement of another bank can a transfer lack a side.
_IS_BESIDE_ANOTHER = "select 1 from cover having count(distinct section) > 1"
#: Where each row is a transfer, one bank has all of them, or it is not known which.
_IS_OF_NO_BANK = """
select 1 from section where bank is null and id in (select section from cover) having count(*) > 1
"""
_IS_REPEATED = "select 1 from repeat_row union all select 1 from also_reported limit 1"
_IS_JOINT = "select 1 from holder where counts group by account having count(*) > 1 limit 1"
#: What another row of a transfer states as done is no doubt.
_UNCLEAR = """
insert into doubt
select id, 'status' from transfer
where coalesce(debit_row, credit_row) in (from row_unclear)
    and coalesce(credit_row, debit_row) in (from row_unclear)
order by id
"""


def settle(case: CaseFile) -> None:
    """Make transfers, duplicates, accounts and refunds from ``row``; drop what depends on them."""
    con = case.con
    alone = are_alone(con)
    if alone:
        make_alone(con)
    else:
        forget_alone(con)
        _pair(case)
    _run_where(con, "select 1 from complaint union all select 1 from link limit 1", "repeats")
    _make_account_macros(case)
    run_file(con, "ingest/loading/accounts.sql", all=_is_every_number_used(con))
    _run_where(con, _IS_JOINT, "joint")
    run_file(con, "ingest/loading/acquirers.sql", **case.data.table("accounts")["acquirer"])
    tie_refunds(con)
    for kept in ("doubt", "proved", "opening", "claim"):
        con.execute(f"delete from {kept}").fetchall()
    beside = _IS_OF_NO_BANK if alone else _IS_BESIDE_ANOTHER
    _run_where(con, beside, "doubts", fee_share=FEE_SHARE)
    con.execute(_UNCLEAR).fetchall()
    _run_where(con, "select 1 from row_balance limit 1", "proved")
    forget_derived(con)
    con.execute("delete from meta where key = 'claim'").fetchall()


def _pair(case: CaseFile) -> None:
    """Make transfers and duplicates from the rows of several sheets or sides."""
    con = case.con
    keep_rows(con)
    run_file(con, "ingest/pairing/sides.sql")
    _run_where(con, "select 1 from side_row where day_only limit 1", "same_day")
    take_out_undone(con, case.data)
    if rows_of(con, "select 1 from decided limit 1"):
        con.execute(named_sql("ingest/loading/decided.sql")["same"]).fetchall()
    find_certain(con)
    correct_clocks(con)
    pair_sides(con, case.data)
    run_file(con, "ingest/loading/transfers.sql", earlier=EARLIER)
    _run_where(con, _IS_REPEATED, "duplicates")


def _run_where(con: duckdb.DuckDBPyConnection, query: str, name: str, **values: float) -> None:
    """Run a file of SQL where a query finds something: to plan it takes longer than to ask."""
    if rows_of(con, query):
        run_file(con, f"ingest/loading/{name}.sql", **values)


def _is_every_number_used(con: duckdb.DuckDBPyConnection) -> bool:
    """Return whether every row of ``number`` surely belongs to some transfer.

    Not after a refused row, a pair that filled in an account, a party without a number (another
    row can give it; where nothing is known of it, it has a second one in case it is cash) or a
    link, whose account need not have transfers.
    """
    return not rows_of(
        con,
        "select 1 from remark where fate <> 'warned' union all"
        " select 1 from number where number[1] = '?' union all"
        " select 1 from link union all select 1 from undone union all"
        " select 1 from transfer where pass is not null limit 1",
    )


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
