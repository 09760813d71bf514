"""Reads who the parties of transfers are and what each transfer is to them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from moneygraph.hops.kernel import Bools, Int32s
from moneygraph.hops.sides import Sides, read_by_id
from moneygraph.schema import KINDS, TERMINALS
from moneygraph.sqltext import sql_text
from moneygraph.traits import records
from moneygraph.traits.lay import Bytes

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True)
class Parties:
    """What stands in ``parties.sql`` of every account, at the place of its id."""

    owner: Int32s
    closed: Bools
    gives: Bools
    is_person: Bools
    takes: Bools
    serves: Bools
    employs: Bools
    is_firm: Bools
    is_exit: Bools


_TRANSFERS = "select id, enum_code(kind) as kind, own from transfer"


def read_parties(con: duckdb.DuckDBPyConnection) -> Parties:
    """Read who all accounts are."""
    read = con.execute(sql_text("traits/parties.sql"), [list(TERMINALS)]).fetchnumpy()
    ids = read.pop("id")
    columns: dict[str, Any] = {}
    for name, column in read.items():
        kind = np.int32 if name == "owner" else np.bool_
        columns[name] = np.zeros(int(ids.max(initial=-1)) + 1, kind)
        columns[name][ids] = column
    return Parties(**columns)


def _is_of(kinds: NDArray[np.uint8], *names: str) -> Bools:
    wanted = np.zeros(len(KINDS), np.bool_)
    wanted[[KINDS.index(name) for name in names]] = True
    chosen: Bools = wanted[kinds]
    return chosen


def read_uses(con: duckdb.DuckDBPyConnection, sides: Sides, parties: Parties) -> Bytes:
    """Return what each transfer is to its parties, see `records`.

    GIVEN and SENT are those of the views in ``finding/views.sql``.
    """
    read = read_by_id(con, _TRANSFERS)
    kind, own = read["kind"], read["own"]
    payer, payee = sides.from_account, sides.to_account
    others = ~own & (payer != payee)
    goes = _is_of(kind, "transfer", "cash_out", "abroad", "other") & parties.takes[payee]
    leaves = parties.is_exit[payee] | _is_of(kind, "cash_out", "abroad")
    given = _is_of(kind, "transfer", "abroad", "other", "reversal") & parties.gives[payer]
    between = parties.is_person[payer] & parties.is_person[payee]
    uses = {
        records.GIVEN: given,
        records.SENT: goes,
        records.PEOPLE: _is_of(kind, "transfer", "other") & between,
        records.HOUSEHOLD: _is_of(kind, "card", "loan_repayment") | parties.serves[payee],
        records.WAGE: _is_of(kind, "salary") | parties.employs[payer],
        records.EXIT: goes & leaves,
        records.FIRM: parties.is_firm[payee],
    }
    use = np.zeros(len(kind), np.uint8)
    for bit, is_so in uses.items():
        use |= is_so * np.uint8(bit)
    chosen: Bytes = use * others
    return chosen
