"""What features are measured from: transfers, the parties' kinds, the order of events, hops."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from moneygraph.detect.features import records
from moneygraph.detect.features.records import MOVEMENT, Records
from moneygraph.flow.matching.kernel import (
    Bools,
    Int32s,
    Int64s,
    compiled,
    slot_starts,
    stretch_bits,
)
from moneygraph.flow.matching.match import Hops, read_events
from moneygraph.flow.matching.parts import Range, only, slot_ranges
from moneygraph.flow.matching.sides import Sides, read_by_id, read_sides
from moneygraph.store.arrays import at_once
from moneygraph.store.schema import KINDS, TERMINALS
from moneygraph.store.sqltext import named_sql

if TYPE_CHECKING:
    import duckdb

Bytes: TypeAlias = NDArray[np.uint8]
#: Bytes of arrays for each transfer while movements are measured, while hops are followed, and
#: where hops are matched beside.
MEASURE_BYTES, FOLLOW_BYTES, BESIDE_BYTES = 54, 150, 400


@dataclass(frozen=True)
class Movements:
    """The movements of a range of accounts; those of one start at ``start[account]``."""

    accounts: Range
    start: Int32s
    movements: Records


def group_movements(
    events: Int32s, sides: Sides, use: Bytes, owner: Int32s, closed: Bools, accounts: Range
) -> Movements:
    """Group the sides of all transfers by account; an account that is `closed` has no movements.

    `events` (see `matching.kernel`) is their order, `owner` the number of the party behind each
    account.
    """
    closed = only(accounts, closed)
    start = slot_starts(sides.from_account, sides.to_account, closed)
    movements = np.empty(int(start[-1]), MOVEMENT)
    _group(
        events, sides.from_account, sides.to_account, sides.ts, sides.credit_ts, sides.amount,
        sides.to_amount, use, owner, closed, start, movements,
    )  # fmt: skip
    return Movements(accounts, start, movements)


@compiled
def _group(
    events: Int32s, from_account: Int32s, to_account: Int32s, ts: Int64s, credit_ts: Int64s,
    amount: Int64s, to_amount: Int64s, use: Bytes, owner: Int32s, closed: Bools, start: Int32s,
    movements: Records,
) -> None:  # fmt: skip
    bits = stretch_bits(len(closed))
    position = start[: -1 : 1 << bits].copy()
    for event in events:
        is_credit = event >= 0
        transfer = event if is_credit else ~event
        payer, payee = from_account[transfer], to_account[transfer]
        account, other = (payee, payer) if is_credit else (payer, payee)
        if closed[account] or payer == payee:
            continue
        one = movements[position[account >> bits]]
        position[account >> bits] += 1
        one.at_us = credit_ts[transfer] if is_credit else ts[transfer]
        one.amount = to_amount[transfer] if is_credit else amount[transfer]
        one.owner, one.transfer, one.use = owner[other], transfer, use[transfer]
        one.account, one.is_credit = account, is_credit
    _settle(start, bits, movements)


@compiled
def _settle(start: Int32s, bits: int, movements: Records) -> None:
    """Put movements that lie in their stretch of accounts to their account."""
    accounts = len(start) - 1
    for first in range(0, accounts, 1 << bits):
        end = min(first + (1 << bits), accounts)
        stretch = movements[start[first] : start[end]].copy()
        position = start[first:end].copy()
        for one in stretch:
            movements[position[one.account - first]] = one
            position[one.account - first] += 1


@dataclass(frozen=True)
class Parties:
    """The columns of ``parties.sql`` for every account, at the index of its id."""

    owner: Int32s
    closed: Bools
    pays: Bools
    is_person: Bools
    receives: Bools
    serves: Bools
    employs: Bools
    is_firm: Bools
    is_exit: Bools


_TRANSFERS = "select id, enum_code(kind) as kind, own from transfer"


def read_parties(con: duckdb.DuckDBPyConnection) -> Parties:
    """Read what all accounts are; see ``parties.sql``."""
    sql = named_sql("detect/features/parties.sql")
    numbered = sql["numbered"].format(kinds=sql["kinds"])
    read = con.execute(numbered, [list(TERMINALS)]).fetchnumpy()
    ids = read.pop("id")
    columns: dict[str, Any] = {}
    for name, column in read.items():
        kind = np.int32 if name == "owner" else np.bool_
        columns[name] = np.zeros(int(ids.max(initial=-1)) + 1, kind)
        columns[name][ids] = column
    return Parties(**columns)


def _is_of(kinds: NDArray[np.integer], *names: str) -> Bools:
    is_chosen = np.zeros(len(KINDS), np.bool_)
    is_chosen[[KINDS.index(name) for name in names]] = True
    chosen: Bools = is_chosen[kinds]
    return chosen


def read_uses(con: duckdb.DuckDBPyConnection, sides: Sides, parties: Parties) -> Bytes:
    """Return what each transfer is to its parties, see `records`.

    RECEIVED and PAID are those of the views in ``detect/views.sql``.
    """
    read = read_by_id(con, _TRANSFERS)
    return uses_of(read["kind"], read["own"], sides.from_account, sides.to_account, parties)


def uses_of(
    kind: NDArray[np.integer], own: Bools, payer: Int32s, payee: Int32s, parties: Parties
) -> Bytes:
    """Return what transfers are to their parties; `kind` are indices of `schema.KINDS`."""
    others = ~own & (payer != payee)
    paid = _is_of(kind, "transfer", "cash_out", "abroad", "other") & parties.receives[payee]
    leaves = parties.is_exit[payee] | _is_of(kind, "cash_out", "abroad")
    received = _is_of(kind, "transfer", "abroad", "other", "reversal") & parties.pays[payer]
    between = parties.is_person[payer] & parties.is_person[payee]
    uses = {
        records.RECEIVED: received,
        records.PAID: paid,
        records.PEOPLE: _is_of(kind, "transfer", "other") & between,
        records.HOUSEHOLD: _is_of(kind, "card", "loan_repayment") | parties.serves[payee],
        records.WAGE: _is_of(kind, "salary") | parties.employs[payer],
        records.EXIT: paid & leaves,
        records.FIRM: parties.is_firm[payee],
    }
    use = np.zeros(len(kind), np.uint8)
    for bit, is_so in uses.items():
        use |= is_so * np.uint8(bit)
    chosen: Bytes = use * others
    return chosen


#: From the first of these moments up to the second, in microseconds since 1970.
Window: TypeAlias = tuple[int, int]
#: The indices of in_transfer and out_transfer, the amount and dwell_s of each hop.
HopArrays: TypeAlias = tuple[Int32s, Int32s, Int64s, Int64s]


@dataclass(frozen=True)
class Inputs:
    """All transfers with their parties and what each is to them, and the order of events."""

    sides: Sides
    events: Int32s
    parties: Parties
    use: Bytes


@dataclass(frozen=True)
class Grouped:
    """The movements of all accounts, those of one range of accounts after the other.

    They are grouped anew each time that they are gone through, but where all are one range.
    """

    inputs: Inputs
    start: Int32s
    ranges: list[Range]

    @property
    def owners(self) -> int:
        """How many parties there are behind accounts."""
        return int(self.inputs.parties.owner.max(initial=0)) + 1

    def __iter__(self) -> Iterator[Movements]:
        for one in self.ranges if len(self.ranges) > 1 else ():
            yield self._of(one)
        if len(self.ranges) == 1:
            yield self._all

    @cached_property
    def _all(self) -> Movements:
        return self._of(self.ranges[0])

    def _of(self, accounts: Range) -> Movements:
        given, parties = self.inputs, self.inputs.parties
        return group_movements(
            given.events, given.sides, given.use, parties.owner, parties.closed, accounts
        )


def group_all(inputs: Inputs) -> Grouped:
    """Return all movements, in as many ranges of accounts as the memory asks for."""
    sides = inputs.sides
    start = slot_starts(sides.from_account, sides.to_account, inputs.parties.closed)
    most = at_once(len(sides.ids) * MEASURE_BYTES, MOVEMENT.itemsize)
    return Grouped(inputs, start, slot_ranges(start, most))


def read_inputs(con: duckdb.DuckDBPyConnection) -> Inputs:
    """Read the inputs of a case."""
    sides, parties = read_sides(con), read_parties(con)
    return Inputs(sides, read_events(con, sides), parties, read_uses(con, sides, parties))


def hop_arrays_of(sides: Sides, hops: Hops) -> HopArrays:
    """Return the arrays of hops that were just matched."""
    ins, outs = _indices_of(sides.ids, hops.in_transfer), _indices_of(sides.ids, hops.out_transfer)
    return ins, outs, hops.amount, hops.dwell_s


def read_hop_arrays(con: duckdb.DuckDBPyConnection, sides: Sides, table: str) -> HopArrays:
    """Read the hops of a table."""
    sql = f"select in_transfer, out_transfer, amount, dwell_s from {table}"
    in_ids, out_ids, amount, dwell_s = con.execute(sql).fetchnumpy().values()
    return _indices_of(sides.ids, in_ids), _indices_of(sides.ids, out_ids), amount, dwell_s


def cut(inputs: Inputs, hop_arrays: HopArrays, window: Window) -> tuple[Inputs, HopArrays]:
    """Keep transfers that were debited inside a window, and hops between such."""
    sides, (ins, outs, amount, dwell_s) = inputs.sides, hop_arrays
    inside = (window[0] <= sides.ts) & (sides.ts < window[1])
    both = inside[ins] & inside[outs]
    # a payment to oneself moves nothing
    to_account = np.where(inside, sides.to_account, sides.from_account)
    use = np.where(inside, inputs.use, np.uint8(0))
    kept = (ins[both], outs[both], amount[both], dwell_s[both])
    return replace(inputs, sides=replace(sides, to_account=to_account), use=use), kept


def _indices_of(ids: Int32s, chosen: Int32s) -> Int32s:
    """Return the indices of some ids in the array of all, which most often count from 1."""
    if len(ids) and ids[-1] - ids[0] == len(ids) - 1:
        shifted: Int32s = chosen - ids[0]
        return shifted
    indices: Int32s = np.searchsorted(ids, chosen).astype(np.int32)
    return indices
