"""What traits are made of: transfers, who their parties are, the order of events, hops."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from moneygraph.hops import hop_table
from moneygraph.hops.build import Hops, read_events
from moneygraph.hops.kernel import Int32s, Int64s
from moneygraph.hops.sides import Sides, read_sides
from moneygraph.traits.lay import Bytes
from moneygraph.traits.parties import Parties, read_parties, read_uses

if TYPE_CHECKING:
    import duckdb

#: From the first of these moments up to the second, in microseconds since 1970.
Window: TypeAlias = tuple[int, int]
#: The places of in_transfer and out_transfer, the amount and dwell_s of each hop.
Links: TypeAlias = tuple[Int32s, Int32s, Int64s, Int64s]


@dataclass(frozen=True)
class Matter:
    """All transfers with their parties and what each is to them, and the order of events."""

    sides: Sides
    events: Int32s
    parties: Parties
    use: Bytes


def read_matter(con: duckdb.DuckDBPyConnection) -> Matter:
    """Read all of it."""
    sides, parties = read_sides(con), read_parties(con)
    return Matter(sides, read_events(con, sides), parties, read_uses(con, sides, parties))


def links_of(sides: Sides, hops: Hops) -> Links:
    """Return what traits take of hops that were just matched."""
    ins, outs = _places(sides.ids, hops.in_transfer), _places(sides.ids, hops.out_transfer)
    return ins, outs, hops.amount, hops.dwell_s


def read_links(con: duckdb.DuckDBPyConnection, sides: Sides, rule: str) -> Links:
    """Read the hops of a rule."""
    asked = f"select in_transfer, out_transfer, amount, dwell_s from {hop_table(rule)}"
    in_ids, out_ids, amount, dwell_s = con.execute(asked).fetchnumpy().values()
    return _places(sides.ids, in_ids), _places(sides.ids, out_ids), amount, dwell_s


def cut(matter: Matter, links: Links, window: Window) -> tuple[Matter, Links]:
    """Leave what was debited inside a window, and hops from one such to another."""
    sides, (ins, outs, amount, dwell_s) = matter.sides, links
    inside = (window[0] <= sides.ts) & (sides.ts < window[1])
    both = inside[ins] & inside[outs]
    # what is paid to oneself moves nothing
    to_account = np.where(inside, sides.to_account, sides.from_account)
    use = np.where(inside, matter.use, np.uint8(0))
    kept = (ins[both], outs[both], amount[both], dwell_s[both])
    return replace(matter, sides=replace(sides, to_account=to_account), use=use), kept


def _places(ids: Int32s, wanted: Int32s) -> Int32s:
    """Return where ids stand among all, which are most often numbered from 1."""
    if len(ids) and ids[-1] - ids[0] == len(ids) - 1:
        shifted: Int32s = wanted - ids[0]
        return shifted
    places: Int32s = np.searchsorted(ids, wanted).astype(np.int32)
    return places
