"""Rows that several statement files of one bank have in common.

Where files of one bank overlap, a payment is in each of them: to the second, shifted by a second
or two, without its seconds, rounded to whole tenge, or in a layout that does not show its side.
Counted by what moved, such files hold as many payments as the one that has most of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moneygraph.store.sqltext import named_sql, rows_of, run_file

if TYPE_CHECKING:
    import duckdb


_IS_OVERLAPPING = "select 1 from section_order group by reporter having count(*) > 1 limit 1"
_IS_NAMELESS = "select 1 from number where regexp_matches(number, '^\\?\\d{12}( |$)') limit 1"


def _shared(con: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    """Return the rows that sections of one bank can share, in the order that the kernel takes."""
    import numpy as np

    if not rows_of(con, _IS_OVERLAPPING):
        return {"id": np.empty(0, np.int64)}
    sql = named_sql("ingest/pairing/overlaps.sql")
    con.execute(sql["named" if rows_of(con, _IS_NAMELESS) else "unnamed"]).fetchall()
    return con.execute(sql["shared"]).fetchnumpy()


def keep_rows(con: duckdb.DuckDBPyConnection) -> None:
    """Fill ``placed``, and ``overlapping`` (id, kept) with the rows that repeat a kept one.

    The kept row is of the section that shows most: its side, decimals, the most exact times; then
    of the first by its bytes.
    """
    import numpy as np

    run_file(con, "ingest/pairing/placed.sql")
    rows = _shared(con)
    ids, kept = rows["id"].astype(np.int64), np.arange(len(rows["id"]))
    if len(ids):
        from moneygraph.ingest.pairing.kernel import merge_sections

        kept = merge_sections(
            rows["what"].astype(np.uint64),
            rows["place"].astype(np.int64),
            rows["to_the_minute"].astype(np.bool_),
            rows["seconds"].astype(np.int64),
            rows["rounded"].astype(np.bool_),
            rows["amount"].astype(np.int64),
            rows["side"].astype(np.int64),
        )
    repeated = np.flatnonzero(kept != np.arange(len(ids)))
    con.register("found", {"id": ids[repeated], "kept": ids[kept[repeated]]})
    con.execute("create or replace temp table overlapping as select * from found").fetchall()
    con.unregister("found")
    decided = named_sql("ingest/loading/decided.sql")
    is_any = rows_of(con, "select 1 from decision where second_sha256 is not null limit 1")
    for step in ("resolve", "apart") if is_any else ("none",):
        con.execute(decided[step]).fetchall()
