"""What `droppers` says of accounts without a model: one of the features.

It holds what one should know before seeing any label, so that few labels go further, and knows of
loans that left at once and of shared phones, which traits do not.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from moneygraph.finding import read_queries
from moneygraph.finding.prepare import ensure_views
from moneygraph.finding.run import find_columns
from moneygraph.sqltext import run_file

if TYPE_CHECKING:
    import duckdb

    from moneygraph.traits.matter import Window

_QUERY: Final = "droppers"


def score_untrained(
    con: duckdb.DuckDBPyConnection, table: str = "trait", window: Window | None = None
) -> None:
    """Put the score of each candidate into ``untrained``, by its traits in a table of a window.

    Empties `learnt`, so that no model has a say.
    """
    run_file(con, "learning/untrained.sql", table=table)
    with _looking_at(con, table, window):
        told = find_columns(con, read_queries()[_QUERY], ("account", "score"), min_score=0)
    con.register("scores_to_keep", told)
    try:
        con.execute(
            "insert into untrained select ?, a.id, s.score from scores_to_keep as s"
            " join account as a on a.number = s.account",
            [table],
        ).fetchall()
    finally:
        con.unregister("scores_to_keep")


@contextmanager
def _looking_at(
    con: duckdb.DuckDBPyConnection, table: str, window: Window | None
) -> Iterator[None]:
    """Let queries see the traits in a table and, of stolen money, what moved in the window.

    Views of the same names stand before the tables meanwhile.
    """
    if window is None:
        yield
        return
    run_file(con, "learning/stolen_in.sql", begun=window[0], ended=window[1])
    for view, source in (("stolen", "stolen_in"), ("trait", table)):
        con.execute(f"create or replace temp view {view} as from {source}").fetchall()
    con.execute(
        f"create or replace temp view trait_share as from trait_shares('{table}')"
    ).fetchall()
    try:
        yield
    finally:
        for view in ("stolen", "trait"):
            con.execute(f"drop view temp.{view}").fetchall()
        ensure_views(con)
