"""Stolen money by transfer and victim: of complaints, else of loans that left at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from moneygraph.detect.derived import (
    FINDING_RULE,
    ensure_findings,
    ensure_hops,
    has_current_hops,
    has_stolen,
    moved_at_once,
)
from moneygraph.flow.trails.pieces import Ranges
from moneygraph.flow.trails.shares import Shares, shares_by_transfer
from moneygraph.flow.trails.starts import Starts, find_claims
from moneygraph.flow.trails.victims import victim_accounts
from moneygraph.store.sqltext import rows_of

if TYPE_CHECKING:
    import duckdb

    from moneygraph.store.file import CaseFile

_CURRENCIES = """
select t.currency::varchar from claim as c join transfer as t on t.id = c.transfer
where c.amount > 0 group by t.currency order by count(*) desc, t.currency
"""


def has_claims(con: duckdb.DuckDBPyConnection) -> bool:
    """Tell whether the transfer of any complaint is known."""
    return bool(rows_of(con, "select 1 from claim where transfer is not null limit 1"))


def lacks_hops(case: CaseFile) -> bool:
    """Tell whether the complaints of a case cannot be traced before hops are made."""
    return has_claims(case.con) and not has_current_hops(case, FINDING_RULE)


def stolen_shares(case: CaseFile) -> list[Shares]:
    """Return the stolen money that each transfer moved, by currency, the commonest first (lifo).

    Complaints are traced where the case has any; hops are made for that. Else loans that left at
    once are traced, once `find` has looked for them; the victims are then owners. There are no
    shares where neither is so.
    """
    if has_claims(case.con):
        if lacks_hops(case):
            ensure_hops(case, FINDING_RULE)
        return [_claimed(case.con, currency) for (currency,) in rows_of(case.con, _CURRENCIES)]
    return _lent(case) if has_stolen(case) else []


def _claimed(con: duckdb.DuckDBPyConnection, currency: str) -> Shares:
    starts = find_claims(con, None, since=None, until=None, currency=currency)
    return shares_by_transfer(con, FINDING_RULE, starts)


def _lent(case: CaseFile) -> list[Shares]:
    ensure_findings(case)
    moved = moved_at_once(case)
    currencies = sorted({one.currency for one in moved})
    times = {code: sum(one.currency == code for one in moved) for code in currencies}
    shares = []
    for code in sorted(currencies, key=lambda one: (-times[one], one)):
        some = [one for one in moved if one.currency == code]
        owners = sorted({one.owner for one in some})
        ranges = Ranges(
            np.array([one.transfer for one in some], np.int64),
            np.zeros(len(some), np.int64),
            np.array([one.amount for one in some], np.int64),
        )
        index_of = {owner: index for index, owner in enumerate(owners)}
        victim = np.array([index_of[one.owner] for one in some], np.int32)
        accounts = victim_accounts(case.con, owners, "of_owners")
        starts = Starts(ranges, code, victim, tuple(owners), accounts)
        shares.append(shares_by_transfer(case.con, FINDING_RULE, starts))
    return shares
