"""The contents of a case as text that does not depend on ids or load order."""

from __future__ import annotations

from moneygraph.api import Case
from moneygraph.store import check, laws
from moneygraph.store.schema import ROW_BASE
from moneygraph.store.sqltext import rows_of

TRANSFERS = f"""
select t.ts, t.credit_ts, t.day_only, t.credit_day_only, f.number, g.number, t.amount, t.currency,
    t.to_amount, t.to_currency, t.kind, t.own, t.pass, round(t.score, 3),
    de.name, t.debit_row % {ROW_BASE}, ce.name, t.credit_row % {ROW_BASE}
from transfer as t
join account as f on f.id = t.from_account
join account as g on g.id = t.to_account
left join statement_file as de on de.id = t.debit_row // {ROW_BASE}
left join statement_file as ce on ce.id = t.credit_row // {ROW_BASE}
order by t.id"""

ACCOUNTS = """
select number, bank, owner, name, kind, covered_from, covered_to from account order by number"""

REMARKS = f"""
select statement_file.name, row % {ROW_BASE}, fate, reason, detail
from remark join statement_file on statement_file.id = row // {ROW_BASE} order by all"""

COVERS = """
select statement_file.name, section.name, section.loader, section.bank, how, covers, first_day,
    last_day
from section join statement_file on statement_file.id = section.statement_file order by all"""

BALANCES = """
select number, day, currency, amount from balance join number on number.id = account
order by all"""

STATED = """
select number, what, day, currency, amount, count from stated
join number on number.id = account where what <> 'opening' order by all"""


COMPLAINTS = f"""
select statement_file.name, row % {ROW_BASE}, fate, number, registered, victim, account, amount,
    currency,
    ts, day_only, complaint.transfer, team, region
from complaint join fate using (row)
join statement_file on statement_file.id = row // {ROW_BASE} order by all"""

LINKS = f"""
select statement_file.name, row % {ROW_BASE}, fate, number.number, kind, value
from link join fate using (row) join statement_file on statement_file.id = row // {ROW_BASE}
join number on number.id = link.account order by all"""


def contents_of(case: Case) -> dict[str, list[list[str]]]:
    """Return transfers, accounts, remarks, coverage and balances as rows of text.

    Complaints and links come last, where there are any.
    """
    parts = {
        "transfers": TRANSFERS,
        "accounts": ACCOUNTS,
        "remarks": REMARKS,
        "covers": COVERS,
        "balances": BALANCES,
    }
    beside = {"stated": STATED, "complaints": COMPLAINTS, "links": LINKS}
    parts |= {name: sql for name, sql in beside.items() if rows_of(case.con, sql)}
    return {
        name: [
            ["" if cell is None else str(cell) for cell in row] for row in rows_of(case.con, sql)
        ]
        for name, sql in parts.items()
    }


def broken_laws(case: Case) -> list[laws.Broken]:
    """Return the laws of every case that do not hold in one."""
    listed = "select table_name from duckdb_tables() where database_name = current_database()"
    return list(check.broken_laws(case.con, [table for (table,) in rows_of(case.con, listed)]))
