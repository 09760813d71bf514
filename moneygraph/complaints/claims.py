"""Fills ``claim``: what each complaint row complains of, or why that is not found."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from moneygraph.case import transaction
from moneygraph.complaints.assign import Desk, Fit, assign
from moneygraph.loading.tables import read_table
from moneygraph.sqltext import rows_of, run_file

if TYPE_CHECKING:
    import duckdb

_ASKED = "select wish, list(row order by place) from asked group by wish order by wish"
_FITS = "select wish, transfer, score from fit order by wish, transfer"
_HUNDREDTHS = 2

#: Why a complaint row is not found, in the order in which it is asked.
REASONS = (
    *("no-transfer", "no-account", "two-candidates", "taken", "other-currency"),
    *("before-records", "after-records", "no-amount"),
)
#: row, transfer, reason, detail
_Given = tuple[int, int | None, str | None, str | None]


def ensure_claims(con: duckdb.DuckDBPyConnection) -> None:
    """Fill ``claim`` in a transaction of its own, unless that is done or there is nothing to do."""
    if not rows_of(con, "select 1 from meta where key = 'claim'") and _has_complaints(con):
        with transaction(con, "while complaints were matched"):
            make_claims(con)


def make_claims(con: duckdb.DuckDBPyConnection) -> None:
    """Match the complaints of a case to its transfers; ``claim`` must be empty.

    The outcome does not depend on the order of loading.
    """
    if not _has_complaints(con):
        return
    run_file(con, "complaints/match.sql")
    asked: dict[int, list[int]] = dict(rows_of(con, _ASKED))
    fits: list[Fit] = rows_of(con, _FITS)
    desk = assign({wish: len(rows) for wish, rows in asked.items()}, fits)
    given = list(_given(asked, fits, desk))
    names = ("rows", "transfers", "reasons", "details")
    columns = {name: [one[place] for one in given] for place, name in enumerate(names)}
    run_file(con, "complaints/given.sql", **columns)
    places = read_table("currencies")["decimals"]
    fine = [code for code, decimals in places.items() if decimals > _HUNDREDTHS]
    run_file(con, "complaints/reasons.sql", fine=fine)
    con.execute("insert into meta values ('claim', 'made')").fetchall()


def _has_complaints(con: duckdb.DuckDBPyConnection) -> bool:
    return bool(rows_of(con, "select 1 from complaint limit 1"))


def _given(asked: dict[int, list[int]], fits: list[Fit], desk: Desk) -> Iterator[_Given]:
    """Yield each row for which some transfer fits; equal rows get theirs in the order of time."""
    fitting: dict[int, list[int]] = {}
    for wish, transfer, _ in fits:
        fitting.setdefault(wish, []).append(transfer)
    for wish, all_fitting in fitting.items():
        given = sorted(desk.given.get(wish, []))
        torn = sorted(desk.torn.get(wish, []))
        reason = "two-candidates" if torn else "taken"
        detail = ", ".join(map(str, torn or all_fitting))
        rows = asked[wish]
        yield from ((row, one, None, None) for row, one in zip(rows, given, strict=False))
        yield from ((row, None, reason, detail) for row in rows[len(given) :])
