"""Features on a cluster: the loops of `detect.features`, account by account.

What needs one account alone is measured here, in two rounds: first what each payment is to its
payer and what is usual for the account, then all else, once that is known of payers and of all.
What follows money over several accounts is in `spread`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from moneygraph.detect.features.inputs import Grouped, Inputs, Parties, uses_of
from moneygraph.detect.features.measure import (
    TransferFlags,
    flag_all,
    follow_out,
    measure_all,
    pass_all,
)
from moneygraph.detect.features.records import FEATURE, Records
from moneygraph.flow.matching.kernel import slot_starts
from moneygraph.flow.matching.match import Hops
from moneygraph.flow.matching.sides import Sides
from moneygraph.spark.chunks import codes, pieces
from moneygraph.spark.hops import Rows, events_of, match_rows, rows_of
from moneygraph.store.schema import KINDS, feature_columns

if TYPE_CHECKING:
    import pyarrow as pa

Partition = Callable[[Iterator["pa.RecordBatch"]], Iterator["pa.RecordBatch"]]

USED: Final = "id bigint, use tinyint"
FLAGGED: Final = "id bigint, empties boolean, drains boolean, is_new boolean, usual bigint"
_TYPES: Final = {"int64": "bigint", "float64": "double"}
MEASURED: Final = "account string, " + ", ".join(
    f"{name} {_TYPES[kind]}" for name, kind in feature_columns()
)
#: What `use` takes of an account, as columns of the payer (``f_``) and of the payee (``t_``).
PARTY: Final = (
    *("closed", "pays", "is_person", "receives", "serves", "employs", "is_firm", "is_exit"),
)


def use_partition(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Return what each transfer is to its parties; see `features.inputs.uses_of`."""
    import pyarrow as pa

    for batch in batches:
        count = batch.num_rows
        columns = {
            name: batch.column(name).to_numpy(zero_copy_only=False) for name in batch.schema.names
        }
        both = {
            name: np.concatenate([columns[f"f_{name}"], columns[f"t_{name}"]]).astype(np.bool_)
            for name in PARTY
        }
        parties = Parties(owner=np.zeros(2 * count, np.int32), **both)
        payer = np.arange(count, dtype=np.int32)
        payee = np.where(columns["is_inner"], payer, payer + count).astype(np.int32)
        kinds = {name: place for place, name in enumerate(KINDS)}
        kind = np.array([kinds.get(one, kinds["other"]) for one in columns["kind"]], np.int32)
        use = uses_of(kind, columns["own"].astype(np.bool_), payer, payee, parties)
        yield pa.RecordBatch.from_pydict(
            {"id": columns["id"], "use": use.astype(np.uint8).view(np.int8)}
        )


@dataclass(frozen=True)
class Measured:
    """Rows of whole accounts with what the loops over movements take."""

    rows: Rows
    inputs: Inputs
    grouped: Grouped
    flags: TransferFlags

    @property
    def accounts(self) -> int:
        """How many accounts the rows are of; the others stand for who is behind other accounts."""
        return len(self.rows.names)


def _measured(table: pa.Table) -> Measured:
    """Put rows in the form that the loops take; a party elsewhere is a closed account."""
    rows = rows_of(table)
    count, accounts = len(rows), len(rows.names)
    own, other = codes_of_two(table["own_owner"], table["other_owner"])
    owners = int(max(own.max(initial=-1), other.max(initial=-1))) + 1
    owner = np.concatenate([np.zeros(accounts, np.int64), np.arange(owners)]).astype(np.int32)
    owner[rows.account] = own
    closed = np.ones(accounts + owners, np.bool_)
    closed[:accounts] = False
    outside = (accounts + other).astype(np.int32)
    payer = np.where(rows.debit, rows.account, outside).astype(np.int32)
    payee = np.where(rows.debit, outside, rows.account).astype(np.int32)
    inner = table["inner_"].to_numpy()  # between two currencies of one account: no movement
    payer[inner] = payee[inner] = rows.account[inner]
    sides = Sides(
        ids=np.arange(count, dtype=np.int32), ts=rows.ts, credit_ts=rows.ts, day_only=None,
        credit_day_only=None, from_account=payer, to_account=payee, amount=rows.amount,
        to_amount=rows.amount,
    )  # fmt: skip
    use = table["use"].to_numpy().view(np.uint8)
    nothing = np.zeros(len(closed), np.bool_)
    parties = Parties(owner, closed, *[nothing] * 7)
    inputs = Inputs(sides, events_of(rows), parties, use)
    grouped = Grouped(inputs, slot_starts(payer, payee, closed), [(0, len(closed))])
    flags = TransferFlags(count)
    for name in ("empties", "drains", "is_new", "kept"):
        getattr(flags, name)[:] = table[name].fill_null(False).to_numpy()
    return Measured(rows, inputs, grouped, flags)


def codes_of_two(one: pa.ChunkedArray, other: pa.ChunkedArray) -> tuple[np.ndarray, np.ndarray]:
    """Number the values of two columns together."""
    import pyarrow as pa

    numbers, _ = codes(pa.chunked_array([*one.chunks, *other.chunks]))
    return numbers[: len(one)], numbers[len(one) :]


def flag_partition(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Return which payments empty, drain or are new to their payer, and what is usual for each."""
    import pyarrow as pa

    for piece in pieces(batches):
        one = _measured(piece.rows)
        features = np.zeros(len(one.grouped.start) - 1, FEATURE)
        flag_all(one.grouped, one.flags, features)
        flags = {name: getattr(one.flags, name) for name in ("empties", "drains", "is_new")}
        chosen = np.flatnonzero(np.logical_or.reduce(list(flags.values())))
        usual = features["usual"][features["usual"] > 0]
        for columns in (
            {
                "id": pa.array(one.rows.ids[chosen]),
                **{name: pa.array(flag[chosen]) for name, flag in flags.items()},
                "usual": pa.nulls(len(chosen), pa.int64()),
            },
            {
                "id": pa.nulls(len(usual), pa.int64()),
                **dict.fromkeys(flags, pa.nulls(len(usual), pa.bool_())),
                "usual": pa.array(usual),
            },
        ):
            yield pa.RecordBatch.from_pydict(columns)


def measuring(for_all: float | None, times: tuple[int, int]) -> Partition:
    """Return what measures a partition.

    `for_all` is what is usual for all accounts, `times` are the first and the last moment of the
    case, in microseconds.
    """

    def measure(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for piece in pieces(batches):
            one = _measured(piece.rows)
            features = np.zeros(len(one.grouped.start) - 1, FEATURE)
            # `usual` and the flags of debits are found again: cheaper than to bring them here
            flag_all(one.grouped, one.flags, features)
            measure_all(one.grouped, one.flags, times, features)
            pass_all(one.grouped, one.flags, for_all, features)
            hops = match_rows(one.rows)
            follow_out(one.inputs, _arrays(hops), one.flags, features)
            yield _batch(one, features)

    return measure


def _arrays(hops: Hops) -> tuple[Any, Any, Any, Any]:
    return hops.in_transfer, hops.out_transfer, hops.amount, hops.dwell_s


def _batch(one: Measured, features: Records) -> pa.RecordBatch:
    import pyarrow as pa

    moved = np.flatnonzero(np.diff(one.grouped.start)[: one.accounts])
    columns = {"account": one.rows.names.take(pa.array(moved))}
    for name, kind in feature_columns():
        columns[name] = pa.array(np.ascontiguousarray(features[name][moved]), kind)
    return pa.RecordBatch.from_pydict(columns)
