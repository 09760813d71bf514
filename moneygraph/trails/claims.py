"""Traces that start from complaints: the money of each, as it was found among the transfers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

import numpy as np

from moneygraph.errors import UnknownStart
from moneygraph.masking import said_names
from moneygraph.printable import printable
from moneygraph.sqltext import rows_of
from moneygraph.trails.pieces import Ranges
from moneygraph.trails.starts import Starts, one_currency

if TYPE_CHECKING:
    import duckdb

_CLAIMS = """
select c.complaint, t.id, c.amount, t.currency::varchar
from claim as c join transfer as t on t.id = c.transfer
where ($1::varchar[] is null or c.complaint in (select unnest($1::varchar[])))
    and t.ts >= $2::timestamp and t.ts <= $3::timestamp and c.amount > 0
order by t.id
"""
_KNOWN = "select distinct number from complaint where number in (select unnest($1::varchar[]))"


def find_claims(
    con: duckdb.DuckDBPyConnection,
    numbers: Sequence[str] | None,
    *,
    since: datetime | None,
    until: datetime | None,
    currency: str | None,
) -> Starts:
    """Return what complaints claim and was found; all of them where no numbers are named.

    Raises `UnknownStart` for a number of which no complaint is held, or when there are none,
    and `CallError` when the claims are of more than one currency.
    """
    wanted = None if numbers is None else _known(con, numbers)
    if not rows_of(con, "select 1 from complaint limit 1"):
        raise UnknownStart(
            "the case holds no complaints", "Load a file of them: moneygraph load complaints.csv."
        )
    span = (since or datetime.min, until or datetime.max)
    rows = rows_of(con, _CLAIMS, wanted, *span)
    chosen = one_currency(con, [row[3] for row in rows], currency)
    rows = [row for row in rows if row[3] == chosen]
    # by time, not by number: who bears the odd tiyn must not hang on what they are called
    victims = list(dict.fromkeys(row[0] for row in rows))
    place = {number: at for at, number in enumerate(victims)}
    amounts = np.array([row[2] for row in rows], np.int64)
    ranges = Ranges(
        np.array([row[1] for row in rows], np.int64), np.zeros(len(rows), np.int64), amounts
    )
    victim = np.array([place[row[0]] for row in rows], np.int32)
    return Starts(ranges, chosen, victim, tuple(victims))


def _known(con: duckdb.DuckDBPyConnection, numbers: Sequence[str]) -> list[str]:
    """Return the numbers of complaints as the case has them."""
    found: list[str] = []
    for said in sorted(numbers):
        known = rows_of(con, _KNOWN, said_names(con, "complaint", said))
        if not known:
            raise UnknownStart(
                f"there is no complaint {printable(said)} in the case",
                "`moneygraph complaints` lists them.",
            )
        found += [number for (number,) in known]
    return found
