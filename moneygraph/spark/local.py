"""A part of what is on a cluster as a case in memory: where a walk or a search is finished."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from moneygraph.flow.matching.kernel import Int64s
from moneygraph.flow.matching.match import keep_uneven
from moneygraph.store.schema import HOP_COLUMNS, tables
from moneygraph.store.sqltext import run_sql

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa


@dataclass(frozen=True)
class Part:
    """A case in memory; its transfers have numbers of their own, in the order of `ids`."""

    con: duckdb.DuckDBPyConnection
    ids: Int64s

    def numbers(self, ids: Any) -> list[int]:
        """Return the numbers here of transfers of the cluster."""
        found: list[int] = np.searchsorted(self.ids, np.asarray(ids, np.int64)).tolist()
        return found


@contextmanager
def part_of(**given: pa.Table) -> Iterator[Part]:
    """Give a case of some rows: ``account``, and ``transfer``, ``hop``, ``link``, ``stolen``.

    Every account of a transfer or a link must be among the accounts.
    """
    import duckdb
    import pyarrow as pa

    with duckdb.connect() as con:
        run_sql(con, tables())
        con.execute(f"create table hop_lifo ({HOP_COLUMNS})").fetchall()
        for name, rows in given.items():
            con.register(f"given_{name}", rows)
        con.execute(
            "insert into account select row_number() over (order by number) - 1, number, bank,"
            " owner, name, kind, covered_from, covered_to from given_account order by number"
        ).fetchall()
        ids = np.empty(0, np.int64)
        if "transfer" in given:
            ids = np.sort(given["transfer"]["id"].to_numpy())
            con.register("local_id", pa.table({"n": np.arange(len(ids)), "id": ids}))
        for name in given.keys() - {"account"}:
            con.execute(_INSERTS[name]).fetchall()
        keep_uneven(con)
        yield Part(con, ids)


_INSERTS = {
    "transfer": """
        insert into transfer (id, ts, credit_ts, day_only, credit_day_only, from_account,
            to_account, amount, currency, to_amount, to_currency, kind, own)
        select i.n, t.ts, t.credit_ts, t.day_only, t.credit_day_only, f.id, g.id, t.amount,
            t.currency, t.to_amount, t.to_currency, t.kind, t.own
        from given_transfer as t
        join local_id as i on i.id = t.id
        join account as f on f.number = t.from_account
        join account as g on g.number = t.to_account
        order by i.n""",
    "hop": """
        insert into hop_lifo
        select i.n, o.n, a.id, h.amount, h.dwell_s, h.in_offset, h.out_offset
        from given_hop as h
        join local_id as i on i.id = h.in_transfer
        join local_id as o on o.id = h.out_transfer
        join account as a on a.number = h.account
        order by i.n, h.in_offset""",
    "link": """
        insert into link (account, kind, value)
        select a.id, l.kind, l.value
        from given_link as l join account as a on a.number = l.account""",
    "stolen": """
        insert into stolen select i.n, s.amount
        from given_stolen as s join local_id as i on i.id = s.transfer order by i.n""",
}
