"""Accounts of the victims whose money is traced, and the transfers that bring it back to them.

What comes back to the victim whose money it is, has ended its way: whatever is bought with it
later, it is nobody else's. Another victim's money goes on through the same account.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from moneygraph.flow.trails.pieces import Bools, Int32s, Int64s, Pieces
from moneygraph.store.sqltext import named_sql

if TYPE_CHECKING:
    import duckdb

_BITS = 32
_RETURNS = """
select t.id, v.victim
from transfer as t join victim_account as v on v.account = t.to_account
where not exists (
    select 1 from victim_account as o where o.victim = v.victim and o.account = t.from_account)
order by t.id, v.victim
"""


@dataclass(frozen=True)
class VictimAccounts:
    """Accounts (ids) by victim (indices): parallel arrays, ordered by both."""

    victim: Int32s
    account: Int32s

    @classmethod
    def none(cls) -> VictimAccounts:
        """Return no accounts: what is traced is nobody's in particular."""
        return cls(np.empty(0, np.int32), np.empty(0, np.int32))


def victim_accounts(
    con: duckdb.DuckDBPyConnection,
    names: Sequence[str],
    by: Literal["of_complaints", "of_owners"],
) -> VictimAccounts:
    """Return the accounts of victims, who are named by complaints or are owners."""
    sql = named_sql("flow/trails/victim_accounts.sql")[by]
    read = con.execute(sql, {"names": list(names)}).fetchnumpy()
    return VictimAccounts(read["victim"].astype(np.int32), read["account"].astype(np.int32))


@dataclass(frozen=True)
class Returns:
    """Transfers that bring a victim's money back to an account of that victim from another's.

    ``keys`` are transfers and victims as one number, in order; ``victim`` is by start. A transfer
    on which a trace starts is none of them: its money is on its way from there.
    """

    keys: Int64s
    victim: Int32s

    @classmethod
    def read(
        cls,
        con: duckdb.DuckDBPyConnection,
        accounts: VictimAccounts,
        starts: Int64s,
        victim: Int32s,
    ) -> Returns:
        """Find them; ``starts`` are the transfers on which the trace starts."""
        if not len(accounts.account):
            return cls(np.empty(0, np.int64), victim)
        con.register("victim_account", {"victim": accounts.victim, "account": accounts.account})
        try:
            read = con.execute(_RETURNS).fetchnumpy()
        finally:
            con.unregister("victim_account")
        transfer = read["id"].astype(np.int64)
        keys = transfer << _BITS | read["victim"].astype(np.int64)
        return cls(keys[~np.isin(transfer, starts)], victim)

    def of(self, pieces: Pieces) -> Bools:
        """Return which pieces came back to the victim whose money they are."""
        return self.has(pieces["transfer"], self.victim[pieces["root"]])

    def has(self, transfer: Int64s, victim: Int32s | Int64s) -> Bools:
        """Return which transfers bring money of the victim beside each back."""
        if not len(self.keys):
            return np.zeros(len(transfer), np.bool_)
        found: Bools = np.isin(transfer.astype(np.int64) << _BITS | victim, self.keys)
        return found
