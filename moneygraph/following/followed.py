"""Follows the money of complaints; where a case holds none, of victims that are found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from moneygraph.complaints import ensure_claims
from moneygraph.errors import CallError, UnknownStart
from moneygraph.finding.follow import follow_rule
from moneygraph.finding.prepare import ensure_findings, moved_at_once
from moneygraph.masking import said_names
from moneygraph.printable import printable
from moneygraph.schema import SHARING_RULES
from moneygraph.sqltext import rows_of
from moneygraph.trails import Trace
from moneygraph.trails.claims import find_claims
from moneygraph.trails.pieces import Ranges
from moneygraph.trails.starts import Starts, one_currency

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True)
class Followed:
    """The trail of complaints under a rule, and what it began with.

    ``stand_in``: the case holds no complaints; the victims that loan-then-transfer finds
    stand in for them, each under the owner's number.
    """

    trace: Trace
    begun: Starts
    stand_in: bool


def follow_complaints(
    con: duckdb.DuckDBPyConnection,
    rule: str,
    numbers: Sequence[str] | None = None,
    currency: str | None = None,
) -> Followed:
    """Follow all complaints, or those with these numbers, under a rule.

    Raises `CallError` for a rule that cannot say whose money is where and for claims of
    several currencies, `UnknownStart` for a number that is not there.
    """
    if rule not in SHARING_RULES:
        raise CallError(
            f"rule '{printable(rule)}' does not say whose money stands where",
            f"Choose one of: {', '.join(SHARING_RULES)}.",
        )
    stand_in = not rows_of(con, "select 1 from complaint limit 1")
    if stand_in:
        begun = _found_victims(con, numbers, currency)
    else:
        ensure_claims(con)
        begun = find_claims(con, numbers, since=None, until=None, currency=currency)
    return Followed(follow_rule(con, rule, begun), begun, stand_in)


def _found_victims(
    con: duckdb.DuckDBPyConnection, numbers: Sequence[str] | None, currency: str | None
) -> Starts:
    ensure_findings(con)
    rows = moved_at_once(con)
    owners = {row.owner for row in rows}
    wanted: set[str] = set()
    for number in numbers or ():
        meant = owners.intersection(said_names(con, "owner", number))
        wanted |= meant
        if not meant:
            raise UnknownStart(
                f"the case holds no complaints, and no victim {printable(number)} is found",
                "`moneygraph find loan-then-transfer` lists who is found.",
            )
    rows = [row for row in rows if numbers is None or row.owner in wanted]
    chosen = one_currency(con, [row.currency for row in rows], currency)
    rows = [row for row in rows if row.currency == chosen]
    victims = list(dict.fromkeys(row.owner for row in rows))
    place = {owner: at for at, owner in enumerate(victims)}
    amounts = np.array([row.amount for row in rows], np.int64)
    ids = np.array([row.transfer for row in rows], np.int64)
    victim = np.array([place[row.owner] for row in rows], np.int32)
    return Starts(Ranges(ids, np.zeros_like(amounts), amounts), chosen, victim, tuple(victims))
