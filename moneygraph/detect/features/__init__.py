"""Features: numbers measured of an account's transfers and hops, of how it deals with money.

The compiled code is loaded only when features are made.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from moneygraph.detect.counted import counted, gives_back, has_several_currencies
from moneygraph.flow.matching.hops import has_hops, hop_table, match_hops
from moneygraph.store.arrays import fits

if TYPE_CHECKING:
    import duckdb

    from moneygraph.detect.features.inputs import Window

__all__ = ["make_features", "make_hops_and_features"]


def make_features(
    con: duckdb.DuckDBPyConnection, rule: str, table: str = "measure", window: Window | None = None
) -> None:
    """Fill `table` with a row for each account with received or paid money, by a rule's hops.

    Only what was not given back counts, by the hops of `net_hop`, which must be made (lifo), and
    all of it in one currency: `worth.make_worth` has been run.

    Runs inside the caller's transaction. Terminals, and accounts that represent those without a
    number, have none. With a `window` only transfers that were debited in it count, and hops
    from one such to another; `table` is another of the same columns.
    """
    from moneygraph.detect.features.inputs import cut, read_hop_arrays, read_inputs
    from moneygraph.detect.features.measure import follow, keep_features, measure_movements

    with counted(con, converted=True):
        inputs = read_inputs(con)
        hop_arrays = read_hop_arrays(con, inputs.sides, hop_table(rule))
    if window is not None:
        inputs, hop_arrays = cut(inputs, hop_arrays, window)
    features = measure_movements(inputs)
    keep_features(con, follow(inputs, hop_arrays, features), table)


def make_hops_and_features(con: duckdb.DuckDBPyConnection, rule: str) -> None:
    """Make the hops of a rule and the features.

    Where money was given back the features are of what was not, and its hops are made besides.
    """
    is_net = gives_back(con)
    if is_net and not has_hops(con, rule):
        match_hops(con, rule)
    table = "net_hop" if is_net else hop_table(rule)
    with counted(con, converted=False):  # hops are of what was paid
        if not has_several_currencies(con):
            _make_side_by_side(con, rule, table, is_net=is_net)
            return
        _make_hops(con, rule, table, is_net=is_net)
    make_features(con, rule)


def _make_hops(con: duckdb.DuckDBPyConnection, rule: str, table: str, *, is_net: bool) -> None:
    if not is_net:
        match_hops(con, rule)
        return
    from moneygraph.flow.matching.match import keep_hops, match_parts, read_events, read_journal
    from moneygraph.flow.matching.sides import read_sides

    sides = read_sides(con)
    keep_hops(con, match_parts(rule, read_journal(con, sides, read_events(con, sides))), table)


def _make_side_by_side(
    con: duckdb.DuckDBPyConnection, rule: str, table: str, *, is_net: bool
) -> None:
    """Make hops and features at once, or one after the other where that needs too much memory."""
    from moneygraph.detect.features.inputs import (
        BESIDE_BYTES,
        hop_arrays_of,
        read_hop_arrays,
        read_inputs,
    )
    from moneygraph.detect.features.measure import follow, keep_features, measure_movements
    from moneygraph.flow.matching.match import (
        keep_debts,
        keep_hops,
        keep_uneven,
        match,
        match_parts,
        read_journal,
    )

    inputs = read_inputs(con)
    journal = read_journal(con, inputs.sides, inputs.events)
    if not is_net:
        keep_debts(con, journal)
        keep_uneven(con)
    if fits(len(inputs.sides.ids) * BESIDE_BYTES):
        with ThreadPoolExecutor(1) as beside:
            measured = beside.submit(measure_movements, inputs)
            hops = match(rule, journal)
            features = measured.result()
            followed = beside.submit(follow, inputs, hop_arrays_of(inputs.sides, hops), features)
            keep_hops(con, [hops], table)
            columns = followed.result()
    else:
        keep_hops(con, match_parts(rule, journal), table)
        del journal
        features = measure_movements(inputs)
        columns = follow(inputs, read_hop_arrays(con, inputs.sides, table), features)
    keep_features(con, columns)
