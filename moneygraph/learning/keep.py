"""The model that is kept in a case, and what one says of all accounts, for queries to read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from moneygraph.case import transaction
from moneygraph.learning.features import NAMES
from moneygraph.learning.model import Model, read_model
from moneygraph.sqltext import rows_of, run_file

if TYPE_CHECKING:
    import duckdb

#: Evidence of fewer decibans is shown as none.
_LEAST_POINTS = 0.05


def keep_model(con: duckdb.DuckDBPyConnection, model: Model, labels_sha256: str) -> None:
    """Keep a model in the case, in place of the one that was there."""
    with transaction(con, "while the model was kept"):
        con.execute("delete from model").fetchall()
        con.execute("insert into model values (?, ?)", [labels_sha256, model.text]).fetchall()


def kept_model(con: duckdb.DuckDBPyConnection) -> Model | None:
    """Return the case's model, None where there is none; raises `ModelError` if it is broken."""
    kept = rows_of(con, "select text from model")
    return read_model(kept[0][0].encode(), "the model in the case") if kept else None


def use_model(con: duckdb.DuckDBPyConnection, model: Model | None) -> None:
    """Fill `learnt` (see ``finding/views.sql``) by a model; without one, empty it.

    What findings stand on must be made.
    """
    con.execute("delete from learnt").fetchall()
    if model is None:
        return
    from moneygraph.learning.fit import ask
    from moneygraph.learning.measured import matrix
    from moneygraph.learning.untrained import score_untrained

    score_untrained(con)
    run_file(con, "learning/features.sql")
    read = con.execute("select * from trait_features('trait') order by account").fetchnumpy()
    told = ask(model.trees, matrix(read))
    columns = {f"f{place}": told.points[:, place].copy() for place in range(len(NAMES))}
    listed = f"list_zip($names, [{', '.join(columns)}, $begun])"
    con.register("scores_to_keep", {"account": read["account"], "score": told.score, **columns})
    try:
        con.execute(
            "insert into learnt select account, score, map_from_entries("
            f"list_filter({listed}, lambda one: abs(one[2]) >= $least)) from scores_to_keep",
            {"names": [*NAMES, "begun"], "begun": told.begun, "least": _LEAST_POINTS},
        ).fetchall()
    finally:
        con.unregister("scores_to_keep")
