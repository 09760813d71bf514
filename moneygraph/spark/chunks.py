"""Cuts the sorted rows of a partition into pieces that a compiled loop takes at once.

Arrow hands rows over in batches, which end anywhere: in the middle of an account too. A piece holds
whole accounts, as many as make it worth a call. Where one account alone has more rows than a piece
may have, its rows come in several (`more` is true but for the last), if the loop can carry what it
knows from one to the next.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    import pyarrow as pa

#: Rows of a piece at the least, where there are so many, and of one account in a piece at the most.
WORTH: Final = 250_000
MOST: Final = 4_000_000


@dataclass(frozen=True)
class Piece:
    """Rows in order; `more`: the last account's rows go on in the next piece."""

    rows: pa.Table
    more: bool = False


def pieces(
    batches: Iterator[pa.RecordBatch], worth: int = WORTH, most: int | None = None
) -> Iterator[Piece]:
    """Return the rows of a partition, which is sorted by ``account``, in pieces.

    Without `most` an account is never cut, and in any case not inside a proven tie, or where it
    owes its bank: then all its rows decide what it has at first.
    """
    import pyarrow as pa

    waiting: list[pa.RecordBatch] = []
    count = 0
    for batch in batches:
        if not batch.num_rows:
            continue
        waiting.append(batch)
        count += batch.num_rows
        if count < worth:
            continue
        rows = pa.Table.from_batches(waiting)
        last = last_account(rows)
        if last:
            yield Piece(rows.slice(0, last))
            rows = rows.slice(last)
        if most is not None and rows.num_rows >= most and (cut := _cut(rows)):
            yield Piece(rows.slice(0, cut), more=True)
            rows = rows.slice(cut)
        waiting, count = rows.to_batches(), rows.num_rows
    if count:
        yield Piece(pa.Table.from_batches(waiting))


def last_account(rows: pa.Table) -> int:
    """Return where the rows of the last account begin."""
    import pyarrow.compute as pc

    account = rows["account"]
    same = pc.equal(account, account[rows.num_rows - 1]).to_numpy()
    different = np.flatnonzero(~same)
    return int(different[-1]) + 1 if len(different) else 0


def _cut(rows: pa.Table) -> int:
    """Return how many rows of one account can go before the others; 0 where none can."""
    import pyarrow.compute as pc

    if pc.min(rows["lowest"]).as_py() < 0:
        return 0
    free = np.flatnonzero(pc.is_null(rows["tie"]).to_numpy())
    return int(free[-1]) + 1 if len(free) else 0


def codes(column: pa.ChunkedArray) -> tuple[np.ndarray, pa.Array]:
    """Return a number for each value of a column, from 0 as they first come, and the values."""
    encoded = column.combine_chunks().dictionary_encode()
    if hasattr(encoded, "combine_chunks"):
        encoded = encoded.combine_chunks()
    return encoded.indices.to_numpy(zero_copy_only=False).astype(np.int64), encoded.dictionary
