"""Features: what an account's transfers and hops say of how it deals with money.

The compiled code is loaded only when features are made.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from moneygraph.flow.matching.hops import hop_table

if TYPE_CHECKING:
    import duckdb

    from moneygraph.detect.features.inputs import Window

__all__ = ["make_features", "make_hops_and_features"]


def make_features(
    con: duckdb.DuckDBPyConnection, rule: str, table: str = "measure", window: Window | None = None
) -> None:
    """Fill `feature`, a row an account that money was given to or sent from, by a rule's hops.

    Runs inside the caller's transaction. Terminals, and accounts that stand for one without a
    number, have none. With a `window` only transfers that were debited in it count, and hops
    from one such to another; `table` is another of the same columns.
    """
    from moneygraph.detect.features.inputs import cut, read_links, read_matter
    from moneygraph.detect.features.measure import follow, keep_features, measure_movements

    matter = read_matter(con)
    links = read_links(con, matter.sides, rule)
    if window is not None:
        matter, links = cut(matter, links, window)
    features = measure_movements(matter)
    keep_features(con, follow(matter, links, features), table)


def make_hops_and_features(con: duckdb.DuckDBPyConnection, rule: str) -> None:
    """Make the hops of a rule and the features, side by side and of the same arrays."""
    from moneygraph.detect.features.inputs import links_of, read_matter
    from moneygraph.detect.features.measure import follow, keep_features, measure_movements
    from moneygraph.flow.matching.match import keep_hops, match
    from moneygraph.flow.matching.sides import read_slots

    matter = read_matter(con)
    slots = read_slots(con, matter.sides)
    with ThreadPoolExecutor(1) as beside:
        measured = beside.submit(measure_movements, matter)
        hops = match(rule, matter.sides, slots, matter.events)
        features = measured.result()
        followed = beside.submit(follow, matter, links_of(matter.sides, hops), features)
        keep_hops(con, hops, hop_table(rule))
        columns = followed.result()
    keep_features(con, columns)
