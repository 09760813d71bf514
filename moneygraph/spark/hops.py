"""Hops on a cluster: the kernel of `flow.matching`, account by account.

Each side of a transfer stands for itself here: the other is in a closed slot, as another account's
rows are elsewhere. Of an account that is cut, the credits that have money left come before its next
rows, with what is left of them; so memory follows what lies on the account, not what went through.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from moneygraph.flow.matching.kernel import Int32s, Int64s
from moneygraph.flow.matching.match import Hops, match, ties_in_order
from moneygraph.flow.matching.overdraft import with_debts
from moneygraph.flow.matching.refunds import Refunds
from moneygraph.flow.matching.sides import Sides, Slots
from moneygraph.flow.matching.undone import Undone
from moneygraph.spark.chunks import MOST, WORTH, codes, pieces

if TYPE_CHECKING:
    import pyarrow as pa

SCHEMA: Final = (
    "in_transfer bigint, out_transfer bigint, account string, amount bigint, dwell_s bigint,"
    " in_offset bigint, out_offset bigint"
)
_RULE: Final = "lifo"


@dataclass(frozen=True)
class Rows:
    """The sides in a piece as arrays, in order, and the slot of each; accounts by number.

    ``used`` is how many tiyn of a credit earlier rows of its account have spent already.
    """

    ids: Int64s
    account: Int32s
    slot: Int32s
    debit: NDArray[np.bool_]
    ts: Int64s
    amount: Int64s
    used: Int64s
    lowest: Int64s
    known: Int64s
    tie: Int64s
    position: Int64s
    names: pa.Array
    slots: Int32s

    def __len__(self) -> int:
        return len(self.ids)


def rows_of(table: pa.Table) -> Rows:
    """Return the rows of a piece; slots are pairs of account and currency, in no order."""
    account, names = codes(table["account"])
    currency, currencies = codes(table["currency"])
    keys, slot = np.unique(account * len(currencies) + currency, return_inverse=True)
    numbers = {
        name: table[name].to_numpy() for name in ("id", "ts_us", "amount", "lowest", "known")
    }
    tie = table["tie"].fill_null(-1).to_numpy()
    position = table["position"].fill_null(-1).to_numpy()
    used = (
        table["used"].to_numpy()
        if "used" in table.column_names
        else np.zeros(len(account), np.int64)
    )
    return Rows(
        ids=numbers["id"], account=account.astype(np.int32), slot=slot.astype(np.int32),
        debit=table["debit"].to_numpy(), ts=numbers["ts_us"], amount=numbers["amount"], used=used,
        lowest=numbers["lowest"], known=numbers["known"], tie=tie, position=position, names=names,
        slots=(keys // len(currencies)).astype(np.int32),
    )  # fmt: skip


def events_of(rows: Rows) -> Int32s:
    """Return the events (see `matching.kernel`) of the rows, of which each is its own transfer."""
    number = np.arange(len(rows), dtype=np.int32)
    events = np.where(rows.debit, ~number, number)
    tied = np.flatnonzero(rows.tie >= 0)
    if not len(tied):
        return events
    tied = tied[np.lexsort((rows.position[tied], rows.tie[tied]))]
    sides = np.where(rows.debit[tied], ~number[tied], number[tied])
    return ties_in_order(events, len(rows), sides, rows.tie[tied])


def match_rows(rows: Rows) -> Hops:
    """Match the rows under lifo; transfers of the hops are the numbers of rows."""
    count, outside = len(rows), len(rows.slots)
    first = np.full(outside + 1, -1, np.int64)
    first[rows.slot] = np.arange(count)
    known, lowest = np.zeros(outside + 1, np.int64), np.zeros(outside + 1, np.int64)
    known[:-1], lowest[:-1] = rows.known[first[:-1]], rows.lowest[first[:-1]]
    none = np.empty(0, np.int64)
    nobody = np.empty(0, np.int32)
    closed = np.zeros(outside + 1, np.bool_)
    closed[-1] = True
    slots = Slots(
        from_slot=np.where(rows.debit, rows.slot, outside).astype(np.int32),
        to_slot=np.where(rows.debit, outside, rows.slot).astype(np.int32),
        account=np.append(rows.slots, -1).astype(np.int32), closed=closed, opening=known,
        lowest=lowest, refunds=Refunds(nobody, nobody, none, none),
        undone=Undone(nobody, nobody, none, none, np.empty(0, object)),
    )  # fmt: skip
    sides = Sides(
        ids=np.arange(count, dtype=np.int32), ts=rows.ts, credit_ts=rows.ts, day_only=None,
        credit_day_only=None, from_account=rows.account, to_account=rows.account,
        amount=rows.amount, to_amount=rows.amount,
    )  # fmt: skip
    return match(_RULE, with_debts(sides, slots, events_of(rows)))


def match_partition(
    batches: Iterator[pa.RecordBatch], worth: int = WORTH, most: int = MOST
) -> Iterator[pa.RecordBatch]:
    """Return the hops of a partition of sides, sorted by account and moment."""
    import pyarrow as pa

    left: pa.Table | None = None
    for piece in pieces(batches, worth, most):
        table = piece.rows
        if left is not None:
            table = pa.concat_tables([left, _with_used(table)])
        rows = rows_of(table)
        hops = match_rows(rows)
        yield _batch(rows, hops)
        left = _left(table, rows, hops) if piece.more else None


def _with_used(table: pa.Table) -> pa.Table:
    import pyarrow as pa

    if "used" in table.column_names:
        return table
    return table.append_column("used", pa.array(np.zeros(table.num_rows, np.int64)))


def _left(table: pa.Table, rows: Rows, hops: Hops) -> pa.Table:
    """Return the credits with money left, less what is spent of them."""
    import pyarrow as pa

    spent = np.zeros(len(rows), np.int64)
    np.add.at(spent, hops.in_transfer, hops.amount)
    credits = events_of(rows)
    credits = credits[credits >= 0]
    lying = credits[spent[credits] < rows.amount[credits]]
    kept = _with_used(table).take(pa.array(lying))
    changed = {"amount": rows.amount - spent, "used": rows.used + spent}
    for name, values in changed.items():
        kept = kept.set_column(kept.column_names.index(name), name, pa.array(values[lying]))
    return kept.set_column(
        kept.column_names.index("tie"), "tie", pa.nulls(len(lying), table.schema.field("tie").type)
    )


def _batch(rows: Rows, hops: Hops) -> pa.RecordBatch:
    import pyarrow as pa

    columns: dict[str, Any] = {
        "in_transfer": rows.ids[hops.in_transfer],
        "out_transfer": rows.ids[hops.out_transfer],
        "account": rows.names.take(pa.array(hops.account)),
        "amount": hops.amount,
        "dwell_s": hops.dwell_s,
        "in_offset": hops.in_offset + rows.used[hops.in_transfer],
        "out_offset": hops.out_offset,
    }
    return pa.RecordBatch.from_pydict(columns)
