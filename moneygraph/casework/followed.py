"""Follows the money of complaints or, in a case without any, of victims who are found.

`reached` gives the transfers that the money of each complaint went through.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from moneygraph.casework.trace import follow_rule
from moneygraph.detect.derived import ensure_findings, moved_at_once
from moneygraph.flow.trails import Trace
from moneygraph.flow.trails.pieces import Int64s, Ranges
from moneygraph.flow.trails.starts import Starts, find_claims, one_currency
from moneygraph.flow.trails.victims import victim_accounts
from moneygraph.flow.trails.walk import walk
from moneygraph.ingest.complaints import ensure_claims
from moneygraph.store.errors import CallError, UnknownStart
from moneygraph.store.masking import masked_names
from moneygraph.store.message import Message
from moneygraph.store.schema import SHARING_RULES
from moneygraph.store.sqltext import rows_of

if TYPE_CHECKING:
    import duckdb

    from moneygraph.store.file import CaseFile


@dataclass(frozen=True)
class Followed:
    """The trail of complaints under a rule, and its starts.

    ``stand_in``: the case holds no complaints; the victims that loan-then-transfer finds
    stand in for them, each under the owner's number.
    """

    trace: Trace
    starts: Starts
    stand_in: bool


def follow_complaints(
    case: CaseFile,
    rule: str,
    numbers: Sequence[str] | None = None,
    currency: str | None = None,
) -> Followed:
    """Follow all complaints, or those with these numbers, under a rule.

    Raises `CallError` for a rule that cannot keep victims apart and for claims of
    several currencies, `UnknownStart` for a number that is not there.
    """
    if rule not in SHARING_RULES:
        raise CallError(
            Message("rule '{rule}' does not say whose money is where", rule=rule),
            Message("Choose one of: {names}.", names=SHARING_RULES),
        )
    starts, stand_in = starts_of(case, numbers, currency)
    return Followed(follow_rule(case, rule, starts), starts, stand_in)


def starts_of(
    case: CaseFile, numbers: Sequence[str] | None, currency: str | None
) -> tuple[Starts, bool]:
    """Return where the money of complaints starts, and whether victims who are found stand in."""
    if not rows_of(case.con, "select 1 from complaint limit 1"):
        return _found_victims(case, numbers, currency), True
    ensure_claims(case.con)
    return find_claims(case.con, numbers, since=None, until=None, currency=currency), False


def _found_victims(case: CaseFile, numbers: Sequence[str] | None, currency: str | None) -> Starts:
    ensure_findings(case)
    rows = moved_at_once(case)
    owners = {row.owner for row in rows}
    chosen_owners: set[str] = set()
    for number in numbers or ():
        matching = owners.intersection(masked_names(case.con, "owner", number))
        chosen_owners |= matching
        if not matching:
            raise UnknownStart(
                Message(
                    "the case holds no complaints, and no victim {number} is found", number=number
                ),
                Message("`moneygraph find loan-then-transfer` lists who is found."),
            )
    rows = [row for row in rows if numbers is None or row.owner in chosen_owners]
    chosen = one_currency(case.con, [row.currency for row in rows], currency)
    rows = [row for row in rows if row.currency == chosen]
    victims = list(dict.fromkeys(row.owner for row in rows))
    index_of = {owner: index for index, owner in enumerate(victims)}
    amounts = np.array([row.amount for row in rows], np.int64)
    ids = np.array([row.transfer for row in rows], np.int64)
    victim = np.array([index_of[row.owner] for row in rows], np.int32)
    ranges = Ranges(ids, np.zeros_like(amounts), amounts)
    accounts = victim_accounts(case.con, victims, "of_owners")
    return Starts(ranges, chosen, victim, tuple(victims), accounts)


_BITS = 32


def reached(con: duckdb.DuckDBPyConnection, followed: Followed) -> dict[str, Int64s]:
    """Return parallel arrays ``transfer`` (ids), ``victim`` (indices) and ``amount``.

    The amount is how much of that complaint's money entered the transfer, in the traced currency;
    money that ran into another start or came back to the victim is left out. Ordered by transfer
    and victim.
    """
    starts = followed.starts
    returns = starts.returns(con)
    pieces = walk(con, followed.trace.rule, starts.ranges, returns=returns).pieces
    pieces = pieces[~pieces["returned"] & ~returns.of(pieces)]
    keys = pieces["transfer"] << _BITS | starts.victim[pieces["root"]]
    distinct, key_index = np.unique(keys, return_inverse=True)
    amount = np.zeros(len(distinct), np.int64)
    np.add.at(amount, key_index, pieces["share"])
    victim = distinct & (1 << _BITS) - 1
    return {"transfer": distinct >> _BITS, "victim": victim, "amount": amount}
