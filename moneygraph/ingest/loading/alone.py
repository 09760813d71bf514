"""Rows of which none can have its other side, or a copy, among the others: each is a transfer.

So it is in one sheet that reports one side, and in the sheets of one bank that come one after the
other in time, as a bank's daily exports do. Rows are numbered as they come, and those that are
later than all that were there are added behind them: that costs what they cost, and no more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from moneygraph.ingest.pairing.overlaps import keep_rows
from moneygraph.ingest.pairing.undone import may_be_undone
from moneygraph.store.sqltext import named_sql, rows_of, run_sql

if TYPE_CHECKING:
    import duckdb

_IS_DECIDED: Final = "select 1 from decision where kind not in ('not-same', 'frozen') limit 1"
#: A conversion in two rows, one a currency, of a layout that is known to show it so.
_MAY_CONVERT: Final = """
select 1 from row_base where section in (select id from section where bank is not null)
group by from_account, to_account, ts::date having min(currency) <> max(currency) limit 1
"""
#: In ``meta``: the last section whose rows are transfers as `make_alone` numbers them.
_KEY: Final = "alone"


def are_alone(con: duckdb.DuckDBPyConnection) -> bool:
    """Return whether each row is a transfer: no other repeats it, or has its other side."""
    if rows_of(con, _IS_DECIDED):
        return False
    sections = len(rows_of(con, "select distinct section from row_base"))
    if len(rows_of(con, "select distinct side = 'C' from row_base")) > 1:
        return False
    if sections > 1 and rows_of(con, named_sql("ingest/loading/alone.sql")["may_meet"]):
        return False
    if may_be_undone(con):
        return False
    if len(rows_of(con, "select distinct currency from row_base")) > 1 and rows_of(
        con, _MAY_CONVERT
    ):
        return False
    return sections < 2 or not _is_repeated(con)


def _is_repeated(con: duckdb.DuckDBPyConnection) -> bool:
    """Return whether a section has rows in common with the next, where one ends and it begins."""
    keep_rows(con)
    return bool(rows_of(con, "select 1 from overlapping limit 1"))


def make_alone(con: duckdb.DuckDBPyConnection) -> None:
    """Make a transfer of each row; of those alone that are new, where they come after all others.

    What was undone or repeated before is that no longer.
    """
    for table in ("undone", "row_turned", "duplicate", "clock"):
        con.execute(f"delete from {table}").fetchall()
    sql = named_sql("ingest/loading/alone.sql")
    known = rows_of(con, "select value from meta where key = ?", _KEY)
    section = int(known[0][0]) if known else 0
    if known and rows_of(con, sql["is_later"], section)[0][0]:
        ((after,),) = rows_of(con, "select count(*) from transfer")
        con.execute(sql["later"].format(section=section, after=after)).fetchall()
    else:
        con.execute("delete from transfer").fetchall()
        con.execute(f"create or replace temp view line as {_line(con)}").fetchall()
    ((is_held,),) = rows_of(con, sql["is_held"])
    con.execute(sql["held" if is_held else "sided"]).fetchall()
    run_sql(con, sql["add"])
    con.execute(
        "insert or replace into meta select ?, max(id)::varchar from section", [_KEY]
    ).fetchall()


def forget_alone(con: duckdb.DuckDBPyConnection) -> None:
    """Let the next rows be numbered together with all others: some are paired."""
    con.execute("delete from meta where key = ?", [_KEY]).fetchall()


def _line(con: duckdb.DuckDBPyConnection) -> str:
    """Return the query that numbers rows by time and id, from 1, in the column `position`.

    Where the rows of a file follow time and none is missing, as in most large ones, the position
    follows from the id and nothing is sorted, which would take longer than all the rest.
    """
    import numpy as np

    columns = con.execute("select epoch_us(ts) as ts, id from row_base").fetchnumpy()
    ts, ids = columns["ts"], columns["id"]
    if len(ids) and ids.max() - ids.min() + 1 == len(ids):
        in_order = np.empty_like(ts)
        in_order[ids - ids.min()] = ts
        if np.all(in_order[1:] >= in_order[:-1]):
            return f"select *, (id - {ids.min() - 1})::integer as position from row_base"
    return "select *, row_number() over (order by ts, id) as position from row_base order by ts, id"
