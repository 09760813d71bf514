"""Room for arrays: how much of the work on a large case fits into memory at once."""

from __future__ import annotations

from typing import Final

from moneygraph.store.damage import short
from moneygraph.store.resources import for_arrays, memory

#: A part of fewer records than these is not worth the pass over all transfers that it takes.
_LEAST_AT_ONCE: Final = 100_000


def fits(size: int) -> bool:
    """Tell whether arrays of `size` bytes fit into what memory there is for arrays."""
    return size <= for_arrays()


def ensure_room(size: int) -> None:
    """Raise `MemoryShort`, naming how much would do, where arrays of `size` bytes have no room.

    Of what must be there at once; the database has little to do meanwhile.
    """
    if size > memory() * 3 // 4:
        raise short(size * 4 // 3)


def at_once(kept: int, each: int) -> int:
    """Return how many records of `each` bytes there is room for, beside arrays of `kept` bytes.

    Raises `MemoryShort`, naming how much would do, where not even a part of the work has room.
    """
    least = kept + _LEAST_AT_ONCE * each
    if not fits(least):
        raise short(least * memory() // for_arrays())
    return (for_arrays() - kept) // each
